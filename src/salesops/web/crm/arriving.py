"""Customers, leads, deals and what was done about them, in from imports, a slice at a time."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Max, Model, OuterRef, Subquery

from salesops.selling.contact import direction_code, kind_code, outcome_code
from salesops.web.crm import keys
from salesops.web.crm.grams import together
from salesops.web.crm.models import (
    Account,
    Activity,
    Contact,
    Deal,
    DealChange,
    Lead,
    Note,
    Stage,
    Step,
    Task,
)
from salesops.web.crm.pipelines import learn_order, learn_stages, main_pipeline, pipeline_named
from salesops.web.crm.reached import (
    first_contacts,
    follow_changed,
    follow_first,
    follow_new,
    touched,
    touched_by,
)
from salesops.web.process.arms import assign_arms_of
from salesops.web.workspace.incoming import listed
from salesops.web.workspace.upsert import Key, Row, differing, moment

Values = dict[str, Any]
MANY = 1_000
"""After so many new records the database counts anew."""
CHANGES = ("amount", "expected_close_on", "owner_id")
"""What of a deal has a history of its own beside its stages."""


@dataclass(frozen=True)
class Arrived:
    """What became of a slice: the rows as written and as they stood before, by key."""

    at: datetime
    written: Mapping[Key, Row]
    before: Mapping[Key, Row]


def _nothing(arrived: Arrived) -> None:
    """Nothing follows."""


def _nothing_back(ids: Collection[str], at: datetime) -> Callable[[], None]:
    """Nothing follows when they are taken back."""
    return lambda: None


@dataclass(frozen=True)
class Way:
    """How the rows of one table become records.

    `renamed` maps a row's names to the record's; `moments` are times that need a zone; `completed`
    adds what follows from a row by itself, `found_by` the keys made of the columns `told`, `begun`
    what new records begin with, and `followed` does what follows from all of a slice. `taken_back`
    is told the ids of records that are about to go or change back, and gives what is to be done
    when they have.
    """

    model: type[Model]
    key: tuple[str, ...]
    near: str
    renamed: Mapping[str, str]
    moments: tuple[str, ...] = ()
    completed: Callable[[Values], Values] = dict
    found_by: Callable[[Values], Values] = dict
    told: tuple[str, ...] = ()
    followed: Callable[[Arrived], None] = _nothing
    taken_back: Callable[[Collection[str], datetime], Callable[[], None]] = _nothing_back
    begun: Callable[[], Mapping[str, object]] = dict


def prepared(table: str, rows: Sequence[Row]) -> list[Values]:
    """The rows as records have them, with their keys: all that needs no database."""
    return [_ready(WAYS[table], row) for row in rows]


def arrive(table: str, ready: Sequence[Values], at: datetime) -> Arrived:
    """Make the table hold these prepared rows; all name the same columns."""
    way = WAYS[table]
    rows = _found_as_before(way, ready)
    with together(way.model._meta.db_table):  # noqa: SLF001 - Django documents it
        arrived = Arrived(
            at, *differing(way.model, rows, way.key, near=way.near, at=at, begun=way.begun())
        )
    if arrived.written:
        way.followed(arrived)
    return arrived


def settled(written: int) -> None:
    """Let PostgreSQL count and tidy what it holds, where much has come in: it plans by that.

    Its own watch looks once a minute; until then every list is asked as if the tables were empty,
    and no sum is read from an index alone. Within a transaction it only counts.
    """
    if written >= MANY and connection.vendor == "postgresql":
        tables = ", ".join(
            connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - Django documents it
            for model in apps.get_app_config("crm").get_models()
        )
        how = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE, TRUNCATE FALSE)"
        with connection.cursor() as cursor:
            cursor.execute(f"{how} {tables}")


def _found_as_before(way: Way, ready: Sequence[Values]) -> Sequence[Values]:
    """The rows with keys made also of what only the records tell: they keep what is not named."""
    unsaid = [name for name in way.told if ready and name not in ready[0]]
    if not unsaid:
        return ready
    ids = listed([row[way.near] for row in ready])
    stored = way.model._default_manager.filter(**{f"{way.near}__in": ids}).order_by()  # noqa: SLF001 - Django documents it
    kept = {one[way.near]: one for one in stored.values(way.near, *unsaid)}
    return [row | way.found_by(kept.get(row[way.near], {}) | row) for row in ready]


def _ready(way: Way, row: Row) -> Values:
    values = {way.renamed.get(name, name): value for name, value in row.items()}
    for name in way.moments:
        if name in values:
            values[name] = moment(values[name])
    completed = way.completed(values)
    return completed | way.found_by(completed) if way.told else completed


def _text(values: Values, name: str) -> str:
    return values.get(name) or ""


ACCOUNT_KEYS = ("name", "phone", "credit_code")
CONTACT_KEYS = ("name", "phone", "email")
LEAD_KEYS = ("name", "company", "phone", "email")


def _account_keys(values: Values) -> Values:
    name, phone, code = (_text(values, name) for name in ACCOUNT_KEYS)
    return dict(keys.account_keys(name, phone, code, values["account_id"]))


def _contact(values: Values) -> Values:
    if "is_primary" in values:
        values["is_primary"] = bool(values["is_primary"])
    return values


def _contact_keys(values: Values) -> Values:
    return dict(keys.contact_keys(*(_text(values, name) for name in CONTACT_KEYS)))


def _lead_keys(values: Values) -> Values:
    name, company, phone, email = (_text(values, name) for name in LEAD_KEYS)
    return dict(keys.lead_keys(name, company, phone, email, values["lead_id"]))


def _lead(values: Values) -> Values:
    if "status" in values:
        values["status"] = values["status"] or Lead.Status.NEW
    return values | _month(values, "received_at")


def _deal_keys(values: Values) -> Values:
    return dict(keys.deal_keys(_text(values, "name"), values["deal_id"]))


def _deal(values: Values) -> Values:
    return values | _month(values, "created_on")


def _month(values: Values, day: str) -> Values:
    return {"shard": keys.shard_of(values[day])} if day in values else {}


def _step(values: Values) -> Values:
    return values | {"shard": keys.shard_of(values["entered_at"])}


def _activity(values: Values) -> Values:
    codes = {"kind": kind_code, "direction": direction_code, "outcome": outcome_code}
    made = {name: code(_text(values, name)) for name, code in codes.items() if name in values}
    return values | made | {"shard": keys.shard_of(values["happened_at"])}


def _activity_keys(values: Values) -> Values:
    return dict(keys.text_keys(_text(values, "summary")))


def _task_keys(values: Values) -> Values:
    return dict(keys.task_keys(_text(values, "title"), _text(values, "details")))


def _note(values: Values) -> Values:
    return values | {"is_pinned": bool(values["is_pinned"])} if "is_pinned" in values else values


def _note_keys(values: Values) -> Values:
    return dict(keys.text_keys(_text(values, "body")))


def _stage(values: Values) -> Values:
    values["pipeline_id"] = pipeline_named(values.pop("pipeline", None)).pk
    values["kind"] = values.get("kind") or Stage.Kind.OPEN
    return values


def _leads_followed(arrived: Arrived) -> None:
    """New leads join the experiments that run, as those that come in by any other way."""
    assign_arms_of([str(key[0]) for key in arrived.written if key not in arrived.before])


def _deals_followed(arrived: Arrived) -> None:
    """The main pipeline, in which new deals begin, learns of stages it did not know."""
    rows = arrived.written.values()
    pipeline = main_pipeline()
    learn_stages(pipeline, {str(row["stage"]): str(row["status"]) for row in rows})
    known = [key[0] for key in arrived.before]
    if known:
        Deal.objects.filter(pk__in=listed(known), pipeline=None).update(pipeline=pipeline)
    DealChange.objects.bulk_create(
        DealChange(
            deal_id=str(row["deal_id"]), at=arrived.at, field=name,
            before=_told(arrived.before[key][name]), after=_told(row[name]),
        )
        for key, row in arrived.written.items() if key in arrived.before
        for name in CHANGES if name in row and row[name] != arrived.before[key][name]
    )  # fmt: skip


def _told(value: object) -> str:
    return "" if value is None else str(value)


def _steps_followed(arrived: Arrived) -> None:
    rows = list(arrived.written.values())
    deals = {row["case_id"] for row in rows if row["case_kind"] == Step.Kind.DEAL}
    if not deals:
        return
    learn_order(rows)
    theirs = Step.objects.filter(case_kind=Step.Kind.DEAL, case_id=OuterRef("pk"))
    last = theirs.order_by().values("case_id").annotate(at=Max("entered_at")).values("at")
    Deal.objects.filter(pk__in=listed(deals)).update(entered_stage_at=Subquery(last))


def _activities_followed(arrived: Arrived) -> None:
    """What they are about remembers the contact; of changed ones also what they were about."""
    ids = {str(key[0]) for key in arrived.written}
    changed = {str(key[0]) for key in arrived.before}
    follow_new(ids - changed, arrived.at)
    if changed:
        follow_changed(touched(changed), touched_by(arrived.before.values()))
        follow_first(_first_then(arrived.before.values()), arrived.at)
        follow_new(changed, arrived.at)


def _first_then(rows: Iterable[Row]) -> dict[str, datetime]:
    """By lead when these activities were, before they were changed."""
    return {
        str(row["lead_id"]): at
        for row in rows
        if row.get("lead_id") and isinstance(at := row["happened_at"], datetime)
    }


def _activities_taken_back(ids: Collection[str], at: datetime) -> Callable[[], None]:
    about, first = touched(ids), first_contacts(ids)

    def follow() -> None:
        follow_changed(about, touched(ids))
        follow_first(first, at)

    return follow


_PERSON = {"person_id": "owner_id"}
WAYS: Mapping[str, Way] = {
    "accounts": Way(
        Account, ("account_id",), "account_id", {"class": "klass"}, found_by=_account_keys,
        told=ACCOUNT_KEYS,
    ),
    "contacts": Way(
        Contact, ("contact_id",), "contact_id", {}, (), _contact, _contact_keys, CONTACT_KEYS
    ),
    "leads": Way(
        Lead, ("lead_id",), "lead_id", _PERSON, ("received_at", "first_contacted_at"), _lead,
        _lead_keys, LEAD_KEYS, _leads_followed,
    ),
    "stages": Way(Stage, ("pipeline_id", "name"), "name", {}, completed=_stage),
    "deals": Way(
        Deal, ("deal_id",), "deal_id", _PERSON, (), _deal, _deal_keys, ("name",), _deals_followed,
        begun=lambda: {"pipeline_id": main_pipeline().pk},
    ),
    "steps": Way(
        Step, ("case_kind", "case_id", "entered_at", "to_stage"), "case_id", {}, ("entered_at",),
        _step, followed=_steps_followed,
    ),
    "activities": Way(
        Activity, ("activity_id",), "activity_id", {}, ("happened_at",), _activity,
        _activity_keys, ("summary",),
        followed=_activities_followed, taken_back=_activities_taken_back,
    ),
    "tasks": Way(
        Task, ("task_id",), "task_id", _PERSON, ("due_at", "done_at"), dict, _task_keys,
        ("title", "details"),
    ),
    "notes": Way(Note, ("note_id",), "note_id", {}, ("made_at",), _note, _note_keys, ("body",)),
}  # fmt: skip
