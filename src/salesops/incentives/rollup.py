"""Managers credited with what their people sold, by the hierarchy of each credit's own day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from salesops.incentives.crediting import Reports, managers
from salesops.incentives.credits import Credits, Names
from salesops.incentives.plan import Plan

ROLLUP = "rollup"


@dataclass(frozen=True)
class Held:
    """A position: whose it is, under whom, from a day up to another."""

    person_id: str
    manager_id: str | None = None
    starts_on: date | None = None
    ends_before: date | None = None


def rolls_up(plan: Plan) -> bool:
    """Whether some component pays on what a manager's people sold."""
    return any(ROLLUP in c.roles for version in plan.versions for c in version.components)


def with_managers(credits: Credits, positions: Iterable[Held]) -> Credits:
    """The credits with those of everybody above, by the hierarchy of each credit's own day."""
    above = _chains(credits, positions)
    names = sorted({*credits.payee.values, *(name for chain in above.values() for name in chain)})
    places = {name: place for place, name in enumerate(names)}
    own = np.array([*(places[name] for name in credits.payee.values), -1], np.int64)
    rows = [
        (row, places[name])
        for row, key in enumerate(zip(credits.payee.codes, credits.day, strict=True))
        if _is_own(credits, row)
        for name in above.get((int(key[0]), int(key[1])), ())
    ]
    kept = np.arange(len(credits))
    taken = np.array([row for row, _ in rows], np.int64)
    found = credits.where(np.concatenate([kept, taken]))
    payees = np.concatenate([own[credits.payee.codes], [place for _, place in rows]])
    roles = (*credits.role.values, ROLLUP)
    role = found.role.codes.copy()
    role[len(kept) :] = len(roles) - 1
    return replace(
        found, payee=Names(tuple(names), payees.astype(np.int64)), role=Names(roles, role)
    )


def _is_own(credits: Credits, row: int) -> bool:
    return credits.role.values[credits.role.codes[row]] in ("direct", "split")


def _chains(credits: Credits, positions: Iterable[Held]) -> Mapping[tuple[int, int], Sequence[str]]:
    """Who stood above each person on each day with a credit, nearest first."""
    reports: dict[str, list[Reports]] = {}
    for one in positions:
        if one.manager_id:
            until = one.ends_before or date.max
            told = Reports(one.person_id, one.manager_id, one.starts_on or date.min, until)
            reports.setdefault(one.person_id, []).append(told)
    pairs = {(int(p), int(d)) for p, d in zip(credits.payee.codes, credits.day, strict=True)}
    return {
        (payee, day): list(
            managers(credits.payee.values[payee], date.fromordinal(day), reports)
        )
        for payee, day in pairs
        if payee >= 0
    }  # fmt: skip
