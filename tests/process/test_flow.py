"""The flow of a log, counted in memory: edges with their waits, variants, rework, open cases."""

from datetime import timedelta

import pytest

from salesops.process.counting import edges, flow, ping_pong, rework, variants
from salesops.process.flow import Times
from salesops.process.flow_shown import tables
from salesops.process.oddities import oddities
from tests.process.cases import DEALS, START, TOY, log, log_of, rows


def test_an_edge_counts_its_cases_its_events_and_how_long_it_took() -> None:
    found = edges(log("a x@0 y@1 x@2 y@5\nb x@0 y@2"))
    assert [edge.pair for edge in found] == [("x", "y"), ("y", "x")]
    assert (found[0].cases, found[0].events) == (2, 3)
    # One hour, three and two: the ninth tenth lies four fifths of the way from two to three.
    assert found[0].seconds == Times(7200, pytest.approx(2.8 * 3600), 6 * 3600)


def test_the_nine_deals_are_told_as_they_went() -> None:
    found = flow(log(DEALS), ends=("Won", "Lost"))
    assert (found.cases, found.events) == (9, 29)
    assert found.starts == {"S1": 9}
    assert found.ends == {"Lost": 3, "S2": 2, "Won": 2, "S1": 1, "S3": 1}
    assert {edge.pair: edge.events for edge in found.edges} == {
        ("S1", "S2"): 8, ("S2", "S1"): 2, ("S2", "S3"): 3, ("S3", "S4"): 1, ("S4", "Won"): 1,
        ("S1", "S3"): 1, ("S3", "Won"): 1, ("S3", "Lost"): 1, ("S2", "Lost"): 1, ("S1", "Lost"): 1,
    }  # fmt: skip
    edge = found.edge("S1", "S2")
    assert edge is not None and edge.cases == 6
    assert found.edge("S4", "S1") is None


def test_a_case_that_went_back_is_timed_by_each_visit() -> None:
    # TV-26: S1 0–2, S2 2–5, S1 5–6, S2 6–10, S3 10–15, here in hours and over at 15.
    found = flow(log("D3 S1@0 S2@2 S1@5 S2@6 S3@10 Over@15"), ends=("Over",))
    waits = {edge.pair: (edge.events, edge.seconds.total / 3600) for edge in found.edges}
    assert waits == {("S1", "S2"): (2, 3), ("S2", "S1"): (1, 3), ("S2", "S3"): (1, 4),
                     ("S3", "Over"): (1, 5)}  # fmt: skip
    # S2's visits took 3 and 4, S1's 2 and 1; all together are the whole cycle.
    assert sum(total for _, total in waits.values()) == 15
    assert {one.activity: one.repeats for one in found.rework} == {"S1": 1, "S2": 1}
    assert [(one.there, one.back, one.events) for one in found.ping_pong] == [
        ("S1", "S2", 1), ("S2", "S1", 1),
    ]  # fmt: skip


def test_variants_are_exact_sequences_and_cover_every_case_in_the_end() -> None:
    found = variants(log(f"{DEALS}E1 S1 S2\nE2 S1 S2\nE3 S1 S2 Lost"))
    assert [(one.activities, one.cases) for one in found[:2]] == [
        (("S1", "S2"), 3),
        (("S1", "S2", "Lost"), 2),
    ]
    assert found[0].share == pytest.approx(3 / 12) and found[1].coverage == pytest.approx(5 / 12)
    assert len(found) == 9 and found[-1].coverage == 1


def test_done_again_at_once_is_a_loop_and_later_is_a_repeat() -> None:
    # TV-33.
    found = {one.activity: one for one in rework(log("a x x x y\nb x y x\nc x y"))}
    assert set(found) == {"x"}
    # Three in a row are a loop of size two.
    assert (found["x"].cases, found["x"].repeats, found["x"].self_loops) == (2, 3, 2)
    assert found["x"].redone is None


def test_who_does_it_again_tells_redoing_from_repeating() -> None:
    people = ["Ada", "Ada", "Bo"]
    events = [row | {"who": who} for row, who in zip(rows("a x x x"), people, strict=True)]
    assert rework(log_of(events))[0].redone == 1


def test_there_and_back_is_ping_pong_but_staying_is_not() -> None:
    found = ping_pong(log("a x y x y\nb x y x\nc x x x"))
    assert [(one.there, one.back, one.cases, one.events) for one in found] == [
        ("x", "y", 2, 2),
        ("y", "x", 1, 1),
    ]


def test_toys_rework_is_a_demo_and_an_offer_done_twice() -> None:
    assert {one.activity: one.repeats for one in rework(log(TOY))} == {"demo": 1, "propose": 1}
    assert sum(edge.events for edge in edges(log(TOY))) == 23


def test_open_cases_wait_apart_and_add_nothing_to_an_edge() -> None:
    world = "a x@0 won@1\nb x@0\nc x@0 y@2"
    found = flow(log(world), ends=("won",), as_of=START + timedelta(hours=10))
    assert [(one.activity, one.cases, one.seconds.total) for one in found.waiting] == [
        ("x", 1, 36_000),
        ("y", 1, 28_800),
    ]
    edge = found.edge("x", "won")
    assert edge is not None and edge.seconds.total == 3600


def test_nobody_knows_which_cases_are_open_where_no_end_is_told() -> None:
    assert flow(log(DEALS)).waiting == ()


def test_events_at_one_moment_keep_the_order_they_were_written_in() -> None:
    tied = log("a x@1 y@1 z@1")
    assert [edge.pair for edge in edges(tied)] == [("x", "y"), ("y", "z")]
    assert [(p.code, p.severity) for p in oddities(tied)] == [("events_at_once", "warning")]


def test_events_written_out_of_order_are_put_in_order_and_told() -> None:
    found = log_of(list(reversed(rows("a x@1 y@2 z@3"))))
    assert variants(found)[0].activities == ("x", "y", "z")
    assert [(p.code, p.values["count"]) for p in oddities(found)] == [("events_out_of_order", 2)]


def test_a_case_that_begins_with_an_end_is_told_and_an_unknown_end_is_refused() -> None:
    told = oddities(log("a won x\nb x won"), ends=("won", "gone"))
    assert [(p.code, p.severity, p.where.value) for p in told] == [
        ("unknown_end", "error", "gone"),
        ("begins_with_end", "warning", "a"),
    ]


def test_a_person_reads_the_commonest_ways_and_how_much_of_all_they_are() -> None:
    rare = "\n".join(f"r{n} x {'y ' * (n + 2)}" for n in range(11))
    found = flow(log(f"a x\nb x\nc x\n{rare}"))
    shown = {table.caption: table.rows for table in tables(found, "en")}
    assert len(shown["The commonest 10 of 12 variants, 85.7% of all cases"]) == 10
    assert len(shown["Done again"]) == 1 and "Open cases" not in " ".join(shown)
    assert [row["share"] for row in list(shown.values())[1]][:2] == ["21.4%", "7.1%"]
    few = [table.caption for table in tables(flow(log("a x@0 y@1\nb y@0 x@1")), "zh")]
    assert few == ["谁跟着谁", "走法"]


def test_a_log_of_single_events_has_no_edge() -> None:
    found = flow(log("a x\nb x"))
    assert found.edges == () and found.rework == () and found.ping_pong == ()
    assert found.variants[0].cases == 2
