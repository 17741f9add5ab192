"""The sheet on paper: its key against the formulas written out, and its pages."""

import math

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import handout
from nnlib.app.words import languages, translator
from nnlib.course.picture import styled


@pytest.mark.parametrize("pupil", range(1, 13))
def test_the_key_is_what_one_gets_by_hand(pupil):
    one = handout.sheet(3, pupil)
    (x1, x2), (w11, w12), (w21, w22) = one.x, one.W1[0], one.W1[1]
    z = [w11 * x1 + w21 * x2 + one.b1[0], w12 * x1 + w22 * x2 + one.b1[1]]
    a = [max(z[0], 0), max(z[1], 0)]
    s = [a[0] * one.W2[0, k] + a[1] * one.W2[1, k] + one.b2[k] for k in (0, 1)]
    p = [math.exp(s[k]) / (math.exp(s[0]) + math.exp(s[1])) for k in (0, 1)]
    delta = [p[k] - (k == one.label) for k in (0, 1)]
    back = [(z[i] > 0) * sum(one.W2[i, k] * delta[k] for k in (0, 1)) for i in (0, 1)]
    for got, wanted in (
        (one.z, z),
        (one.a, a),
        (one.logits, s),
        (one.p, p),
        (one.loss, -math.log(p[one.label])),
        (one.delta2, delta),
        (one.dW2, np.outer(a, delta)),
        (one.delta1, back),
        (one.dW1, np.outer(one.x, back)),
    ):
        assert got == pytest.approx(np.array(wanted), abs=1e-12)
    assert one.loss_after < one.loss


def test_each_pupil_has_another_network_and_it_is_fit_for_paper():
    sheets = [handout.sheet(1, pupil) for pupil in range(1, 61)]
    assert len({one.W1.tobytes() + one.W2.tobytes() for one in sheets}) == 60
    for one in sheets:
        assert np.array_equal(np.round(one.z * 2), one.z * 2)  # halves
        assert one.z.max() > 0
        assert np.all(one.delta1[one.z > 0] != 0)
    assert 10 < sum(one.z.min() < 0 for one in sheets) < 55  # units that are off, now and then
    assert np.array_equal(handout.sheet(1, 7).W1, sheets[6].W1)


@pytest.mark.parametrize("language", languages())
@styled()
def test_nothing_runs_off_the_page(language):
    say = translator(language)
    sheets = [handout.sheet(2, pupil) for pupil in range(1, handout.KEYS + 1)]
    for figure in (handout.pupils_page(sheets[0], say), handout.key_page(sheets, say)):
        renderer = FigureCanvasAgg(figure).get_renderer()
        width, height = figure.bbox.width, figure.bbox.height
        boxes = [text.get_window_extent(renderer) for text in figure.texts]
        assert min(box.x0 for box in boxes) > 0.05 * width
        assert max(box.x1 for box in boxes) < 0.95 * width
        assert min(box.y0 for box in boxes) > 0.02 * height


def test_a_class_gets_its_pages_and_the_key_behind_them(tmp_path, monkeypatch):
    monkeypatch.setattr(handout, "KEYS", 1)
    for name in ("first", "second"):
        handout.handout(tmp_path / name, pupils=2, seed=5, language="de")
    content = (tmp_path / "first").read_bytes()
    assert content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") == 2 + 2
    assert content == (tmp_path / "second").read_bytes()
