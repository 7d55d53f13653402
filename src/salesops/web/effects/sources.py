"""What was changed elsewhere and can be judged: plan versions, their SPIFFs, awards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from salesops.kernel.period import month_later
from salesops.web.access import Actor, require
from salesops.web.effects.panels import names_of, present
from salesops.web.effects.starts import first_whole_month, lines_of
from salesops.web.honours.models import Award
from salesops.web.pay_plans.models import PayAssignment, PayPlanVersion
from salesops.web.people.models import Position, Role, Team

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
    awards = Award.objects.exclude(starts_on=None).exclude(teams=[])[:MOST]
    found += [one for award in awards for one in _of_award(award)]
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


def _of_award(award: Award) -> list[Source]:
    """By its teams; by people too where they came to these teams at different times."""
    day = award.starts_on
    if day is None:
        return []
    teams = Source(f"award:{award.pk}", "award", award.name, "team", day, award.what_for)
    if len({first_whole_month(one) for one in members_since(award).values()}) < 2:
        return [teams]
    label = _("%(award)s · person by person") % {"award": award.name}
    people = replace(teams, key=f"award-people:{award.pk}", label=label, level="person")
    return [teams, people]


def members_since(award: Award) -> dict[str, date]:
    """From when on each person was in a team that an award is open to, since it began.

    Who left these teams for good before it began never was.
    """
    first, within = award.starts_on or date.min, Q()
    for path in Team.objects.filter(pk__in=award.teams).values_list("path", flat=True):
        within |= Q(team__path=path) | Q(team__path__startswith=f"{path}/")
    if not within:
        return {}
    found: dict[str, date] = {}
    lasting = Q(ends_before=None) | Q(ends_before__gt=first)
    for person, day in Position.objects.filter(within, lasting, person__isnull=False).values_list(
        "person_id", "starts_on"
    ):
        since = max(day or first, first)
        found[person] = min(found.get(person, since), since)
    return found


def source_of(actor: Actor, key: str) -> Source | None:
    """The one of this key."""
    return next((one for one in sources(actor) if one.key == key), None)


def starts_from(source: Source) -> tuple[dict[str, date], int]:
    """Each unit's first month, and how many were left out because their past is too short.

    For a plan version the people assigned, each from the later of their own first day and its; for
    an award its teams, or whoever is in them, each from the day they came.
    """
    if source.kind == "award":
        award = Award.objects.get(pk=source.key.partition(":")[2])
        if source.level == "team":
            return dict.fromkeys(award.teams, source.first), 0
        days = members_since(award)
    else:
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
