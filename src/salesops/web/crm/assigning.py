"""Assignment rules and sellers as the policy wants them, read from the records of today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from salesops.kernel.problem import Problem
from salesops.selling import assignment as policy
from salesops.selling.rehearsal import Caps, PastLead, decided
from salesops.web.crm.lead_moves import OPEN
from salesops.web.crm.lead_problems import EXISTING_CUSTOMER
from salesops.web.crm.models import AssignmentRule, Lead
from salesops.web.market.tree import RegionTree
from salesops.web.people.delegation import running
from salesops.web.people.models import Person, Position, Role, Team, User


def active_rules() -> list[AssignmentRule]:
    """The rules in use, in their order."""
    return list(AssignmentRule.objects.filter(is_active=True))


def as_policy(rule: AssignmentRule, today: date) -> policy.AssignmentRule:
    """One rule with the people it gives to."""
    people = tuple(candidates(rule.candidates, rule.teams, today))
    return replace(conditions(rule), candidates=people)


def conditions(rule: AssignmentRule) -> policy.AssignmentRule:
    """What a rule holds for, without the people it gives to."""
    return policy.AssignmentRule(
        name=rule.name,
        method=rule.method,  # type: ignore[arg-type]  # the choices are the policy's own words
        candidates=(),
        sources=frozenset({rule.source} - {""}),
        regions=frozenset([rule.region_id] if rule.region_id else []),
        product_lines=frozenset({rule.product_line} - {""}),
    )


def caps(rules: Iterable[AssignmentRule]) -> Caps:
    """What each rule lets a seller have open."""
    return {rule.name: rule.cap for rule in rules}


def candidates(people: Sequence[str], teams: Sequence[str], today: date) -> list[str]:
    """The named people, then the sellers who stand today in the named teams or below them."""
    if not teams:
        return list(dict.fromkeys(people))
    paths = Team.objects.filter(pk__in=teams).values_list("path", flat=True)
    inside = Q(pk__in=[])
    for path in paths:
        inside |= Q(team__path=path) | Q(team__path__startswith=path + "/")
    leaders = User.objects.filter(role=Role.MANAGER, person__isnull=False).values("person_id")
    members = (
        standing(today).filter(inside).exclude(role="manager").exclude(person_id__in=leaders)
        .order_by("person_id").values_list("person_id", flat=True)
    )  # fmt: skip
    return list(dict.fromkeys([*people, *members]))


def standing(day: date) -> QuerySet[Position]:
    """The positions held on the day."""
    return Position.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=day),
        Q(ends_before__isnull=True) | Q(ends_before__gt=day),
    )


def sellers(
    person_ids: Iterable[str], today: date, *, with_load: bool = False
) -> dict[str, policy.Seller]:
    """Those of them who work here, with where and whether away, and what they have open if asked.

    Whoever has left or whose account is closed is not among them.
    """
    wanted = set(person_ids)
    people = Person.objects.filter(pk__in=wanted).exclude(left_on__lte=today)
    shut = _shut_out(wanted)
    away = set(running(today).filter(absent_id__in=wanted).values_list("absent_id", flat=True))
    load = open_leads(wanted) if with_load else {}
    regions: dict[str, set[str]] = {}
    for person_id, region_id in standing(today).filter(person_id__in=wanted, region__isnull=False) \
            .values_list("person_id", "region_id"):  # fmt: skip
        regions.setdefault(person_id, set()).add(region_id)
    return {
        one.person_id: policy.Seller(
            one.person_id, one.name, load.get(one.person_id, 0),
            is_away=one.person_id in away,
            region_ids=frozenset(regions.get(one.person_id, ())),
        )
        for one in people
        if one.person_id not in shut
    }  # fmt: skip


def _shut_out(person_ids: set[str]) -> set[str]:
    """The people who had an account and have none that is open."""
    found: dict[str, bool] = {}
    users = User.objects.filter(person_id__in=person_ids).values_list("person_id", "is_active")
    for person_id, is_active in users:
        found[str(person_id)] = found.get(str(person_id), False) or is_active
    return {one for one, is_open in found.items() if not is_open}


def open_leads(person_ids: Iterable[str]) -> dict[str, int]:
    """How many leads each has open."""
    rows = Lead.objects.filter(owner_id__in=list(person_ids), status__in=OPEN).order_by()
    return dict(rows.values_list("owner_id").annotate(count=Count("pk")))


def incoming(lead: Lead, tree: RegionTree) -> policy.Incoming:
    """The lead as the rules look at it."""
    return policy.Incoming(lead.source, tree.path(lead.region_id), lead.product_line)


def decide(lead: Lead) -> policy.Assignment:
    """Who gets the lead now, and whose turn it is next: inside a transaction.

    Whoever has the customer it comes from gets it, unless they are away. The rule is held until
    the transaction ends, so two leads at once do not go to the same person in turn.
    """
    today = timezone.localdate()
    owned = _owner_of_customer(lead, today)
    if owned:
        return owned
    arriving = incoming(lead, RegionTree.read())
    first = next((r for r in active_rules() if policy.holds(conditions(r), arriving)), None)
    if first is None:
        return policy.assignment((), arriving, {})
    held = AssignmentRule.objects.select_for_update().get(pk=first.pk)
    found = _by(held, as_policy(held, today), arriving, today)
    if found.person_id:
        AssignmentRule.objects.filter(pk=held.pk).update(last_person_id=found.person_id)
    return found


def _by(
    held: AssignmentRule, rule: policy.AssignmentRule, arriving: policy.Incoming, today: date
) -> policy.Assignment:
    last = {rule.name: held.last_person_id}
    # Counting what everybody has open takes longest, and matters to some rules only.
    with_load = rule.method == "by_load" or held.cap is not None
    known = sellers(rule.candidates, today, with_load=with_load)
    return decided([rule], arriving, known, caps([held]), last)


def _owner_of_customer(lead: Lead, today: date) -> policy.Assignment | None:
    if lead.account is None or lead.account.owner_id is None:
        return None
    owner = sellers([lead.account.owner_id], today).get(lead.account.owner_id)
    if owner is None or owner.is_away:
        return None
    return policy.Assignment(
        owner.person_id, None, Problem(EXISTING_CUSTOMER, values={"person": owner.name})
    )


def tried(rules: Sequence[AssignmentRule], lead: Lead) -> policy.Assignment:
    """Who would get such a lead by these rules now; nothing is written."""
    today = timezone.localdate()
    known = [as_policy(rule, today) for rule in rules]
    everybody = {one for rule in known for one in rule.candidates}
    last: Mapping[str, str] = {rule.name: rule.last_person_id for rule in rules}
    arriving = incoming(lead, RegionTree.read())
    people = sellers(everybody, today, with_load=True)
    return decided(known, arriving, people, caps(rules), last)


def past_leads(since: date, most: int = 5000) -> list[PastLead]:
    """The leads that came since the day, newest first when there are more than can be rehearsed."""
    tree = RegionTree.read()
    begin = timezone.make_aware(datetime.combine(since, time()))
    came = Lead.objects.filter(received_at__gte=begin).order_by("-received_at", "lead_id")[:most]
    return [
        PastLead(one.lead_id, one.received_at, incoming(one, tree), one.owner_id, _closed_at(one))
        for one in came
        if one.received_at
    ]


def _closed_at(lead: Lead) -> datetime | None:
    return None if lead.status in OPEN else lead.converted_at or lead.changed_at
