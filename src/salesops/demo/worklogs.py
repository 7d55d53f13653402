"""What sellers wrote down: calls, visits and messages to leads, about deals, to customers."""

import numpy as np
import polars as pl

from salesops.demo.deals import STAGES, Deals, deal_ids
from salesops.demo.draws import Integers, stream
from salesops.demo.horizon import Times
from salesops.demo.leads import Leads, lead_ids, moments, person_ids
from salesops.demo.orders import World, holders

CALL, VISIT, MESSAGE, MAIL, MEETING = range(5)
KINDS = ("电话", "拜访", "微信", "邮件", "会议")
OUTCOMES = ("有意向", "需再跟进", "暂无需求", "已约下次拜访", "未接通")
_WHAT = {
    "线索": (
        (CALL, "核实需求与预算"), (CALL, "确认联系人和采购流程"), (MESSAGE, "介绍公司与产品"),
        (CALL, "回复咨询，约定演示时间"),
    ),
    STAGES[0]: (
        (CALL, "了解现场工况"), (VISIT, "拜访设备科，收集参数"),
        (MESSAGE, "加采购微信，发公司资料"), (CALL, "确认项目时间与预算"),
    ),
    STAGES[1]: (
        (CALL, "确认选型参数与数量"), (MEETING, "与技术部核对介质和压力"),
        (MESSAGE, "讨论交期要求"), (VISIT, "现场勘察安装条件"),
    ),
    STAGES[2]: (
        (MAIL, "提交方案与报价"), (MEETING, "讲解方案，答疑"), (CALL, "跟进报价反馈"),
        (MESSAGE, "补充业绩与检测报告"),
    ),
    STAGES[3]: (
        (VISIT, "谈付款条件与折扣"), (MAIL, "确认合同条款"), (CALL, "催促内部审批"),
        (CALL, "协调交期，争取当月签约"),
    ),
    "客户": (
        (VISIT, "例行回访，了解库存"), (CALL, "收集使用反馈"), (MESSAGE, "沟通下季度采购计划"),
        (CALL, "催收到期货款"), (MESSAGE, "节日问候，通知新品"),
    ),
}  # fmt: skip
_HEADINGS = {"account": "客户编码", "deal": "商机编号", "lead": "线索编号"}


def worklogs(world: World, found: Leads, made: Deals) -> pl.DataFrame:
    """The log of everybody, oldest first, under the headings of the company's form."""
    parts = [_of_leads(found), *_of_deals(world, made), _of_customers(world)]
    frame = pl.concat(parts, how="diagonal")
    on_duty = (frame["topic"] == "线索").to_numpy()
    said = frame["at"].to_numpy()
    at = np.where(on_duty, said, world.horizon.in_office(said)).astype("datetime64[ms]")
    end = np.datetime64(world.horizon.until) + np.timedelta64(1, "D")
    frame = frame.with_columns(pl.Series("at", at)).filter(pl.Series(at < end))
    frame = frame.sort("at", "topic", "account", maintain_order=True)
    n, rng = frame.height, stream(world.seed, "worklogs")
    u = rng.random((3, n))
    topics = frame["topic"].to_list()
    told = [_WHAT[topic][int(x * len(_WHAT[topic]))] for topic, x in zip(topics, u[0], strict=True)]
    kind = np.array([kind for kind, _ in told])
    inbound = (u[1] < 0.2) & ((kind == CALL) | (kind == MESSAGE))
    outcome = (u[2] * len(OUTCOMES)).astype(np.int64)
    # Only a call goes unanswered.
    outcome = np.where((outcome == len(OUTCOMES) - 1) & (kind != CALL), 1, outcome)

    def known(column: str) -> Integers:
        return frame[column].fill_null(0).to_numpy()

    return frame.select(
        pl.format("RZ{}", pl.int_range(1, n + 1).cast(pl.String).str.zfill(8)).alias("记录编号"),
        moments(frame["at"].to_numpy()).alias("发生时间"),
        pl.Series(KINDS).gather(kind).alias("跟进方式"),
        pl.Series(["呼出", "呼入"]).gather(inbound.astype(np.int64)).alias("方向"),
        pl.Series(OUTCOMES).gather(outcome).alias("跟进结果"),
        pl.Series([text for _, text in told]).alias("跟进内容"),
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
