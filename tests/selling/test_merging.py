"""What undoing merges gives back, in whatever order they are undone."""

from hypothesis import given
from hypothesis import strategies as st

from salesops.selling.merging import Merge, given_back


def undo_all(start, sets, order):
    """Merge one after another, each setting some fields; undo them in this order."""
    now, merges = dict(start), []
    for number, values in enumerate(sets):
        changes = {n: (now[n], v) for n, v in values.items() if now[n] != v}
        now |= {n: v for n, (_was, v) in changes.items()}
        merges.append(Merge(number, changes, is_alive=True))
    for number in order:
        merges[number] = Merge(number, merges[number].changes, is_alive=False)
        now |= given_back(merges[number], merges, now)
    return now


VALUES = st.dictionaries(st.sampled_from("abc"), st.integers(0, 3))


@given(st.lists(VALUES, min_size=1, max_size=5), st.randoms())
def test_everything_is_as_it_was_when_all_merges_are_undone(sets, chance):
    start = dict.fromkeys("abc", 9)
    order = list(range(len(sets)))
    chance.shuffle(order)
    assert undo_all(start, sets, order) == start


def test_what_somebody_changed_since_stays():
    merge = Merge(1, {"phone": ("", "1"), "size": ("", "大")}, is_alive=False)
    assert given_back(merge, [merge], {"phone": "2", "size": "大"}) == {"size": ""}


def test_a_later_merge_keeps_what_it_set_until_it_is_undone_itself():
    first = Merge(1, {"phone": ("0", "1")}, is_alive=False)
    later = Merge(2, {"phone": ("1", "2")}, is_alive=True)
    assert given_back(first, [first, later], {"phone": "2"}) == {}
    undone = Merge(2, later.changes, is_alive=False)
    assert given_back(undone, [first, undone], {"phone": "2"}) == {"phone": "0"}


def test_a_merge_of_several_gives_nothing_back_while_one_of_them_is_still_merged():
    merge = Merge(1, {"phone": ("0", "1")}, is_alive=True)
    assert given_back(merge, [merge], {"phone": "1"}) == {}
