"""`salesops effect`: a panel in, whether something worked out, without a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import click

from salesops.cli.printing import FORMATS, print_json, print_rows
from salesops.cli.workspace import language, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from salesops.causal.declared import Declared
    from salesops.causal.effects import Effect
    from salesops.causal.panel import Panel
    from salesops.causal.panel_rows import Read, Readers
    from salesops.kernel.problem import Problem, Where

METHODS = ("did", "sc", "sdid", "matched")


@click.command()
@click.argument("file", metavar="PANEL", type=click.Path(exists=True, dir_okay=False))
@click.option("--unit", metavar="COL", required=True, help="Column of the unit.")
@click.option("--time", metavar="COL", required=True, help="Column of the period.")
@click.option("--value", metavar="COL", required=True, help="Column of what is measured.")
@click.option("--treated", multiple=True, metavar="UNIT[=TIME]", help="A unit it was done to, with"
              " its own start if it has one; or a column of 0 and 1.")  # fmt: skip
@click.option("--from", "starts_at", metavar="D", help="From when on; periods that begin then.")
@click.option("--method", type=click.Choice(METHODS), default="did", show_default=True,
              help="How the comparison is made.")  # fmt: skip
@click.option("--comparison", type=click.Choice(["not_yet", "never"]), default="not_yet",
              show_default=True, help="Whom did compares with.")  # fmt: skip
@click.option("--without", multiple=True, metavar="UNIT", help="A unit to leave out.")
@click.option("--lower-is-better", is_flag=True, help="A decrease is what is wanted.")
@click.option("--worth", type=click.FloatRange(min=0), default=0.0, show_default=True,
              help="The smallest effect a unit and period that is worth having.")  # fmt: skip
@click.option("--alpha", type=click.FloatRange(0.001, 0.5), default=0.05, show_default=True,
              help="How often an effect may be claimed where there is none.")  # fmt: skip
@click.option("--before-launch", "periods", type=click.IntRange(min=1), metavar="PERIODS",
              help="Nothing has begun: how large must an effect be to be found?")  # fmt: skip
@FORMATS
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def effect(
    file: str, treated: Sequence[str], starts_at: str | None, without: Sequence[str],
    periods: int | None, form: str, as_json: bool, lower_is_better: bool, **told: Any,
) -> None:  # fmt: skip
    """Say whether something worked: against a declared comparison, with an interval.

    PANEL has a row a unit and period. Prints the verdict (worked, did not, cannot tell yet), the
    effect a unit and period with its interval, whether both sides ran together before, and what
    to change. Needs no workspace. With --before-launch: the smallest effect that would be found.
    """
    from pathlib import Path

    from salesops.causal.declared import Declared
    from salesops.causal.panel_rows import history

    columns = {name: told.pop(name) for name in ("unit", "time", "value")}
    declared = Declared(higher_is_better=not lower_is_better, **told)
    found, named = _read(Path(file), columns, treated, without)
    panel, problems = history(found)
    if panel is None:
        _refuse(problems)
    form = "json" if as_json else form
    if periods:
        _print_power(panel, named, periods, declared, form)
    else:
        _print(_effect(found, panel, named, starts_at, declared), form)


def _refuse(problems: Sequence[Problem]) -> NoReturn:
    for problem in problems:
        tell(problem)
    raise SystemExit(1)


def _readers() -> Readers:
    from salesops.causal.panel_rows import Readers
    from salesops.ingest.amounts import number
    from salesops.ingest.dates import moment, span

    return Readers(number, moment, span)


def _read(
    path: Path, columns: Mapping[str, str], treated: Sequence[str], without: Sequence[str]
) -> tuple[Read, Sequence[str]]:
    """The panel's cells, and the units named; a column named instead of a unit marks them."""
    from salesops.causal.panel_rows import read
    from salesops.ingest.sources import Refused

    try:
        held, rows = _table(path, columns, treated)
        marks = set(treated) & set(held)
        found = read(rows, _readers(), without)
    except Refused as refused:
        _refuse([refused.problem])
    return found, [name for name in treated if name not in marks]


def _table(
    path: Path, columns: Mapping[str, str], treated: Sequence[str]
) -> tuple[Sequence[str], Iterator[tuple[Where, Mapping[str, str | None]]]]:
    from salesops.ingest.fields import Field, Intake
    from salesops.ingest.mapping import SourceOptions
    from salesops.ingest.sources import LINE, open_sources
    from salesops.kernel.problem import Where as Place

    fields = tuple(Field(name, "text", names=(said,)) for name, said in columns.items())
    source = open_sources(path, SourceOptions(), Intake("panel", "fact", fields, ("unit",)))[0]
    wanted = _found(path, columns, source.columns)
    marks = [name for name in treated if name in source.columns]
    wanted |= {"treated": marks[0]} if marks else {}

    def rows() -> Iterator[tuple[Where, Mapping[str, str | None]]]:
        for chunk in source.chunks():
            for cells in chunk.iter_rows(named=True):
                row = {name: cells[column] for name, column in wanted.items()}
                yield Place(file=path.name, line=cells[LINE], column=wanted["value"]), row

    return source.columns, rows()


def _found(path: Path, columns: Mapping[str, str], held: Sequence[str]) -> dict[str, str]:
    """The file's own spelling of each column; ends where one is missing."""
    from salesops.causal.panel_words import NO_COLUMN
    from salesops.kernel.problem import Problem
    from salesops.kernel.problem import Where as Place

    spelt = {name.strip().lower(): name for name in held}
    missing = [
        Problem(NO_COLUMN, Place(file=path.name),
                {"column": said, "option": name, "known": "、".join(held)})
        for name, said in columns.items() if said.strip().lower() not in spelt
    ]  # fmt: skip
    if missing:
        _refuse(missing)
    return {name: spelt[said.strip().lower()] for name, said in columns.items()}


def _effect(
    found: Read, history: Panel, named: Sequence[str], starts_at: str | None, declared: Declared
) -> Effect:
    from salesops.causal.effects import effect as judged
    from salesops.causal.panel_rows import treated
    from salesops.causal.panel_words import ONE_CONTROL
    from salesops.kernel.problem import Problem

    panel, problems = treated(found, history, named, starts_at)
    if panel is None:
        _refuse(problems)
    if declared.method != "did" and panel.never < 2:
        _refuse([Problem(ONE_CONTROL, values={"count": panel.never})])
    try:
        return judged(panel, declared)
    except ValueError:
        _refuse([Problem(ONE_CONTROL, values={"count": panel.never})])


def _print(found: Effect, form: str) -> None:
    from salesops.causal.effect_record import record
    from salesops.causal.effects_told import told

    said = told(found, language())
    whole = record(found)
    if form == "json":
        print_json({**whole, "sentences": said})
        return
    print_rows(list(whole["events"][0]), whole["events"], form)
    for sentence in said if form == "table" else ():
        click.echo(sentence)


def _print_power(
    panel: Panel, named: Sequence[str], periods: int, declared: Declared, form: str
) -> None:
    from salesops.causal.effects_told import power_told
    from salesops.causal.panel_words import NOBODY, SHORT_HISTORY
    from salesops.causal.power import power
    from salesops.kernel.problem import Problem

    if not named:
        _refuse([Problem(NOBODY)])
    _refuse_unknown(panel, named)
    try:
        found = power(panel, len(set(named)), periods, declared)
    except ValueError:
        _refuse([Problem(SHORT_HISTORY, values={"count": len(panel.times), "after": periods})])
    row = vars(found)
    if form == "json":
        print_json({**row, "sentences": [power_told(found, declared, language())]})
        return
    print_rows(list(row), [row], form)
    if form == "table":
        click.echo(power_told(found, declared, language()))


def _refuse_unknown(panel: Panel, named: Sequence[str]) -> None:
    from salesops.causal.panel_words import UNKNOWN_UNIT
    from salesops.kernel.problem import Problem
    from salesops.kernel.problem import Where as Place

    known = "、".join(panel.units[:20])
    wrong = [Problem(UNKNOWN_UNIT, Place(value=name), {"known": known})
             for name in named if name not in panel.units]  # fmt: skip
    if wrong:
        _refuse(wrong)
