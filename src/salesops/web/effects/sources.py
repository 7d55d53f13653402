"""What was changed elsewhere and can be judged: plan versions, their SPIFFs, awards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from salesops.kernel.period import month_later
from salesops.web.access import Actor, require
from salesops.web.effects.panels import names_of, present
from salesops.web.effects.starts import first_whole_month, lines_of
from salesops.web.honours.models import Award
from salesops.web.pay_plans.models import PayAssignment, PayPlanVersion
from salesops.web.people.models import Role

MOST = 60
MONTHS_BEFORE = 18


@dataclass(frozen=True)
class Source:
    """Something in force for some from a day on; `key` names it in an address."""

    key: str
    kind: str
    label: str
    level: str
    from_day: date
    note: str = ""

    @property
    def first(self) -> date:
        """The first whole month of it."""
        return first_whole_month(self.from_day)


def sources(actor: Actor) -> list[Source]:
    """Everything there is, the latest first."""
    require(actor, Role.OPS)
    versions = PayPlanVersion.objects.select_related("pay_plan").order_by("-starts_on")[:MOST]
    found = [one for version in versions for one in _of_version(version)]
    found += [
        Source(f"award:{award.pk}", "award", award.name, "team", award.starts_on, award.what_for)
        for award in Award.objects.exclude(starts_on=None).exclude(teams=[])[:MOST]
        if award.starts_on
    ]
    return sorted(found, key=lambda one: (one.from_day, one.key), reverse=True)


def _of_version(version: PayPlanVersion) -> list[Source]:
    plan = Source(f"plan:{version.pk}", "plan", str(version), "person", version.starts_on,
                  version.note)  # fmt: skip
    spiffs = [
        Source(f"spiff:{version.pk}:{part.name}", "spiff", f"{version} · {part.name}", "person",
               max(version.starts_on, getattr(part, "starts_on", None) or version.starts_on))
        for one in version.text.versions for part in one.components if part.kind == "spiff"
    ]  # fmt: skip
    return [plan, *spiffs]


def source_of(actor: Actor, key: str) -> Source | None:
    """The one of this key."""
    return next((one for one in sources(actor) if one.key == key), None)


def starts_from(source: Source) -> tuple[dict[str, date], int]:
    """Each unit's first month, and how many were left out because their past is too short.

    For a plan version the people assigned, each from the later of their own first day and its; for
    an award its teams.
    """
    if source.kind == "award":
        award = Award.objects.get(pk=source.key.partition(":")[2])
        return dict.fromkeys(award.teams, source.first), 0
    version = PayPlanVersion.objects.get(pk=source.key.split(":")[1])
    days = _assigned(version, source.from_day)
    there = present("person", month_later(source.first, -MONTHS_BEFORE), source.first)
    kept = {name: first_whole_month(day) for name, day in days.items() if name in there}
    return kept, len(days) - len(kept)


def _assigned(version: PayPlanVersion, first: date) -> dict[str, date]:
    held = PayAssignment.objects.filter(
        pay_plan=version.pay_plan_id, starts_on__lt=version.ends_before
    ).order_by("-starts_on")
    found = {}
    for one in held:
        if one.ends_before is None or one.ends_before > first:
            found[one.person_id] = max(one.starts_on, first)
    return found


def initial(source: Source) -> tuple[Mapping[str, object], str]:
    """What the form begins with, and what to say of who was left out."""
    starts, left_out = starts_from(source)
    names = names_of(source.level, starts)
    said = "" if not left_out else _(
        "%(count)s people on it were not here long enough before to be judged; they are left out."
    ) % {"count": left_out}  # fmt: skip
    return {"kind": source.kind, "name": source.label[:200], "what": source.note[:4000],
            "level": source.level, "staged": lines_of(starts, names)}, said  # fmt: skip


def labels(found: Sequence[Source]) -> list[tuple[str, str]]:
    """Keys with what people read."""
    return [(one.key, f"{one.label} ({one.from_day:%Y-%m-%d})") for one in found]
