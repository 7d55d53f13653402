"""What the market did: its size, competitors' shares, prices and moves, and the economy."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from salesops.demo.company import COMPETITORS, LINE_NAMES, LINES, PROVINCES, PURIFIERS
from salesops.demo.draws import Floats, stream
from salesops.demo.files import write_bom, write_gbk, write_sheet
from salesops.demo.horizon import later
from salesops.demo.orders import World
from salesops.demo.plants import PROMOTER, PROMOTION_LINE, PROMOTION_PROVINCE

PRICED_PROVINCES = ("HD-SH", "HN-GD", "HD-ZJ", "HB-SD", "HB-HE", "HZ-HB")
PROMOTION_DEPTH = 0.28
BASE_SHARES = (0.19, 0.14, 0.10)


def write_market(world: World, into: Path) -> None:
    """Writes the files of market research, price collection, competitor watch and statistics."""
    sizes = _sizes(world)
    write_gbk(into / "market" / "市场规模月报.csv", sizes)
    write_gbk(into / "market" / "竞品份额监测.csv", _shares(world))
    title = "竞品价格采集表"
    write_sheet(into / "market" / f"{title}.xlsx", "价格", title, _prices(world))
    write_bom(into / "market" / "竞争动态.csv", _events(world))
    write_bom(into / "market" / "宏观数据.csv", _macro(world))


def _published(world: World) -> list[tuple[int, date, date]]:
    """index, first day and publication day of every month already reported on."""
    days = ((k, month, later(month, 1) + timedelta(days=17))
            for k, month in enumerate(world.horizon.months))  # fmt: skip
    return [(k, month, day) for k, month, day in days if day <= world.horizon.until]


def _sizes(world: World) -> pl.DataFrame:
    """Market sizes in 万元 per month, province and line; ours is a plain share of it."""
    rng = stream(world.seed, "market")
    ours = _by_province(world)
    level = rng.lognormal(0, 0.10, ours.shape[1:])
    noise = rng.lognormal(0, 0.015, ours.shape)
    rows = []
    for k, month, day in _published(world):
        for p, province in enumerate(PROVINCES):
            for n, line in enumerate(LINES):
                factor = world.plants.market_factor(province.region_id, n, month)
                size = ours[k, p, n] / (line.market_share * level[p, n]) * noise[k, p, n] * factor
                rows.append((province.region_id, line.name, f"{month:%Y-%m}",
                             f"{size / 10_000:.1f}", "行业协会月报", day))  # fmt: skip
    names = ["区域编码", "产品线", "月份", "市场规模（万元）", "来源", "发布日期"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _by_province(world: World) -> Floats:
    """Months × provinces × lines of the plan, which knows neither chance nor planted truths."""
    plan = world.demand.plan
    total = np.zeros((plan.shape[0], len(PROVINCES), len(LINES)))
    for group, (_, province) in enumerate(world.pairs):
        total[:, province] += plan[:, group]
    return total


def _shares(world: World) -> pl.DataFrame:
    rng = stream(world.seed, "shares")
    months, shape = _published(world), (len(PROVINCES), len(LINES), 3)
    level = np.array(BASE_SHARES) * rng.lognormal(0, 0.12, shape)
    noise = rng.normal(0, 0.004, (len(world.horizon.months), *shape))
    rows = []
    for k, month, day in months:
        for p, province in enumerate(PROVINCES):
            for n, line in enumerate(LINE_NAMES):
                for c, competitor in enumerate(COMPETITORS[n]):
                    promoted = (province.region_id, n, competitor) == (
                        PROMOTION_PROVINCE, PROMOTION_LINE, PROMOTER)  # fmt: skip
                    gain = (
                        0.07
                        if promoted and world.plants.holds("competitor_promotion", month)
                        else 0
                    )
                    share = level[p, n, c] + noise[k, p, n, c] + gain
                    rows.append((province.region_id, line, f"{month:%Y-%m}", competitor,
                                 f"{share * 100:.1f}%", "第三方监测", day))  # fmt: skip
    names = ["区域编码", "产品线", "月份", "竞品品牌", "市场份额", "来源", "发布日期"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _prices(world: World) -> pl.DataFrame:
    """Ours (no competitor named) and two competitors' counterparts, monthly, in six provinces."""
    rng = stream(world.seed, "prices")
    each = int(world.book.first[1])
    chosen = sorted(
        {line * each + k for line in range(len(LINES)) for k in (each // 3, each // 2)}
        | {world.book.best_seller, world.book.slow_mover}
    )
    rows: list[tuple[object, ...]] = []
    for index in chosen:
        product = world.book.products[index]
        level = rng.lognormal(0.01, 0.03, 2)
        for month in world.horizon.months:
            for province in PRICED_PROVINCES:
                noise = rng.normal(1, 0.008, 3)
                seen = month + timedelta(days=int(rng.integers(5, 20)))
                if seen > world.horizon.until or seen < product.launched_on:
                    continue
                street = product.list_price * (1 - LINES[product.line].discount)
                own = street * world.plants.price_factor(province, product.line, month) * noise[0]
                rows.append((seen, product.product_id, LINE_NAMES[product.line], None, None,
                             province, round(own, 1), "门店与报价单"))  # fmt: skip
                for c, competitor in enumerate(COMPETITORS[product.line][:2]):
                    ratio = level[c] * _gap(world, index, product.line, province, month, c)
                    model = f"{competitor[:2]}-{index + 101}"
                    price = round(street * ratio * noise[c + 1], 1)
                    rows.append((seen, product.product_id, LINE_NAMES[product.line], competitor,
                                 model, province, price, "门店与报价单"))  # fmt: skip
    names = ["采价日期", "产品编码", "产品线", "竞品品牌", "竞品型号", "区域编码", "价格", "来源"]
    return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)


def _gap(world: World, index: int, line: int, province: str, month: date, competitor: int) -> float:
    """A competitor's price as a multiple of our usual one, under the planted truths."""
    if index == world.book.best_seller and "best_seller" in world.plants:
        return 1.17
    if index == world.book.slow_mover and "slow_mover" in world.plants:
        return 0.76
    promoted = (province, line, COMPETITORS[line][competitor]) == (
        PROMOTION_PROVINCE, PROMOTION_LINE, PROMOTER)  # fmt: skip
    if promoted and world.plants.holds("competitor_promotion", month):
        return 1 - PROMOTION_DEPTH
    return 1.0


def _events(world: World) -> pl.DataFrame:
    """Competitors' moves: the planted promotion, and others that changed nothing."""
    rng = stream(world.seed, "events")
    rows = []
    for k in range(3, world.horizon.last - 1, 4):
        line, who = int(rng.integers(0, 4)), int(rng.integers(0, 3))
        province = PROVINCES[int(rng.integers(0, len(PROVINCES)))]
        kind = ("新品发布", "促销", "渠道拓展", "价格调整")[int(rng.integers(0, 4))]
        starts = world.horizon.months[k] + timedelta(days=int(rng.integers(0, 20)))
        competitor = COMPETITORS[line][who]
        depth = f"{int(rng.integers(3, 9))}%" if kind in {"促销", "价格调整"} else None
        said = f"{competitor}在{province.name}{kind}"
        rows.append((starts, starts + timedelta(days=20), competitor, kind, province.region_id,
                     LINE_NAMES[line], depth, said, "业务员反馈"))  # fmt: skip
    if "competitor_promotion" in world.plants:
        span = world.plants.span("competitor_promotion")
        said = f"{PROMOTER}在浙江开展以旧换新，全系降价{PROMOTION_DEPTH:.0%}"
        rows.append((span.starts_on, span.ends_before, PROMOTER, "促销", PROMOTION_PROVINCE,
                     LINE_NAMES[PURIFIERS], f"{PROMOTION_DEPTH:.0%}", said,
                     "业务员反馈"))  # fmt: skip
    names = [
        "开始日期",
        "结束日期",
        "竞争对手",
        "事件类型",
        "区域编码",
        "产品线",
        "幅度",
        "说明",
        "来源",
    ]
    return pl.DataFrame(sorted(rows, key=lambda r: r[0]), schema=names, orient="row",
                        infer_schema_length=None)  # fmt: skip


def _macro(world: World) -> pl.DataFrame:
    """Invented figures of familiar series, level or yearly rate; a downturn in the last year."""
    rng = stream(world.seed, "macro")
    downturn = world.plants.span("price_sensitivity").starts_on
    rows = []
    for month in world.horizon.months:
        weak = month >= downturn
        pmi = (49.1 if weak else 50.6) + rng.normal(0, 0.25)
        retail = (2.6 if weak else 5.6) + rng.normal(0, 0.4)
        prices = (-0.2 if weak else 0.7) + rng.normal(0, 0.2)
        invested = (1.8 if weak else 4.3) + rng.normal(0, 0.3)
        level = 38_500 * (1 + 0.045) ** ((month.year - 2022) + month.month / 12)
        day = later(month, 1) + timedelta(days=14)
        rows += [
            ("制造业PMI", month, f"{pmi:.1f}", None, day - timedelta(days=14)),
            (
                "社会消费品零售总额",
                month,
                f"{level + rng.normal(0, 400):.0f}",
                f"{retail:.1f}%",
                day,
            ),
            ("居民消费价格指数", month, None, f"{prices:.1f}%", day - timedelta(days=5)),
            ("固定资产投资累计", month, None, f"{invested:.1f}%", day),
        ]
    kept = [
        (series, "全国", f"{month:%Y-%m}", value, rate, "示例宏观数据", day)
        for series, month, value, rate, day in rows if day <= world.horizon.until
    ]  # fmt: skip
    names = ["指标名称", "地区", "月份", "数值", "同比", "来源", "公布日期"]
    return pl.DataFrame(kept, schema=names, orient="row", infer_schema_length=None)
