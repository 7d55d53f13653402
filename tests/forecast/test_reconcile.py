"""Coherent forecasts: on the tree exactly what the matrix formula gives."""

from math import inf

import numpy as np
import pytest

from salesops.forecast.reconcile import Normal, blended, of_the_same_months, reconciled

TREE = {"top": None, "a": "top", "b": "top", "a1": "a", "a2": "a", "b1": "b", "b2": "b", "b3": "b"}
LEAVES = ["a1", "a2", "b1", "b2", "b3"]
OWN = {
    "top": Normal(120.0, 9.0), "a": Normal(50.0, 4.0), "b": Normal(60.0, 5.0),
    "a1": Normal(30.0, 3.0), "a2": Normal(15.0, 1.0), "b1": Normal(20.0, 2.0),
    "b2": Normal(25.0, 6.0), "b3": Normal(18.0, 1.0),
}  # fmt: skip


def by_matrix() -> tuple[np.ndarray, np.ndarray]:
    """Means and variances by G = (SᵀW⁻¹S)⁻¹SᵀW⁻¹, the textbook's way."""

    def below(leaf: str, node: str) -> bool:
        here: str | None = leaf
        while here is not None and here != node:
            here = TREE[here]
        return here == node

    summing = np.array([[float(below(leaf, node)) for leaf in LEAVES] for node in TREE])
    weights = np.diag([1 / OWN[node].variance for node in TREE])
    inner = np.linalg.inv(summing.T @ weights @ summing)
    means = summing @ inner @ summing.T @ weights @ np.array([OWN[node].mean for node in TREE])
    return means, np.diag(summing @ inner @ summing.T)


def test_two_passes_over_the_tree_are_the_matrix_formula() -> None:
    means, variances = by_matrix()
    found = reconciled(TREE, OWN)
    assert [found[node].mean for node in TREE] == pytest.approx(means.tolist())
    assert [found[node].variance for node in TREE] == pytest.approx(variances.tolist())


def test_with_leaves_alone_it_is_bottom_up() -> None:
    found = reconciled(TREE, {leaf: OWN[leaf] for leaf in LEAVES})
    assert found["a"] == Normal(45.0, 4.0)
    assert found["top"] == Normal(108.0, 13.0)


def test_a_leaf_nobody_knows_takes_what_its_parent_knows() -> None:
    own = {"top": Normal(100.0, 4.0), "x": Normal(70.0, 1.0), "y": Normal(0.0, inf)}
    found = reconciled({"top": None, "x": "top", "y": "top"}, own)
    assert found["x"] == Normal(70.0, 1.0)
    assert found["y"].mean == 30.0
    assert found["top"] == Normal(100.0, 4.0)


def test_two_views_are_weighted_by_how_sure_they_are() -> None:
    assert blended(Normal(10.0, 1.0), Normal(20.0, 1.0)) == Normal(15.0, 0.5)
    assert blended(Normal(10.0, 0.0), Normal(20.0, 5.0)) == Normal(10.0, 0.0)
    assert blended(Normal(0.0, inf), Normal(20.0, 5.0)) == Normal(20.0, 5.0)


def test_one_history_is_not_several_witnesses() -> None:
    tree = {"top": None, "x": "top", "y": "top"}
    own = {"top": Normal(100.0, 64.0), "x": Normal(50.0, 16.0), "y": Normal(50.0, 25.0)}
    found = of_the_same_months(tree, own, reconciled(tree, own))
    assert (found["x"].variance, found["y"].variance, found["top"].variance) == (16.0, 25.0, 64.0)


def test_a_sum_is_never_surer_than_independent_parts_nor_less_sure_than_all_at_once() -> None:
    tree = {"top": None, "x": "top", "y": "top"}
    leaves = {"x": Normal(50.0, 16.0), "y": Normal(50.0, 25.0)}
    for own, expected in ((1.0, 41.0), (900.0, 81.0)):
        figures = {**leaves, "top": Normal(100.0, own)}
        found = of_the_same_months(tree, figures, reconciled(tree, figures))
        assert found["top"].variance == expected
