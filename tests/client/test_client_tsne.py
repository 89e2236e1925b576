"""`visdom.do_tsne`: positions in the plane, with the library that is installed."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

import visdom
from visdom.errors import BadArgument, MissingPackage


@pytest.mark.parametrize("count", [2, 30, 150])
def test_each_row_has_one_position(count):
    positions = visdom.do_tsne(np.random.default_rng(0).random((count, 4)))
    assert len(positions) == count
    assert {min(x for x, _ in positions), max(x for x, _ in positions)} == {-1.0, 1.0}


def test_rows_that_are_alike_lie_together():
    rows = np.repeat(np.eye(2) * 50, 15, axis=0) + np.random.default_rng(0).random((30, 2))
    positions = np.array(visdom.do_tsne(rows.tolist()))
    middles = positions[:15].mean(axis=0), positions[15:].mean(axis=0)
    spread = max(positions[:15].std(), positions[15:].std())
    assert np.linalg.norm(middles[0] - middles[1]) > spread


@pytest.mark.parametrize(("rows", "positions"), [([], []), ([[1.0, 2.0]], [(0.0, 0.0)])])
def test_points_without_neighbours_are_in_the_middle(rows, positions):
    assert visdom.do_tsne(rows) == positions


def test_other_shapes_are_refused():
    with pytest.raises(BadArgument, match=r"one row per point, got shape \(3,\)"):
        visdom.do_tsne([1.0, 2.0, 3.0])


def test_open_tsne_does_without_scikit_learn(monkeypatch):
    arguments = {}

    class TSNE(SimpleNamespace):
        def fit(self, rows):
            arguments.update(vars(self))
            return rows[:, :2]

    open_tsne = ModuleType("openTSNE")
    open_tsne.TSNE = TSNE
    monkeypatch.setitem(sys.modules, "sklearn.manifold", None)
    monkeypatch.setitem(sys.modules, "openTSNE", open_tsne)
    assert visdom.do_tsne([[0, 0, 9], [1, 4, 9], [2, 2, 9]]) == [(-1, -1), (0, 1), (1, 0)]
    assert arguments["perplexity"] == 2


def test_without_either_the_error_names_the_packages(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.manifold", None)
    monkeypatch.setitem(sys.modules, "openTSNE", None)
    with pytest.raises(MissingPackage, match=r"scikit-learn or openTSNE: pip install 'visdom\[embeddings\]'"):
        visdom.do_tsne([[1.0, 2.0], [3.0, 4.0]])
