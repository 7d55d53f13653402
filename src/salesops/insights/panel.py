"""What a diagnosis needs of the ledger, asked through metrics: a few questions, plain figures."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from salesops.kernel.period import Period, month_later
from salesops.ledger.ledger import Ledger
from salesops.metrics.question import Question, answer

Where = tuple[tuple[str, tuple[Any, ...]], ...]
Row = Mapping[str, Any]
HISTORY_MONTHS = 24
USUAL_MONTHS = 12
MONTH, REGION, LINE = "calendar.month", "regions.region_id", "products.line"
POSITION, TEAM = "people.position_id", "people.team_path"
SPELL = (
    POSITION, "people.person_id", TEAM, "people.manager_id", "people.region_id",
    "people.starts_on", "people.ends_before", "people.hired_on", "people.left_on",
)  # fmt: skip


@dataclass(frozen=True)
class Sums:
    """Sales and quota of some rows."""

    actual: Decimal = Decimal(0)
    target: Decimal = Decimal(0)

    def __add__(self, other: "Sums") -> "Sums":
        """Both together."""
        return Sums(self.actual + other.actual, self.target + other.target)

    @property
    def share(self) -> float | None:
        """Sales as a share of quota; None without a quota."""
        return float(self.actual / self.target) if self.target > 0 else None


@dataclass(frozen=True)
class Asked:
    """The ledger, the node and the period that are asked about; months are written 2026-03.

    Most questions are about the whole company: with a cache folder, the next node of the same
    snapshot and period need not ask them again.
    """

    ledger: Ledger
    where: Where
    period: Period
    cache: Path | None = None

    @property
    def months(self) -> list[str]:
        """The months of the period."""
        return [f"{month.starts_on:%Y-%m}" for month in self.period.months()]

    def before(self, count: int) -> list[str]:
        """So many months just before the period, oldest first."""
        first = self.period.starts_on
        return [f"{month_later(first, -n):%Y-%m}" for n in range(count, 0, -1)]

    def later(self, months: Iterable[str], by: int) -> list[str]:
        """The months so many months later, or earlier where negative."""
        return [f"{month_later(date.fromisoformat(f'{m}-01'), by):%Y-%m}" for m in months]

    def ask(
        self,
        metrics: Sequence[str],
        by: Sequence[str],
        *,
        where: Where = (),
        back: int = 0,
        ahead: bool = True,
    ) -> Sequence[Row]:
        """Rows of the period and so many months before it, or of those months only."""
        starts_on = month_later(self.period.starts_on, -back)
        end = self.period.ends_before if ahead else self.period.starts_on
        question = Question(tuple(metrics), tuple(by), where, starts_on, end)
        return self.answered(question)

    def answered(self, question: Question) -> Sequence[Row]:
        """The rows that answer a question."""
        return answer(self.ledger, question, self.cache).rows


@dataclass(frozen=True)
class Panel:
    """The figures: of the node by month, region, line and position; of all by team instead.

    `markets` are sizes by month, region and line; `rivals` observed shares by month, region,
    line and competitor; `spells` everybody's time in a position.
    """

    node: Mapping[tuple[str, str, str, str], Sums]
    teams: Mapping[tuple[str, str, str, str], Sums]
    markets: Mapping[tuple[str, str, str], Decimal]
    rivals: Mapping[tuple[str, str, str, str], float]
    spells: Sequence[Row]

    @property
    def cells(self) -> list[tuple[str, str]]:
        """The regions and lines in which the node has a target or sales."""
        return sorted({(region, line) for _, region, line, _ in self.node})


def panel(asked: Asked) -> Panel:
    """Everything but prices and deals, in five questions."""
    figures = ("net_revenue", "quota")
    node = asked.ask(
        figures, (MONTH, REGION, LINE, POSITION), where=asked.where, back=HISTORY_MONTHS
    )
    teams = asked.ask(figures, (MONTH, REGION, LINE, TEAM), back=HISTORY_MONTHS)
    markets = asked.ask(("market_size",), (MONTH, REGION, LINE), back=HISTORY_MONTHS)
    rival = "share_observations.competitor"
    shares = asked.ask(("observed_share",), (MONTH, REGION, LINE, rival), back=USUAL_MONTHS)
    return Panel(
        _sums(node, (MONTH, REGION, LINE, POSITION)),
        _sums(teams, (MONTH, REGION, LINE, TEAM)),
        {_key(r, (MONTH, REGION, LINE)): r["market_size"] for r in markets if r["market_size"]},
        {
            _key(row, (MONTH, REGION, LINE, rival)): float(row["observed_share"])
            for row in shares
            if row["observed_share"] is not None and row[rival]
        },
        asked.answered(Question(("headcount",), SPELL)),
    )


def _key(row: Row, names: Sequence[str]) -> Any:
    return tuple(row[name] or "" for name in names)


def _sums(rows: Sequence[Row], names: Sequence[str]) -> Any:
    found: dict[Any, Sums] = defaultdict(Sums)
    for row in rows:
        nothing = Decimal(0)
        found[_key(row, names)] += Sums(row["net_revenue"] or nothing, row["quota"] or nothing)
    return dict(found)


def grouped(
    figures: Mapping[Any, Sums], key: Callable[[Any], Any], months: Iterable[str]
) -> dict[Any, Sums]:
    """The sums of these months, regrouped."""
    wanted, found = set(months), defaultdict[Any, Sums](Sums)
    for name, sums in figures.items():
        if name[0] in wanted:
            found[key(name)] += sums
    return dict(found)
