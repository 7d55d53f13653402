"""What really happened, drawn over the designed process."""

from xml.etree import ElementTree

from salesops.process.counting import flow
from salesops.process.definition import Process, Said, Stage
from salesops.process.live_drawing import heat_of, live_map, steps_in_order
from tests.process.cases import log

DESIGN = Process(
    Said("销售", "Sales"),
    (
        Stage("talk", Said("洽谈", "Talks"), moves=("offer", "lost")),
        Stage("offer", Said("报价", "Offer"), moves=("won", "lost")),
        Stage("won", Said("赢单", "Won"), kind="won", moves=()),
        Stage("lost", Said("输单", "Lost"), kind="lost", moves=()),
    ),
)


def groups(drawn: str) -> dict[str, str]:
    """The ways of a drawing: what is told of each, by its classes."""
    root = ElementTree.fromstring(drawn)
    found = {}
    for group in root.iter("{http://www.w3.org/2000/svg}g"):
        title = group.find("{http://www.w3.org/2000/svg}title")
        if "way" in group.attrib["class"]:
            told = "" if title is None else str(title.text)
            found[told.splitlines()[0] if told else "untaken"] = group.attrib["class"]
    return found


def test_ways_taken_are_drawn_with_their_heat_and_those_outside_the_design_are_marked() -> None:
    real = flow(log("a Talks@0 Offer@1 Talks@11 Offer@12 Won@13\nb Talks@0 Won@2"))
    ways = groups(live_map(DESIGN, real, "en"))
    assert ways["Talks → Offer"] == "way heat0"
    assert ways["Offer → Talks"] == "way heat4 undesigned"
    assert ways["Talks → Won"] == "way heat1 undesigned"
    assert ways["untaken"] == "way untaken"


def test_what_has_no_design_goes_the_commonest_way_or_ends() -> None:
    real = flow(log("a new met made\nb new met made\nc new met bad\nd new made\ne met new met bad"))
    ways = {(s.key, t.key) for s, t in steps_in_order(real).edges()}
    assert ways == {("new", "met"), ("met", "made"), ("met", "bad"), ("new", "made")}


def test_names_of_stages_cannot_break_the_drawing() -> None:
    real = flow(log("a <b>&amp; Offer"))
    drawn = live_map(steps_in_order(real), real, "zh")
    assert "<b>" not in drawn
    assert "<b>&amp; → Offer" in groups(drawn)


def test_the_longest_wait_is_warmest_and_no_wait_is_cold() -> None:
    assert [heat_of(seconds, 100) for seconds in (0, 19, 50, 100)] == [0, 0, 2, 4]
    assert heat_of(0, 0) == 0
