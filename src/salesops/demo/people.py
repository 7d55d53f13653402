"""Who works at the demo company, on which seat of which squad, from when to when."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np

from salesops.demo.company import AREAS, PATCHES, Patch, Province, Size, numeral
from salesops.demo.draws import stream
from salesops.demo.horizon import Horizon
from salesops.demo.plants import VACANT_PATCH, Plants

# One person per role gets a sign-in; the representative reports to the manager.
SIGN_INS = {
    "rep": "S00013",
    "manager": "S00012",
    "ops": "S00002",
    "finance": "S00004",
    "executive": "S00001",
    "admin": "S00006",
}

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜戚谢邹喻柏苏"
    "潘葛范彭郎鲁韦马方俞任袁柳唐薛雷贺倪汤罗郝安常乐于傅齐康伍余顾孟黄穆萧尹"
)
FIRST = "志文子晓雨思嘉俊明建国海永立宏诗欣雅静梦佳一泽浩宇梓若书亦安景云春秋成承"
SECOND = "远博涵轩宁琪杰豪峰霖婷颖妍洁敏然阳航睿哲琳怡瑶辰毅诚凯楠菲悦华清平和"


@dataclass(frozen=True)
class Position:
    """One person in one position for a while."""

    person_id: str
    name: str
    title: str
    role: str
    team: str
    region_id: str
    manager_id: str | None
    starts_on: date
    ends_before: date | None
    hired_on: date
    left_on: date | None


@dataclass(frozen=True)
class Squad:
    """A team that sells: its path, its patch, its manager and the seats on it."""

    number: int
    path: str
    patch: Patch
    manager_id: str
    seats: tuple[int, ...]


@dataclass(frozen=True)
class Holding:
    """Who sits on a seat for a while; while it is vacant, the manager covers it."""

    seat: int
    person_id: str
    starts_on: date
    ends_before: date | None
    vacant: bool = False


@dataclass(frozen=True)
class Staff:
    """Everybody, the squads, and the history of every seat."""

    positions: tuple[Position, ...]
    squads: tuple[Squad, ...]
    holdings: tuple[tuple[Holding, ...], ...]

    def holder(self, seat: int, day: date) -> Holding:
        """Who sits on the seat on that day."""
        held = [h for h in self.holdings[seat] if h.starts_on <= day]
        return held[-1]

    def seats_in(self, squad: Squad, province: Province) -> tuple[int, ...]:
        """The seats of a squad that work a province: a squad's seats take its provinces in turn."""
        provinces = squad.patch.provinces
        return squad.seats[provinces.index(province) :: len(provinces)]

    @cached_property
    def by_id(self) -> dict[str, Position]:
        """Everybody's latest position."""
        return {p.person_id: p for p in self.positions}


@dataclass
class _Roll:
    rng: np.random.Generator
    horizon: Horizon
    positions: list[Position]
    next_number: int = 1

    def hire(self, title: str, role: str, team: str, region: str, boss: str | None,
             starts_on: date | None = None) -> Position:  # fmt: skip
        name = (
            SURNAMES[self.rng.integers(len(SURNAMES))]
            + FIRST[self.rng.integers(len(FIRST))]
            + (SECOND[self.rng.integers(len(SECOND))] if self.rng.random() < 0.82 else "")
        )
        before = self.horizon.starts_on - timedelta(days=int(self.rng.integers(60, 3200)))
        hired = starts_on or before
        position = Position(
            f"S{self.next_number:05d}", name, title, role, team, region, boss, hired, None, hired,
            None,
        )  # fmt: skip
        self.next_number += 1
        self.positions.append(position)
        return position

    def leave(self, person_id: str, day: date) -> None:
        for n, position in enumerate(self.positions):
            if position.person_id == person_id:
                ended = position.ends_before or day
                self.positions[n] = replace(position, ends_before=ended, left_on=day)

    def move(self, person_id: str, day: date, **changes: Any) -> None:
        n = max(n for n, p in enumerate(self.positions) if p.person_id == person_id)
        old = self.positions[n]
        self.positions[n] = replace(old, ends_before=day)
        self.positions.append(replace(old, starts_on=day, **changes))


def staff(size: Size, horizon: Horizon, seed: int) -> Staff:
    """The company's people; the first thirteen numbers are the same at every size and seed."""
    roll = _Roll(stream(seed, "people"), horizon, [])
    boss = roll.hire("总经理", "executive", "总经办", "CN", None).person_id
    ops = roll.hire("销售运营总监", "ops", "销售运营部", "CN", boss).person_id
    roll.hire("销售运营专员", "ops", "销售运营部", "CN", ops)
    finance = roll.hire("财务经理", "finance", "财务部", "CN", boss).person_id
    roll.hire("应收会计", "finance", "财务部", "CN", finance)
    roll.hire("系统管理员", "admin", "信息部", "CN", boss)
    heads = {
        code: roll.hire("大区总监", "manager", f"销售部/{name}大区", code, boss).person_id
        for code, name in AREAS
    }
    squads: list[Squad] = []
    holdings: list[list[Holding]] = []
    for patch in PATCHES:
        for n in range(size.squads):
            squad, sitting = _squad(roll, size, patch, n, heads[patch.area], len(squads))
            squads.append(squad)
            holdings += [[holding] for holding in sitting]
    _turnover(roll, squads, holdings)
    return _closed(roll, squads, holdings)


def with_vacancies(people: Staff, seats: Collection[int], plants: Plants, seed: int) -> Staff:
    """The same staff, these seats of one squad empty for a while: its manager covers them."""
    roll = _Roll(stream(seed, "vacancies"), plants.horizon, list(people.positions))
    roll.next_number = max(int(p.person_id[1:]) for p in people.positions) + 1
    holdings = [list(history) for history in people.holdings]
    span = plants.span("vacancies")
    for seat in seats:
        squad = next(s for s in people.squads if seat in s.seats)
        left = holdings[seat][-1].person_id
        region = next(p for p in people.positions if p.person_id == left).region_id
        roll.leave(left, span.starts_on)
        _pass_on(holdings[seat], squad.manager_id, span.starts_on, vacant=True)
        boss, day = squad.manager_id, span.ends_before
        new = roll.hire("销售代表", "rep", squad.path, region, boss, day)
        _pass_on(holdings[seat], new.person_id, day)
    return _closed(roll, list(people.squads), holdings)


def _closed(roll: _Roll, squads: list[Squad], holdings: list[list[Holding]]) -> Staff:
    positions = sorted(roll.positions, key=lambda p: (p.person_id, p.starts_on))
    return Staff(tuple(positions), tuple(squads), tuple(tuple(h) for h in holdings))


def squad_path(patch: Patch, number: int, size: Size) -> str:
    """The path of a squad's team: 销售部/华东大区/上海组, or 上海一组 where there are several."""
    area = dict(AREAS)[patch.area]
    ordinal = numeral(number + 1) if size.squads > 1 else ""
    return f"销售部/{area}大区/{patch.name}{ordinal}组"


def _squad(
    roll: _Roll, size: Size, patch: Patch, n: int, head: str, number: int
) -> tuple[Squad, list[Holding]]:
    path = squad_path(patch, n, size)
    home = patch.provinces[0].region_id
    manager = roll.hire("销售经理", "manager", path, home, head).person_id
    seats = tuple(range(number * size.seats, (number + 1) * size.seats))
    sitting = []
    for k, seat in enumerate(seats):
        region = patch.provinces[k % len(patch.provinces)].region_id
        title = ("高级销售代表", "销售代表", "销售代表", "大客户经理")[k % 4]
        rep = roll.hire(title, "rep", path, region, manager)
        sitting.append(Holding(seat, rep.person_id, rep.starts_on, None))
    return Squad(number, path, patch, manager, seats), sitting


def _turnover(roll: _Roll, squads: list[Squad], holdings: list[list[Holding]]) -> None:
    """Some leave and are replaced the same day, some are promoted, some pairs swap seats."""
    for squad in squads:
        for seat in squad.seats:
            fate, when = roll.rng.random(), int(roll.rng.integers(6, roll.horizon.last - 10))
            day = roll.horizon.months[when]
            last = holdings[seat][-1]
            if last.person_id == SIGN_INS["rep"]:
                continue
            if fate < 0.28 and squad.patch.name != VACANT_PATCH:
                old = next(p for p in roll.positions if p.person_id == last.person_id)
                roll.leave(last.person_id, day)
                new = roll.hire("销售代表", "rep", squad.path, old.region_id, squad.manager_id, day)
                _pass_on(holdings[seat], new.person_id, day)
            elif fate < 0.45:
                roll.move(last.person_id, day, title="资深销售代表")
    for one, other in ((squads[k], squads[k + 1]) for k in range(2, len(squads) - 2, 4)):
        _swap(roll, one, other, holdings)


def _swap(roll: _Roll, one: Squad, other: Squad, holdings: list[list[Holding]]) -> None:
    day = roll.horizon.month(16)
    seats = one.seats[-1], other.seats[-1]
    people = [holdings[seat][-1] for seat in seats]
    moved = {p.person_id for p in roll.positions if p.starts_on >= day}
    if any(held.person_id in moved for held in people):
        return
    for held, seat, squad in zip(people, seats[::-1], (other, one), strict=True):
        home = squad.patch.provinces[(len(squad.seats) - 1) % len(squad.patch.provinces)].region_id
        roll.move(held.person_id, day, team=squad.path, region_id=home, manager_id=squad.manager_id)
        _pass_on(holdings[seat], held.person_id, day)


def _pass_on(history: list[Holding], person_id: str, day: date, vacant: bool = False) -> None:
    history[-1] = replace(history[-1], ends_before=day)
    history.append(Holding(history[-1].seat, person_id, day, None, vacant))
