"""What ``evaluate`` prints: the right share under the right name."""

import numpy as np
import pytest

from nnlib import Evaluation, Split, load_network, report
from nnlib.images.drawings import Drawing

ONE = Drawing((1, [np.array([(140.0, 40.0), (138.0, 140.0), (136.0, 240.0)])]))
SCRAWL = Drawing((1, [np.random.default_rng(0).uniform(0, 200, (30, 2))]))


@pytest.fixture(scope="module")
def robust():
    return load_network("weights/robust.npz")


def test_what_is_refused_is_what_is_not_known(robust):
    assert report.refused(robust, [ONE, ONE, ONE]) == 0
    assert report.refused(robust, [ONE, SCRAWL, ONE, ONE]) == 0.25


def test_digits_are_hardly_refused_and_scribbles_mostly(robust, mnist, capsys, monkeypatch):
    monkeypatch.setattr(report, "N_STRANGERS", 40)
    some = Split(mnist.test.images[:500], mnist.test.labels[:500])
    confusion = np.diag(np.bincount(some.labels))
    probabilities = np.eye(10)[some.labels] * 0.9 + 0.01  # all right, and 9 points too modest
    report.print_calibration(robust, some, Evaluation(0.0, confusion, probabilities))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "expected calibration error on the test set: 9.00%"
    refused = [float(line.split("%")[0].split()[-1]) for line in lines[1:]]
    assert refused[0] < 3
    assert min(refused[1:]) > 50
    for line, words in zip(lines[1:], ("test set", "letters", "scribbles", "shapes"), strict=True):
        assert words in line


def test_a_digits_share_is_of_all_that_were_meant_so(capsys):
    confusion = np.zeros((10, 10), int)
    confusion[3, 3], confusion[3, 5], confusion[5, 5] = 6, 2, 1
    report.print_details("drawings", Evaluation(0.0, confusion, np.zeros((9, 10))))
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["3", "6", "8", "75.00%"] in lines
    assert ["5", "1", "1", "100.00%"] in lines
    assert ["0", "0", "0", "0.00%"] in lines
    assert ["a", "3", "read", "as", "5:", "2", "times"] in lines
