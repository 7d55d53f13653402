"""Awards in words: a criterion, a result, whom it is open to."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from salesops.kernel import figures
from salesops.kernel.glossary import label
from salesops.metrics import METRICS
from salesops.reports.pen import Pen, decimal
from salesops.web.honours.models import Award
from salesops.web.language import spoken
from salesops.web.people.models import Team
from salesops.web.workspace.models import Workspace


def pen() -> Pen:
    """Writes figures in the reader's language and the company's currency."""
    workspace = Workspace.objects.first()
    return Pen(spoken(), workspace.currency if workspace else "CNY")


def shown(award: Award, value: Any) -> str:
    """A result as people read it: of its metric, or points."""
    if award.goals:
        return f"{figures.short(decimal(value), 'count', None, spoken())} {_('points')}"
    return pen().figure(value, METRICS[award.metric].unit).text


def criterion(award: Award) -> str:
    """Who is honoured, in a sentence."""
    parts = []
    if award.at_least is not None:
        parts.append(_("from %(value)s") % {"value": shown(award, award.at_least)})
    if award.best is not None:
        parts.append(ngettext("the best %(count)s", "the best %(count)s", award.best) % {
            "count": award.best})  # fmt: skip
    name = _("Scorecard") if award.goals else label(award.metric, spoken())
    between = _(", ")
    return _("%(metric)s: %(criterion)s") % {"metric": name, "criterion": between.join(parts)}


def audience_told(award: Award) -> str:
    """Whom it is open to and since when, where that is not everybody and always."""
    parts = []
    if award.teams:
        names = Team.objects.filter(pk__in=award.teams).order_by("path")
        parts.append(_("only %(teams)s") % {
            "teams": _(", ").join(names.values_list("name", flat=True))})  # fmt: skip
    if award.starts_on:
        parts.append(_("in force from %(day)s") % {"day": award.starts_on.isoformat()})
    return " · ".join(parts)
