"""What a process says to a move: where one may go from here, and what must be known first."""

from collections.abc import Mapping, Sequence

from salesops.kernel.problem import Problem, Wording
from salesops.process.definition import FIELDS, Process, Stage

MOVE_NOT_ALLOWED = Wording(
    "move_not_allowed",
    zh=("流程不允许从“{source}”直接到“{target}”", "可以去往：{ways}"),
    en=('The process does not lead from "{source_en}" to "{target_en}"', "It leads to: {ways_en}"),
)
FIELDS_NEEDED = Wording(
    "fields_needed",
    zh=("进入“{stage}”之前要填写：{fields}", "先填好这些，再移动"),
    en=('Before "{stage_en}" these must be filled in: {fields_en}', "Fill them in, then move it"),
)


def move_objection(
    process: Process, source: Stage | None, target: Stage | None, known: Mapping[str, object]
) -> Problem | None:
    """Why the process does not allow the move, or nothing; stages it does not know it leaves be."""
    if target is None:
        return None
    return way_objection(process, source, target) or needed(target, known)


def way_objection(process: Process, source: Stage | None, target: Stage | None) -> Problem | None:
    """Why the process does not lead from one stage to another, whatever is known; or nothing."""
    if source is None or target is None or target == source:
        return None
    ways = process.moves(source)
    if target in ways:
        return None
    values = {
        "source": source.name.in_("zh"), "source_en": source.name.in_("en"),
        "target": target.name.in_("zh"), "target_en": target.name.in_("en"),
        "ways": "、".join(way.name.in_("zh") for way in ways) or "—",
        "ways_en": ", ".join(way.name.in_("en") for way in ways) or "—",
    }  # fmt: skip
    return Problem(MOVE_NOT_ALLOWED, values=values)


def needed(stage: Stage, known: Mapping[str, object]) -> Problem | None:
    """Which fields must be filled in before the stage can be entered, or nothing."""
    missing = missing_fields(stage, known)
    if not missing:
        return None
    names = [FIELDS[stage.of].get(name, (name, name)) for name in missing]
    values = {
        "stage": stage.name.in_("zh"), "stage_en": stage.name.in_("en"),
        "fields": "、".join(zh for zh, _ in names),
        "fields_en": ", ".join(en for _, en in names),
    }  # fmt: skip
    return Problem(FIELDS_NEEDED, values=values)


def missing_fields(stage: Stage, known: Mapping[str, object]) -> Sequence[str]:
    """The fields the stage asks for that are not filled in."""
    return [name for name in stage.required if known.get(name) in (None, "")]


def lead_stage(process: Process, *, is_owned: bool, is_working: bool) -> Stage | None:
    """Where a lead stands: with nobody, with somebody, or reached."""
    leads = process.of("lead")
    if not leads:
        return None
    if not is_owned:
        return leads[0]
    return leads[-1] if is_working else leads[min(1, len(leads) - 1)]
