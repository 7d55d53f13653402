"""Conversion as the pages and doors show it: cohorts, stages, money, for one reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from django.http import Http404

from salesops.kernel.period import Period, month_later, period
from salesops.ledger.ledger import Ledger
from salesops.metrics.question import Question, answer
from salesops.process.competing import Stay, stay_of
from salesops.process.conversion import (
    Beside,
    Change,
    Cohorts,
    Count,
    Slippage,
    ages,
    beside,
    cohorts,
    coverage,
    mix_and_rate,
)
from salesops.process.counted import (
    MONTH,
    Of,
    case_counts,
    case_months,
    deal_entrants,
    deals_reached,
    due_amount,
    stays,
)
from salesops.process.reached import Entrants, Reached
from salesops.selling.flow_asked import Asked, quarter_of
from salesops.selling.narrow import Narrow
from salesops.web.access import Actor
from salesops.web.crm.flowing import told as flow_told
from salesops.web.crm.models import Pipeline, Stage
from salesops.web.explore.questions import cache_folder

TEAM, AREA, LINE, PERSON = "people.team", "regions.area", "products.line", "people.name"
SOURCE = "leads.source"
CHOICES: Mapping[Of, tuple[str, ...]] = {
    "deals": (MONTH, TEAM, AREA, LINE, PERSON),
    "leads": (MONTH, SOURCE, TEAM, AREA, LINE, PERSON),
}
SHOWN_MONTHS = 18
HALF = 6


def of_of(said: str) -> Of:
    """Whose conversion: the deals' where nobody says. Raises Http404 for else."""
    if said not in ("", "deals", "leads"):
        raise Http404
    return "leads" if said == "leads" else "deals"


def by_of(said: str, of: Of) -> str:
    """What to lay conversion out by: months where nobody says. Raises Http404 for else."""
    if said and said not in CHOICES[of]:
        raise Http404
    return said or MONTH


def pipeline_of(said: str) -> Pipeline | None:
    """The pipeline asked for, else the one in which deals start; None where there is none."""
    found = Pipeline.objects.filter(pk=said.replace("\0", "")[:100]).first() if said else None
    return found or Pipeline.objects.order_by("-is_default", "position").first()


def stages_of(pipeline: Pipeline | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of its stages in order with won at the end, and those that mean lost."""
    if pipeline is None:
        return (), ()
    rows = list(pipeline.stages.values_list("name", "kind"))
    onward = [name for name, kind in rows if kind == Stage.Kind.OPEN]
    onward += [name for name, kind in rows if kind == Stage.Kind.WON]
    return tuple(onward), tuple(name for name, kind in rows if kind == Stage.Kind.LOST)


@dataclass(frozen=True)
class Seen:
    """Cohorts by what was asked, each month's two figures, and why the rate changed.

    The change is of the half year before the day `until`, against the one before that.
    """

    by: str
    cohorts: Cohorts
    months: Mapping[str, Beside]
    change: Change | None
    until: date | None


def seen(ledger: Ledger, by: str, of: Of = "deals") -> Seen:
    """Conversion of deals or leads; a snapshot never changes, so it is counted once."""
    return _kept(Named(ledger, str(ledger.identity)), by, of)


@dataclass(frozen=True, eq=False)
class Named:
    """A ledger that is the same whenever its name is."""

    ledger: Ledger
    name: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Named) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


@lru_cache(maxsize=64)
def _kept(named: Named, by: str, of: Of) -> Seen:
    ledger = named.ledger
    counts = case_counts(ledger, by, of)
    ripe = ages({c.cohort for c in counts}, ledger.as_of) if by == MONTH else {}
    found = cohorts(counts, ripe)
    months = {row.month: row for row in beside(*case_months(ledger, of))}
    until = _ripe_month(ledger, found.ripe_after)
    change = _change(ledger, until, of) if until else None
    return Seen(by, found, months, change, until)


def _ripe_month(ledger: Ledger, ripe_after: float | None) -> date | None:
    """The first day of the first month of which some cases are not ripe; None where none are."""
    if ripe_after is None:
        return None
    return (ledger.as_of - timedelta(days=ripe_after)).replace(day=1)


def _change(ledger: Ledger, end: date, of: Of) -> Change | None:
    """Half a year of ripe cases against the half year before, by product line or source."""
    spans = ((month_later(end, -2 * HALF), month_later(end, -HALF)), (month_later(end, -HALF), end))
    by = SOURCE if of == "leads" else LINE
    before, after = (_won_by(case_counts(ledger, by, of, span)) for span in spans)
    return mix_and_rate(before, after) if before and after else None


def _won_by(counts: Sequence[Count]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for count in counts:
        entered, won = found.get(count.cohort, (0, 0))
        more = count.cases if count.outcome == "won" else 0
        found[count.cohort] = (entered + count.cases, won + more)
    return found


@dataclass(frozen=True)
class StageLine:
    """One stage: who reached it in three meanings, what became of them, how long they stay."""

    reached: Reached
    entrants: Entrants
    stay: Stay | None


def stage_lines(ledger: Ledger, pipeline: Pipeline | None) -> list[StageLine]:
    """The stages of a pipeline in order, won at the end."""
    return _kept_lines(Named(ledger, str(ledger.identity)), *stages_of(pipeline))


@lru_cache(maxsize=64)
def _kept_lines(named: Named, stages: tuple[str, ...], lost: tuple[str, ...]) -> list[StageLine]:
    ledger = named.ledger
    spent = {stage: stay_of(tally) for stage, tally in stays(ledger, stages).items() if tally}
    rows = zip(deals_reached(ledger, stages), deal_entrants(ledger, stages, lost), strict=True)
    return [StageLine(here, went, spent.get(here.stage)) for here, went in rows]


@dataclass(frozen=True)
class Pace:
    """Money of the running quarter: what flows a day, what is covered, what slipped before it."""

    velocity: Decimal | None
    gross: Decimal | None
    net: Decimal | None
    slipped: Slippage
    quarter: str
    before: str


def pace_of(actor: Actor, ledger: Ledger, today: date) -> Pace:
    """Velocity of the last year, coverage of the running quarter, slippage of the one before."""
    quarter = quarter_of(ledger.as_of)
    window = period(quarter)
    asked = Question(("quota", "won_amount"), starts_on=window.starts_on,
                     ends_before=window.ends_before)  # fmt: skip
    totals = answer(ledger, asked, cache_folder()).totals
    quota, won = (Decimal(totals[name] or 0) for name in ("quota", "won_amount"))
    open_amount = due_amount(ledger, window)
    year = Question(("sales_velocity",), starts_on=month_later(ledger.as_of, -12))
    flowed = answer(ledger, year, cache_folder()).totals["sales_velocity"]
    return Pace(
        None if flowed is None else Decimal(str(flowed)),
        coverage(open_amount, quota) if quota else None,
        coverage(open_amount, quota, won) if quota else None,
        _slipped(actor, window.previous(), today),
        quarter,
        quarter_of(window.previous().starts_on),
    )


def _slipped(actor: Actor, window: Period, today: date) -> Slippage:
    from django.utils import timezone

    last = min(window.ends_before - timedelta(days=1), today)
    zone = timezone.get_current_timezone()
    found = flow_told(actor, Narrow(), Asked(window.starts_on, last, window, zone)).whole
    return Slippage(
        found.count("opening"), found.total("opening"), found.count("pushed_out"),
        found.total("pushed_out"),
    )  # fmt: skip
