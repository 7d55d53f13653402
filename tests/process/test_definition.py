"""A process is checked before it holds, and is drawn, handed on and asked about as it is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest

from salesops.process.bpmn import bpmn
from salesops.process.definition import Process, Said, Stage, Task
from salesops.process.definition_checks import objections
from salesops.process.definition_file import fields_of, process_of, process_read, process_written
from salesops.process.drawing import HIGH, WIDE, clipped, laid_out, svg
from salesops.process.mermaid import mermaid
from salesops.process.quiz import marked, quiz
from salesops.process.standard import standard
from salesops.reports.handbook import document
from salesops.reports.render import render

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SHAPES = "{http://www.omg.org/spec/BPMN/20100524/DI}"


def test_the_default_leads_from_lead_development_to_after_sales() -> None:
    names = [stage.name.en for stage in standard().stages]
    assert names == ["Lead development", "Follow-up", "Evaluation", "Demo", "Negotiation", "Close",
                     "After-sales", "Lost"]  # fmt: skip
    assert objections(standard()) == []
    first = standard().doing("contact")
    assert first is not None and str(first[1].limit) == "24 hours"


def test_what_is_written_is_read_again_as_it_was() -> None:
    assert process_read(process_written(standard())) == standard()
    assert process_of(fields_of(standard())) == standard()
    odd = Process(Said('a "b" \\ c\n\x7f'), standard().stages)
    assert process_read(process_written(odd)) == odd


def changed(which: str, /, **values: object) -> Process:
    whole = standard()
    stages = tuple(replace(s, **values) if s.key == which else s for s in whole.stages)  # type: ignore[arg-type]
    return replace(whole, stages=stages)


def without(key: str) -> Process:
    return replace(standard(), stages=tuple(s for s in standard().stages if s.key != key))


WAITING = (Task("a", Said("甲"), after=("b",)), Task("b", Said("乙"), after=("a",)))


@pytest.mark.parametrize(
    ("process", "code"),
    [
        (Process(Said("空")), "process_without_stages"),
        (changed("demo", moves=("nowhere",)), "process_unknown_stage"),
        (changed("negotiation", moves=("lost", "demo")), "process_unreachable"),
        (changed("demo", moves=()), "process_dead_end"),
        (without("lost"), "process_unknown_stage"),
        (changed("lost", kind="open", moves=("evaluation",)), "process_kind_missing"),
        (changed("demo", name=Said("商务谈判")), "process_part_twice"),
        (changed("demo", key="evaluation"), "process_part_twice"),
        (changed("demo", key="Demo!"), "process_key"),
        (changed("demo", name=Said()), "process_part_unnamed"),
        (changed("demo", role="boss"), "process_unknown_role"),
        (changed("demo", required=("mood",)), "process_unknown_field"),
        (changed("demo", tasks=WAITING), "process_circle_of_pauses"),
        (changed("demo", tasks=WAITING[:1]), "process_unknown_task"),
        (changed("evaluation", moves=("demo", "follow_up")), "process_crosses_over"),
        (changed("lost", of="lead"), "process_leads_first"),
    ],
)
def test_a_process_nobody_could_follow_is_refused(process: Process, code: str) -> None:
    found = objections(process)
    assert code in [problem.code for problem in found]
    assert all(p.reason("en") and p.remedy("zh") for p in found)


def test_what_is_wrong_names_its_stage_in_the_readers_language() -> None:
    found = next(p for p in objections(changed("demo", moves=())) if p.code == "process_dead_end")
    demo = next(stage.name for stage in standard().stages if stage.key == "demo")
    assert f"“{demo.zh}”" in found.reason("zh") and f'"{demo.en}"' in found.reason("en")
    part = '[[stages]]\nname = "演示{1}"\nname_en = "Demo"\nlimit = "0 hours"'
    told = process_read(part)
    assert isinstance(told, list)
    assert told[0].reason("zh") == "“演示{1}”：期限不能是 0"
    assert told[0].reason("en") == '"Demo": A limit cannot be nothing'


@pytest.mark.parametrize(
    ("text", "code"),
    [('stages = "', "process_unreadable"), ('colour = "red"', "process_unknown_key"),
     ('[[stages]]\nkind = "maybe"', "process_bad_value"), ("stages = 3", "process_bad_value"),
     ('[[stages]]\nlimit = "0 hours"', "limit_zero"), ("stages = [3]", "process_unreadable"),
     ('[[stages]]\nchance = "much"', "process_bad_value"), ("name = 3", "process_bad_value")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused(text: str, code: str) -> None:
    found = process_read(text)
    assert isinstance(found, list)
    assert [problem.code for problem in found] == [code]


def test_leads_become_deals_only_by_being_converted() -> None:
    crossing = [(s.key, t.key) for s, t in standard().edges() if s.of != t.of]
    assert crossing == [("follow_up", "evaluation")]


def test_no_two_boxes_touch_and_every_way_begins_and_ends_at_its_boxes() -> None:
    plan = laid_out(standard())
    places = [(box.x, box.y) for box in plan.boxes]
    for at, (x, y) in enumerate(places):
        assert not any(abs(x - a) < WIDE and abs(y - b) < HIGH for a, b in places[at + 1 :])
    assert len(plan.lines) == len(list(standard().edges()))
    boxes = {box.stage.key: box for box in plan.boxes}
    for line in plan.lines:
        for stage, (x, y) in ((line.source, line.points[0]), (line.target, line.points[-1])):
            box = boxes[stage.key]
            assert x in (box.x, box.middle, box.x + WIDE) and box.y <= y <= box.y + HIGH


def test_the_drawing_is_sound_and_says_names_however_they_are_written() -> None:
    odd = changed("demo", name=Said('<演示> & "展示"' * 9))
    drawn = ElementTree.fromstring(svg(odd, "zh"))
    assert len(drawn.findall(".//{http://www.w3.org/2000/svg}g")) == 8
    assert clipped("产品演示", 40, 14) == "产…"


def _ids(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        if "id" in element.attrib:
            yield element.attrib["id"]


def test_bpmn_holds_what_the_standard_asks_of_it() -> None:
    root = ElementTree.fromstring(bpmn(standard(), "en"))
    ids = list(_ids(root))
    assert len(ids) == len(set(ids))
    process = root.find(f"{MODEL}process")
    assert process is not None
    nodes = {n.attrib["id"]: n for n in process if n.tag != f"{MODEL}sequenceFlow"}
    flows = process.findall(f"{MODEL}sequenceFlow")
    for flow in flows:
        source, target = nodes[flow.attrib["sourceRef"]], nodes[flow.attrib["targetRef"]]
        assert flow.attrib["id"] in [one.text for one in source.findall(f"{MODEL}outgoing")]
        assert flow.attrib["id"] in [one.text for one in target.findall(f"{MODEL}incoming")]
    assert len(process.findall(f"{MODEL}userTask")) == 8
    for task in process.findall(f"{MODEL}userTask"):
        assert len(task.findall(f"{MODEL}outgoing")) == 1
    drawn = [s.attrib["bpmnElement"] for s in root.iter(f"{SHAPES}BPMNShape")]
    edges = [s.attrib["bpmnElement"] for s in root.iter(f"{SHAPES}BPMNEdge")]
    assert sorted(drawn) == sorted(nodes)
    assert edges == [flow.attrib["id"] for flow in flows]


def test_mermaid_says_every_stage_and_move_without_marks_of_its_own() -> None:
    told = mermaid(changed("demo", name=Said('say "hi" <b>')), "en")
    assert told.splitlines()[0] == "flowchart TD"
    assert "#quot;hi#quot; #lt;b#gt;" in told
    assert told.count("-->") == 11 and told.count("-.->") == 1


def test_the_quiz_asks_what_the_definition_says_and_marks_it() -> None:
    questions = quiz(standard(), "en")
    asked = {one.key: one for one in questions}
    first = asked["follow_up.contact.limit"]
    assert first.options[first.right] == "24 hours"
    assert all(len(set(one.options)) == len(one.options) for one in questions)
    right = {one.key: one.options[one.right] for one in questions}
    assert marked(questions, right).is_passed
    none = marked(questions, {})
    assert (none.right, none.is_passed, len(none.missed)) == (0, False, len(questions))
    slower = changed("follow_up", tasks=(Task("contact", Said("联系"), limit=None),))
    assert "follow_up.contact.limit" not in {one.key for one in quiz(slower, "en")}


def test_the_handbook_says_every_stage_in_both_languages() -> None:
    for language, word in (("zh", "最长停留"), ("en", "At most")):
        made = document(
            standard(), language, version="main/1", since=date(2026, 10, 1), scope="main",
            as_of=date(2026, 10, 1), made_at=datetime(2026, 10, 1, tzinfo=UTC),
        )  # fmt: skip
        html, text = render(made, "html").decode(), render(made, "md").decode()
        for stage in standard().stages:
            assert stage.name.in_(language) in html and stage.name.in_(language) in text
        assert word in html and "```mermaid" in text and "<svg" in html


def test_a_stage_without_moves_of_its_own_may_go_anywhere_of_its_kind() -> None:
    free = Process(Said("简"), (Stage("a", Said("甲")), Stage("w", Said("赢"), kind="won"),
                               Stage("l", Said("输"), kind="lost")))  # fmt: skip
    assert objections(free) == []
    assert [to.key for to in free.moves(free.stages[0])] == ["w", "l"]
