"""What is done to pools: made, and their rules changed, in force from a day on."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from salesops.selling.pool import PoolRule
from salesops.web import changing
from salesops.web.access import EDITORS, Actor, require
from salesops.web.crm.lead_problems import UNKNOWN_REGION
from salesops.web.crm.models import Account, Pool
from salesops.web.crm.pool_problems import BAD_NUMBER, NO_SUCH_POOL, POOL_IN_USE, POOL_NAME_TAKEN
from salesops.web.crm.working_days import WorkingDays
from salesops.web.ids import new_id
from salesops.web.market.models import Region
from salesops.web.problems import refused
from salesops.web.text import clean_text

NUMBERS = (
    "recycle_after_workdays", "warn_before_workdays", "holding_cap", "claims_per_day",
    "cool_down_workdays",
)  # fmt: skip
FLAGS = ("is_active", "keeps_won")
MOST = 100_000
NEEDED = {"warn_before_workdays": 3, "cool_down_workdays": 0}
"""The numbers a rule cannot be without."""


def make_pool(*, actor: Actor, values: Mapping[str, object], pool_id: str | None = None) -> Pool:
    """A new pool; its rule counts from today. Raises Refused or ValidationError."""
    require(actor, *EDITORS)
    told = cleaned(values)
    pool = Pool(pool_id=pool_id or new_id("P"), starts_on=_today())
    for name, value in told.items():
        setattr(pool, name, value)
    with transaction.atomic():
        _check_name(pool)
        changing.made(actor, "make_pool", pool)
        pool.regions.set(Region.objects.filter(pk__in=_regions(values)))
    return pool


def change_pool(
    *, actor: Actor, pool_id: str, version: int | None, values: Mapping[str, object]
) -> Pool:
    """Change a pool; a rule that takes sooner or more counts from today, not from long ago.

    Raises Refused, Conflict or ValidationError.
    """
    require(actor, *EDITORS)
    told = cleaned(values)
    with transaction.atomic():
        if not Pool.objects.filter(pk=pool_id.replace("\0", "")).exists():
            raise refused(NO_SUCH_POOL, pool=pool_id)
        pool = changing.locked(Pool, pool_id, version)
        before = sorted(pool.regions.values_list("pk", flat=True))
        after = _regions(values) if "regions" in values else before
        if told.get("is_active") is False:
            _require_empty(pool)
        sooner = _is_stricter(pool, told, before, after)
        changed = changing.apply(pool, told)
        _check_name(pool)
        if before != after:
            changed["regions"] = (before, after)
        if not changed:
            return pool
        if sooner:
            pool.starts_on = _today()
        changing.keep(pool, [name for name in changed if name != "regions"], "starts_on")
        pool.regions.set(Region.objects.filter(pk__in=after))
        changing.note(actor, "change_pool", pool, changed)
    return pool


def _today() -> date:
    """The company's day, from which a rule counts."""
    return WorkingDays().day(None, timezone.now())


def cleaned(values: Mapping[str, object]) -> dict[str, object]:
    """What was filled in, as a pool keeps it. Raises Refused for a number that will not do."""
    told: dict[str, object] = {}
    if "name" in values:
        told["name"] = clean_text(str(values["name"] or ""))
    for name in NUMBERS:
        if name in values:
            told[name] = _number(name, values[name])
    for name in FLAGS:
        if name in values:
            told[name] = bool(values[name])
    if "classes" in values:
        told["classes"] = _listed(values["classes"])
    return told


def draft(values: Mapping[str, object]) -> PoolRule:
    """The rule as it would be, to be replayed before it is saved."""
    told = cleaned(values)
    return PoolRule(
        name=str(told.get("name") or "—"),
        recycle_after_workdays=told.get("recycle_after_workdays"),  # type: ignore[arg-type]
        keeps_won=bool(told.get("keeps_won", True)),
        classes=frozenset(_listed(values.get("classes", ()))),
        regions=frozenset(_regions(values)),
    )


def _number(name: str, value: object) -> int | None:
    text = str(value if value is not None else "").strip()
    if not text:
        return NEEDED.get(name)
    if not (text.isascii() and text.isdigit()) or int(text[:9]) > MOST:
        raise refused(BAD_NUMBER, field=name, value=text[:40], most=MOST)
    return int(text)


def _listed(values: object) -> list[str]:
    told = values if isinstance(values, Sequence) and not isinstance(values, str) else [values]
    return list(dict.fromkeys(clean_text(str(one))[:100] for one in told if str(one or "").strip()))


def _regions(values: Mapping[str, object]) -> list[str]:
    wanted = [one.replace("\0", "") for one in _listed(values.get("regions", ()))]
    there = set(Region.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    for one in wanted:
        if one not in there:
            raise refused(UNKNOWN_REGION, field="regions", region=one)
    return sorted(wanted)


def _check_name(pool: Pool) -> None:
    if Pool.objects.filter(name=pool.name).exclude(pk=pool.pk).exists():
        raise refused(POOL_NAME_TAKEN, field="name", name=pool.name)


def _require_empty(pool: Pool) -> None:
    count = Account.objects.filter(pool=pool).count()
    if count:
        raise refused(POOL_IN_USE, field="is_active", name=pool.name, count=count)


def _is_stricter(
    pool: Pool, told: Mapping[str, object], before: Sequence[str], after: Sequence[str]
) -> bool:
    """Whether somebody may now lose a customer who would have kept it."""
    now, then = pool.recycle_after_workdays, told.get("recycle_after_workdays", None)
    if "recycle_after_workdays" in told and isinstance(then, int) and (now is None or then < now):
        return True
    loses_won = pool.keeps_won and told.get("keeps_won", True) is False
    widened = before != after or told.get("classes", pool.classes) != pool.classes
    return loses_won or widened or (told.get("is_active") is True and not pool.is_active)
