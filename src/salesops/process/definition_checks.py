"""What is wrong with a process: what nobody could follow, or what would never end."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from salesops.kernel.problem import Language, Problem, Wording
from salesops.process.definition import FIELDS, ROLES, Process, Said, Stage, Task
from salesops.process.limits import limit_problem

KEY = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
MOST_STAGES, MOST_TASKS, LONGEST_NAME = 30, 30, 200

NO_STAGES = Wording(
    "process_without_stages",
    zh=("流程没有阶段", "至少要有一个进行中、一个赢单、一个输单阶段"),
    en=("The process has no stages", "It needs at least one open stage, one won and one lost"),
)
TOO_MANY = Wording(
    "process_too_long",
    zh=("最多 {most} 个阶段，每个阶段最多 {tasks} 项任务", "合并相近的，或分成两个流程"),
    en=("At most {most} stages with {tasks} tasks each", "Join what is alike, or make two of it"),
)
UNNAMED = Wording(
    "process_part_unnamed",
    zh=("第 {at} 个阶段或其中一项任务没有名称", "填写名称（不超过 200 字），或删除它"),
    en=("Stage {at}, or a task in it, has no name", "Name it in up to 200 letters, or remove it"),
)
BAD_KEY = Wording(
    "process_key",
    zh=("“{key}”不能作为代号", "代号以小写字母开头，只含小写字母、数字和下划线"),
    en=('"{key}" cannot be a key', "A key begins with a small letter: a to z, digits and _"),
)
TWICE = Wording(
    "process_part_twice",
    zh=("“{name}”出现了两次", "阶段的名称和代号、同一阶段的任务代号都不能重复"),
    en=('"{name}" is there twice', "Names and keys of stages, and keys of tasks, are used once"),
)
KIND_MISSING = Wording(
    "process_kind_missing",
    zh=("商机的阶段中缺少“{kind}”", "加上一个这样的阶段"),
    en=('No stage of deals is "{kind_en}"', "Add one"),
)
LEADS_FIRST = Wording(
    "process_leads_first",
    zh=("线索的阶段“{name}”排在商机的阶段之后", "把线索的阶段放在前面"),
    en=('The stage of leads "{name_en}" stands after one of deals', "Put those of leads first"),
)
UNKNOWN_STAGE = Wording(
    "process_unknown_stage",
    zh=("“{name}”可以去往“{to}”，但没有这个阶段", "改成已有的阶段：{known}"),
    en=('"{name_en}" leads to "{to}", which is no stage', "Choose one of these: {known}"),
)
OTHER_KIND = Wording(
    "process_crosses_over",
    zh=("“{name}”去往“{to}”：线索和商机之间只能通过转化", "去掉这个去向"),
    en=(
        '"{name_en}" leads to "{to_en}": a lead becomes a deal only when converted',
        "Remove the move",
    ),
)
UNREACHABLE = Wording(
    "process_unreachable",
    zh=("没有路能走到“{name}”", "在某个阶段的去向里加上它，或删除它"),
    en=('Nothing ever comes to "{name_en}"', "Let some stage lead there, or remove it"),
)
DEAD_END = Wording(
    "process_dead_end",
    zh=("从“{name}”走不到赢单也走不到输单", "在它的去向里加上能走下去的阶段"),
    en=('From "{name_en}" nothing is ever won or lost', "Let it lead on"),
)
UNKNOWN_ROLE = Wording(
    "process_unknown_role",
    zh=("“{name}”由“{role}”负责，但没有这个角色", "可选的角色：{known}"),
    en=('"{name_en}" is for "{role}", which is no role', "Choose one of these: {known}"),
)
UNKNOWN_FIELD = Wording(
    "process_unknown_field",
    zh=("“{name}”要求填写“{field}”，但没有这个字段", "可选的字段：{known}"),
    en=('"{name_en}" asks for "{field}", which is no field', "Choose among these: {known}"),
)
UNKNOWN_TASK = Wording(
    "process_unknown_task",
    zh=("任务“{name}”要等“{after}”，但这个阶段没有这项任务", "改成同一阶段的任务"),
    en=(
        'The task "{name_en}" waits for "{after}", which is no task there',
        "Name one of its stage",
    ),
)
CIRCLE = Wording(
    "process_circle_of_pauses",
    zh=("任务互相等待：{names}，谁的计时都不会开始", "去掉其中一个“等待”"),
    en=(
        "Tasks wait for one another: {names_en}; no clock would ever run",
        "Take out one of the waits",
    ),
)
BAD_CHANCE = Wording(
    "process_chance",
    zh=("“{name}”的赢单概率不在 0 到 1 之间", "填写 0 到 1 之间的数"),
    en=('The chance of "{name_en}" is not between 0 and 1', "Give a number of 0 to 1"),
)
KINDS = {"open": ("进行中", "open"), "won": ("赢单", "won"), "lost": ("输单", "lost")}


def objections(process: Process) -> list[Problem]:
    """Everything that is wrong with a process; nothing when it can be followed."""
    if not process.stages:
        return [Problem(NO_STAGES)]
    found = [*_sizes(process), *_names(process), *_each(process), *_moves(process)]
    return found or [*_kinds(process), *_ways(process)]


def _sizes(process: Process) -> Iterator[Problem]:
    if len(process.stages) > MOST_STAGES or any(len(s.tasks) > MOST_TASKS for s in process.stages):
        yield Problem(TOO_MANY, values={"most": MOST_STAGES, "tasks": MOST_TASKS})


def _names(process: Process) -> Iterator[Problem]:
    for at, stage in enumerate(process.stages, 1):
        parts: tuple[Stage | Task, ...] = (stage, *stage.tasks)
        for part in parts:
            if not part.name or max(len(part.name.zh), len(part.name.en)) > LONGEST_NAME:
                yield Problem(UNNAMED, values={"at": at})
            if not KEY.match(part.key):
                yield Problem(BAD_KEY, values={"key": part.key})
        yield from _twice([task.key for task in stage.tasks])
    yield from _twice([stage.key for stage in process.stages])
    for language in ("zh", "en"):
        names = [getattr(stage.name, language) for stage in process.stages if stage.of == "deal"]
        yield from _twice([name for name in names if name])


def _twice(names: Sequence[str]) -> Iterator[Problem]:
    for name, times in Counter(names).items():
        if times > 1:
            yield Problem(TWICE, values={"name": name})


def _each(process: Process) -> Iterator[Problem]:
    for stage in process.stages:
        if stage.chance is not None and not 0 <= stage.chance <= 1:
            yield Problem(BAD_CHANCE, values=called(stage.name))
        yield from _fields(stage)
        yield from _waits(stage.tasks)
        parts: tuple[Stage | Task, ...] = (stage, *stage.tasks)
        for part in parts:
            if part.role not in ROLES:
                values = {**called(part.name), "role": part.role, "known": _list(ROLES)}
                yield Problem(UNKNOWN_ROLE, values=values)
            if part.limit and (wrong := limit_problem(part.limit)):
                yield of_part(wrong, part.name)


def called(name: Said, value: str = "name") -> dict[str, object]:
    """What something is called, as the value of a problem in both languages."""
    return {value: name.in_("zh"), f"{value}_en": name.in_("en")}


def of_part(problem: Problem, name: Said) -> Problem:
    """A problem that says first which stage or task it is of, where that has a name."""
    if not name:
        return problem
    zh, en = problem.wording.zh, problem.wording.en
    wording = replace(problem.wording, zh=("“{part}”：" + zh[0], zh[1]),
                      en=('"{part_en}": ' + en[0], en[1]))  # fmt: skip
    return replace(problem, wording=wording, values={**problem.values, **called(name, "part")})


def _joined(names: Sequence[Said], language: Language, mark: str) -> str:
    return mark.join(name.in_(language) for name in names)


def _fields(stage: Stage) -> Iterator[Problem]:
    for name in stage.required:
        if name not in FIELDS[stage.of]:
            values = {**called(stage.name), "field": name, "known": _list(FIELDS[stage.of])}
            yield Problem(UNKNOWN_FIELD, values=values)


def _list(names: Mapping[str, object]) -> str:
    return ", ".join(names)


def _waits(tasks: Sequence[Task]) -> Iterator[Problem]:
    by_key = {task.key: task for task in tasks}
    for task in tasks:
        for after in task.after:
            if after not in by_key:
                yield Problem(UNKNOWN_TASK, values={**called(task.name), "after": after})
    ready: set[str] = set()
    for _ in tasks:
        ready |= {t.key for t in tasks if all(a in ready or a not in by_key for a in t.after)}
    stuck = [task.name for task in tasks if task.key not in ready]
    if stuck:
        names = {"names": _joined(stuck, "zh", "、"), "names_en": _joined(stuck, "en", ", ")}
        yield Problem(CIRCLE, values=names)


def _moves(process: Process) -> Iterator[Problem]:
    seen_deal = False
    for stage in process.stages:
        seen_deal = seen_deal or stage.of == "deal"
        if seen_deal and stage.of == "lead":
            yield Problem(LEADS_FIRST, values=called(stage.name))
        for key in stage.moves or ():
            to, values = process.stage(key), {**called(stage.name), "to": key}
            if to is None:
                known = ", ".join(one.key for one in process.stages)
                yield Problem(UNKNOWN_STAGE, values={**values, "known": known})
            elif to.of != stage.of:
                yield Problem(OTHER_KIND, values={**values, **called(to.name, "to")})


def _kinds(process: Process) -> Iterator[Problem]:
    there = {stage.kind for stage in process.of("deal")}
    for kind, (zh, en) in KINDS.items():
        if kind not in there:
            yield Problem(KIND_MISSING, values={"kind": zh, "kind_en": en})


def _ways(process: Process) -> Iterator[Problem]:
    """Every stage can be come to from the first, and every open one leads to an end."""
    onward = {stage.key: [to.key for to in process.moves(stage)] for stage in process.stages}
    begun = [process.stages[0].key, *(s.key for s in process.of("deal")[:1])]
    reached = _closure(begun, onward)
    backward: dict[str, list[str]] = {key: [] for key in onward}
    for key, tos in onward.items():
        for to in tos:
            backward[to].append(key)
    ending = _closure([s.key for s in process.stages if s.kind != "open"], backward)
    for stage in process.stages:
        if stage.key not in reached:
            yield Problem(UNREACHABLE, values=called(stage.name))
        if stage.key not in ending:
            yield Problem(DEAD_END, values=called(stage.name))


def _closure(begun: Sequence[str], onward: Mapping[str, Sequence[str]]) -> set[str]:
    found, left = set(begun), list(begun)
    while left:
        for to in onward[left.pop()]:
            if to not in found:
                found.add(to)
                left.append(to)
    return found
