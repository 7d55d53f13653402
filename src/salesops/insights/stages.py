"""Why a stage is weak: what goes with going on and with being lost there, and what of it is new.

All of it is association: what goes with failure need not be its cause, and only an experiment
says. A finding needs both: a factor that goes with failure, and more of that factor than before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from typing import Any

from salesops.causal.proportions import Difference, Share, difference, discoveries
from salesops.causal.shrinking import Estimate, between_variance, shrunken
from salesops.insights.finding import Finding, Said
from salesops.insights.stages_told import claim, suggestion
from salesops.kernel.money import CENT
from salesops.metrics.question import Question
from salesops.process.conversion import Change, mix_and_rate
from salesops.process.stage_factors import RECENT, USUAL, Cell, StageSeen

FEWEST, FEWEST_OF_ONE = 20, 10
LEAST = 0.02
"""A factor that took less than two points from a stage is not worth a sentence."""
CHANCE = 0.05
Segment = tuple[str, ...]
EVERYWHERE: Segment = ()


@dataclass(frozen=True)
class Factor:
    """A factor of a stage and the value of it that is looked at: late is true, version is V2.

    `goes_with` compares those that went on with it and without it. `is_found` says that so few
    of the differences called found are chance as was agreed.
    """

    name: str
    value: object
    goes_with: Difference
    is_found: bool = False


@dataclass(frozen=True)
class Shift:
    """How much more usual a factor became in a segment, lately against the year before."""

    segment: Segment
    factor: Factor
    exposure: Difference
    is_found: bool = False

    @property
    def points(self) -> float:
        """What goes with it in the share that goes on, 0–1; below nothing where it costs."""
        return self.exposure.value * self.factor.goes_with.value


@dataclass(frozen=True)
class Weakness:
    """A stage: who went on lately and the year before, by mix and rate, and what goes with it."""

    stage: str
    recent: Share
    usual: Share
    change: Change | None
    factors: Sequence[Factor]
    shifts: Sequence[Shift]
    people: Mapping[str, Estimate]
    seen: StageSeen

    @property
    def against_usual(self) -> Difference:
        """Lately against the year before."""
        return difference(self.recent, self.usual)


def weaknesses(seen: Sequence[StageSeen]) -> list[Weakness]:
    """Each stage with its factors; what is found is found among all stages together."""
    factors = _found_factors([list(factors_of(stage)) for stage in seen])
    shifts = _found_shifts(
        [list(_shifts(stage, found)) for stage, found in zip(seen, factors, strict=True)]
    )
    return [
        Weakness(
            stage.stage, _share(stage.cells, RECENT), _share(stage.cells, USUAL),
            _change(stage.cells), of_stage, told, people(stage.cells), stage,
        )
        for stage, of_stage, told in zip(seen, factors, shifts, strict=True)
    ]  # fmt: skip


def factors_of(seen: StageSeen) -> Iterator[Factor]:
    """Every factor with enough cases: those with it against the others of which it is known."""
    names = dict.fromkeys(name for cell in seen.cells for name, _ in cell.factors)
    for name in names:
        known = [cell for cell in seen.cells if _value(cell, name) is not None]
        for value in _values(known, name):
            with_it = _of([cell for cell in known if _value(cell, name) == value])
            without = _of([cell for cell in known if _value(cell, name) != value])
            if min(with_it.cases, without.cases) >= FEWEST:
                yield Factor(name, value, difference(with_it, without))


def _values(cells: Sequence[Cell], name: str) -> list[Any]:
    """Values worth comparing: of yes and no only yes, of two names only the newer one's."""
    values = sorted({_value(cell, name) for cell in cells}, key=str)
    if set(values) <= {True, False}:
        return [value for value in values if value is True]
    return values[1:] if len(values) == 2 else values


def _value(cell: Cell, name: str) -> Any:
    return dict(cell.factors).get(name)


def _of(cells: Iterable[Cell]) -> Share:
    listed = list(cells)
    won = sum(cell.won for cell in listed)
    return Share(won, won + sum(cell.lost for cell in listed))


def _share(cells: Sequence[Cell], when: str) -> Share:
    return _of(cell for cell in cells if cell.when == when)


def _found_factors(stages: Sequence[Sequence[Factor]]) -> list[list[Factor]]:
    ps = [factor.goes_with.p for factor in chain(*stages)]
    kept = iter(discoveries(ps, CHANCE))
    return [[replace(factor, is_found=next(kept)) for factor in each] for each in stages]


def _shifts(seen: StageSeen, factors: Sequence[Factor]) -> Iterator[Shift]:
    """How each factor that goes with something became more or less usual, by segment."""
    segments = sorted({cell.segment for cell in seen.cells})
    for factor in factors:
        for segment in segments:
            here = [cell for cell in seen.cells if cell.segment == segment]
            exposure = _exposure(here, factor)
            if min(exposure.first.cases, exposure.second.cases) >= FEWEST_OF_ONE:
                yield Shift(segment, factor, exposure)


def _exposure(cells: Sequence[Cell], factor: Factor) -> Difference:
    """The share of the cases that have the factor, lately and the year before."""

    def share(when: str) -> Share:
        known = [c for c in cells if c.when == when and _value(c, factor.name) is not None]
        hits = [cell for cell in known if _value(cell, factor.name) == factor.value]
        return Share(_of(hits).cases, _of(known).cases)

    return difference(share(RECENT), share(USUAL))


def _found_shifts(stages: Sequence[Sequence[Shift]]) -> list[list[Shift]]:
    ps = [shift.exposure.p for shift in chain(*stages)]
    kept = iter(discoveries(ps, CHANCE))
    return [[replace(shift, is_found=next(kept)) for shift in each] for each in stages]


def costly(weakness: Weakness) -> list[Shift]:
    """The shifts that cost a stage something: each where it happened, or everywhere if it did.

    A shift of a few segments is told of them; one that the other segments have too is told once,
    of all together.
    """
    found = [shift for shift in weakness.shifts if shift.is_found and shift.factor.is_found]
    told = []
    for factor in dict.fromkeys(shift.factor for shift in found):
        here = [shift for shift in found if shift.factor == factor]
        named = {shift.segment for shift in here}
        others = [cell for cell in weakness.seen.cells if cell.segment not in named]
        rest, whole = _exposure(others, factor), _exposure(weakness.seen.cells, factor)
        alike = not others or (rest.p < CHANCE and rest.value * 2 > whole.value)
        told += [Shift(EVERYWHERE, factor, whole, is_found=True)] if alike else here
    return [shift for shift in told if shift.points <= -LEAST]


def _change(cells: Sequence[Cell]) -> Change | None:
    """The change of the share that goes on, by segment; None where one side has no cases."""
    sides = []
    for when in (USUAL, RECENT):
        side: dict[str, tuple[int, int]] = {}
        for cell in cells:
            if cell.when == when:
                entered, won = side.get(" · ".join(cell.segment), (0, 0))
                side[" · ".join(cell.segment)] = (entered + cell.won + cell.lost, won + cell.won)
        sides.append(side)
    return mix_and_rate(*sides) if all(sides) else None


def people(cells: Sequence[Cell]) -> dict[str, Estimate]:
    """The share that goes on with each person, drawn towards everybody's; few cases say little."""
    by_person: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell.person and cell.when in (RECENT, USUAL):
            by_person.setdefault(cell.person, []).append(cell)
    shares = {who: _of(some) for who, some in by_person.items()}
    shares = {who: share for who, share in shares.items() if share.cases >= FEWEST_OF_ONE}
    usual = _of(chain(*by_person.values())).value
    noise = {who: usual * (1 - usual) / share.cases for who, share in shares.items()}
    between = between_variance([s.value for s in shares.values()], list(noise.values()))
    return {who: shrunken(s.value, noise[who], usual, between) for who, s in shares.items()}


def stage_findings(found: Sequence[Weakness]) -> list[Finding]:
    """What deserves attention of the stages, the dearest first."""
    told = [_finding(weakness, shift) for weakness in found for shift in costly(weakness)]
    return sorted(told, key=lambda finding: finding.impact)


def _finding(weakness: Weakness, shift: Shift) -> Finding:
    key = ":".join(
        ["stage", weakness.stage or "lead", shift.factor.name, str(shift.factor.value),
         *shift.segment]
    )  # fmt: skip
    return Finding(
        key,
        "weak_stage",
        claim(weakness.stage, shift.segment, shift.factor.name, shift.factor.value,
              shift.factor.goes_with, shift.exposure),
        _impact(weakness, shift),
        "C",
        suggestion(shift.factor.name),
        "task",
        (_question(weakness.stage),),
        evidence=(_associated(),),
    )  # fmt: skip


def _impact(weakness: Weakness, shift: Shift) -> Decimal:
    """What the cases lost lately would have brought, at what those that went on brought before."""
    cells = weakness.seen.cells
    went_on = sum(cell.won for cell in cells)
    worth = sum((cell.amount for cell in cells), Decimal(0)) / (went_on or 1)
    lost = Decimal(shift.points) * shift.exposure.first.cases
    return (lost * worth).quantize(CENT)


def _question(stage: str) -> Question:
    if not stage:
        return Question(("lead_count", "contacted_leads"), ("regions.area", "leads.source"))
    return Question(
        ("stage_entries",), ("steps.to_stage", "steps.process_version", "calendar.month"),
    )  # fmt: skip


def _associated() -> Said:
    return Said(
        "这是伴随关系，不是因果；是否由它引起，要做试验才知道。",
        "Associated, which is not caused: only an experiment can say that.",
    )
