"""What sellers wrote down: calls, visits and messages to leads, about deals, to customers."""

import numpy as np
import polars as pl

from salesops.demo.deals import STAGES, Deals, deal_ids
from salesops.demo.draws import Integers, stream
from salesops.demo.leads import Leads, Times, lead_ids, moments, person_ids
from salesops.demo.orders import World, holders

KINDS = ("电话", "拜访", "微信", "邮件", "会议")
OUTCOMES = ("有意向", "需再跟进", "暂无需求", "已约下次拜访", "未接通")
_WHAT = {
    "线索": ("核实需求与预算", "介绍公司与产品", "确认联系人和采购流程"),
    STAGES[0]: ("了解现场工况", "拜访设备科，收集参数", "加采购微信，发公司资料"),
    STAGES[1]: ("确认选型参数与数量", "与技术部核对介质和压力", "讨论交期要求"),
    STAGES[2]: ("提交方案与报价", "讲解方案，答疑", "跟进报价反馈"),
    STAGES[3]: ("谈付款条件与折扣", "确认合同条款", "催促内部审批"),
    "客户": ("例行回访，了解库存", "收集使用反馈", "沟通下季度采购计划", "催收到期货款"),
}


_HEADINGS = {"account": "客户编码", "deal": "商机编号", "lead": "线索编号"}


def worklogs(world: World, found: Leads, made: Deals) -> pl.DataFrame:
    """The log of everybody, oldest first, under the headings of the company's form."""
    parts = [_of_leads(found), *_of_deals(world, made), _of_customers(world)]
    frame = pl.concat(parts, how="diagonal").sort("at", "topic", "account", maintain_order=True)
    n, rng = frame.height, stream(world.seed, "worklogs")
    u = rng.random((4, n))
    kind = np.searchsorted(np.cumsum((0.38, 0.24, 0.24, 0.08, 0.06)), u[0]).clip(0, 4)
    topics = frame["topic"].to_numpy()
    told = [_WHAT[topic][int(x * len(_WHAT[topic]))] for topic, x in zip(topics, u[1], strict=True)]

    def known(column: str) -> Integers:
        return frame[column].fill_null(0).to_numpy()

    return frame.select(
        pl.format("RZ{}", pl.int_range(1, n + 1).cast(pl.String).str.zfill(8)).alias("记录编号"),
        moments(frame["at"].to_numpy()).alias("发生时间"),
        pl.Series(KINDS).gather(kind).alias("跟进方式"),
        pl.Series(["呼出", "呼入"]).gather((u[2] < 0.18).astype(np.int64)).alias("方向"),
        pl.Series(OUTCOMES).gather((u[3] * len(OUTCOMES)).astype(np.int64)).alias("跟进结果"),
        pl.Series(told).alias("跟进内容"),
        person_ids(frame["person"].to_numpy()).alias("工号"),
        _known("account", world.customers.frame["account_id"].gather(known("account"))),
        _known("deal", deal_ids(known("deal"))),
        _known("lead", lead_ids(known("lead"))),
    )  # fmt: skip


def _known(column: str, values: pl.Series) -> pl.Expr:
    """The values where the row knows whom it is about."""
    return pl.when(pl.col(column).is_not_null()).then(values).alias(_HEADINGS[column])


def _of_leads(found: Leads) -> pl.DataFrame:
    called = np.flatnonzero(~np.isnat(found.contacted))
    return _frame("线索", found.contacted[called], found.person[called], lead=called)


def _of_deals(world: World, made: Deals) -> list[pl.DataFrame]:
    """One to three per stage, spread over the time spent there."""
    rng = stream(world.seed, "worklogs of deals")
    now = np.datetime64(world.horizon.until) + np.timedelta64(20, "h")
    frames = []
    for k, topic in enumerate(STAGES):
        entered = made.entered[k]
        here = np.flatnonzero(~np.isnat(entered))
        later = made.entered[k + 1] if k + 1 < len(STAGES) else made.ended
        left = np.where(np.isnat(later), np.where(np.isnat(made.ended), now, made.ended), later)
        u = rng.random((2, made.lead.size))
        for turn, share in ((0, 1.0), (1, 0.45)):
            some = here[u[1, here] < share]
            spent = (left[some] - entered[some]).astype(np.float64) * (
                0.2 + 0.35 * turn + 0.3 * u[0, some]
            )
            at = entered[some] + spent.astype("timedelta64[s]")
            keep = at <= now
            frames.append(
                _frame(
                    topic, at[keep], made.person[some][keep], some[keep], made.account[some][keep]
                )
            )
    return frames


def _of_customers(world: World) -> pl.DataFrame:
    """Routine calls on customers, more on the large ones."""
    book, horizon = world.customers, world.horizon
    rng = stream(world.seed, "worklogs of customers")
    n = min(world.size.leads, book.seat.size * 12)
    weight = np.cumsum(np.sqrt(book.weights.mean(1)))
    account = np.searchsorted(weight, rng.random(n) * weight[-1]).clip(0, book.seat.size - 1)
    month = rng.integers(0, horizon.last + 1, n)
    day = (rng.random(n) * np.where(month == horizon.last, horizon.until.day, 28)).astype(np.int64)
    first = np.array(horizon.months, "datetime64[s]")[month]
    at = first + (day * 86_400 + rng.integers(32_400, 64_800, n)).astype("timedelta64[s]")
    person = np.stack([holders(world, m) for m in range(horizon.last + 1)])[
        month, book.seat[account]
    ]
    return _frame("客户", at, person, None, account)


def _frame(
    topic: str, at: Times, person: Integers, deal: Integers | None = None,
    account: Integers | None = None, lead: Integers | None = None,
) -> pl.DataFrame:  # fmt: skip
    columns = {"deal": deal, "account": account, "lead": lead}
    return pl.DataFrame(
        {"topic": [topic] * at.size, "at": at.astype("datetime64[ms]"), "person": person}
        | {
            name: [None] * at.size if values is None else values for name, values in columns.items()
        },
        schema_overrides=dict.fromkeys(columns, pl.Int64),
    )
