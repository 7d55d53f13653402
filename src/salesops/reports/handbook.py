"""The handbook of a process: made from what is enforced, so that it is never out of date."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from salesops.kernel.problem import Language
from salesops.process.definition import Process, Stage, Task, field_said, role_said
from salesops.process.drawing import svg
from salesops.process.mermaid import mermaid
from salesops.process.quiz import Question, quiz
from salesops.reports.document import (
    Block,
    Cell,
    Column,
    Definitions,
    Document,
    Drawing,
    Heading,
    Note,
    Sentence,
    Table,
)
from salesops.reports.pen import Pen

LETTERS = "ABCDEF"


def document(
    process: Process, language: Language, *, version: str, since: date | None, scope: str,
    as_of: date, made_at: datetime,
) -> Document:  # fmt: skip
    """The handbook in one language, with the flowchart first and the quiz last."""
    pen = Pen(language, "")
    started = pen.say("未发布", "not published") if since is None else since.isoformat()
    return Document(
        pen.say("销售流程手册", "Handbook of the sales process"), process.name.in_(language),
        language, pen.say(f"自 {started} 起", f"from {started} on"), scope, as_of, made_at, version,
        "", tuple(_blocks(process, pen)),
    )  # fmt: skip


def _blocks(process: Process, pen: Pen) -> Iterator[Block]:
    language = pen.language
    yield Sentence(_headline(process, pen))
    yield Drawing("", _headline(process, pen), svg(process, language), mermaid(process, language))
    for at, stage in enumerate(process.stages, 1):
        yield from _stage(process, stage, at, pen)
    questions = quiz(process, language)
    yield Heading(pen.say("测验：你记住了吗？", "Quiz: what do you remember?"))
    yield _quiz(questions, pen)
    yield _answers(questions, pen)


def _headline(process: Process, pen: Pen) -> str:
    leads, deals = len(process.of("lead")), len(process.of("deal"))
    tasks = sum(len(stage.tasks) for stage in process.stages)
    return pen.say(
        f"从线索到售后共 {leads + deals} 个阶段、{tasks} 项任务，每一项都写明由谁在多久之内完成",
        f"{leads + deals} stages from lead to after-sales with {tasks} tasks, each with who "
        "does it and by when",
    )


def _stage(process: Process, stage: Stage, at: int, pen: Pen) -> Iterator[Block]:
    language = pen.language
    yield Heading(f"{at}. {stage.name.in_(language)}")
    yield Definitions("", tuple(_facts(process, stage, pen)))
    if stage.tasks:
        yield _tasks(stage.tasks, pen)
    if stage.talk_track:
        yield Note(pen.say("话术：", "Talk track: ") + stage.talk_track.in_(language))
    if stage.material:
        material = pen.say("、", ", ").join(stage.material)
        yield Note(pen.say("资料：", "Material: ") + material)


def _facts(process: Process, stage: Stage, pen: Pen) -> Iterator[tuple[str, str]]:
    language, comma = pen.language, pen.say("、", ", ")
    yield pen.say("谁负责", "Whose"), role_said(stage.role, language)
    if stage.limit:
        yield pen.say("最长停留", "At most"), stage.limit.said(language)
    if stage.entry:
        yield pen.say("何时进入", "Begins when"), stage.entry.in_(language)
    if stage.exit:
        yield pen.say("何时完成", "Done when"), stage.exit.in_(language)
    if stage.required:
        needed = comma.join(field_said(stage.of, name, language) for name in stage.required)
        yield pen.say("进入前必填", "Needed to enter"), needed
    onward = comma.join(to.name.in_(language) for to in process.moves(stage))
    yield (
        pen.say("可以去往", "May go to"),
        onward or pen.say("到此为止", "Nowhere: this is the end"),
    )


def _tasks(tasks: Sequence[Task], pen: Pen) -> Table:
    language = pen.language
    titles = (pen.say("任务", "Task"), pen.say("由谁做", "By whom"), pen.say("时限", "By when"),
              pen.say("先完成", "After"))  # fmt: skip
    names = {task.key: task.name.in_(language) for task in tasks}
    rows = tuple(
        (
            Cell(task.name.in_(language)), Cell(role_said(task.role, language)),
            Cell(task.limit.said(language) if task.limit else "—"),
            Cell(pen.say("、", ", ").join(names[one] for one in task.after) or "—"),
        )
        for task in tasks
    )  # fmt: skip
    return Table("", tuple(map(Column, titles)), rows)


def _quiz(questions: Sequence[Question], pen: Pen) -> Table:
    rows = tuple(
        (Cell(str(at)), Cell(one.text), Cell("  ".join(_options(one))))
        for at, one in enumerate(questions, 1)
    )
    titles = ("#", pen.say("问题", "Question"), pen.say("选项", "Options"))
    return Table("", tuple(map(Column, titles)), rows)


def _options(question: Question) -> Iterator[str]:
    for letter, option in zip(LETTERS, question.options, strict=False):
        yield f"{letter}. {option}"


def _answers(questions: Sequence[Question], pen: Pen) -> Note:
    told = " ".join(f"{at}{LETTERS[one.right]}" for at, one in enumerate(questions, 1))
    return Note(pen.say("答案：", "Answers: ") + told)
