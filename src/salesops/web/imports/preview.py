"""Before a file is imported: which table it is, how it is read, what would become of it."""

from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from salesops.ingest.fields import Field, Intake
from salesops.ingest.guess import guess
from salesops.ingest.intake import INTAKES
from salesops.ingest.mapping import BadMapping, Mapping, Rule, SourceOptions, from_toml, to_toml
from salesops.ingest.run import Outcome
from salesops.ingest.sources import Refused as Unreadable
from salesops.ingest.sources import open_sources
from salesops.kernel import glossary
from salesops.kernel.problem import Language, Problem
from salesops.web import audit
from salesops.web.access import EDITORS, require
from salesops.web.imports.actions import import_file
from salesops.web.imports.models import ImportJob
from salesops.web.people.models import User
from salesops.web.problems import Refused

# Of a larger file the page judges the head only, and says so: nobody waits for a page that long.
# The worker judges every row before any is let in.
CHECKED_UP_TO_BYTES = 16 * 1024 * 1024
ROWS_OF_A_HEAD = 20_000
ROWS_SHOWN = 8
PREFIX = "field-"


@dataclass(frozen=True)
class Line:
    """One field of the table and the column it is read from; `rule` says what is not a column."""

    name: str
    label: str
    hint: str
    required: bool
    column: str
    rule: str


@dataclass(frozen=True)
class Preview:
    """What a file would become: how it is read, its first rows and its problems."""

    lines: Sequence[Line] = ()
    columns: Sequence[str] = ()
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    outcome: Outcome | None = None
    problems: Sequence[Problem] = ()
    is_readable: bool = True


def recognised(path: Path) -> str | None:
    """The table whose required fields are all among the headings; the fullest match of several."""
    try:
        source = open_sources(path, SourceOptions(), INTAKES["orders"])[0]
    except (Unreadable, OSError):
        return None
    scored = []
    for intake in INTAKES.values():
        found = guess(intake, source.columns, source.sample).fields
        missing = [f for f in intake.fields if f.required and f.name not in found]
        used = {column for rule in found.values() for column in rule.columns}
        if not missing:
            scored.append((len(used), -len(intake.fields), intake.table))
    return max(scored)[2] if scored else None


def preview(user: User, job: ImportJob, language: Language) -> Preview:
    """What would become of the job's file, read as its mapping says or as guessed."""
    intake = INTAKES[job.table]
    try:
        chosen = from_toml(job.mapping_toml) if job.mapping_toml else None
        outcome = _outcome(user, job, chosen)
    except Refused as refusal:
        return Preview(problems=[refusal.problem], is_readable=False)
    except BadMapping:
        chosen, outcome = None, _outcome(user, job, None)
    mapping = chosen or outcome.mapping or read_as(job)
    if mapping is None:
        return Preview(outcome=outcome, problems=outcome.problems, is_readable=False)
    columns = outcome.columns or _columns(job, intake, mapping)
    shown = outcome.preview.head(ROWS_SHOWN)
    said = [name for name in shown.columns if shown[name].null_count() < len(shown)]
    return Preview(
        lines=[_line(intake.table, field, mapping, language) for field in intake.fields],
        columns=columns,
        heads=[glossary.label(f"{intake.table}.{name}", language) for name in said],
        rows=[[_written(value) for value in row] for row in shown.select(said).rows()],
        outcome=outcome,
        problems=outcome.problems[:50],
    )


def _written(value: object) -> str:
    """A cleaned value plainly: an ISO date, a number without idle zeros, yes or no."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    return "" if value is None else str(value)


def _outcome(user: User, job: ImportJob, chosen: Mapping | None) -> Outcome:
    at_most = ROWS_OF_A_HEAD if job.size > CHECKED_UP_TO_BYTES else None
    checked = import_file(
        actor=user, table=job.table, source=Path(job.upload), mapping=chosen, dry_run=True,
        at_most=at_most,
    )  # fmt: skip
    return checked.outcome


def _columns(job: ImportJob, intake: Intake, mapping: Mapping) -> Sequence[str]:
    """The headings of a file that cannot be imported as it is mapped."""
    try:
        return open_sources(Path(job.upload), mapping.source, intake)[0].columns
    except (Unreadable, OSError):
        return ()


def _line(table: str, field: Field, mapping: Mapping, language: Language) -> Line:
    rule = mapping.fields.get(field.name)
    return Line(
        field.name,
        glossary.label(f"{table}.{field.name}", language),
        glossary.definition(f"{table}.{field.name}", language),
        field.required,
        rule.column or "" if rule else "",
        _other(rule) if rule and rule.column is None else "",
    )


def _other(rule: Rule) -> str:
    if rule.constant is not None:
        return f"= {rule.constant}"
    return f" {rule.glue or '×'} ".join(rule.join or rule.multiply)


def mapped(job: ImportJob, before: Mapping | None, form: ReadOnly[str, str]) -> Mapping:
    """The mapping a form says: a field left at its rule keeps it, another column reads plainly."""
    before = before or Mapping(job.table, {})
    fields: dict[str, Rule] = {}
    for name in INTAKES[job.table].names:
        rule, column = before.fields.get(name), form.get(f"{PREFIX}{name}", "")
        if rule and column in (rule.column, "" if rule.column is None else None):
            fields[name] = rule
        elif column:
            fields[name] = Rule(column=column)
    return replace(before, table=job.table, fields=fields)


def read_as(job: ImportJob) -> Mapping | None:
    """How the file is read at present: as somebody chose, or as its headings suggest."""
    if job.mapping_toml:
        return from_toml(job.mapping_toml)
    intake = INTAKES[job.table]
    try:
        source = open_sources(Path(job.upload), SourceOptions(), intake)[0]
    except (Unreadable, OSError):
        return None
    return guess(intake, source.columns, source.sample)


def choose_mapping(*, actor: User, job: ImportJob, table: str, mapping: Mapping | None) -> None:
    """Have the file read into another table, or by another mapping."""
    require(actor, *EDITORS)
    with transaction.atomic():
        job.table = table
        job.mapping_toml = to_toml(mapping) if mapping else ""
        job.save(update_fields=["table", "mapping_toml"])
        audit.note(actor, "choose_mapping", f"{table} {job.filename}")
