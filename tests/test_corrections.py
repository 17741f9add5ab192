"""Corrections on disk: what is written is read back, whoever else writes."""

import copy
import gzip
import json
import os
import pickle
import subprocess
import sys

import numpy as np
import pytest

from nnlib import DrawingError, read_unipen
from nnlib.app import corrections
from nnlib.app.corrections import append_correction, corrections_path, remove_correction
from nnlib.images import drawings
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
    whole, torn = path.read_bytes(), b'{"label": 5, "stro'
    path.write_bytes(whole + torn)
    with pytest.warns(UserWarning, match=r"line 2: not JSON .* cut short, and is left out"):
        assert [label for label, _ in read_json_lines(path)] == [4]
    append_correction(path, 6, STROKES)
    assert [label for label, _ in read_json_lines(path)] == [4, 6]
    assert (tmp_path / "torn.jsonl.torn").read_bytes() == torn + b"\n"  # not thrown away

    path.write_bytes(whole + torn + b"\n" + whole)  # not the last: somebody's own doing
    with pytest.raises(DrawingError, match=r"line 2: not JSON .* Delete that line"):
        read_json_lines(path)
    path.write_bytes(whole + whole.strip())  # whole, although its end is missing
    append_correction(path, 6, STROKES)
    assert [label for label, _ in read_json_lines(path)] == [4, 4, 6]
    assert (tmp_path / "torn.jsonl.torn").read_bytes() == torn + b"\n"


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path):
    """The kernel itself refuses: no file of this process may grow beyond 10,000 bytes."""
    path = tmp_path / "mine.jsonl"
    code = """if True:
        import resource, signal, sys; from pathlib import Path
        from nnlib.app.corrections import append_correction
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
        while True:
            append_correction(Path(sys.argv[1]), 7, [[[0.5, 0.25]] * 100])
    """
    command = [sys.executable, "-c", code, str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "File too large" in result.stderr
    kept = read_json_lines(path)
    assert 5 < len(kept) < 12
    append_correction(path, 6, STROKES)  # as soon as there is room again
    assert [label for label, _ in read_json_lines(path)] == [7] * len(kept) + [6]
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_nothing_is_added_that_makes_the_file_too_long_to_read(tmp_path, monkeypatch):
    path = tmp_path / "mine.jsonl"
    for name, most in (("MAX_BYTES", 420), ("MAX_STROKES", 9)):
        with monkeypatch.context() as patch:
            for module in (corrections, drawings):
                patch.setattr(module, name, most)
            for _ in range(4):
                append_correction(path, 4, STROKES)
            with pytest.raises(DrawingError, match=r"mine\.jsonl: is full\. Move it elsewhere"):
                append_correction(path, 4, STROKES)
            assert len(read_json_lines(path)) == 4
        path.unlink()


def test_an_editor_may_put_a_mark_before_the_first_line(tmp_path):
    path = tmp_path / "mine.jsonl"
    append_correction(path, 4, STROKES)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert [label for label, _ in read_drawings(path)] == [4]
    path.write_bytes(b'\xef\xbb\xbf.SEGMENT DIGIT "1"\n.PEN_DOWN\n1 1\n.PEN_UP\n')
    assert [label for label, _ in read_drawings(path)] == [1]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name")
def test_what_may_never_end_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", "/dev/zero"):
        for read in (read_json_lines, read_unipen, read_drawings):
            with pytest.raises(DrawingError, match="a device or a pipe, want a file"):
                read(path)


DOT = b'{"label":1,"strokes":[[[1,2]]]}\n'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"label":1,"strokes":[' + b"[]," * 400_000 + b"[]]}\n", "longer than 1,000,000 bytes"),
        (b'{"label":1,"strokes":[' + b"[[1,2]]," * 600 + b"[[1,2]]]}\n", 'want "strokes"'),
        (DOT * 601, "holds more than 600 strokes"),
        (b"\n" * 500_001, "holds more than 500,000 lines"),
        (b"\r" * 500_001, "holds more than 500,000 lines"),
        (b'.SEGMENT DIGIT "1"\n.PEN_DOWN\n' + b"1 1\n" * 500_000, "more than 500,000 lines"),
    ],
)
def test_a_file_that_would_cost_much_is_refused(content, message, tmp_path, monkeypatch):
    assert drawings.MAX_STROKES < 100_000
    monkeypatch.setattr(drawings, "MAX_STROKES", 600)
    path = tmp_path / "large"
    path.write_bytes(content)
    with pytest.raises(DrawingError, match=message):
        read_drawings(path)


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
        ("[" * 100_000 + "\n", "line 1: not JSON"),
        ("1" * 5000 + "\n", "line 1: not JSON"),
        ('{"label": 3, "strokes": [[["1", "2"]]]}\n', r'line 1: want "strokes"'),
        ('{"label": 3, "strokes": [[[true, false]]]}\n', r'line 1: want "strokes"'),
        ('{"label": 3, "strokes": [[[1, 1' + "0" * 400 + "]]]}\n", r'line 1: want "strokes"'),
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
