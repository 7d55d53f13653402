"""What a rule of the pool would have done to the past: whom it had taken, and who won them yet."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from salesops.kernel.problem import Problem, Wording
from salesops.selling.pool import PoolRule, covers
from salesops.selling.workdays import DAY, IsWorkday, workday_after

REPLAYED = Wording(
    "replayed",
    zh=(
        "如果当时使用这条规则，会有 {recycled} 个客户被回收，其中 {won} 个后来被原负责人赢下",
        "后来赢下的越多，说明期限越偏短",
    ),
    en=(
        "The rule would have recycled {recycled} customers; the same owner went on to win {won}",
        "The more of those are won later, the more the limit is too short",
    ),
    severity="warning",
)


@dataclass(frozen=True)
class Spell:
    """One past ownership: from the claim until it ended, with the days of contacts and wins."""

    account_id: str
    owner_id: str
    claimed_on: date
    contacts: tuple[date, ...] = ()
    wins: tuple[date, ...] = ()
    ended_on: date | None = None
    klass: str = ""
    region_path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recycled:
    """A spell the rule would have ended, when, and when its owner won the customer after all."""

    spell: Spell
    recycled_on: date
    won_on: date | None


@dataclass(frozen=True)
class Replay:
    """What a rule would have done to a past period; every figure opens to its spells."""

    spells: int
    recycled: tuple[Recycled, ...]

    @property
    def later_won(self) -> tuple[Recycled, ...]:
        """Those the same owner won on or after the day they would have lost them."""
        return tuple(one for one in self.recycled if one.won_on)

    def said(self) -> Problem:
        """The outcome as a sentence."""
        counts = {"recycled": len(self.recycled), "won": len(self.later_won)}
        return Problem(REPLAYED, values=counts)


def replay(
    history: Iterable[Spell],
    rule: PoolRule,
    starts_on: date,
    ends_before: date,
    days_of: Callable[[str], IsWorkday],
) -> Replay:
    """What the rule would have done had it begun on the first day of a past period.

    `days_of` an owner's id gives the working days that count for their customers.

    A spell is taken back at most once, on the day after the last day for a contact. Wins the
    same owner had on or after it, also after claiming the customer again, are counted beside.
    """
    spells = list(history)
    began = replace(rule, starts_on=max(starts_on, rule.starts_on or starts_on))
    held = [s for s in spells if _is_held(s, starts_on, ends_before)]
    covered = [s for s in held if covers(rule, s.klass, s.region_path)]
    wins = _wins(spells)
    taken = [
        Recycled(s, day, min((won for won in wins[_whose(s)] if won >= day), default=None))
        for s in covered
        if (day := _lapse(s, began, ends_before, days_of(s.owner_id)))
    ]
    taken.sort(key=lambda one: (one.recycled_on, *_whose(one.spell)))
    return Replay(len(covered), tuple(taken))


def _is_held(spell: Spell, starts_on: date, ends_before: date) -> bool:
    return spell.claimed_on < ends_before and (spell.ended_on or starts_on) >= starts_on


def _whose(spell: Spell) -> tuple[str, str]:
    return spell.account_id, spell.owner_id


def _wins(spells: Iterable[Spell]) -> dict[tuple[str, str], list[date]]:
    wins: dict[tuple[str, str], list[date]] = {}
    for spell in spells:
        wins.setdefault(_whose(spell), []).extend(spell.wins)
    return wins


def _lapse(spell: Spell, rule: PoolRule, before: date, is_workday: IsWorkday) -> date | None:
    """The first day the rule would have taken the customer, if it was still held then."""
    if rule.recycle_after_workdays is None:
        return None
    since = max(spell.claimed_on, rule.starts_on or spell.claimed_on)
    contact_by = workday_after(since, rule.recycle_after_workdays, is_workday)
    for day, is_win in sorted(_touches(spell)):
        if day > contact_by:
            break
        if is_win and rule.keeps_won:
            return None
        since = max(since, day)
        contact_by = workday_after(since, rule.recycle_after_workdays, is_workday)
    taken_on = contact_by + DAY
    return taken_on if taken_on < min(before, spell.ended_on or before) else None


def _touches(spell: Spell) -> list[tuple[date, bool]]:
    return [(day, False) for day in spell.contacts] + [(day, True) for day in spell.wins]
