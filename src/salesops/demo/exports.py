"""The demo company's raw exports, the truth about them, and the order in which to import them."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np

from salesops.demo.company import LINES, SIZES
from salesops.demo.customers import customers, groups, mean_line_values, seats_to_vacate
from salesops.demo.demand import demand
from salesops.demo.files import write_gbk
from salesops.demo.horizon import Horizon
from salesops.demo.ledgers import write_ledgers
from salesops.demo.mappings import IMPORTS, write_mappings
from salesops.demo.market import write_market
from salesops.demo.masters import write_masters
from salesops.demo.orders import World, rounded_values
from salesops.demo.pay import earning_rows
from salesops.demo.people import staff, with_vacancies
from salesops.demo.pipeline import write_pipeline
from salesops.demo.plants import VACANT_PATCH, plants
from salesops.demo.products import catalogue, line_weights
from salesops.demo.training import enrolment_rows, enrolments, rating_rows
from salesops.demo.truth import truth

SizeName = Literal["small", "medium", "large", "huge"]
MASTERS = ("regions", "products", "people", "exchange_rates", "accounts", "quotas")
"""The tables that are written first."""


@dataclass(frozen=True)
class Exports:
    """What was written: the folder, its files, the truth file, and how many order lines."""

    folder: Path
    files: tuple[Path, ...]
    truth: Path
    order_lines: int


def write_exports(
    into: Path,
    *,
    size: SizeName = "small",
    until: date,
    seed: int = 7,
    plant: bool | Collection[str] = True,
    written: Callable[[Collection[str]], None] = lambda _tables: None,
) -> Exports:
    """Write the exports of a company of this size, with all, some or none of the planted truths.

    The same size, date, seed and plants give the same bytes; leaving a truth out changes only
    what it touches. `written` is told the tables whose files are complete, as soon as they are.
    """
    world = company(size=size, until=until, seed=seed, plant=plant)
    into.mkdir(parents=True, exist_ok=True)
    # A company of another size writes other files: none of its leavings may be imported with ours.
    for _, glob, _ in IMPORTS:
        for left_over in into.glob(glob):
            left_over.unlink()
    write_mappings(into)
    write_masters(world, into)
    written(MASTERS)
    tally = write_ledgers(world, into)
    taken = enrolments(world)
    pipeline = write_pipeline(world, taken, into)
    write_market(world, into)
    write_gbk(into / "hr" / "培训记录.csv", enrolment_rows(taken))
    write_gbk(into / "hr" / "能力评估.csv", rating_rows(world))
    write_gbk(into / "finance" / "提成台账.csv", earning_rows(world, tally))
    written([table for table, _, _ in IMPORTS])
    path = into / "truth.json"
    facts = truth(world, tally, pipeline, seed)
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    files = tuple(sorted(found for found in into.rglob("*") if found.is_file()))
    return Exports(into, files, path, int(tally["lines"].sum()))


def company(*, size: SizeName, until: date, seed: int, plant: bool | Collection[str]) -> World:
    """The company before it has booked anything."""
    shape, horizon = SIZES[size], Horizon(until)
    planted = plants(horizon, plant)
    people = staff(shape, horizon, seed)
    pairs = groups(people)
    book_of_customers = customers(shape, horizon, people, seed)
    if "vacancies" in planted:
        squad = next(s for s in people.squads if s.patch.name == VACANT_PATCH)
        empty = seats_to_vacate(book_of_customers, squad, horizon.last - 4)
        people = with_vacancies(people, empty, planted, seed)
    wanted = demand(shape, horizon, pairs, planted, seed)
    total = float(wanted.calm[:-1].sum())
    values = mean_line_values(shape, total)
    book = catalogue(shape, horizon, seed)
    world = World(
        shape, horizon, people, book, book_of_customers, wanted, pairs,
        planted, seed, line_weights(book, values), np.ones(len(LINES)),
    )  # fmt: skip
    return rounded_values(world, values)
