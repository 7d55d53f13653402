"""An incentive plan as data: versions with effective dates, each with its components."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Literal

from salesops.incentives.payment import Draw
from salesops.incentives.rules import Component

Proration = Literal["none", "months", "days"]


@dataclass(frozen=True, kw_only=True)
class Payee:
    """A person on the plan from `starts_on` up to `ends_before`, with the own target pay.

    `target_pay` is for a year at 100 %; `currency` is what the person is paid in.
    """

    payee: str
    starts_on: date | None = None
    ends_before: date | None = None
    target_pay: Decimal | None = None
    currency: str = ""
    draw: Draw | None = None


@dataclass(frozen=True, kw_only=True)
class Relief:
    """An approved reduction of somebody's quota, by a share of every period it touches."""

    payee: str
    starts_on: date
    ends_before: date
    share: Decimal
    reason: str
    quota: str = ""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A worked example of a plan's text: `sold` on the first day against a yearly `quota`."""

    sold: Decimal
    quota: Decimal = Decimal(0)
    pays: Decimal


@dataclass(frozen=True, kw_only=True)
class Version:
    """What holds for credits from `starts_on` until the next version begins.

    With `carry_attainment` the tiers go on where the earlier version had come to, else they
    begin anew, and each is held against the quota of its own periods. Where a version ends within
    an interval and a later one goes on, its thresholds, gates, multipliers, matrices and
    whole-amount rates are `settled_by` the attainment of the whole interval to date, or by what
    had been attained when the version ended. `ramp` is the share of the quota
    a newcomer has in the first months, one after the other. `proration` says how a quota shrinks
    for who was there only in part. A plan whose `examples` do not come out is not paid.
    """

    starts_on: date
    components: tuple[Component, ...]
    target_pay: Decimal = Decimal(0)
    carry_attainment: bool = True
    settled_by: Literal["interval", "version"] = "interval"
    proration: Proration = "days"
    ramp: tuple[Decimal, ...] = ()
    relief: tuple[Relief, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan for these payees, or for everybody with credits where none is named.

    Money is in `currency` and paid in whole multiples of `unit`. `plan_rates` turn other
    currencies' credits into it for attainment; `payment_rates` (currency, then period) turn pay
    into what a person is paid in. `leaver` says what happens to pay that is still held back.
    """

    name: str
    currency: str
    ends_before: date
    versions: tuple[Version, ...]
    unit: Decimal = Decimal("0.01")
    year_starts_in: int = 1
    period_starts: tuple[date, ...] = ()
    payees: tuple[Payee, ...] = ()
    plan_rates: Mapping[str, Decimal] = field(default_factory=dict)
    payment_rates: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    payment_cap: Decimal | None = None
    payment_cap_refundable: bool = False
    draw: Draw | None = None
    negative: Literal["carry", "forgive", "deduct"] = "carry"
    carry_limit: Decimal | None = None
    leaver: Literal["as_usual", "settle", "forfeit"] = "as_usual"

    def went_before(self, version: Version) -> tuple[Version, ...]:
        """The versions that one goes on from, in order: none where it begins anew."""
        place = self.versions.index(version)
        first = place
        while first and self.versions[first].carry_attainment:
            first -= 1
        return self.versions[first:place]

    def goes_on_in(self, version: Version) -> tuple[Version, ...]:
        """The later versions that go on from one, in order."""
        later = self.versions[self.versions.index(version) + 1 :]
        return tuple(takewhile(lambda one: one.carry_attainment, later))
