"""The heat map and the alerts as the page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from salesops.insights.finding import Finding
from salesops.insights.period_ends import End
from salesops.insights.targets import MonthSeen, Tracked
from salesops.kernel import figures
from salesops.kernel.period import DAY
from salesops.ledger.schema import OPEN_SEAT
from salesops.reports.pen import Pen
from salesops.web.people.models import Person
from salesops.web.targets.models import Node
from salesops.web.tracking.asked import PERSON
from salesops.web.tracking.models import Fate

SHOWN_MONTHS = 12
STEPS = (0.8, 0.95, 1.0, 1.1)
"""Attainment below the first is deep red, from the last on deep green; between them, in steps."""


@dataclass(frozen=True)
class HeatCell:
    """One node in one month: attainment or pace, how warm, what hovering says, where it leads."""

    text: str
    heat: str
    exact: str
    address: str
    is_running: bool = False


@dataclass(frozen=True)
class HeatRow:
    """One node: its months, how long it has missed, and whether that is more than luck."""

    name: str
    cells: Sequence[HeatCell | None]
    run: int
    alarms: bool
    address: str


def months_of(tracked: Sequence[Tracked]) -> list[str]:
    """The last periods for which anybody had a target, oldest first, the running one too."""
    found = {
        month.period: month.month for node in tracked for month in (*node.months, *_running(node))
    }
    return [found[period] for period in sorted(found)][-SHOWN_MONTHS:]


def _running(node: Tracked) -> tuple[MonthSeen, ...]:
    return (node.running,) if node.running else ()


def rows_of(tracked: Sequence[Tracked], by: str, pen: Pen) -> list[HeatRow]:
    """A row a node with a target in these months: alarms first, then the longest runs of misses."""
    months, names = months_of(tracked), names_of(tracked, by)
    made = [_row(node, months, by, names, pen) for node in tracked]
    rows = [row for row in made if any(row.cells)]
    return sorted(rows, key=lambda row: (not row.alarms, -row.run, row.name))


def names_of(nodes: Sequence[Tracked | End], by: str) -> Mapping[str, str]:
    """What people call the nodes; a person's id is nobody's name."""
    return called([node.node for node in nodes], by)


def called(nodes: Sequence[str], by: str) -> dict[str, str]:
    """What people call the nodes of this dimension: people by name, open seats as planned."""
    if by != PERSON:
        return {node: node for node in nodes}
    seats = {node.removeprefix(OPEN_SEAT) for node in nodes if node.startswith(OPEN_SEAT)}
    seated = Node.objects.filter(key__in=seats, person=None).values_list("key", "name")
    found = {f"{OPEN_SEAT}{key}": name for key, name in seated}
    people = [node for node in nodes if node not in found]
    return found | dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))


def _row(
    node: Tracked, months: Sequence[str], by: str, names: Mapping[str, str], pen: Pen
) -> HeatRow:
    seen = {month.month: month for month in node.months}
    cells = [_cell(node, seen.get(month), month, by, pen) for month in months]
    return HeatRow(
        names.get(node.node, node.node), cells, node.track.run, node.track.alarms(),
        why_address(by, node.node),
    )  # fmt: skip


def _cell(node: Tracked, month: MonthSeen | None, name: str, by: str, pen: Pen) -> HeatCell | None:
    running = node.running if node.running and node.running.month == name else None
    here = month or running
    if here is None:
        return None
    if not here.is_recorded:
        none = pen.say("没有销售记录", "no sales on record")
        return HeatCell("—", "", f"{none} / {pen.money(here.target)}", "", running is not None)
    share = (here.pace if running else here.error + 1) if here.target > 0 else None
    # The causes are looked for in whole months: those of another period's quota would mislead.
    whole = here.period.is_months and not running
    first, last = here.period.starts_on, here.period.ends_before - DAY
    address = why_address(by, node.node, f"{first:%Y-%m}", f"{last:%Y-%m}") if whole else ""
    exact = f"{pen.money(here.actual)} / {pen.money(here.expected if running else here.target)}"
    text = figures.short(share, "ratio", None, pen.language)
    return HeatCell(text, heat(share), exact, address, running is not None)


def heat(share: float | None) -> str:
    """The class that colours an attainment; the figure stands in the cell as well."""
    if share is None:
        return ""
    return f"h{1 + sum(share >= step for step in STEPS)}"


def why_address(by: str, node: str, first: str = "", last: str = "") -> str:
    """The page that says why a node missed, in these months or lately."""
    asked = {"by": by, "node": node, "from": first, "until": last}
    return f"{reverse('why')}?{urlencode({k: v for k, v in asked.items() if v})}"


@dataclass(frozen=True)
class Alert:
    """One finding with what was decided about it, in the reader's language."""

    finding: Finding
    claim: str
    impact: str
    evidence: Sequence[str]
    suggestion: str
    fate: Fate | None
    address: str


def alerts_of(
    findings: Sequence[Finding], by: str, names: Mapping[str, str], pen: Pen
) -> list[Alert]:
    """The alerts, those nobody has looked at first."""
    keys = [finding.key for finding in findings]
    fates = {fate.key: fate for fate in Fate.objects.filter(key__in=keys)}
    found = [_alert(one, by, names, fates.get(one.key), pen) for one in findings]
    return sorted(found, key=lambda alert: alert.fate is not None)


def _alert(one: Finding, by: str, names: Mapping[str, str], fate: Fate | None, pen: Pen) -> Alert:
    node, _, _first = one.key.split(":", 2)[2].rpartition(":")
    first, last = _months(one)
    claim = one.claim.in_(pen.language).replace(node, names.get(node, node), 1)
    return Alert(
        one, claim, pen.money(one.impact), [said.in_(pen.language) for said in one.evidence],
        one.suggestion.in_(pen.language), fate, why_address(by, node, first, last),
    )  # fmt: skip


def _months(one: Finding) -> tuple[str, str]:
    """The first and the last month the alert is about."""
    asked = one.questions[0]
    if asked.starts_on is None or asked.ends_before is None:
        return "", ""
    return f"{asked.starts_on:%Y-%m}", f"{asked.ends_before - DAY:%Y-%m}"
