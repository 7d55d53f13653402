from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesops.forecast.reconcile import Normal, reconciled

FIGURE = st.builds(
    Normal, st.floats(-1e6, 1e6), st.one_of(st.floats(0, 1e8), st.just(inf), st.just(0.0))
)
KNOWN = st.builds(Normal, st.floats(-1e6, 1e6), st.floats(1.0, 1e6))


@st.composite
def trees(draw: st.DrawFn) -> dict[str, str | None]:
    size = draw(st.integers(1, 15))
    return {f"n{n}": f"n{draw(st.integers(0, n - 1))}" if n else None for n in range(size)}


@given(trees(), st.data())
def test_every_node_is_the_sum_of_those_below(
    tree: dict[str, str | None], data: st.DataObject
) -> None:
    inner = {parent for parent in tree.values() if parent}
    own = {n: data.draw(FIGURE) for n in tree if n not in inner or data.draw(st.booleans())}
    found = reconciled(tree, own)
    for node in inner:
        below = sum(found[child].mean for child, parent in tree.items() if parent == node)
        assert found[node].mean == pytest.approx(below, rel=1e-6, abs=1e-3)


@given(trees(), st.data())
def test_what_others_know_never_makes_anybody_less_sure(
    tree: dict[str, str | None], data: st.DataObject
) -> None:
    own = {node: data.draw(KNOWN) for node in tree}
    found = reconciled(tree, own)
    assert all(found[n].variance <= own[n].variance * (1 + 1e-9) for n in tree)
    assert all(found[n].variance >= -1e-6 for n in tree)
