"""Money coming in for the demo's orders: on terms, in instalments, late, or never."""

import numpy as np
import polars as pl

from salesops.demo.draws import stream
from salesops.demo.orders import Booked, World

_NEVER = 0.012
_OVERDUE = 0.07
_INSTALMENTS = 0.22


def receipts(world: World, booked: Booked) -> pl.DataFrame:
    """order, n, account, usd, day, cents: payments up to `until` for one month's orders."""
    orders = booked.totals.filter(pl.col("net") > 0)
    n = orders.height
    rng = stream(world.seed, "receipts", booked.month)
    u = rng.random((5, n))
    account = orders["account"].to_numpy()
    own = np.where(account < world.customers.seat.size, account, 0)
    lag = 4 + world.customers.terms[own] * (0.55 + 0.5 * u[0])
    lag = np.where(u[1] < _OVERDUE, lag + 20 + 110 * u[2], lag).astype(np.int64)
    net = orders["net"].to_numpy()
    split = u[3] < _INSTALMENTS
    ahead = np.where(split, np.round(net * 0.3, -2), 0).astype(np.int64)
    base = orders.select("order", "account", "usd", "day")
    first = base.with_columns(
        (
            pl.col("day") + pl.duration(days=pl.lit(pl.Series((1 + u[4] * 6).astype(np.int64))))
        ).alias("day"),
        pl.lit(1).alias("n"),
        pl.Series("cents", ahead),
    ).filter(pl.col("cents") > 0)
    rest = base.with_columns(
        (pl.col("day") + pl.duration(days=pl.lit(pl.Series(lag)))).alias("day"),
        pl.Series("n", 1 + split.astype(np.int32)),
        pl.Series("cents", net - ahead),
    ).filter(pl.Series(u[1] < 1 - _NEVER))
    both = pl.concat([first, rest], how="vertical_relaxed")
    return both.filter(pl.col("day") <= world.horizon.until).sort("day", "order", "n")
