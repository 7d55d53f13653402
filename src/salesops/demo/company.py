"""The invented company itself: name, sizes, regions, teams, product lines, customers' trades."""

from dataclasses import dataclass

COMPANY = "澜启流体科技股份有限公司"
BRAND = "澜启"


@dataclass(frozen=True)
class Size:
    """How big the company is: order lines in all, first year's revenue in yuan, and its people."""

    lines: int
    revenue: int
    squads: int
    seats: int
    accounts: int
    products: int
    leads: int
    monthly_files: bool = False
    sheets: bool = True


# A line is worth about 140,000 yuan in the small company, which sells by the pallet, and about
# 2,000 in the large one, which is also a larger company: both are credible, the mean of one is not.
SIZES = {
    "small": Size(10_000, 300_000_000, 1, 4, 420, 48, 2_400),
    "medium": Size(1_000_000, 800_000_000, 3, 6, 16_000, 96, 20_000, sheets=False),
    "large": Size(10_000_000, 4_500_000_000, 30, 6, 120_000, 192, 40_000, True, False),
    "huge": Size(50_000_000, 16_000_000_000, 80, 9, 300_000, 288, 240_000, True, False),
}


@dataclass(frozen=True)
class Line:
    """A product line: share of revenue, yearly growth, prices, size of an order line, seasons."""

    name: str
    code: str
    share: float
    growth: float
    prices: tuple[int, int]
    line_value: float
    discount: float
    cost_share: float
    market_share: float
    months: tuple[float, ...]
    categories: tuple[str, ...]
    unit: str
    channels: tuple[float, float, float, float]


LINES = (
    Line(
        "工业泵阀", "01", 0.36, 0.115, (380, 26_000), 1.75, 0.11, 0.58, 0.085,
        (0.90, 0.86, 1.06, 1.02, 1.03, 1.05, 0.97, 0.96, 1.04, 0.98, 1.03, 1.10),
        ("离心泵", "隔膜泵", "调节阀", "球阀"), "台", (0.46, 0.30, 0.04, 0.20),
    ),
    Line(
        "智能仪表", "02", 0.24, 0.16, (260, 12_800), 1.15, 0.10, 0.52, 0.065,
        (0.92, 0.88, 1.04, 1.01, 1.00, 1.04, 0.96, 0.97, 1.05, 1.00, 1.04, 1.09),
        ("流量计", "压力变送器", "液位计", "水质分析仪"), "台", (0.52, 0.26, 0.06, 0.16),
    ),
    Line(
        "净水设备", "03", 0.24, 0.18, (690, 9_800), 1.05, 0.13, 0.60, 0.110,
        (0.78, 0.74, 0.94, 1.02, 1.12, 1.26, 1.14, 1.08, 0.96, 0.94, 1.16, 0.86),
        ("商用净水机", "家用净水机", "软水机", "直饮水站"), "台", (0.22, 0.48, 0.26, 0.04),
    ),
    Line(
        "滤材耗材", "04", 0.16, 0.13, (18, 860), 0.50, 0.08, 0.49, 0.140,
        (0.94, 0.92, 1.00, 1.01, 1.03, 1.04, 1.04, 1.03, 1.01, 0.99, 1.00, 0.99),
        ("反渗透膜", "活性炭滤芯", "PP棉滤芯", "密封件"), "件", (0.24, 0.46, 0.28, 0.02),
    ),
)  # fmt: skip
LINE_NAMES = tuple(line.name for line in LINES)
PUMPS, METERS, PURIFIERS, CONSUMABLES = range(4)
CHANNELS = ("直销", "经销", "电商", "项目")


@dataclass(frozen=True)
class Province:
    """A leaf of the region tree: share of the country's revenue and its own mix of lines."""

    region_id: str
    name: str
    share: float
    mix: tuple[float, float, float, float] = (1, 1, 1, 1)


@dataclass(frozen=True)
class Patch:
    """The provinces one team (or, in a larger company, several squads) works."""

    name: str
    area: str
    provinces: tuple[Province, ...]


AREAS = (("HD", "华东"), ("HN", "华南"), ("HB", "华北"), ("HZ", "华中"), ("XN", "西南"))
PATCHES = (
    Patch("上海", "HD", (Province("HD-SH", "上海", 0.115, (0.8, 1.2, 1.2, 1)),)),
    Patch("江浙", "HD", (
        Province("HD-JS", "江苏", 0.110, (1.2, 1.1, 0.8, 1)),
        Province("HD-ZJ", "浙江", 0.095, (0.9, 0.9, 1.4, 1)),
    )),
    Patch("广东", "HN", (Province("HN-GD", "广东", 0.135, (0.8, 1.1, 1.3, 1)),)),
    Patch("闽桂", "HN", (
        Province("HN-FJ", "福建", 0.042), Province("HN-GX", "广西", 0.026, (1.1, 0.8, 1, 1.1)),
    )),
    Patch("京津", "HB", (
        Province("HB-BJ", "北京", 0.062, (0.7, 1.3, 1.2, 1)),
        Province("HB-TJ", "天津", 0.034, (1.2, 1, 0.9, 1)),
    )),
    Patch("鲁冀", "HB", (
        Province("HB-SD", "山东", 0.068, (0.7, 2.3, 0.5, 0.8)),
        Province("HB-HE", "河北", 0.036, (0.7, 2.2, 0.5, 0.8)),
    )),
    Patch("两湖", "HZ", (
        Province("HZ-HB", "湖北", 0.050, (1.5, 1, 0.6, 0.8)),
        Province("HZ-HN", "湖南", 0.042, (1.5, 1, 0.6, 0.8)),
    )),
    Patch("中原", "HZ", (Province("HZ-HA", "河南", 0.048), Province("HZ-AH", "安徽", 0.040))),
    Patch("川渝", "XN", (
        Province("XN-SC", "四川", 0.054, (1, 0.9, 1.1, 1)), Province("XN-CQ", "重庆", 0.036),
    )),
    Patch("滇黔", "XN", (
        Province("XN-YN", "云南", 0.030, (1.1, 0.8, 1, 1)), Province("XN-GZ", "贵州", 0.022),
    )),
)  # fmt: skip
PROVINCES = tuple(province for patch in PATCHES for province in patch.provinces)
PROVINCE_IDS = tuple(province.region_id for province in PROVINCES)

INDUSTRIES = (
    "机械制造", "化工", "食品饮料", "电子", "制药", "水务环保", "酒店餐饮", "建材", "商贸流通",
)  # fmt: skip
# How much more (or less) than the average each trade buys of each line.
TASTES = (
    (1.6, 1.2, 0.4, 0.9), (1.7, 1.4, 0.3, 1.0), (1.1, 1.1, 1.0, 1.2), (0.8, 1.5, 0.9, 1.1),
    (1.0, 1.6, 0.8, 1.3), (1.5, 1.4, 0.9, 1.5), (0.2, 0.3, 2.6, 1.2), (1.3, 0.7, 0.6, 0.7),
    (0.8, 0.6, 1.8, 1.3),
)  # fmt: skip
SIZES_OF_CUSTOMERS = ("大型", "中型", "小型", "微型")
COMPETITORS = (
    ("沃澜泵业", "正渊流控", "海擎阀门"),
    ("锐衡仪器", "测远科技", "正渊流控"),
    ("碧涟净水", "清可优", "沐泉电器"),
    ("碧涟净水", "滤佳材料", "清可优"),
)
NUMERALS = "一二三四五六七八九十"


def numeral(number: int) -> str:
    """A number below 100 as Chinese people count squads: 一, 十二, 三十."""
    tens, ones = divmod(number, 10)
    if number <= 10:
        return NUMERALS[number - 1]
    head = "十" if tens == 1 else NUMERALS[tens - 1] + "十"
    return head + (NUMERALS[ones - 1] if ones else "")
