"""A quiz for new people, made from the definition, so that it asks what holds today."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from salesops.kernel.problem import Language
from salesops.process.definition import ROLES, Process, Stage, field_said, role_said

MOST_OPTIONS = 4
PASSED_FROM = 0.8
LIMITS = {
    "zh": ("1 个工作小时", "24 小时", "1 个工作日", "3 个工作日", "10 个工作日"),
    "en": ("1 working hour", "24 hours", "1 working day", "3 working days", "10 working days"),
}


@dataclass(frozen=True)
class Question:
    """A question, what may be answered, and which answer is right."""

    key: str
    text: str
    options: tuple[str, ...]
    right: int
    stage: str


def quiz(process: Process, language: Language, seed: int = 0) -> list[Question]:
    """The questions a definition answers, each with one right answer, mixed by the seed."""
    found = list(_asked(process, language))
    return [_mixed(*one, Random(f"{seed}:{one[0]}")) for one in found]


_Asked = tuple[str, str, str, Sequence[str], str]


def _asked(process: Process, language: Language) -> Iterator[_Asked]:
    """Key, question, right answer, wrong ones, and the stage it is about."""
    zh = language == "zh"
    roles = [role_said(role, language) for role in ROLES]
    names = [stage.name.in_(language) for stage in process.stages]
    for stage in process.stages:
        name = stage.name.in_(language)
        for task in stage.tasks:
            what = task.name.in_(language)
            if task.limit:
                text = f"“{name}”中，“{what}”要在多久之内完成？" if zh else (
                    f'In "{name}", by when is this done: {what}?')  # fmt: skip
                yield (
                    f"{stage.key}.{task.key}.limit",
                    text,
                    task.limit.said(language),
                    LIMITS[language],
                    stage.key,
                )
            if task.role != "owner":
                text = f"“{name}”中，“{what}”由谁做？" if zh else (
                    f'In "{name}", who does this: {what}?')  # fmt: skip
                yield (
                    f"{stage.key}.{task.key}.role",
                    text,
                    role_said(task.role, language),
                    roles,
                    stage.key,
                )
        yield from _ways(process, stage, names, language)
        yield from _needs(stage, language)


def _ways(
    process: Process, stage: Stage, names: Sequence[str], language: Language
) -> Iterator[_Asked]:
    onward = [to.name.in_(language) for to in process.moves(stage)]
    away = [name for name in names if name not in onward and name != stage.name.in_(language)]
    if not onward or len(away) < 2:
        return
    name = stage.name.in_(language)
    text = f"从“{name}”可以直接去往哪个阶段？" if language == "zh" else (
        f'Where may one go directly from "{name}"?')  # fmt: skip
    yield f"{stage.key}.moves", text, onward[0], away, stage.key


def _needs(stage: Stage, language: Language) -> Iterator[_Asked]:
    if not stage.required:
        return
    needed = [field_said(stage.of, one, language) for one in stage.required]
    others = ["微信头像", "客户生日", "竞品手册"] if language == "zh" else [
        "A picture", "Their birthday", "A brochure"]  # fmt: skip
    name = stage.name.in_(language)
    text = f"进入“{name}”之前必须填写什么？" if language == "zh" else (
        f'What must be filled in before "{name}"?')  # fmt: skip
    joined = ("、" if language == "zh" else ", ").join(needed)
    yield f"{stage.key}.required", text, joined, others, stage.key


def _mixed(
    key: str, text: str, right: str, wrong: Sequence[str], stage: str, chance: Random
) -> Question:
    others = [one for one in dict.fromkeys(wrong) if one != right]
    chance.shuffle(others)
    options = [right, *others[: MOST_OPTIONS - 1]]
    chance.shuffle(options)
    return Question(key, text, tuple(options), options.index(right), stage)


@dataclass(frozen=True)
class Marked:
    """How many were right, of how many, and the keys of those that were not."""

    right: int
    asked: int
    missed: tuple[str, ...]

    @property
    def is_passed(self) -> bool:
        """Whether enough were right."""
        return self.asked > 0 and self.right / self.asked >= PASSED_FROM


def marked(questions: Sequence[Question], answers: Mapping[str, str]) -> Marked:
    """The answers, each the text of an option by its question's key; none is a wrong one."""
    missed = [q.key for q in questions if answers.get(q.key) != q.options[q.right]]
    return Marked(len(questions) - len(missed), len(questions), tuple(missed))
