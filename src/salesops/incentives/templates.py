"""Plans to begin with: linear, accelerated, tiered, target bonus, MBO mix and team pool."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from salesops.incentives.plan import Plan, Version
from salesops.incentives.rules import Bonus, Commission, Component, Objectives, Pool
from salesops.incentives.tiers import Tier


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a template wants to know: a year, a currency, target pay and a rate.

    `target_pay` is a year's pay at 100 %; `rate` the share of sales where a template pays by it;
    `members` share a team's pool.
    """

    name: str
    currency: str
    year: int
    target_pay: Decimal = Decimal(100_000)
    rate: Decimal = Decimal("0.02")
    members: Mapping[str, Decimal] | None = None


def equal_shares(members: Sequence[str]) -> dict[str, Decimal]:
    """Everybody's equal part to a hundredth of a per cent; what is left goes to the first ones."""
    each, left = divmod(10_000, max(1, len(members)))
    return {name: Decimal(each + (n < left)) / 10_000 for n, name in enumerate(members)}


@dataclass(frozen=True)
class Template:
    """A plan to begin with, and what it is good for, in both languages."""

    name: str
    zh: str
    en: str
    components: Callable[[Asked], tuple[Component, ...]]

    def plan(self, asked: Asked) -> Plan:
        """The plan, complete: it can be paid as it stands."""
        version = Version(
            starts_on=date(asked.year, 1, 1), components=self.components(asked),
            target_pay=asked.target_pay,
        )  # fmt: skip
        return Plan(
            name=asked.name, currency=asked.currency, ends_before=date(asked.year + 1, 1, 1),
            versions=(version,),
        )  # fmt: skip


def _steps(*told: tuple[str, str], **pays: str) -> tuple[Tier, ...]:
    """Tiers of a start and a number of what is paid (`rate` or `times`), without gaps."""
    way = pays["by"]
    ends = [Decimal(start) for start, _ in told[1:]] + [None]
    return tuple(
        Tier(starts=Decimal(start), ends=end, **{way: Decimal(number)})
        for (start, number), end in zip(told, ends, strict=True)
    )


def _linear(asked: Asked) -> tuple[Component, ...]:
    return (
        Commission(
            name="commission", basis=("booked",), accumulate="year", tier_method="marginal",
            tier_unit="amount", tiers=(Tier(rate=asked.rate),),
        ),
    )  # fmt: skip


def _accelerated(_: Asked) -> tuple[Component, ...]:
    tiers = _steps(("0", "1"), ("1", "1.5"), ("1.3", "2"), by="times")
    return (
        Commission(
            name="commission", basis=("booked",), accumulate="year", tier_method="marginal",
            tiers=tiers,
        ),
    )  # fmt: skip


def _tiered(asked: Asked) -> tuple[Component, ...]:
    rates = [str(asked.rate * part) for part in (1, Decimal("1.5"), 2)]
    tiers = _steps(("0", rates[0]), ("0.8", rates[1]), ("1", rates[2]), by="rate")
    return (
        Commission(
            name="commission", basis=("booked",), accumulate="quarter", tier_method="marginal",
            tiers=tiers,
        ),
    )  # fmt: skip


def _target_bonus(asked: Asked) -> tuple[Component, ...]:
    return (
        Bonus(
            name="bonus", basis=("booked",), accumulate="quarter", amount=asked.target_pay,
            amount_per="year",
        ),
    )  # fmt: skip


def _mbo_mix(_: Asked) -> tuple[Component, ...]:
    tiers = _steps(("0", "1"), ("1", "1.5"), by="times")
    objectives = {"pipeline": Decimal("0.5"), "hygiene": Decimal("0.5")}
    return (
        Commission(
            name="commission", basis=("booked",), accumulate="year", tier_method="marginal",
            tiers=tiers, weight=Decimal("0.8"),
        ),
        Objectives(
            name="objectives", basis=("scored",), accumulate="quarter", objectives=objectives,
            weight=Decimal("0.2"),
        ),
    )  # fmt: skip


def _team_pool(asked: Asked) -> tuple[Component, ...]:
    return (
        Pool(
            name="pool", basis=("booked",), accumulate="quarter", tier_method="marginal",
            tiers=(Tier(rate=asked.rate),), shares=dict(asked.members or {}),
        ),
    )  # fmt: skip


TEMPLATES: Mapping[str, Template] = {
    template.name: template
    for template in (
        Template("linear", "线性提成：简单，没有目标也能用",
                 "Linear: simple, needs no quota", _linear),
        Template("accelerated", "加速提成：超过目标后比例更高",
                 "Accelerated: pays more above quota", _accelerated),
        Template("tiered", "阶梯提成：按季度达成率分段累进",
                 "Tiered: marginal rates by the quarter's attainment", _tiered),
        Template("target_bonus", "目标奖金：季度达标发四分之一",
                 "Target bonus: a quarter of it for each quarter reached", _target_bonus),
        Template("mbo_mix", "提成加关键事项考核",
                 "Commission with scored objectives", _mbo_mix),
        Template("team_pool", "团队奖金池：按份额分配",
                 "Team pool: shared by fixed parts", _team_pool),
    )
}  # fmt: skip
