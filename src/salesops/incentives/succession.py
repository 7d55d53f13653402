"""Plans of the texts that held one after the other, as they are to be paid by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from salesops.incentives.plan import Payee, Plan

DATED = frozenset({"name", "versions", "ends_before", "payees", "plan_rates", "payment_rates"})
"""What may differ between texts that are paid as one plan."""


@dataclass(frozen=True)
class Stretch:
    """Days on which texts go on from one another: one plan, with the places of its texts."""

    plan: Plan
    texts: tuple[int, ...]

    @property
    def starts_on(self) -> date:
        """The first day of it."""
        return self.plan.versions[0].starts_on


def stretches(texts: Sequence[Plan], payees: Sequence[Payee] = ()) -> list[Stretch]:
    """The texts, in the order they were approved, as the fewest plans that pay what they say.

    A text holds from its first day until a later approved one begins; one that begins on the
    same day or earlier takes its place. What is the plan's and no version's (caps, draws, the
    unit) cannot change within a plan: with another of them a new plan begins, as after a gap.
    """
    found: list[Stretch] = []
    for place, until in _standing(texts):
        own = _cut(texts[place], until)
        if found and _goes_on(found[-1].plan, own):
            found[-1] = _joined(found[-1], own, place)
        else:
            found.append(Stretch(own, (place,)))
    return [replace(one, plan=_with(one.plan, payees)) for one in found]


def _standing(texts: Sequence[Plan]) -> Iterator[tuple[int, date]]:
    """The places of the texts that hold at all, by first day, each with where it ends."""
    starts = [text.versions[0].starts_on for text in texts]
    kept = [n for n in range(len(texts)) if all(day > starts[n] for day in starts[n + 1 :])]
    for place, after in zip(kept, [*kept[1:], None], strict=False):
        ends = texts[place].ends_before
        yield place, ends if after is None else min(ends, starts[after])


def _cut(text: Plan, until: date) -> Plan:
    held = tuple(version for version in text.versions if version.starts_on < until)
    return replace(text, versions=held, ends_before=until)


def _goes_on(before: Plan, after: Plan) -> bool:
    """Whether a text begins where the other ends, and has the same of what is the plan's."""
    names = [field.name for field in fields(Plan) if field.name not in DATED]
    same = all(getattr(before, name) == getattr(after, name) for name in names)
    return same and before.ends_before == after.versions[0].starts_on


def _joined(stretch: Stretch, own: Plan, place: int) -> Stretch:
    before = stretch.plan
    plan = replace(
        own,
        versions=(*before.versions, *own.versions),
        plan_rates={**before.plan_rates, **own.plan_rates},
        payment_rates={
            currency: {
                **before.payment_rates.get(currency, {}), **own.payment_rates.get(currency, {})
            }
            for currency in {**before.payment_rates, **own.payment_rates}
        },
    )  # fmt: skip
    return Stretch(plan, (*stretch.texts, place))


def _with(plan: Plan, payees: Sequence[Payee]) -> Plan:
    """The plan for those of these people whose time on it shares a day with it."""
    starts = plan.versions[0].starts_on
    own = (
        # Who was there from the start came with the plan: no newcomer, and whole periods.
        replace(one, starts_on=None) if one.starts_on and one.starts_on <= starts else one
        for one in payees
        if (one.starts_on is None or one.starts_on < plan.ends_before)
        and (one.ends_before is None or one.ends_before > starts)
    )
    return replace(plan, payees=tuple(own))
