"""Seats of a plan that nobody holds yet: planned from a day on, or given up again."""

from datetime import date

from django.db import transaction

from salesops.planning.versions import month
from salesops.web import changing
from salesops.web.access import Actor
from salesops.web.ids import new_id
from salesops.web.problems import refused
from salesops.web.targets.actions.inputs import stand
from salesops.web.targets.growing import open_seats
from salesops.web.targets.held import held_draft, touch
from salesops.web.targets.models import Node
from salesops.web.targets.problems import NODE_UNKNOWN, SEAT_LATE, SEATS_MANY

MOST_SEATS = 200


def plan_seats(
    *, actor: Actor, plan_id: str, team_key: str, starts_on: date, count: int = 1, name: str = ""
) -> list[Node]:
    """Put seats into a team of the draft that somebody is to hold from a day on. Raises Refused.

    They weigh what is said of them; until something is, as much as the others of the team.
    """
    with transaction.atomic():
        plan = held_draft(actor, plan_id)
        team = plan.nodes.filter(key=team_key.replace("\0", "")).first()
        if team is None or team.kind == Node.Kind.PERSON:
            raise refused(NODE_UNKNOWN, field="team_key", key=team_key)
        begun = plan.starts_on
        if begun is None or not begun <= starts_on < month(begun, plan.periods):
            raise refused(SEAT_LATE, field="starts_on", day=starts_on)
        if not 1 <= count <= MOST_SEATS:
            raise refused(SEATS_MANY, field="count", most=MOST_SEATS)
        seats = _made(team, starts_on, count, name)
        stand(plan)
        touch(plan)
        told = {"seats": count, "team": team.name, "starts_on": starts_on}
        changing.note(actor, "plan_seats", plan, details=told)
    return seats


def _made(team: Node, starts_on: date, count: int, name: str) -> list[Node]:
    called = f"{name or '空缺岗位'} {starts_on:%Y-%m}"
    below = team.plan.nodes.filter(parent_key=team.key, kind=Node.Kind.PERSON)
    last = below.order_by("-position").first()
    position = last.position if last else team.position
    return Node.objects.bulk_create(
        Node(
            plan=team.plan, key=new_id("S"), parent_key=team.key, kind=Node.Kind.PERSON,
            name=f"{called} #{n + 1}" if count > 1 else called, starts_on=starts_on,
            position=position,
        )
        for n in range(count)
    )  # fmt: skip


def drop_seats(*, actor: Actor, plan_id: str, keys: list[str]) -> int:
    """Take open seats out of the draft again; gives how many there were. Raises Refused."""
    with transaction.atomic():
        plan = held_draft(actor, plan_id)
        gone = open_seats(plan).filter(key__in=keys)
        names = list(gone.values_list("name", flat=True))
        if not names:
            raise refused(NODE_UNKNOWN, field="keys", key="、".join(keys))
        gone.delete()
        touch(plan)
        changing.note(actor, "drop_seats", plan, details={"seats": names})
    return len(names)
