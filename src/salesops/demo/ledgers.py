"""Finance's exports: order lines and receipts in GBK, some with ¥, some rows past taking."""

from pathlib import Path

import polars as pl

from salesops.demo.company import CHANNELS, PROVINCE_IDS
from salesops.demo.files import write_gbk, yuan
from salesops.demo.orders import Booked, World, dollar_rate, order_months
from salesops.demo.receipts import receipts

BAD_ORDERS = 6
BAD_RECEIPTS = 2


def write_ledgers(world: World, into: Path) -> pl.DataFrame:
    """Writes all order and receipt files; returns what was booked, summed for the truth file.

    The sums stand per month × person × squad × province × line × product, in yuan.
    """
    tallies = []
    waiting: list[tuple[Booked, pl.DataFrame]] = []
    names = _names(world)
    for booked in order_months(world):
        tallies.append(_tally(world, booked))
        waiting.append((booked, receipts(world, booked)))
        month = world.horizon.months[booked.month]
        if world.size.monthly_files or month.month == 12 or booked.month == world.horizon.last:
            _flush(world, into, names, waiting)
            waiting = []
    return pl.concat(tallies)


def _flush(
    world: World, into: Path, names: pl.DataFrame, waiting: list[tuple[Booked, pl.DataFrame]]
) -> None:
    first, last = (world.horizon.months[waiting[n][0].month] for n in (0, -1))
    label = f"{first:%Y-%m}" if world.size.monthly_files else f"{first:%Y}"
    lines = _order_text(world, names, pl.concat([booked.lines for booked, _ in waiting]))
    if first.year == world.horizon.starts_on.year and first.month == 1:
        lines = _with_signs(lines)
    a_year_ago = world.horizon.month(12)
    if first <= a_year_ago <= last:
        lines = pl.concat([lines.cast(pl.String), _bad_orders(lines)])
    write_gbk(into / "finance" / f"订单明细{label}.csv", lines)
    money = _receipt_text(pl.concat([paid for _, paid in waiting]))
    if first <= a_year_ago <= last:
        money = pl.concat([money.cast(pl.String), _bad_receipts(money)])
    write_gbk(into / "finance" / f"回款流水{label}.csv", money)


def _names(world: World) -> pl.DataFrame:
    """Account → the id and name finance prints; a second entry goes by its own id."""
    book = world.customers
    own = book.frame.select("account_id", "name")
    doubles = pl.DataFrame({
        "account_id": [f"C{n + 1:06d}" for n in book.duplicates.tolist()],
        "name": own["name"][book.originals.tolist()],
    })  # fmt: skip
    return pl.concat([own, doubles])


def _order_text(world: World, names: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    order = pl.format("SO{}", pl.col("order").cast(pl.String).str.zfill(8))
    products = pl.Series([p.product_id for p in world.book.products])
    account = lines["account"]
    return lines.select(
        pl.format("{}-{}", order, pl.col("k").cast(pl.String).str.zfill(3)).alias("订单行号"),
        order.alias("订单号"),
        _day(lines["day"]).alias("下单日期"),
        names["account_id"].gather(account).alias("客户编码"),
        names["name"].gather(account).alias("客户名称"),
        products.gather(lines["product"]).alias("产品编码"),
        pl.format("S{}", pl.col("person").cast(pl.String).str.zfill(5)).alias("业务员工号"),
        pl.Series(PROVINCE_IDS).gather(lines["province"]).alias("区域编码"),
        pl.Series(CHANNELS).gather(lines["channel"]).alias("销售渠道"),
        pl.col("quantity").alias("数量"),
        (pl.col("listed") / 100).alias("标准金额"),
        (pl.col("net") / 100).alias("折后金额"),
        (pl.col("cost") / 100).alias("成本金额"),
        pl.when("usd").then(pl.lit("美元")).otherwise(pl.lit("人民币")).alias("币种"),
        pl.when("returned").then(pl.lit("退货")).otherwise(None).alias("备注"),
    )


def _day(days: pl.Series) -> pl.Series:
    """Dates as 2025/3/1; the few distinct ones are written once each."""
    distinct = days.unique().sort()
    texts = [f"{day.year}/{day.month}/{day.day}" for day in distinct]
    return days.replace_strict(distinct, pl.Series(texts), return_dtype=pl.String)


def _with_signs(lines: pl.DataFrame) -> pl.DataFrame:
    """The oldest export, from the system before this one: amounts with ¥ and thousands."""
    signed = [
        pl.Series(name, yuan((lines[name] * 100).round().cast(pl.Int64).to_list()))
        for name in ("标准金额", "折后金额")
    ]
    return lines.with_columns(*signed)


def _bad_orders(lines: pl.DataFrame) -> pl.DataFrame:
    """Rows as they really turn up: unknown customers, the 30th of February, an amount in words."""
    rows = lines.head(BAD_ORDERS).cast(pl.String)
    year = lines["下单日期"][0][:4]
    return rows.with_columns(
        pl.Series("订单行号", [f"SO99999{n:03d}-001" for n in range(BAD_ORDERS)]),
        pl.Series("订单号", [f"SO99999{n:03d}" for n in range(BAD_ORDERS)]),
        pl.Series("客户编码", ["C999901", "C999902", "C999903", *rows["客户编码"][3:]]),
        pl.Series("下单日期", [*rows["下单日期"][:3], f"{year}/2/30", f"{year}/2/30",
                           rows["下单日期"][5]]),
        pl.Series("折后金额", [*rows["折后金额"][:5], "待确认"]),
    )  # fmt: skip


def _receipt_text(paid: pl.DataFrame) -> pl.DataFrame:
    order = pl.col("order").cast(pl.String).str.zfill(8)
    return paid.select(
        pl.format("SK{}-{}", order, "n").alias("收款单号"),
        pl.format("SO{}", order).alias("订单号"),
        pl.col("day").alias("到账日期"),
        pl.format("C{}", (pl.col("account") + 1).cast(pl.String).str.zfill(6)).alias("客户编码"),
        (pl.col("cents") / 100).alias("到账金额"),
        pl.when("usd").then(pl.lit("美元")).otherwise(pl.lit("人民币")).alias("币种"),
    )


def _bad_receipts(paid: pl.DataFrame) -> pl.DataFrame:
    rows = paid.head(BAD_RECEIPTS).cast(pl.String)
    return rows.with_columns(
        pl.Series("收款单号", [f"SK99999{n:03d}-1" for n in range(BAD_RECEIPTS)]),
        pl.Series("订单号", [f"SO88888{n:03d}" for n in range(BAD_RECEIPTS)]),
    )


def _price_and_quantity() -> list[pl.Expr]:
    """Sums from which the slope of log quantity on log price can be had, of plain sales in yuan."""
    plain = ~pl.col("returned") & ~pl.col("usd")
    price, quantity = (pl.col("net") / pl.col("listed")).log(), pl.col("quantity").log()
    terms = {"n": pl.lit(1.0) + price * 0, "p": price, "q": quantity, "pp": price**2}
    terms["pq"] = price * quantity
    return [term.filter(plain).sum().alias(name) for name, term in terms.items()]


def _tally(world: World, booked: Booked) -> pl.DataFrame:
    rate = dollar_rate(world.horizon.months[booked.month])
    yuan_net = pl.col("net") / 100 * pl.when("usd").then(rate).otherwise(1.0)
    keys = ("person", "squad", "province", "line", "product")
    return (
        booked.lines.group_by(*keys)
        .agg(yuan_net.sum().alias("net"), pl.len().alias("lines"), *_price_and_quantity())
        .with_columns(pl.lit(booked.month).alias("month"))
        .sort(*keys)
    )
