"""Who the sellers deal with: people at customers and behind leads, what is to be done and kept."""

import numpy as np
import polars as pl

from salesops.demo.deals import LOST, STAGES, WON, Deals, deal_ids
from salesops.demo.draws import Integers, stream
from salesops.demo.leads import moments, person_ids
from salesops.demo.orders import World
from salesops.demo.people import FIRST, SECOND, SURNAMES

_TITLES = (
    ("设备科长", "使用者"), ("采购经理", "采购"), ("生产副总", "决策者"), ("总工程师", "影响者"),
    ("总经理", "决策者"), ("工艺工程师", "使用者"),
)  # fmt: skip
_TODO = ("回访报价", "安排现场演示", "寄送样品", "确认合同条款", "约技术交流", "跟进到货时间")
_KEPT = (
    "预算要到季度末才批，先别催", "决策人是生产副总，采购只管比价", "对方更看重交期，价格还有余地",
    "现场空间有限，报价前要再量一次", "去年用过同行的设备，对售后不满意",
    "合同要走集团法务，预留三周",
)  # fmt: skip
_CHANCES = (10, 30, 55, 75)
_LIMITS = (10, 15, 15, 20)


def contact_rows(world: World) -> pl.DataFrame:
    """One to three people at every customer; the first is the main contact."""
    rng = stream(world.seed, "contacts")
    accounts = world.customers.frame["account_id"]
    many = rng.integers(1, 4, accounts.len())
    account = np.repeat(np.arange(accounts.len()), many)
    nth = np.arange(account.size) - np.repeat(np.cumsum(many) - many, many)
    post = rng.integers(0, len(_TITLES), account.size)
    phone = rng.integers(0, 10**9, account.size)
    number = pl.Series(np.arange(1, account.size + 1)).cast(pl.String).str.zfill(7)
    return pl.DataFrame({
        "联系人编号": pl.select(pl.concat_str(pl.lit("LX"), number)).to_series(),
        "客户编码": accounts.gather(account),
        "姓名": person_names(rng, account.size),
        "职务": pl.Series([title for title, _ in _TITLES]).gather(post),
        "采购角色": pl.Series([part for _, part in _TITLES]).gather(post),
        "手机": pl.Series([f"10{k:09d}" for k in phone]),
        "是否主要": pl.Series(["是", "否"]).gather((nth > 0).astype(np.int64)),
    })  # fmt: skip


def person_names(rng: np.random.Generator, count: int) -> pl.Series:
    """Names of people: a surname, and one or two characters more."""
    letters = [np.array(list(part)) for part in (SURNAMES, FIRST, SECOND)]
    drawn = [part[rng.integers(0, part.size, count)] for part in letters]
    short = rng.random(count) < 0.18
    given = np.where(short, drawn[1], np.char.add(drawn[1], drawn[2]))
    return pl.Series(np.char.add(drawn[0], given))


def stage_rows() -> pl.DataFrame:
    """The stages of the sales process as the CRM lists them."""
    names = [*STAGES, WON, LOST]
    return pl.DataFrame({
        "序号": list(range(len(names))),
        "阶段名称": names,
        "阶段类型": ["进行中"] * len(STAGES) + ["赢单", "输单"],
        "赢率": [f"{chance}%" for chance in _CHANCES] + ["100%", "0%"],
        "停留上限": [*_LIMITS, None, None],
    })  # fmt: skip


def task_rows(world: World, made: Deals) -> pl.DataFrame:
    """What sellers have on their lists: something for most open deals, and some that was done."""
    rng = stream(world.seed, "tasks")
    still = np.flatnonzero(made.outcome < 0)
    still = still[rng.random(still.size) < 0.8]
    done = np.flatnonzero(made.outcome >= 0)[-2 * still.size :]
    deal = np.concatenate([still, done])
    until = np.datetime64(world.horizon.until).astype("datetime64[s]")
    ahead = rng.integers(-6, 12, deal.size).astype("timedelta64[D]")
    due = np.where(made.outcome[deal] < 0, until + ahead, made.ended[deal])
    due = _at_work(due)
    finished = np.where(made.outcome[deal] < 0, np.datetime64("NaT"), due)
    number = pl.Series(np.arange(1, deal.size + 1)).cast(pl.String).str.zfill(6)
    return pl.DataFrame({
        "任务编号": pl.select(pl.concat_str(pl.lit("RW"), number)).to_series(),
        "任务": pl.Series(_TODO).gather(rng.integers(0, len(_TODO), deal.size)),
        "截止时间": moments(due),
        "完成时间": moments(finished.astype("datetime64[s]")),
        "工号": person_ids(made.person[deal]),
        "客户编码": world.customers.frame["account_id"].gather(made.account[deal]),
        "商机编号": deal_ids(deal),
    })  # fmt: skip


def note_rows(world: World, made: Deals) -> pl.DataFrame:
    """What sellers keep in mind about some of the open deals, written when they opened them."""
    rng = stream(world.seed, "notes")
    still = np.flatnonzero(made.outcome < 0)
    deal = still[rng.random(still.size) < 0.25]
    names = {position.person_id: position.name for position in world.people.positions}
    number = pl.Series(np.arange(1, deal.size + 1)).cast(pl.String).str.zfill(6)
    return pl.DataFrame({
        "备注编号": pl.select(pl.concat_str(pl.lit("BZ"), number)).to_series(),
        "内容": pl.Series(_KEPT).gather(rng.integers(0, len(_KEPT), deal.size)),
        "记录时间": moments(made.created[deal]),
        "记录人": person_ids(made.person[deal]).replace_strict(names, return_dtype=pl.String),
        "置顶": pl.Series(["否", "是"]).gather((rng.random(deal.size) < 0.2).astype(np.int64)),
        "商机编号": deal_ids(deal),
    })  # fmt: skip


def _at_work(times: np.ndarray) -> np.ndarray:
    """The same days at ten in the morning."""
    return times.astype("datetime64[D]").astype("datetime64[s]") + np.timedelta64(10, "h")


def lead_people(world: World, count: int, account: Integers) -> dict[str, pl.Series]:
    """The company, person and telephone that stand on every lead."""
    rng = stream(world.seed, "lead people")
    phone = rng.integers(0, 10**9, count)
    return {
        "公司名称": world.customers.frame["name"].gather(account),
        "联系人": person_names(rng, count),
        "联系电话": pl.Series([f"10{k:09d}" for k in phone]),
    }
