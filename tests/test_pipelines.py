"""From a naive pad to MNIST's recipe: what each pipeline promises, and what the record says."""

import gzip

import numpy as np
import pytest

import nnlib
import production
from nnlib.app import pipelines
from nnlib.app.pipelines import PIPELINES, picture, tensors
from nnlib.course.ch4 import recorded
from nnlib.course.ch4.faults import broken
from nnlib.images.diagnostics import measure
from nnlib.images.handwriting import drawings
from nnlib.images.strokes import PEN, centre_of_mass


@pytest.fixture(scope="module")
def written():
    return drawings(40, np.random.default_rng(4))


def test_a_line_on_the_pad_is_as_wide_as_the_pen():
    image = picture([np.array([(40.0, 100.0), (240.0, 100.0)])], pen=18)
    assert (image.shape, image.dtype) == ((280, 280), np.float32)
    np.testing.assert_allclose(image[:, 60:220].sum(axis=0), 18, atol=0.1)
    assert centre_of_mass(image) == pytest.approx([139.5, 99.5], abs=0.01)


def test_the_pads_own_strokes_will_do(written):
    for strokes in written[1][:5]:
        as_lists = [[tuple(point) for point in stroke] for stroke in strokes]
        np.testing.assert_array_equal(picture(as_lists), picture(strokes))


def test_a_click_leaves_a_round_dot():
    image = picture([np.array([(50.0, 60.0)])], pen=20)
    assert image.sum() == pytest.approx(np.pi * 100, rel=0.02)


def test_what_lies_beside_the_canvas_is_not_seen():
    assert not picture([np.array([(-80.0, -90.0), (400.0, -90.0)])]).any()
    assert picture([np.array([(-80.0, 50.0), (400.0, 50.0)])]).any()


def test_resizing_is_the_mean_of_blocks(written):
    image = picture(written[1][0])
    blocks = image.reshape(28, 10, 28, 10).mean(axis=(1, 3))
    np.testing.assert_allclose(pipelines.resized(image), blocks, atol=1e-6)


@pytest.mark.parametrize("pipeline", ["+ box", "+ centre of mass"])
def test_the_box_is_twenty_pixels_with_its_aspect_kept(written, pipeline):
    for image, strokes in zip(tensors(written[1], pipeline), written[1], strict=True):
        rows, columns = (np.flatnonzero(image.max(axis=axis) > 0.05) for axis in (1, 0))
        assert 19 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 22
        width, height = np.ptp(np.concatenate(strokes), axis=0) + 18
        got, kept = np.array([np.ptp(columns), np.ptp(rows)]) + 1, np.array([width, height])
        np.testing.assert_allclose(got, kept * 20 / kept.max(), atol=2.5)


def test_the_centre_of_mass_is_mnists(written):
    for image in tensors(written[1], "+ centre of mass"):
        np.testing.assert_allclose(centre_of_mass(image), 14, atol=0.06)


@pytest.mark.parametrize("pen", [2, 6, 18])
def test_the_pipeline_for_photographs_comes_near_the_strokes(written, pen):
    photo, ours = (tensors(written[1], name, pen) for name in ("photo", "+ thickness"))
    assert np.abs(photo - ours).mean() < 0.06
    wide, right = (np.median(measure(images)["thickness"]) for images in (photo, ours))
    assert wide == pytest.approx(right, abs=0.4)


def test_the_last_pipeline_is_the_librarys_own(written):
    for image, strokes in zip(tensors(written[1], "+ thickness"), written[1], strict=True):
        np.testing.assert_array_equal(image, nnlib.strokes_to_image(strokes))


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_an_empty_pad_is_a_blank_image_or_an_error(pipeline):
    if pipeline == "+ thickness":
        with pytest.raises(nnlib.DrawingError, match="nothing to draw"):
            tensors([[]], pipeline)
    else:
        assert not tensors([[]], pipeline).any()


def test_an_unknown_pipeline_is_named():
    with pytest.raises(ValueError, match=r"pipeline: got 'magic', want one of naive, "):
        tensors([], "magic")


def test_breaking_by_nothing_changes_nothing(mnist):
    images = mnist.dev.x[:20]
    np.testing.assert_array_equal(broken(images.reshape(-1, 28, 28)).reshape(20, 784), images)


def test_each_fault_is_as_large_as_it_says(mnist):
    images = mnist.dev.x[:50].reshape(-1, 28, 28)
    shifted = broken(images, shift=3.0)
    np.testing.assert_allclose(shifted[:, :, 3:], images[:, :, :-3], atol=1e-6)
    measured = {
        name: measure(broken(images, **{name: value}))
        for name, value in {"scale": 0.5, "thickness": 1, "contrast": 0.4}.items()
    }
    good = measure(images)
    assert np.median(measured["scale"]["size"]) == pytest.approx(10, abs=1)
    assert (measured["thickness"]["thickness"] > good["thickness"]).all()
    np.testing.assert_allclose(measured["contrast"]["contrast"], 0.4 * good["contrast"], rtol=1e-5)
    np.testing.assert_array_equal(broken(images, noise=0.2), broken(images, noise=0.2))


def unipen(tmp_path):
    text = '.SEGMENT DIGIT 0-1 ? "1"\n.PEN_DOWN\n 250 400\n 250 100\n.PEN_UP\n'
    path = tmp_path / "drawings.gz"
    path.write_bytes(gzip.compress(text.encode()))
    return path


def test_real_drawings_are_read_if_they_are_there(tmp_path, monkeypatch):
    monkeypatch.setenv(recorded.VARIABLE, str(tmp_path / "nothing"))
    assert recorded.real_drawings() is None
    monkeypatch.setenv(recorded.VARIABLE, str(unipen(tmp_path)))
    labels, (strokes,) = recorded.real_drawings()
    assert labels.tolist() == [1]
    # y points up on the tablet, down on the pad
    np.testing.assert_allclose(strokes[0], [(140, 56), (140, 224)])


def test_the_command_writes_the_table(tmp_path, monkeypatch, capsys):
    out = tmp_path / "table.csv"
    production.main(["--drawings", str(unipen(tmp_path)), "--out", str(out), "weights/softmax.npz"])
    monkeypatch.setattr(recorded, "TABLE", out)
    table = recorded.read_table("softmax")
    pipelines = {(s, p) for s in (*PIPELINES, "photo") for p in (18.0, 30.0)}
    assert table.keys() == pipelines | {("place alone", 18.0), ("size alone", 18.0)}
    assert "naive" in capsys.readouterr().out


def test_the_record_tells_the_story():
    table = {way: share for way, (share, _, _) in recorded.read_table().items()}
    rising = [table[pipeline, PEN] for pipeline in PIPELINES]
    assert rising[0] < 0.4
    assert rising[-1] > 0.85
    assert table["naive", 18.0] < table["+ box", 18.0] < table["+ centre of mass", 18.0]
    robust = {way: share for way, (share, _, _) in recorded.read_table("robust").items()}
    assert all(robust[pipeline] > right for pipeline, right in table.items())
    # on their tablet people wrote small, but in the middle: there the size comes first
    assert table["naive", 18.0] < table["place alone", 18.0] < table["size alone", 18.0]
    assert table["size alone", 18.0] < table["+ centre of mass", 18.0]
    for share, low, high in recorded.read_table().values():
        assert low < share < high
    # the last pipeline draws the strokes anew, so the pen's width cannot matter
    assert table["+ thickness", 18.0] == table["+ thickness", 30.0]
