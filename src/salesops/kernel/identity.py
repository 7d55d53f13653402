"""Keys under which two spellings of one phone, company, credit code or mail address meet."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# ITU-T E.164: at most 15 digits. Five are the shortest hotlines (95588, 12345).
FEWEST_DIGITS, MOST_DIGITS = 5, 15
LONGEST_MAIL = 254  # RFC 5321: a path has 256 characters, angle brackets included

_FURTHER_NUMBER = re.compile(r"[/、;,|\n\r]|或")
_EXTENSION = re.compile(r"(?:转|轉|分机|分機|内线|ext|x|#).*$", re.IGNORECASE | re.DOTALL)
_DASHED_EXTENSION = re.compile(r"(0[0-9]{2,3}[^0-9]{1,3}[0-9]{7,8})-[0-9]{1,6}\s*$")
_MOBILE = re.compile(r"1(?:3[0-9]|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8[0-9]|9[0-9])[0-9]{8}")
_SERVICE = re.compile(r"[48]00[0-9]{7}")
_MAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")


def _listed(words: str) -> list[str]:
    return words.split()


# GB 32100-2015: digits and capitals without I, O, S, V, Z; check digit by ISO 7064 MOD 31-3.
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(3**place % 31 for place in range(17))

_LEGAL_FORM = re.compile(
    r"(?:\(?集团\)?)?(?:\(?股份\)?|控股)?(?:有限责任公司|有限公司|(?<!分)公司)$"
    r"|\(?集团\)?(?:股份|控股)?$|股份公司$|(?:普通|有限)合伙(?:企业)?$|株式会社$"
)
_LEGAL_WORDS = frozenset(
    _listed(
        "co company ltd limited inc incorporated corp corporation llc llp lp plc gmbh mbh ag kg "
        "ohg sa sas sarl srl spa bv nv oy ab as aps pty pte kk bhd sdn"
    )
)
_PLACES = _listed(
    "内蒙古 黑龙江 北京 天津 上海 重庆 河北 山西 辽宁 吉林 江苏 浙江 安徽 福建 江西 山东 河南 "
    "湖北 湖南 广东 广西 海南 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾 "
    "石家庄 唐山 保定 太原 大同 呼和浩特 包头 沈阳 大连 鞍山 长春 哈尔滨 大庆 南京 苏州 无锡 "
    "常州 南通 徐州 扬州 镇江 泰州 盐城 昆山 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 义乌 台州 "
    "合肥 芜湖 蚌埠 福州 厦门 泉州 漳州 南昌 赣州 九江 济南 青岛 烟台 潍坊 淄博 临沂 威海 "
    "郑州 洛阳 开封 武汉 宜昌 襄阳 长沙 株洲 湘潭 岳阳 广州 深圳 珠海 佛山 东莞 中山 惠州 "
    "汕头 江门 南宁 柳州 桂林 海口 三亚 成都 绵阳 贵阳 遵义 昆明 拉萨 西安 咸阳 宝鸡 兰州 "
    "西宁 银川 乌鲁木齐"
)
_TRADES = _listed(
    "信息 网络 电子 电气 电器 电力 通信 软件 智能 数字 数据 技术 科技 机械 装备 设备 仪器 "
    "制造 模具 五金 化工 材料 新材料 建材 钢铁 建筑 建设 工程 装饰 房地产 置业 物业 开发 发展 "
    "实业 工业 产业 商贸 贸易 进出口 商业 百货 超市 零售 供应链 物流 运输 仓储 食品 饮料 餐饮 "
    "酒店 管理 旅游 服饰 服装 纺织 家具 家居 药业 医药 制药 医疗 器械 生物 健康 环保 环境 "
    "能源 新能源 石油 矿业 汽车 航空 教育 培训 文化 传媒 广告 咨询 服务 投资 金融 保险 银行 "
    "证券 租赁 资产 农业 种业 牧业 印刷 包装 国际 控股"
)
_ENGLISH_PLACES = frozenset(
    _listed(
        "china beijing shanghai tianjin chongqing guangzhou shenzhen hangzhou suzhou nanjing "
        "wuhan chengdu hongkong taiwan singapore"
    )
)
_ENGLISH_TRADES = frozenset(
    _listed(
        "technology technologies tech trading trade international group holding holdings industry "
        "industries industrial solutions services systems software machinery electronics chemical "
        "chemicals foods pharma logistics consulting energy"
    )
)

_LEADING_PLACE = re.compile(
    f"^(?:{'|'.join(_PLACES)})(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)?"
)
_LEADING_DISTRICT = re.compile(r"^[\u4e00-\u9fff]{1,3}?(?:新区|开发区|区|县)")
_BRACKETED_PLACE = re.compile(rf"\(({_LEADING_PLACE.pattern[1:]})\)")
_TRAILING_TRADE = re.compile(f"(?:{'|'.join(sorted(_TRADES, key=len, reverse=True))})$")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class CompanyName:
    """A company's name in parts: 上海 | 锦泽 | 机械 | 有限公司; what is absent is empty."""

    place: str
    core: str
    trade: str
    form: str


def phone_key(text: str) -> str:
    """The digits under which two spellings of one number meet; nothing for what is no number.

    A number without a country code is Chinese: a mobile has its 11 digits, a landline its area
    code with 0. Numbers from elsewhere begin with their country code, and keep a plus where
    they would pass for a Chinese mobile. Extensions and further numbers are dropped.
    """
    told = unicodedata.normalize("NFKC", text)
    told = _EXTENSION.sub("", _FURTHER_NUMBER.split(told.strip())[0])
    told = _DASHED_EXTENSION.sub(r"\1", told)
    digits = "".join(c for c in told if c in "0123456789")
    is_abroad = "+" in told or digits.startswith("00")
    rest = digits.lstrip("0")
    is_trunk = digits != rest and not is_abroad
    if rest.startswith("86") and (is_abroad or len(rest) >= 12):
        key = _chinese(rest[2:].lstrip("0"), is_whole=True)
    elif is_abroad:
        key = f"+{rest}" if _MOBILE.fullmatch(rest) else rest
    else:
        key = _chinese(rest, is_whole=True) if is_trunk else rest
    return key if _is_number(key) else ""


def _chinese(number: str, *, is_whole: bool) -> str:
    """A number without country code and 0, as it is dialled inside China."""
    if len(number) > 11:
        return ""
    if _MOBILE.fullmatch(number) or _SERVICE.fullmatch(number):
        return number
    return f"0{number}" if is_whole and len(number) >= 9 else number


def _is_number(key: str) -> bool:
    digits = key.removeprefix("+")
    return FEWEST_DIGITS <= len(digits) <= MOST_DIGITS and len(set(digits.lstrip("0"))) > 1


def email_key(text: str) -> str:
    """The mail address in small letters, without a name around it; nothing for what is none."""
    told = unicodedata.normalize("NFKC", text).casefold().strip()
    inner = re.search(r"<([^<>]*)>", told)
    told = (inner.group(1) if inner else told).strip().removeprefix("mailto:").rstrip(".;,")
    return told if _MAIL.fullmatch(told) and len(told) <= LONGEST_MAIL else ""


def credit_code_key(text: str) -> str:
    """A 统一社会信用代码 in plain capitals without spaces and dashes; O stays O and I stays I.

    Whoever mistook a letter for a digit has to look again: guessing could meet another firm.
    """
    told = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in told if c.isascii() and c.isalnum())


def is_credit_code(text: str) -> bool:
    """Whether the text is a well-formed 统一社会信用代码 with the right check digit.

    By GB 32100-2015. The first two places, authority and kind, may be letters: Y1 for bodies
    registered elsewhere, N1 to N3 for rural collectives, A and others since. Libraries that ask
    for eight digits at the front refuse those; only the six of the region must be digits.
    """
    code = credit_code_key(text)
    if len(code) != 18 or any(c not in _CREDIT_ALPHABET for c in code):
        return False
    return code[2:8].isdigit() and credit_check_digit(code[:17]) == code[17]


def credit_check_digit(body: str) -> str:
    """The 18th character to the first 17; ValueError for characters the standard excludes."""
    weighed = zip(body, _CREDIT_WEIGHTS, strict=True)
    total = sum(_CREDIT_ALPHABET.index(c) * weight for c, weight in weighed)
    return _CREDIT_ALPHABET[-total % 31]


def company_key(text: str) -> str:
    """The name without brackets, spaces, marks and legal form, in small letters.

    Equal keys mean the same name; a name that is nothing but a legal form keeps it.
    """
    told = _folded(text)
    while True:
        before = told
        bare, _ = _without_form(_words(told))
        told = _folded("".join(bare))
        if told == before:
            return told


def company_parts(text: str) -> CompanyName:
    """The name in place, core, trade and legal form, by lists of common ones; core is the rest.

    A part is only taken off while two characters of a core remain, so a name is never parsed away.
    """
    told = " ".join(unicodedata.normalize("NFKC", text).split())
    if not _HAN.search(told):
        return _english_parts(told)
    place = ""
    if found := _BRACKETED_PLACE.search(told):
        place, told = found.group(1), told[: found.start()] + told[found.end() :]
    bare, form = _without_form([told.replace(" ", "")])
    core = re.sub(r"[^\w]", "", "".join(bare))
    before, core = _leading(core)
    core, trade = _trailing(core)
    return CompanyName(place or before, core, trade, re.sub(r"[()]", "", form))


def _leading(name: str) -> tuple[str, str]:
    """The places a name begins with, province before city before district, and what follows."""
    rest = name
    while found := _place(rest, is_first=rest == name):
        if len(_trailing(rest[found:], least=0)[0]) < 2:
            break
        rest = rest[found:]
    return name[: len(name) - len(rest)], rest


def _place(name: str, *, is_first: bool) -> int:
    """How many characters of a place the name begins with."""
    found = _LEADING_PLACE.match(name)
    if not found and not is_first:
        found = _LEADING_DISTRICT.match(name)
    return found.end() if found else 0


def _trailing(name: str, least: int = 2) -> tuple[str, str]:
    """What is left before the trades a name ends with, at least so many characters, and those."""
    core = name
    while (found := _TRAILING_TRADE.search(core)) and found.start() >= least:
        core = core[: found.start()]
    return core, name[len(core) :]


def _english_parts(told: str) -> CompanyName:
    bare, form = _without_form(re.findall(r"\w[\w.&'-]*", told))
    place = [word for word in bare if word.casefold() in _ENGLISH_PLACES]
    rest = [word for word in bare if word not in place] or bare
    cut = len(rest)
    while cut > 1 and rest[cut - 1].casefold() in _ENGLISH_TRADES:
        cut -= 1
    places = " ".join(place) if rest != bare else ""
    return CompanyName(places, " ".join(rest[:cut]), " ".join(rest[cut:]), form)


def _without_form(words: list[str]) -> tuple[list[str], str]:
    """The words without the legal form at their end, and that form."""
    cut = len(words)
    while cut > 1 and _letters(words[cut - 1]) in _LEGAL_WORDS:
        cut -= 1
    kept, form = words[:cut], " ".join(words[cut:])
    found = _LEGAL_FORM.search(kept[-1]) if kept else None
    if found and _letters("".join(kept[:-1]) + kept[-1][: found.start()]):
        return [*kept[:-1], kept[-1][: found.start()]], found.group() + form
    return kept, form


def _letters(word: str) -> str:
    return "".join(c for c in word.casefold() if c.isalnum())


def _folded(text: str) -> str:
    once = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", once)


def _words(folded: str) -> list[str]:
    """The words of letters and digits; a dot or apostrophe does not end one: s.a. is sa.

    Chinese has no words to keep apart, so what stands in brackets there joins its neighbours.
    """
    whole = re.sub(r"[.'’&]", "", folded)
    return _joined("".join(c if c.isalnum() else " " for c in whole).split())


def _joined(words: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for word in words:
        if kept and (_HAN.match(word) or _HAN.match(kept[-1][-1])):
            kept[-1] += word
        else:
            kept.append(word)
    return kept
