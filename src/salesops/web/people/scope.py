"""Whose figures a reader sees, in words."""

from datetime import date

from django.utils.translation import gettext as _

from salesops.web.access import managed_teams
from salesops.web.people.models import Role, Team, User


def scope_name(user: User, day: date) -> str:
    """`Whole company`, the name of the team somebody leads, or their own name."""
    if user.role == Role.REP:
        return user.name
    if user.role == Role.MANAGER:
        paths = Team.objects.filter(pk__in=managed_teams(user, day)).values_list("path", flat=True)
        top = min(paths, key=len, default="")
        return top.rpartition("/")[2] or user.name
    if user.role in (Role.OPS, Role.FINANCE, Role.EXECUTIVE):
        return _("Whole company")
    return _("No figures")
