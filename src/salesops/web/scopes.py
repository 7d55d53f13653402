"""What a key to the REST interface opens: all reading or writing, or one area's."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

AREAS: Mapping[str, tuple[str, ...]] = {
    "crm": (
        "pipelines",
        "customers", "contacts", "leads", "assignment rules", "pools", "deals", "doings",
        "activities", "tasks", "notes", "files", "notices", "lists",
    ),
    "people": ("people", "users"),
    "settings": ("calendar", "settings", "backups", "audit", "regions", "products"),
    "imports": ("imports", "snapshots"),
    "figures": ("questions", "reports"),
    "targets": ("plans", "tracking", "territories"),
    "process": ("process",),
    "pay": ("pay", "pay plans"),
    "effects": ("effects", "honours"),
    "automation": ("rules", "automation", "webhooks", "channels"),
}  # fmt: skip
"""Each area with the tags of the operations that belong to it."""
NAMED: Mapping[str, Any] = {
    "": _("Everything"),
    "crm": _("Customers, leads and deals"),
    "people": _("People and users"),
    "settings": _("Settings, backups and audit"),
    "imports": _("Imports and snapshots"),
    "figures": _("Figures and reports"),
    "targets": _("Targets and territories"),
    "process": _("Sales process"),
    "pay": _("Pay"),
    "effects": _("Effects and honours"),
    "automation": _("Automation and webhooks"),
}
"""What people call the areas, and all of them together."""
MODES = ("read", "write")
MODES_SAID: Mapping[str, Any] = {"read": _("read"), "write": _("write")}
SCOPES: Sequence[str] = (*MODES, *(f"{area}:{mode}" for area in AREAS for mode in MODES))
ASKING = ("/ask", "/sheets")
"""Operations that only read although what is asked for has to be posted."""


def said(scope: str) -> str:
    """A scope in words."""
    area, _colon, mode = scope.rpartition(":")
    return f"{NAMED.get(area, area)} · {MODES_SAID.get(mode, mode)}"


def area_of(tags: Sequence[str]) -> str | None:
    """The area of an operation with these tags, if it is in one."""
    first = tags[0] if tags else ""
    return next((area for area, held in AREAS.items() if first in held), None)


def needed(tags: Sequence[str], method: str, path: str) -> str:
    """The scope an operation asks for; one that is in no area asks for everything's."""
    mode = "read" if method in ("GET", "HEAD") or path.endswith(ASKING) else "write"
    area = area_of(tags)
    return f"{area}:{mode}" if area else mode


def opens(scopes: Sequence[str], scope: str) -> bool:
    """Whether a key with these scopes opens what asks for that one."""
    return scope in scopes or scope.rpartition(":")[2] in scopes
