"""The industries of GB/T 4754—2017: 20 sections and 97 divisions, and which one a word means."""

from dataclasses import dataclass
from functools import cache

from salesops.kernel.problem import Language

# Codes and names as the standard has them, with its amendment of 2019; English after ISIC Rev. 4,
# from which the standard is drawn. A section is a letter, its divisions are two digits.
_LISTED = """\
A 农、林、牧、渔业|Agriculture, forestry and fishing
01 农业|Crop farming
02 林业|Forestry
03 畜牧业|Animal husbandry
04 渔业|Fishing
05 农、林、牧、渔专业及辅助性活动|Support for agriculture, forestry and fishing
B 采矿业|Mining and quarrying
06 煤炭开采和洗选业|Coal mining and washing
07 石油和天然气开采业|Oil and gas extraction
08 黑色金属矿采选业|Ferrous ore mining
09 有色金属矿采选业|Non-ferrous ore mining
10 非金属矿采选业|Non-metallic mineral mining
11 开采专业及辅助性活动|Support for mining
12 其他采矿业|Other mining
C 制造业|Manufacturing
13 农副食品加工业|Processing of farm products
14 食品制造业|Food
15 酒、饮料和精制茶制造业|Liquor, beverages and tea
16 烟草制品业|Tobacco
17 纺织业|Textiles
18 纺织服装、服饰业|Clothing
19 皮革、毛皮、羽毛及其制品和制鞋业|Leather, fur, feathers and footwear
20 木材加工和木、竹、藤、棕、草制品业|Wood, bamboo, rattan, palm and straw products
21 家具制造业|Furniture
22 造纸和纸制品业|Paper
23 印刷和记录媒介复制业|Printing and recorded media
24 文教、工美、体育和娱乐用品制造业|Stationery, crafts, sports and leisure goods
25 石油、煤炭及其他燃料加工业|Petroleum, coal and other fuels
26 化学原料和化学制品制造业|Chemicals
27 医药制造业|Pharmaceuticals
28 化学纤维制造业|Chemical fibres
29 橡胶和塑料制品业|Rubber and plastics
30 非金属矿物制品业|Non-metallic mineral products
31 黑色金属冶炼和压延加工业|Iron and steel
32 有色金属冶炼和压延加工业|Non-ferrous metals
33 金属制品业|Metal products
34 通用设备制造业|General-purpose machinery
35 专用设备制造业|Special-purpose machinery
36 汽车制造业|Motor vehicles
37 铁路、船舶、航空航天和其他运输设备制造业|Rail, ships, aerospace and other transport equipment
38 电气机械和器材制造业|Electrical machinery
39 计算机、通信和其他电子设备制造业|Computers, communication and other electronics
40 仪器仪表制造业|Instruments and meters
41 其他制造业|Other manufacturing
42 废弃资源综合利用业|Recycling
43 金属制品、机械和设备修理业|Repair of metal products and machinery
D 电力、热力、燃气及水生产和供应业|Electricity, heat, gas and water supply
44 电力、热力生产和供应业|Electricity and heat
45 燃气生产和供应业|Gas
46 水的生产和供应业|Water
E 建筑业|Construction
47 房屋建筑业|Buildings
48 土木工程建筑业|Civil engineering
49 建筑安装业|Building installation
50 建筑装饰、装修和其他建筑业|Fitting-out and other construction
F 批发和零售业|Wholesale and retail
51 批发业|Wholesale
52 零售业|Retail
G 交通运输、仓储和邮政业|Transport, storage and post
53 铁路运输业|Rail transport
54 道路运输业|Road transport
55 水上运输业|Water transport
56 航空运输业|Air transport
57 管道运输业|Pipelines
58 多式联运和运输代理业|Multimodal transport and forwarding
59 装卸搬运和仓储业|Cargo handling and storage
60 邮政业|Post and couriers
H 住宿和餐饮业|Accommodation and catering
61 住宿业|Accommodation
62 餐饮业|Catering
I 信息传输、软件和信息技术服务业|Information and software
63 电信、广播电视和卫星传输服务|Telecommunications, broadcasting and satellite
64 互联网和相关服务|Internet services
65 软件和信息技术服务业|Software and IT services
J 金融业|Finance
66 货币金融服务|Banking
67 资本市场服务|Capital markets
68 保险业|Insurance
69 其他金融业|Other finance
K 房地产业|Real estate
70 房地产业|Real estate
L 租赁和商务服务业|Leasing and business services
71 租赁业|Leasing
72 商务服务业|Business services
M 科学研究和技术服务业|Science and technical services
73 研究和试验发展|Research and development
74 专业技术服务业|Professional technical services
75 科技推广和应用服务业|Technology transfer
N 水利、环境和公共设施管理业|Water conservancy, environment and public facilities
76 水利管理业|Water conservancy
77 生态保护和环境治理业|Ecology and environment
78 公共设施管理业|Public facilities
79 土地管理业|Land management
O 居民服务、修理和其他服务业|Resident services, repair and others
80 居民服务业|Resident services
81 机动车、电子产品和日用产品修理业|Repair of vehicles, electronics and household goods
82 其他服务业|Other services
P 教育|Education
83 教育|Education
Q 卫生和社会工作|Health and social work
84 卫生|Health
85 社会工作|Social work
R 文化、体育和娱乐业|Culture, sports and entertainment
86 新闻和出版业|News and publishing
87 广播、电视、电影和录音制作业|Radio, television, film and sound
88 文化艺术业|Arts and culture
89 体育|Sports
90 娱乐业|Entertainment
S 公共管理、社会保障和社会组织|Public administration and social organisations
91 中国共产党机关|Organs of the Communist Party of China
92 国家机构|State institutions
93 人民政协、民主党派|CPPCC and democratic parties
94 社会保障|Social security
95 群众团体、社会团体和其他成员组织|Mass, social and membership organisations
96 基层群众自治组织及其他组织|Grassroots self-governing and other organisations
T 国际组织|International organisations
97 国际组织|International organisations
"""
# What people write instead, where no part of it stands in the standard's own name.
_MEANT = {
    "机械": "34", "装备": "35", "泵阀": "34", "阀门": "34", "电子": "39", "半导体": "39",
    "芯片": "39", "化工": "26", "制药": "27", "医药": "27", "生物": "27", "医疗": "84",
    "医院": "84", "钢铁": "31", "冶金": "31", "汽配": "36", "汽车": "36", "食品": "14",
    "饮料": "15", "服装": "18", "物流": "54", "快递": "60", "互联网": "64", "软件": "65",
    "it": "65", "电力": "44", "能源": "44", "石油": "25", "石化": "25", "地产": "70",
    "银行": "66", "证券": "67", "学校": "83", "高校": "83", "政府": "92", "酒店": "61",
    "餐饮": "62", "建材": "30", "水处理": "46", "环保": "77", "造船": "37", "航空": "56",
    "贸易": "51", "零售": "52", "仪表": "40", "电气": "38", "塑料": "29", "农业": "01",
}  # fmt: skip


@dataclass(frozen=True)
class Industry:
    """One section or division: `C` 制造业, `C34` 通用设备制造业."""

    code: str
    zh: str
    en: str

    @property
    def is_section(self) -> bool:
        """Whether it is one of the twenty."""
        return len(self.code) == 1

    def name(self, language: Language) -> str:
        """Its name in the reader's language."""
        return self.zh if language == "zh" else self.en


@cache
def industries() -> tuple[Industry, ...]:
    """All of them in the standard's order, each section before its divisions."""
    found, section = [], ""
    for line in _LISTED.splitlines():
        head, _, names = line.partition(" ")
        zh, _, en = names.partition("|")
        section = head if head.isalpha() else section
        found.append(Industry(head if head.isalpha() else section + head, zh, en))
    return tuple(found)


@cache
def _by_name() -> dict[str, Industry]:
    """Divisions stand for a section of the same name: 教育 is P83."""
    return {one.zh: one for one in industries()} | {
        one.en.casefold(): one for one in reversed(industries())
    }


def industry_of(text: str) -> Industry | None:
    """The industry that is called exactly so, or has this code; None for any other text."""
    told = text.strip()
    by_code = {one.code: one for one in industries()} | {
        one.code[1:]: one for one in industries() if not one.is_section
    }
    return by_code.get(told.upper()) or _by_name().get(told) or _by_name().get(told.casefold())


def industry_name(text: str, language: Language) -> str:
    """What to show for a stored industry: in the reader's language where it is a known one."""
    found = _by_name().get(text)
    return found.name(language) if found and language != "zh" else text


def offered(text: str, most: int = 8) -> list[Industry]:
    """The industries a text may mean, likeliest first; all divisions' sections for no text."""
    told = text.strip().casefold()
    if not told:
        return [one for one in industries() if one.is_section][:most]
    if exact := industry_of(told):
        return [exact]
    scored = [(_likeness(told, one), at, one) for at, one in enumerate(industries())]
    ranked = sorted((-score, at) for score, at, _one in scored if score > 0)
    return [industries()[at] for _score, at in ranked[:most]]


def _likeness(told: str, one: Industry) -> float:
    """How well a text fits: a word people use for it, its name as a whole, pairs they share."""
    meant = [code for word, code in _MEANT.items() if word in told]
    named = 3.0 if one.code[1:] in meant and not one.is_section else 0.0
    names = (one.zh, one.en.casefold())
    contained = 2.0 if any(told in name for name in names) else 0.0
    if told.isascii():
        words = set(told.split())
        return named + contained + sum(word in names[1] for word in words if len(word) > 3)
    pairs = {told[i : i + 2] for i in range(len(told) - 1)} - {"制造", "造业", "服务", "务业"}
    return named + contained + sum(pair in one.zh for pair in pairs) / 2
