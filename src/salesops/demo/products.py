"""What the company sells: a price ladder per category in each of its four lines."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from salesops.demo.company import BRAND, LINES, Size
from salesops.demo.draws import Floats, Integers, stream
from salesops.demo.horizon import Horizon
from salesops.demo.plants import BEST_SELLER, SLOW_MOVER, Plants

_SERIES = ("CR", "LX", "HT", "QS", "DN", "ZP", "VT", "MK")
_GRADES = ("基础型", "标准型", "增强型", "旗舰型")


@dataclass(frozen=True)
class Product:
    """One row of the catalogue."""

    product_id: str
    name: str
    line: int
    category: str
    unit: str
    list_price: int
    launched_on: date
    discontinued_on: date | None


@dataclass(frozen=True)
class Catalogue:
    """All products, line by line, and how often each is bought."""

    products: tuple[Product, ...]
    first: Integers
    prices: Floats
    cost_shares: Floats
    popularity: Floats
    best_seller: int
    slow_mover: int
    neighbour: int


def catalogue(size: Size, horizon: Horizon, seed: int) -> Catalogue:
    """The products of this size of company; the ladder rises from grade to grade."""
    rng = stream(seed, "products")
    each = size.products // len(LINES)
    products, popularity = [], []
    for number, line in enumerate(LINES):
        steps = np.geomspace(*line.prices, each) * rng.lognormal(0, 0.05, each)
        draw = rng.lognormal(0, 0.6, each)
        launch = rng.integers(200, 3000, each)
        for k in range(each):
            launched = horizon.starts_on - timedelta(days=int(launch[k]))
            products.append(_product(number, k, each, float(steps[k]), launched))
            popularity.append(float(draw[k]))
    best, slow = (each * line + place for line, place in (BEST_SELLER, SLOW_MOVER))
    for index in (best, slow):
        products[index] = _launched(products[index], horizon.month(13))
        popularity[index] = 0.35
    costs = np.array([LINES[p.line].cost_share for p in products])
    costs = costs * rng.normal(1, 0.04, len(products))
    return Catalogue(
        tuple(products), np.arange(len(LINES) + 1) * each,
        np.array([float(p.list_price) for p in products]), costs,
        np.array(popularity), best, slow, slow + 1,
    )  # fmt: skip


def _product(line: int, k: int, each: int, price: float, launched: date) -> Product:
    kind = LINES[line]
    category = k % len(kind.categories)
    grade = _GRADES[min(k * len(_GRADES) // each, len(_GRADES) - 1)]
    model = f"{_SERIES[(line * 3 + category) % len(_SERIES)]}{10 + k * 5}"
    rounded = round(price, -1) if price >= 200 else round(price)
    gone = launched + timedelta(days=6000) if launched.month == 1 and k % 7 == 3 else None
    return Product(
        f"{kind.code}{category + 1:02d}{k + 1:03d}",
        f"{BRAND}{model} {grade}{kind.categories[category]}",
        line, kind.categories[category], kind.unit, int(rounded), launched, gone,
    )  # fmt: skip


def _launched(product: Product, day: date) -> Product:
    return Product(
        product.product_id, product.name, product.line, product.category, product.unit,
        product.list_price, day, None,
    )  # fmt: skip


def line_weights(book: Catalogue, mean_value: Floats) -> Floats:
    """How likely each product is within its line: what costs more than a whole line sells less."""
    affordable = np.minimum(1.0, np.repeat(mean_value, np.diff(book.first)) / book.prices)
    return book.popularity * affordable


def with_plants(
    book: Catalogue, chosen: Integers, lines: Integers, u: Floats, month: date, plants: Plants
) -> Integers:
    """Products of order lines once a best seller has won some over and a slow mover lost most.

    Before their launch both are replaced by their neighbour, planted or not.
    """
    launch = book.products[book.best_seller].launched_on
    if month < launch:
        dull = (chosen == book.best_seller) | (chosen == book.slow_mover)
        return np.where(dull, chosen + 1, chosen)
    best_line, slow_line = BEST_SELLER[0], SLOW_MOVER[0]
    if plants.holds("best_seller", month):
        chosen = np.where((lines == best_line) & (u < 0.28), book.best_seller, chosen)
    if plants.holds("slow_mover", month):
        lost = (lines == slow_line) & (chosen == book.slow_mover) & (u < 0.85)
        chosen = np.where(lost, book.neighbour, chosen)
    return chosen
