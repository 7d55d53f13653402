"""The demo company's raw exports, the truth about them, and the order in which to import them."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from salesops.demo.company import LINES, SIZES
from salesops.demo.customers import customers, groups, mean_line_values
from salesops.demo.demand import demand
from salesops.demo.horizon import Horizon
from salesops.demo.ledgers import write_ledgers
from salesops.demo.mappings import write_mappings
from salesops.demo.masters import write_masters
from salesops.demo.orders import World, rounded_values
from salesops.demo.people import staff
from salesops.demo.plants import plants
from salesops.demo.products import catalogue, line_weights

import numpy as np

SizeName = Literal["small", "medium", "large", "huge"]


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
    seed: int = 1,
    plant: bool | Collection[str] = True,
) -> Exports:
    """Write the exports of a company of this size, with all, some or none of the planted truths.

    The same size, date, seed and plants give the same bytes; leaving a truth out changes only
    what it touches.
    """
    world = company(size=size, until=until, seed=seed, plant=plant)
    into.mkdir(parents=True, exist_ok=True)
    write_masters(world, into)
    tally = write_ledgers(world, into)
    write_mappings(world.size, into)
    truth = into / "truth.json"
    truth.write_text(json.dumps({"seed": seed}, ensure_ascii=False), encoding="utf-8")
    files = tuple(sorted(path for path in into.rglob("*") if path.is_file()))
    return Exports(into, files, truth, int(tally["lines"].sum()))


def company(*, size: SizeName, until: date, seed: int, plant: bool | Collection[str]) -> World:
    """The company before it has booked anything."""
    shape, horizon = SIZES[size], Horizon(until)
    planted = plants(horizon, plant)
    people = staff(shape, horizon, planted, seed)
    pairs = groups(people)
    wanted = demand(shape, horizon, pairs, planted, seed)
    total = float(wanted.calm[:-1].sum())
    values = mean_line_values(shape, total)
    book = catalogue(shape, horizon, seed)
    world = World(
        shape, horizon, people, book, customers(shape, horizon, people, seed), wanted, pairs,
        planted, seed, line_weights(book, values), np.ones(len(LINES)),
    )  # fmt: skip
    return rounded_values(world, values)
