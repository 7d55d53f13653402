"""A process as BPMN 2.0 XML with its diagram, for the tools that read that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from salesops.kernel.problem import Language
from salesops.process.definition import Process, Stage, role_said
from salesops.process.drawing import HIGH, WIDE, Box, Point, laid_out

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
CORNERS = "http://www.omg.org/spec/DD/20100524/DC"
WAYS = "http://www.omg.org/spec/DD/20100524/DI"
SPACES = {"xmlns": MODEL, "xmlns:bpmndi": DIAGRAM, "xmlns:dc": CORNERS, "xmlns:di": WAYS}
GATE, CIRCLE, ROOM = 50.0, 36.0, 110.0


@dataclass(frozen=True)
class _Node:
    """A shape: its element, its id and name, and its place."""

    kind: str
    id: str
    name: str
    x: float
    y: float
    wide: float
    high: float
    documentation: str = ""

    @property
    def middle(self) -> Point:
        return (self.x + self.wide / 2, self.y + self.high / 2)


@dataclass
class _Plan:
    nodes: dict[str, _Node] = field(default_factory=dict)
    flows: list[tuple[str, str]] = field(default_factory=list)

    def add(self, node: _Node) -> None:
        self.nodes[node.id] = node


def bpmn(process: Process, language: Language) -> bytes:
    """The process as XML: a task a stage, a gateway where there is a choice, and the diagram."""
    plan = _planned(process, language)
    root = Element("definitions", {**SPACES, "id": "definitions", "targetNamespace": "salesops"})
    name = process.name.in_(language)
    whole = SubElement(root, "process", id="process", name=name, isExecutable="false")
    for node in plan.nodes.values():
        _node(whole, node, plan.flows)
    for at, (source, target) in enumerate(plan.flows, 1):
        SubElement(whole, "sequenceFlow", id=f"flow_{at}", sourceRef=source, targetRef=target)
    diagram = SubElement(root, "bpmndi:BPMNDiagram", id="diagram")
    plane = SubElement(diagram, "bpmndi:BPMNPlane", id="plane", bpmnElement="process")
    for node in plan.nodes.values():
        _shape(plane, node)
    for at, (source, target) in enumerate(plan.flows, 1):
        _edge(plane, f"flow_{at}", plan.nodes[source], plan.nodes[target])
    indent(root)
    head = b'<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + tostring(root, encoding="unicode").encode()


def _planned(process: Process, language: Language) -> _Plan:
    plan = _Plan()
    boxes = laid_out(process, ROOM).boxes
    for at, box in enumerate(boxes):
        stage = box.stage
        x, y = box.x + 120, box.y + 80
        plan.add(_Node("userTask", _id(stage), stage.name.in_(language), x, y, WIDE, HIGH,
                       "\n".join(_told(stage, language))))  # fmt: skip
        if at == 0:
            plan.add(_Node("startEvent", "start", "", x + WIDE / 2 - CIRCLE / 2, y - 70,
                           CIRCLE, CIRCLE))  # fmt: skip
            plan.flows.append(("start", _id(stage)))
        _leads_on(plan, process, box, x, y)
    return plan


def _leads_on(plan: _Plan, process: Process, box: Box, x: float, y: float) -> None:
    """What follows a stage: another, a gateway before several, or an end; a closed one may end."""
    stage, tos = box.stage, [_id(to) for to in process.moves(box.stage)]
    if stage.kind != "open" or not tos:
        end = f"end_{stage.key}"
        plan.add(_Node("endEvent", end, "", x + WIDE + 40, y + HIGH / 2 - CIRCLE / 2,
                       CIRCLE, CIRCLE))  # fmt: skip
        tos.append(end)
    source = _id(stage)
    if len(tos) > 1:
        gate = f"choice_{stage.key}"
        plan.add(_Node("exclusiveGateway", gate, "", x + WIDE / 2 - GATE / 2, y + HIGH + 20,
                       GATE, GATE))  # fmt: skip
        plan.flows.append((source, gate))
        source = gate
    plan.flows += [(source, to) for to in tos]


def _id(stage: Stage) -> str:
    return f"stage_{stage.key}"


def _told(stage: Stage, language: Language) -> Iterator[str]:
    """Who does what by when, a line each."""
    limit = f" · {stage.limit.said(language)}" if stage.limit else ""
    yield role_said(stage.role, language) + limit
    for task in stage.tasks:
        within = f" · {task.limit.said(language)}" if task.limit else ""
        yield f"- {task.name.in_(language)} · {role_said(task.role, language)}{within}"


def _node(whole: Element, node: _Node, flows: Sequence[tuple[str, str]]) -> None:
    made = SubElement(whole, node.kind, id=node.id)
    if node.name:
        made.set("name", node.name)
    if node.documentation:
        SubElement(made, "documentation").text = node.documentation
    for at, (_, target) in enumerate(flows, 1):
        if target == node.id:
            SubElement(made, "incoming").text = f"flow_{at}"
    for at, (source, _) in enumerate(flows, 1):
        if source == node.id:
            SubElement(made, "outgoing").text = f"flow_{at}"


def _shape(plane: Element, node: _Node) -> None:
    made = SubElement(plane, "bpmndi:BPMNShape", id=f"{node.id}_shape", bpmnElement=node.id)
    if node.kind == "exclusiveGateway":
        made.set("isMarkerVisible", "true")
    SubElement(
        made, "dc:Bounds", x=f"{node.x:g}", y=f"{node.y:g}", width=f"{node.wide:g}",
        height=f"{node.high:g}",
    )  # fmt: skip


def _edge(plane: Element, flow: str, source: _Node, target: _Node) -> None:
    made = SubElement(plane, "bpmndi:BPMNEdge", id=f"{flow}_edge", bpmnElement=flow)
    for x, y in _way(source, target):
        SubElement(made, "di:waypoint", x=f"{x:g}", y=f"{y:g}")


def _way(source: _Node, target: _Node) -> Sequence[Point]:
    """Down from the middle where the other lies below, around on the left where it lies above."""
    (x, y), (to_x, to_y) = source.middle, target.middle
    if target.y > source.y + source.high and x == to_x:
        return ((x, source.y + source.high), (to_x, target.y))
    if target.y > y:
        return ((source.x + source.wide, y), (to_x, y), (to_x, target.y))
    if to_x > x + source.wide / 2:
        return ((source.x + source.wide, y), (target.x, y), (target.x, to_y))
    return ((source.x, y), (target.x - 40, y), (target.x - 40, to_y), (target.x, to_y))
