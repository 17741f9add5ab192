"""Corrections on disk: what is written is read back, whoever else writes."""

import copy
import gzip
import json
import pickle
import subprocess
import sys

import numpy as np
import pytest

from nnlib import DrawingError
from nnlib.app.corrections import append_correction, corrections_path, remove_correction
from nnlib.images.drawings import read_drawings, read_json_lines

STROKES = [[(10, 20.5), (30, 40)], [(5, 6)]]


def test_what_is_written_is_read_back(tmp_path):
    path = tmp_path / "new folder" / "mine.jsonl"
    append_correction(path, 4, STROKES)
    append_correction(path, 0, [np.array([[1.0, 2.0]])])
    (label, strokes), (zero, _) = read_json_lines(path)
    assert (label, zero) == (4, 0)
    assert [stroke.tolist() for stroke in strokes] == [[[10, 20.5], [30, 40]], [[5, 6]]]
    entry = json.loads(path.read_text().splitlines()[0])
    assert entry.keys() == {"label", "strokes", "time"}


def test_two_writers_survive(tmp_path):
    path = tmp_path / "both.jsonl"
    code = """if True:
        import sys; from pathlib import Path; from nnlib.app.corrections import append_correction
        for i in range(200):
            append_correction(Path(sys.argv[1]), int(sys.argv[2]), [[[i, 0.5]] * 500])
    """
    writers = [subprocess.Popen([sys.executable, "-c", code, str(path), d]) for d in "37"]
    assert [writer.wait(120) for writer in writers] == [0, 0]
    labels = [label for label, _ in read_json_lines(path)]
    assert (labels.count(3), labels.count(7)) == (200, 200)


def test_a_line_cut_short_harms_no_other(tmp_path):
    path = tmp_path / "torn.jsonl"
    append_correction(path, 4, STROKES)
    path.write_bytes(path.read_bytes() + b'{"label": 5, "stro')
    append_correction(path, 6, STROKES)
    with pytest.raises(DrawingError, match=r"line 2: not JSON .* Delete that line"):
        read_json_lines(path)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], "", lines[2]]))
    assert [label for label, _ in read_json_lines(path)] == [4, 6]


def test_what_is_taken_back_is_gone_and_nothing_else(tmp_path):
    path = tmp_path / "mine.jsonl"
    lines = [append_correction(path, label, STROKES) for label in (4, 5, 6)]
    remove_correction(path, lines[1])
    assert [label for label, _ in read_json_lines(path)] == [4, 6]
    remove_correction(path, lines[1])  # it is gone already
    append_correction(path, 7, STROKES)
    assert [label for label, _ in read_json_lines(path)] == [4, 6, 7]


def test_a_file_with_nothing_left_in_it_is_deleted(tmp_path):
    path = tmp_path / "mine.jsonl"
    remove_correction(path, append_correction(path, 4, STROKES))
    assert not path.exists()


def test_nothing_is_written_to_a_file_that_was_deleted_meanwhile(tmp_path):
    path = tmp_path / "both.jsonl"
    code = """if True:
        import sys; from pathlib import Path
        from nnlib.app.corrections import append_correction, remove_correction
        for i in range(200):
            line = append_correction(Path(sys.argv[1]), 3, [[[i, int(sys.argv[2])]]])
            if i % 2:
                remove_correction(Path(sys.argv[1]), line)
    """
    writers = [subprocess.Popen([sys.executable, "-c", code, str(path), d]) for d in "12"]
    assert [writer.wait(120) for writer in writers] == [0, 0]
    assert len(read_json_lines(path)) == 200


@pytest.mark.parametrize("name", ["../mine.jsonl", "/etc/mine.jsonl", "a/b.jsonl", "..", "link"])
def test_a_name_cannot_lead_out_of_the_folder(name, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path.parent / "elsewhere")
    with pytest.raises(DrawingError, match="want the plain name of a file in"):
        corrections_path(name, tmp_path)
    assert corrections_path("mine.jsonl", tmp_path) == tmp_path.resolve() / "mine.jsonl"


@pytest.mark.parametrize(
    ("label", "strokes", "message"),
    [
        (10, STROKES, "got label 10"),
        ("4", STROKES, "got label '4'"),
        (True, STROKES, "got label True"),
        (4, [], 'want "strokes"'),
        (4, [[(1, 2, 3)]], 'want "strokes"'),
        (4, [[(1, float("nan"))]], 'want "strokes"'),
    ],
)
def test_what_is_no_drawing_is_not_kept(label, strokes, message, tmp_path):
    with pytest.raises(DrawingError, match=message):
        append_correction(tmp_path / "mine.jsonl", label, strokes)
    assert not (tmp_path / "mine.jsonl").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "holds no drawing"),
        ("[1]\n", r"line 1: got label None"),
        ('{"label": 3}\n', r'line 1: want "strokes"'),
        ('{"label": 3, "strokes": 4}\n', r'line 1: want "strokes"'),
        ('{"label": 3, "strokes": [["a"]]}\n', r'line 1: want "strokes"'),
        ("[" * 100_000, "line 1: not JSON"),
        ("1" * 5000, "line 1: not JSON"),
        ('{"label": 3, "strokes": [[["1", "2"]]]}\n', r'line 1: want "strokes"'),
        ('{"label": 3, "strokes": [[[true, false]]]}\n', r'line 1: want "strokes"'),
        ('{"label": 3, "strokes": [[[1, 1' + "0" * 400 + "]]]}", r'line 1: want "strokes"'),
        ('{"label": 3, "strokes": [[[1, 2]]], "writer": 7}\n', "line 1: got writer 7, want"),
        ('{"label": 3, "strokes": [[[1, 2]]], "writer": "a\\u001b"}\n', "line 1: got writer 'a"),
        ("\n" * 10_000_001, "holds more than 10,000,000 bytes"),
    ],
)
def test_a_bad_line_is_named(content, message, tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text(content)
    with pytest.raises(DrawingError, match=message):
        read_json_lines(path)


def test_either_format_is_recognised_packed_or_not(tmp_path):
    path, unipen = tmp_path / "a", tmp_path / "b"
    append_correction(path, 4, STROKES)
    unipen.write_text('.SEGMENT DIGIT 0 ? "1"\n.PEN_DOWN\n 100 300\n 99 100\n.PEN_UP\n')
    for file, label in ((path, 4), (unipen, 1)):
        packed = file.with_suffix(".gz")
        packed.write_bytes(gzip.compress(file.read_bytes()))
        assert [[d for d, _ in read_drawings(p)] for p in (file, packed)] == [[label], [label]]
    broken = tmp_path / "broken.gz"
    for damaged in (packed.read_bytes()[:-9], packed.read_bytes()[:10] + b"\xff" * 30):
        broken.write_bytes(damaged)
        with pytest.raises(DrawingError, match=r"not a sound gzip file|truncated"):
            read_drawings(broken)


def test_a_nine_and_a_line_of_blanks_before_it_are_read(tmp_path):
    path = tmp_path / "a"
    append_correction(path, 9, STROKES)
    path.write_bytes(b"\n  \n" + path.read_bytes())
    assert [label for label, _ in read_drawings(path)] == [9]


def test_a_drawing_is_a_pair_that_knows_its_writer(tmp_path):
    path = tmp_path / "mine.jsonl"
    strokes = [[[1, 2], [3, 4]]]
    path.write_text(
        "\n".join(
            json.dumps({"label": 3, "strokes": strokes} | who) for who in ({"writer": "aga/x"}, {})
        )
    )
    named, unnamed = read_json_lines(path)
    assert (named.writer, unnamed.writer) == ("aga/x", "")
    for drawing in (named, unnamed, copy.deepcopy(named), pickle.loads(pickle.dumps(named))):
        label, (stroke,) = drawing
        assert (label, stroke.tolist(), len(drawing)) == (3, strokes[0], 2)
    assert copy.deepcopy(named).writer == pickle.loads(pickle.dumps(named)).writer == "aga/x"
