"""The flow of the ledger's steps, the same on every engine as counted by hand."""

from datetime import date

import pytest

from salesops.process.flow import Times
from salesops.process.moves import Sample, ledger_flow
from tests.spec.conftest import Open

STEPS = """
deals
deal_id | stage | status
d1 | Won | won
d2 | Offer | open
d3 | Lost | lost
d4 | Talks | open

people
position_id | person_id | team
p1 | ada | North
p2 | bo | South

steps
case_id | case_kind | sequence | to_stage | entered_on | entered_at | left_at | work_minutes | position_id
d1 | deal | 1 | Talks | 2026-03-02 | 2026-03-02T09:00:00 | 2026-03-03T09:00:00 | 540 | p1
d1 | deal | 2 | Offer | 2026-03-03 | 2026-03-03T09:00:00 | 2026-03-04T09:00:00 | 540 | p1
d1 | deal | 3 | Talks | 2026-03-04 | 2026-03-04T09:00:00 | 2026-03-04T10:00:00 | 60 | p2
d1 | deal | 4 | Offer | 2026-03-04 | 2026-03-04T10:00:00 | 2026-03-06T10:00:00 | 1080 | p2
d1 | deal | 5 | Won | 2026-03-06 | 2026-03-06T10:00:00 | | | p2
d2 | deal | 1 | Talks | 2026-03-10 | 2026-03-10T09:00:00 | 2026-03-10T12:00:00 | 180 | p1
d2 | deal | 2 | Offer | 2026-03-10 | 2026-03-10T12:00:00 | | | p1
d3 | deal | 1 | Talks | 2026-04-01 | 2026-04-01T09:00:00 | 2026-04-01T13:00:00 | 240 | p2
d3 | deal | 2 | Lost | 2026-04-01 | 2026-04-01T13:00:00 | | | p2
d4 | deal | 1 | Talks | 2026-04-02 | 2026-04-02T00:00:00 | | | p2
l1 | lead | 1 | Talks | 2026-03-02 | 2026-03-02T09:00:00 | | | p1
"""  # noqa: E501
HOUR = 3600


def test_the_map_of_deals_is_that_counted_by_hand(ledger: Open) -> None:
    found = ledger_flow(ledger(STEPS, as_of="2026-04-02"))
    assert (found.cases, found.events) == (4, 10)
    assert found.starts == {"Talks": 4}
    assert found.ends == {"Lost": 1, "Offer": 1, "Talks": 1, "Won": 1}
    edge = found.edge("Talks", "Offer")
    assert edge is not None and (edge.cases, edge.events) == (2, 3)
    # One, three and twenty-four hours; in work one, three and nine.
    assert edge.seconds == Times(3 * HOUR, pytest.approx(19.8 * HOUR), 28 * HOUR)
    assert edge.worked == Times(3 * HOUR, pytest.approx(7.8 * HOUR), 13 * HOUR)
    assert {e.pair: e.events for e in found.edges} == {
        ("Talks", "Offer"): 3, ("Offer", "Talks"): 1, ("Offer", "Won"): 1, ("Talks", "Lost"): 1,
    }  # fmt: skip
    assert [(v.activities, v.cases) for v in found.variants] == [
        (("Talks",), 1),
        (("Talks", "Lost"), 1),
        (("Talks", "Offer"), 1),
        (("Talks", "Offer", "Talks", "Offer", "Won"), 1),
    ]
    assert found.variants[-1].coverage == 1
    again = {one.activity: one for one in found.rework}
    assert {name: (one.cases, one.repeats, one.redone) for name, one in again.items()} == {
        "Offer": (1, 1, 1),
        "Talks": (1, 1, 1),
    }
    assert [(one.there, one.back, one.events) for one in found.ping_pong] == [
        ("Offer", "Talks", 1),
        ("Talks", "Offer", 1),
    ]
    assert [(one.activity, one.cases, one.seconds.total) for one in found.waiting] == [
        ("Offer", 1, 23.5 * 24 * HOUR),
        ("Talks", 1, 24 * HOUR),
    ]


def test_a_sample_is_of_cases_not_of_steps(ledger: Open) -> None:
    opened = ledger(STEPS, as_of="2026-04-02")
    march = ledger_flow(opened, Sample(ends_before=date(2026, 4, 1)))
    assert march.cases == 2 and march.edge("Offer", "Won") is not None
    # A deal belongs to the team it is with at last.
    south = ledger_flow(opened, Sample(where=("people.team", ["South"])))
    assert south.cases == 3 and south.events == 8
    won = ledger_flow(opened, Sample(outcome="won"))
    assert won.cases == 1 and len(won.variants) == 1
    assert ledger_flow(opened, Sample(kind="lead")).waiting == ()
    assert ledger_flow(opened, Sample(starts_on=date(2027, 1, 1))).edges == ()
