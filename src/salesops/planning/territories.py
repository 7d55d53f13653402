"""Territories: customers or districts shared out so that work and potential are even.

On a list anybody may have anything; on a map a territory must hang together. Either way what
people have today is where it starts from, and no more customers change hands than allowed.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import dist

from salesops.kernel.problem import Problem, Wording

FEW = 3
Neighbours = Mapping[str, frozenset[str]]

NO_PEOPLE = Wording(
    "no_people",
    ("没有可以分配的人。", "请至少给出一名负责人。"),
    ("There is nobody to share among.", "Name at least one person."),
)
NEGATIVE_LOAD = Wording(
    "negative_load",
    ("{unit} 的{what}为负数 {value}。", "请改为不小于 0 的数。"),
    ("{unit} has a negative {what}, {value}.", "Make it 0 or more."),
)
UNIT_TWICE = Wording(
    "unit_twice",
    ("{unit} 出现了不止一次。", "每个客户或区块只能有一行。"),
    ("{unit} stands there more than once.", "Give each customer or district one row."),
)
UNKNOWN_OWNER = Wording(
    "unknown_owner",
    ("{unit} 现在的负责人 {owner} 不在名单中。", "请加入此人，或把该项留空。"),
    (
        "{unit} belongs to {owner}, who is not among the people.",
        "Add the person or leave it empty.",
    ),
)
UNKNOWN_NEIGHBOUR = Wording(
    "unknown_neighbour",
    ("{unit} 的邻区 {other} 不存在。", "请更正相邻关系。"),
    ("{unit} borders on {other}, which does not exist.", "Correct the neighbours."),
)
TOO_MANY_PIECES = Wording(
    "too_many_pieces",
    ("地图分为 {pieces} 块互不相连的部分，而只有 {people} 人。", "请补充相邻关系，或增加人数。"),
    (
        "The map is in {pieces} pieces that do not touch, for {people} people.",
        "Add the missing neighbours, or people.",
    ),
)
LIMIT_TOO_LOW = Wording(
    "limit_too_low",
    (
        "仅为使各片区连通就须有 {needed} 个客户换人，超过上限 {limit}。",
        "请提高上限，或先改现有片区。",
    ),
    (
        "Hanging together alone takes {needed} customers to new hands; {limit} are allowed.",
        "Raise the limit, or mend today's territories first.",
    ),
)  # fmt: skip


OUT_OF_REACH = Wording(
    "out_of_reach",
    ("{unit} 与任何人的片区都不相连。", "请补充相邻关系，或先把它分给某人。"),
    ("{unit} touches nobody's territory.", "Add its neighbours, or give it to somebody first."),
)


@dataclass(frozen=True)
class Unit:
    """A customer on a list or a district on a map, with what it takes and what it is worth.

    `workload` in hours, `potential` in money, `customers` as those who would get a new face.
    `owner` is whose it is today, "" for nobody's; `at` is where it lies.
    """

    unit_id: str
    workload: float
    potential: float
    customers: int = 1
    owner: str = ""
    at: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Aim:
    """What is minimised, over workload and potential alike (§E.10 of the planning note).

    `compact` × spread within territories ÷ spread of all + `even` × Σ max(0, |load ÷ mean − 1| −
    tolerance)² + `calm` × the share of customers moved. Squared, so that work flows from the
    fullest to the emptiest territory through those between. `rounds` at most, and no more than
    `patience` of them without anything better.
    """

    tolerance: float = 0.02
    even: float = 50.0
    calm: float = 0.05
    compact: float = 0.5
    rounds: int = 2_000
    patience: int = 60


@dataclass(frozen=True)
class Territories:
    """Who has what, and what it changes. Imbalance is the largest |load ÷ mean − 1|."""

    owner: Mapping[str, str]
    moved: tuple[str, ...]
    customers_moved: int
    disruption: float
    workloads: Mapping[str, float]
    potentials: Mapping[str, float]
    imbalance_before: float | None
    imbalance: float


@dataclass
class _State:
    """The sums by which a change is judged without going over all units again."""

    units: Mapping[str, Unit]
    people: Sequence[str]
    aim: Aim
    total: tuple[float, float, float]
    customers: int
    owner: dict[str, str] = field(default_factory=dict)
    loads: dict[str, list[float]] = field(default_factory=dict)
    held: dict[str, set[str]] = field(default_factory=dict)
    moved: int = 0

    def give(self, unit: Unit, person: str) -> None:
        """Let the person have the unit, whoever had it."""
        before = self.owner.get(unit.unit_id)
        if before is not None:
            self._add(unit, before, -1)
            self.held[before].discard(unit.unit_id)
        self.owner[unit.unit_id] = person
        self._add(unit, person, 1)
        self.held[person].add(unit.unit_id)
        was_away = before is not None and bool(unit.owner) and before != unit.owner
        is_away = bool(unit.owner) and person != unit.owner
        self.moved += (is_away - was_away) * unit.customers

    def take(self, unit: Unit) -> None:
        """Let nobody have the unit for now: until it is given again it counts as not moved."""
        person = self.owner.pop(unit.unit_id)
        self._add(unit, person, -1)
        self.held[person].discard(unit.unit_id)
        self.moved -= (bool(unit.owner) and person != unit.owner) * unit.customers

    def _add(self, unit: Unit, person: str, sign: int) -> None:
        x, y = unit.at
        for k, value in enumerate((unit.workload, unit.potential, 1, x, y, x * x + y * y)):
            self.loads[person][k] += sign * value

    def cost(self, people: Iterable[str]) -> float:
        """The part of the aim that these people's territories make up, and the moves."""
        return sum(self._of(person) for person in people) + self.calm

    @property
    def calm(self) -> float:
        """What the customers moved so far weigh."""
        return self.aim.calm * self.moved / max(self.customers, 1)

    def _of(self, person: str) -> float:
        work, worth, count, x, y, squares = self.loads[person]
        apart = squares - (x * x + y * y) / count if count else 0.0
        shape = self.aim.compact * apart / self.total[2] if self.total[2] > 0 else 0.0
        excess = sum(
            max(0.0, abs(load / mean - 1) - self.aim.tolerance) ** 2 if mean else 0.0
            for load, mean in self._beside_means(work, worth)
        )
        return shape + self.aim.even * excess

    def _beside_means(self, work: float, worth: float) -> tuple[tuple[float, float], ...]:
        count = len(self.people)
        return ((work, self.total[0] / count), (worth, self.total[1] / count))


def problems_of(
    units: Sequence[Unit], people: Sequence[str], neighbours: Neighbours | None = None
) -> list[Problem]:
    """Why these cannot be shared out; nothing when they can."""
    return list(_problems(units, people, neighbours))


def _problems(
    units: Sequence[Unit], people: Sequence[str], neighbours: Neighbours | None
) -> Iterator[Problem]:
    if not people:
        yield Problem(NO_PEOPLE)
    seen: set[str] = set()
    for unit in units:
        if unit.unit_id in seen:
            yield Problem(UNIT_TWICE, values={"unit": unit.unit_id})
        seen.add(unit.unit_id)
        for what in ("workload", "potential", "customers"):
            if (value := getattr(unit, what)) < 0:
                said = {"unit": unit.unit_id, "what": what, "value": value}
                yield Problem(NEGATIVE_LOAD, values=said)
        if unit.owner and unit.owner not in people:
            yield Problem(UNKNOWN_OWNER, values={"unit": unit.unit_id, "owner": unit.owner})
    if neighbours is not None:
        yield from _problems_of_map(seen, people, neighbours)


def _problems_of_map(
    known: set[str], people: Sequence[str], neighbours: Neighbours
) -> Iterator[Problem]:
    for unit in sorted(known):
        for other in sorted(neighbours.get(unit, frozenset()) - known):
            yield Problem(UNKNOWN_NEIGHBOUR, values={"unit": unit, "other": other})
    pieces = len(components(known, neighbours))
    if people and pieces > len(people):
        yield Problem(TOO_MANY_PIECES, values={"pieces": pieces, "people": len(people)})


def components(units: Iterable[str], neighbours: Neighbours) -> list[set[str]]:
    """The pieces that hang together, largest first."""
    left, found = set(units), []
    while left:
        piece, border = set(), [min(left)]
        while border:
            here = border.pop()
            if here not in piece:
                piece.add(here)
                border += (neighbours.get(here, frozenset()) & left) - piece
        found.append(piece)
        left -= piece
    return sorted(found, key=lambda piece: (-len(piece), min(piece)))


def balanced(
    units: Sequence[Unit],
    people: Sequence[str],
    *,
    limit: int | None = None,
    neighbours: Neighbours | None = None,
    aim: Aim = Aim(),
) -> Territories | Problem:
    """Units shared out evenly, moving customers of at most `limit` from whoever has them today.

    Units that nobody has are given out first: on a list the heaviest to whoever has least
    (longest processing time first), on a map from seeds far apart, always to the smallest
    territory that touches one. Then the best single move or swap is made again and again, for a
    while also a worse one (tabu search), and the best state met is kept. The result is the same
    every time. With `neighbours`, every territory of the answer hangs together; a Problem where
    that alone takes more moves than the limit. ValueError for what `problems_of` names.
    """
    problems = problems_of(units, people, neighbours)
    if problems:
        raise ValueError(" ".join(problem.reason("en") for problem in problems))
    state = _start(units, people, aim)
    before = _imbalance(state) if all(unit.owner for unit in units) else None
    if neighbours is None:
        _give_out(state)
    else:
        if unreached := _connect(state, neighbours):
            return Problem(OUT_OF_REACH, values={"unit": min(unreached)})
        if limit is not None and state.moved > limit:
            return Problem(LIMIT_TOO_LOW, values={"needed": state.moved, "limit": limit})
    _improve(state, limit, neighbours)
    return _told(state, before)


def _start(units: Sequence[Unit], people: Sequence[str], aim: Aim) -> _State:
    known = {unit.unit_id: unit for unit in units}
    xs, ys = ([unit.at[k] for unit in units] for k in (0, 1))
    squares = sum(x * x for x in (*xs, *ys))
    spread = squares - (sum(xs) ** 2 + sum(ys) ** 2) / max(len(units), 1)
    total = (sum(u.workload for u in units), sum(u.potential for u in units), spread)
    state = _State(known, people, aim, total, sum(u.customers for u in units if u.owner))
    state.loads = {person: [0.0] * 6 for person in people}
    state.held = {person: set() for person in people}
    for unit in units:
        if unit.owner:
            state.give(unit, unit.owner)
    return state


def _weight(state: _State, unit: Unit) -> float:
    """A unit's share of all work plus its share of all potential."""
    return sum(
        value / whole
        for value, whole in zip((unit.workload, unit.potential), state.total, strict=False)
        if whole
    )


def _load(state: _State, person: str) -> float:
    work, worth = state.loads[person][:2]
    return sum(v / t for v, t in zip((work, worth), state.total, strict=False) if t)


def _give_out(state: _State) -> None:
    free = [unit for unit in state.units.values() if unit.unit_id not in state.owner]
    for unit in sorted(free, key=lambda u: (-_weight(state, u), u.unit_id)):
        state.give(unit, min(state.people, key=lambda p: (_load(state, p), state.people.index(p))))


def _connect(state: _State, neighbours: Neighbours) -> set[str]:
    """Every territory in one piece: stray pieces are let go, then the free units are grown into.

    Gives back the units that nobody's territory touches.
    """
    for person in state.people:
        for stray in components(state.held[person], neighbours)[1:]:
            for unit_id in stray:
                state.take(state.units[unit_id])
    free = set(state.units) - set(state.owner)
    _seed(state, free, neighbours)
    while free and _grow(state, free, neighbours):
        pass
    return free


def _grow(state: _State, free: set[str], neighbours: Neighbours) -> bool:
    """The smallest territory that touches a free unit takes the nearest of them."""
    for person in sorted(state.people, key=lambda p: (_load(state, p), state.people.index(p))):
        border = {n for u in state.held[person] for n in neighbours.get(u, ())} & free
        if border:
            nearest = min(border, key=lambda u: (_way(state, person, state.units[u]), u))
            state.give(state.units[nearest], person)
            free.discard(nearest)
            return True
    return False


def _seed(state: _State, free: set[str], neighbours: Neighbours) -> None:
    """Whoever has nothing begins in a piece nobody is in, else as far from the others as can be."""
    for person in state.people:
        if state.held[person] or not free:
            continue
        empty = [p for p in components(state.units, neighbours) if not p & state.owner.keys()]
        among = (empty[0] if empty else free) & free
        taken = [state.units[unit_id].at for unit_id in state.owner]
        far = max(
            sorted(among),
            key=lambda u: min((dist(state.units[u].at, at) for at in taken), default=0.0),
        )
        state.give(state.units[far], person)
        free.discard(far)


def _way(state: _State, person: str, unit: Unit) -> float:
    _, _, count, x, y, _ = state.loads[person]
    return dist(unit.at, (x / count, y / count)) if count else 0.0


Step = tuple[tuple[str, str], ...]
"""Units and who gets them: one is a move, two are a swap."""


def _improve(state: _State, limit: int | None, neighbours: Neighbours | None) -> None:
    """Best step again and again, undoing none of the latest; the best state met is kept."""
    cost = state.cost(state.people)
    best, kept, idle = cost, dict(state.owner), 0
    tabu: dict[str, int] = {}
    for number in range(state.aim.rounds):
        found = _best_step(state, limit, neighbours, tabu, number, best - cost)
        if found is None or idle > state.aim.patience:
            break
        change, step = found
        for unit_id, person in step:
            tabu[unit_id] = number + 7 + len(state.people)
            state.give(state.units[unit_id], person)
        cost += change
        idle += 1
        if cost < best - 1e-12:
            best, kept, idle = cost, dict(state.owner), 0
    for unit_id, person in kept.items():
        if state.owner[unit_id] != person:
            state.give(state.units[unit_id], person)


def _best_step(
    state: _State,
    limit: int | None,
    neighbours: Neighbours | None,
    tabu: Mapping[str, int],
    number: int,
    to_beat: float,
) -> tuple[float, Step] | None:
    best: tuple[float, Step] | None = None
    for step in _steps(state, neighbours):
        change = _change(state, step, limit)
        if change is None or (best is not None and change >= best[0]):
            continue
        fresh = all(tabu.get(unit_id, -1) < number for unit_id, _ in step)
        if (fresh or change < to_beat - 1e-12) and _stays_whole(state, step, neighbours):
            best = (change, step)
    return best


def _change(state: _State, step: Step, limit: int | None) -> float | None:
    """How the aim changes; None where too many customers would have moved."""
    hands = {state.owner[unit_id] for unit_id, _ in step} | {person for _, person in step}
    before = [(unit_id, state.owner[unit_id]) for unit_id, _ in step]
    old = state.cost(hands)
    for unit_id, person in step:
        state.give(state.units[unit_id], person)
    new, moved = state.cost(hands), state.moved
    for unit_id, person in before:
        state.give(state.units[unit_id], person)
    return None if limit is not None and moved > limit else new - old


def _steps(state: _State, neighbours: Neighbours | None) -> Iterator[Step]:
    if neighbours is None:
        yield from _steps_on_list(state)
        return
    empty = {person for person in state.people if not state.held[person]}
    for unit_id in state.units:
        here = state.owner[unit_id]
        if len(state.held[here]) > 1:
            beside = {state.owner[other] for other in neighbours.get(unit_id, ())}
            hands = (beside | empty) - {here}
            yield from (((unit_id, person),) for person in sorted(hands))


def _steps_on_list(state: _State) -> Iterator[Step]:
    """From the three with most to the three with least: moves, and swaps that close the gap."""
    ranked = sorted(state.people, key=lambda p: (_load(state, p), state.people.index(p)))
    for light in ranked[:FEW]:
        for heavy in ranked[-FEW:]:
            if light != heavy:
                yield from (((unit_id, light),) for unit_id in sorted(state.held[heavy]))
                yield from _swaps(state, heavy, light)


def _swaps(state: _State, heavy: str, light: str) -> Iterator[Step]:
    """Each unit of the heavier with the two of the lighter that come nearest to half the gap."""
    half = (_load(state, heavy) - _load(state, light)) / 2
    back = sorted((_weight(state, state.units[u]), u) for u in state.held[light])
    for unit_id in sorted(state.held[heavy]):
        wanted = _weight(state, state.units[unit_id]) - half
        at = bisect_left(back, (wanted, ""))
        for _, other in back[max(at - 1, 0) : at + 1]:
            yield ((unit_id, light), (other, heavy))


def _stays_whole(state: _State, step: Step, neighbours: Neighbours | None) -> bool:
    if neighbours is None:
        return True
    ((unit_id, _),) = step
    rest = state.held[state.owner[unit_id]] - {unit_id}
    beside = neighbours.get(unit_id, frozenset()) & rest
    if len(beside) <= 1:
        return bool(rest)
    return len(components(rest, neighbours)) == 1


def _imbalance(state: _State) -> float:
    means = [whole / len(state.people) for whole in state.total[:2]]
    ratios = [
        abs(state.loads[person][k] / mean - 1)
        for person in state.people
        for k, mean in enumerate(means)
        if mean
    ]
    return max(ratios, default=0.0)


def _told(state: _State, before: float | None) -> Territories:
    moved = tuple(
        unit_id
        for unit_id, person in sorted(state.owner.items())
        if state.units[unit_id].owner not in ("", person)
    )
    customers = sum(state.units[unit_id].customers for unit_id in moved)
    return Territories(
        dict(state.owner),
        moved,
        customers,
        customers / state.customers if state.customers else 0.0,
        {person: state.loads[person][0] for person in state.people},
        {person: state.loads[person][1] for person in state.people},
        before,
        _imbalance(state),
    )
