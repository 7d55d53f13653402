"""What other rules would have done with the leads that came, before anybody changes them."""

from datetime import UTC, datetime, timedelta

from salesops.selling.assignment import AssignmentRule, Incoming, Seller
from salesops.selling.rehearsal import PastLead, decided, rehearsal

DAY = timedelta(days=1)
FIRST = datetime(2026, 3, 2, tzinfo=UTC)
SELLERS = {one: Seller(one, one.title()) for one in ("an", "bo", "cy")}
TURNS = AssignmentRule("turns", "round_robin", ("an", "bo"))
LOADS = AssignmentRule("loads", "by_load", ("an", "bo"))


def lead(number: int, owner: str | None = None, closed: int | None = None) -> PastLead:
    closed_at = None if closed is None else FIRST + closed * DAY
    return PastLead(f"L{number}", FIRST + number * DAY, Incoming("web"), owner, closed_at)


def test_turns_go_round_in_the_order_in_which_the_leads_came() -> None:
    replayed = rehearsal([TURNS], [lead(2), lead(0), lead(1)], SELLERS)
    assert [(one.lead.lead_id, one.would) for one in replayed.each] == [
        ("L0", "an"), ("L1", "bo"), ("L2", "an"),
    ]  # fmt: skip


def test_it_says_who_would_have_got_more_and_who_less() -> None:
    replayed = rehearsal([TURNS], [lead(n, "cy") for n in range(3)], SELLERS)
    tallies = [(t.person_id, t.was, t.would) for t in replayed.tallies()]
    assert tallies == [("an", 0, 2), ("bo", 0, 1), ("cy", 3, 0)]
    assert len(replayed.others) == 3


def test_a_lead_weighs_on_its_owner_until_the_day_it_was_closed() -> None:
    open_still = rehearsal([LOADS], [lead(0), lead(1), lead(2)], SELLERS)
    assert [one.would for one in open_still.each] == ["an", "bo", "an"]
    closed = rehearsal([LOADS], [lead(0), lead(1, closed=2), lead(2)], SELLERS)
    assert [one.would for one in closed.each] == ["an", "bo", "bo"]


def test_caps_leave_leads_without_anybody_and_they_are_counted() -> None:
    replayed = rehearsal([TURNS], [lead(n, "an") for n in range(3)], SELLERS, {"turns": 1})
    assert [one.would for one in replayed.each] == ["an", "bo", None]
    assert [one.lead.lead_id for one in replayed.unassigned] == ["L2"]
    assert [(t.person_id, t.would) for t in replayed.tallies()][-1] == (None, 1)


def test_a_cap_is_its_own_rules_and_no_others() -> None:
    busy = {"an": Seller("an", open_load=5), "bo": Seller("bo", open_load=5)}
    found = decided([TURNS, LOADS], Incoming(), busy, {"loads": 1}, {})
    assert (found.person_id, found.rule) == ("an", "turns")


def test_without_rules_nobody_gets_anything_and_there_is_a_reason() -> None:
    replayed = rehearsal([], [lead(0, "an")], SELLERS)
    assert replayed.each[0].would is None and replayed.each[0].why.code == "no_rule"
