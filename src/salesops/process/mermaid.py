"""A process as Mermaid, which other tools draw."""

from salesops.kernel.problem import Language
from salesops.process.definition import Process, Stage

SHAPES = {"open": ("[", "]"), "won": ("([", "])"), "lost": ("([", "])")}


def mermaid(process: Process, language: Language) -> str:
    """The stages and moves as a Mermaid flowchart, ends rounded, conversions dotted."""
    lines = ["flowchart TD"]
    for stage in process.stages:
        opening, closing = SHAPES[stage.kind]
        lines.append(f'    {_id(stage)}{opening}"{_label(stage, language)}"{closing}')
    for source, target in process.edges():
        arrow = "-->" if source.of == target.of else "-.->"
        lines.append(f"    {_id(source)} {arrow} {_id(target)}")
    return "\n".join(lines) + "\n"


def _id(stage: Stage) -> str:
    # A bare `end` is a word of the language.
    return f"stage_{stage.key}"


def _label(stage: Stage, language: Language) -> str:
    limit = f"<br/>{stage.limit.said(language)}" if stage.limit else ""
    name = stage.name.in_(language)
    for mark, code in (("&", "#amp;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
        name = name.replace(mark, code)
    return name + limit
