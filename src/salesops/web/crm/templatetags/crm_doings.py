"""How calls, tasks and everything else in a customer's story are written."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from salesops.selling.contact import kind_label as _kind_label
from salesops.selling.contact import outcome_code, outcome_label
from salesops.selling.next_visit import Point
from salesops.selling.rebuy import Rebuy
from salesops.selling.story import Event
from salesops.web.boundary import may_write
from salesops.web.crm.models import Holding
from salesops.web.crm.story_drawing import Pen, drawn
from salesops.web.design.templatetags.design import icon
from salesops.web.language import spoken
from salesops.web.lists.places import record_place

register = template.Library()

ICONS = {
    "call": "phone", "visit": "map-pin", "meeting": "users", "message": "message-circle",
    "mail": "mail", "service": "wrench", "order": "package", "return": "undo-2",
    "receipt": "banknote", "move": "handshake", "task": "square-check", "note": "sticky-note",
    "file": "paperclip", "claimed": "user-plus", "assigned": "user-plus", "created": "user-plus",
    "converted": "user-plus", "imported": "user-plus", "returned": "user-minus",
    "recycled": "user-minus", "reassigned": "user-minus", "merged": "merge",
}  # fmt: skip
GROUPS = {
    "": gettext_lazy("Everything"), "contact": gettext_lazy("Calls, visits, mails"),
    "orders": gettext_lazy("Orders and returns"), "receipts": gettext_lazy("Receipts"),
    "deals": gettext_lazy("Deals"), "tasks": gettext_lazy("Tasks done"),
    "notes": gettext_lazy("Notes and files"), "owner": gettext_lazy("Owners"),
}  # fmt: skip
WHENS = {
    "overdue": gettext_lazy("Overdue"), "today": gettext_lazy("Today"),
    "week": gettext_lazy("This week"), "later": gettext_lazy("Later"),
    "undated": gettext_lazy("Without a date"),
}  # fmt: skip


@register.filter
def rule_said(rule: str) -> str:
    """By what a task was made, as people call it: a process has marks of its own for its tasks."""
    return _("Sales process") if rule.startswith("process:") else rule


@register.simple_tag(takes_context=True)
def story_events(context: Context, events: Sequence[Event]) -> SafeString:
    """The events of a story, one after the other."""
    pen = _pen(context)
    return mark_safe("".join(drawn(event, pen) for event in events))  # noqa: S308 - escaped there


def _pen(context: Context) -> Pen:
    words = {name: escape(text) for name, text in _words().items()}
    turns = dict([*Holding.Began.choices, *Holding.Ended.choices])
    return Pen(
        language=spoken(),
        story_of=context["story_of"],
        may_write=bool(context.get("may_write")),
        currency=context["currency"],
        words=words,
        turns={code: escape(label) for code, label in turns.items()},
        icons=ICONS,
        icon=icon,
        lines=lambda n: ngettext("%(n)s line", "%(n)s lines", n) % {"n": n},
        confirm=lambda name: (
            _("Remove the file %(name)s? Its bytes cannot be brought back.") % {"name": name}
        ),
        address=record_place,
        local=timezone.localtime,
    )


def _words() -> Mapping[str, str]:
    return {
        "theirs": _("Theirs"), "automatic": _("automatic"), "with": _("with"), "min": _("min"),
        "return": _("Return"), "order": _("Order"), "receipt": _("Receipt"), "lead": _("Lead"),
        "deal": _("Deal"), "task": _("Task done"), "note": _("Note"), "file": _("File"),
        "correct": _("Correct"), "change": _("Change"), "remove": _("Remove"),
    }  # fmt: skip


@register.filter
def kind_icon(kind: str) -> str:
    """The symbol of a kind of event."""
    return ICONS.get(kind, "circle-dot")


@register.filter
def kind_said(kind: str) -> str:
    """What a kind of activity is called."""
    return _kind_label(kind, spoken())


@register.filter
def outcome_said(outcome: str) -> str:
    """What an outcome is called."""
    return outcome_label(outcome_code(outcome), spoken())


@register.filter
def group_said(group: str) -> str:
    """What a part of the story is called."""
    return str(GROUPS.get(group, group))


@register.filter
def when_said(when: str) -> str:
    """What a heading of tasks is called."""
    return str(WHENS.get(when, when))


@register.filter
def ago(at: datetime | date | None) -> str:
    """How many days ago, in words; the hour today."""
    if at is None:
        return _("never")
    day = timezone.localtime(at).date() if isinstance(at, datetime) else at
    days = (timezone.localdate() - day).days
    if days <= 0:
        return f"{timezone.localtime(at):%H:%M}" if isinstance(at, datetime) else _("today")
    return ngettext("%s day ago", "%s days ago", days) % days


@register.filter
def point_said(point: Point) -> str:
    """What to bring up."""
    return point.said.reason(spoken())


@register.filter
def point_todo(point: Point) -> str:
    """And how."""
    return point.said.remedy(spoken())


@register.filter
def rebuy_said(rebuy: Rebuy) -> str:
    """When a line should be bought again, as a sentence with what to do."""
    said = rebuy.said()
    return f"{said.reason(spoken())} · {said.remedy(spoken())}"


@register.inclusion_tag("crm/doings/bar.html", takes_context=True)
def doing_bar(context: Context, **about: Any) -> dict[str, Any]:
    """The buttons that open the forms to log a call, give a task, write a note, attach a file."""
    ids = urlencode({name: value for name, value in about.items() if value})
    return {"ids": ids, "request": context["request"]}


@register.inclusion_tag("crm/doings/record.html", takes_context=True)
def record_doings(context: Context, what: str, pk: str) -> dict[str, Any]:
    """What was done about a deal or lead, with the buttons to write down more."""
    request = context["request"]
    return {
        "request": request,
        "ids": urlencode({f"{what}_id": pk}),
        "story_at": reverse("timeline", args=[what, pk]),
        "may_write": may_write(request.user),
    }
