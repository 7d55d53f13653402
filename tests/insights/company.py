"""A company of eight teams in eight regions, calm but for what a test plants in the fourth."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from salesops.kernel.period import Period, month_later
from salesops.ledger import TABLES, Ledger
from salesops.ledger.engines import arrow_schema, duckdb_engine
from tests.spec.worlds import tables, written

FIRST, PERIOD = date(2023, 7, 1), Period(date(2025, 7, 1), date(2025, 11, 1))
AS_OF = date(2025, 11, 9)
TEAMS, TEAM = range(1, 9), 4
MONTHS = [month_later(FIRST, n) for n in range(28)]
Planted = dict[str, Callable[..., Any]]


def wobble(team: int, month: int, seat: int, size: float = 0.04) -> float:
    """A little more or less, always the same: nothing here is drawn."""
    return 1 + size * (((team * 7 + month * 5 + seat * 3) * 37 % 11) / 5 - 1)


def calm(*_: Any) -> float:
    return 1.0


def in_period(team: int, day: date) -> bool:
    return team == TEAM and day in PERIOD


def company(folder: Path, **planted: Callable[..., float]) -> Ledger:
    """The ledger; `units`, `price`, `market`, `share`, `target` and `calls` may be planted.

    Each is a factor of (team, month, seat); `spells` replaces the fourth team's people and
    `holder` says with whom a seat's figures stand.
    """
    world = tables(MASTERS)
    rows: dict[str, list[dict[str, Any]]] = {
        "people": _people(planted.get("spells")),
        "orders": [],
        "quotas": [],
        "market_sizes": [],
        "share_observations": [],
        "activities": [],
        "competitor_events": [],
    }
    for number, day in enumerate(MONTHS):
        for team in TEAMS:
            _month(rows, planted, team, number, day)
    for name, found in rows.items():
        filled = [_filled(name, n, row) for n, row in enumerate(found)]
        world[name] = pa.Table.from_pylist(filled, schema=arrow_schema(TABLES[name]))
    engine = duckdb_engine(written(world, folder))
    taken = datetime(2025, 11, 10, tzinfo=UTC)
    return Ledger(engine.tables, engine, str(folder), "test", AS_OF, taken, "CNY")


PRODUCTS = "products\nproduct_id | name | line\np1 | Pump | Pumps\np2 | Small pump | Pumps"
REGIONS = "\n".join(f"r{team} | Region {team} |" for team in TEAMS)
MASTERS = f"regions\nregion_id | name | parent_id\n{REGIONS}\n\n{PRODUCTS}"


def _people(spells: Callable[..., Any] | None) -> list[dict[str, Any]]:
    found = [person(f"{seat}{team}", team) for team in TEAMS for seat in ("boss", "one", "two")]
    return found if spells is None else spells(found)


def person(name: str, team: int, **other: Any) -> dict[str, Any]:
    boss = None if name.startswith("boss") else f"boss{team}"
    return {
        "position_id": name, "person_id": name, "name": name, "team": f"Team {team}",
        "team_path": f"Sales/Team {team}", "manager_id": boss, "region_id": f"r{team}",
        "starts_on": date(2020, 1, 1), "hired_on": date(2020, 1, 1), **other,
    }  # fmt: skip


def _month(
    rows: dict[str, list[dict[str, Any]]], planted: Planted, team: int, number: int, day: date
) -> None:
    def factor(name: str, seat: int = 0) -> float:
        return planted.get(name, calm)(team, day, seat)

    place = {"region_id": f"r{team}"}
    for seat in (1, 2):
        usual = f"{'one' if seat == 1 else 'two'}{team}"
        holder = planted.get("holder", lambda *a: a[-1])(team, day, usual)
        price, product = 10 * factor("price", seat), f"p{seat}"
        units = Decimal(round(1000 * wobble(team, number, seat) * factor("units", seat)))
        money = units * Decimal(str(round(price, 4)))
        sold = {"booked_on": day, "position_id": holder, "product_id": product, "account_id": None}
        amounts = {"quantity": units, "net_amount": money, "list_amount": money}
        if units:
            rows["orders"].append({**place, **sold, **amounts, "order_id": f"o{number}{holder}"})
        goal = Decimal(round(10_000 * factor("target", seat)))
        rows["quotas"].append({
            **place, "starts_on": day, "ends_before": month_later(day), "position_id": holder,
            "product_line": "Pumps", "amount": goal, "expected_amount": goal,
        })  # fmt: skip
        calls = round(16 * factor("calls", seat))
        rows["activities"] += [
            {**place, "happened_on": day, "kind": "call", "position_id": holder}
        ] * calls
    market = Decimal(round(100_000 * factor("market") * wobble(team, number, 0, 0.005)))
    rows["market_sizes"].append(
        {**place, "starts_on": day, "product_line": "Pumps", "amount": market}
    )
    share = Decimal(str(round(0.2 * wobble(team, number, 1, 0.02) + factor("share") - 1, 6)))
    rows["share_observations"].append(
        {**place, "starts_on": day, "product_line": "Pumps", "competitor": "Rival", "share": share}
    )


def _filled(name: str, number: int, row: dict[str, Any]) -> dict[str, Any]:
    table = TABLES[name]
    keys = {key: f"{name}-{number}" for key in table.key if key not in row}
    return {**dict.fromkeys(table.columns), **keys, **row}
