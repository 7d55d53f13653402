"""What the fields and choices of a plan are called, in both languages."""

from collections.abc import Mapping

from salesops.kernel.problem import Language

FIELDS: Mapping[str, tuple[str, str]] = {
    "name": ("名称", "Name"), "currency": ("币种", "Currency"),
    "ends_before": ("结束（不含当天）", "Ends before"), "starts_on": ("开始", "From"),
    "unit": ("四舍五入到", "Rounded to"), "year_starts_in": ("财年起始月", "Fiscal year starts in"),
    "period_starts": ("期间起始日（4-4-5 等）", "Starts of periods (4-4-5 and such)"),
    "plan_rates": ("约定汇率", "Plan rates"), "payment_rates": ("发放汇率", "Payment-date rates"),
    "payment_cap": ("每期发放上限", "Most a period pays"),
    "payment_cap_refundable": ("超出部分以后补发", "The rest is paid later"),
    "draw": ("预支与保底", "Draw"), "negative": ("应扣回的金额", "What is owed back"),
    "carry_limit": ("最多结转", "Carried at most"), "leaver": ("离职时", "When somebody leaves"),
    "versions": ("生效段", "Terms"), "components": ("组成项", "Components"),
    "target_pay": ("年目标奖金（达成 100% 时）", "Target pay a year, at 100 %"),
    "carry_attainment": ("接着算已有的达成", "Attainment carries over"),
    "settled_by": ("中途换版时按哪个达成率结算", "If it ends within an interval, settled by"),
    "proration": ("在岗不满时目标怎样折算", "Quota of who was there in part"),
    "ramp": ("新人各月目标比例", "Share of the quota in a newcomer's months"),
    "relief": ("目标减免", "Quota relief"), "examples": ("例题", "Worked examples"),
    "payee": ("人员编号", "Person's id"), "share": ("比例", "Share"), "reason": ("原因", "Reason"),
    "quota": ("用哪个目标（空：同名或总目标）", "Held against the quota (empty: its own)"),
    "sold": ("卖出", "Sold"), "pays": ("发放（空：自动算出）", "Pays (none: worked out)"),
    "kind": ("种类", "Kind"),
    "basis": ("计佣口径", "Counts"), "accumulate": ("累计区间", "Accumulates over"),
    "measure": ("按金额还是数量", "By amount or pieces"), "roles": ("业绩归属", "Credits of"),
    "products": ("只计这些产品（一行一个）", "These products alone, one a line"),
    "quota_scope": ("目标取整个区间还是到期为止", "Quota of the interval, or to date"),
    "weight": ("占目标奖金的比例", "Share of target pay"),
    "threshold": ("起付线（达成率）", "Threshold (attainment)"),
    "gates": ("门槛条件", "Gates"), "multipliers": ("系数", "Multipliers"),
    "matrices": ("矩阵", "Matrices"), "floor": ("保底", "Floor"), "caps": ("封顶", "Caps"),
    "returns": ("退货与追回", "Returns and clawback"), "windfall": ("大单条款", "Windfall rule"),
    "holdback": ("预留", "Holdback"), "instalments": ("分几期发放", "Instalments"),
    "release": ("何时释放", "Released"), "tier_method": ("阶梯算法", "Tier method"),
    "tier_unit": ("档位按什么分", "Tiers by"), "tie": ("正好在边界上时", "On an edge"),
    "tiers": ("档位", "Tiers"), "starts": ("起", "From"), "ends": ("止（不含）", "Up to"),
    "rate": ("比例（占业绩）", "Rate of the basis"), "times": ("基准比例的倍数", "Times base rate"),
    "amount": ("金额", "Amount"), "amount_per": ("金额按", "Amount for"),
    "at_least": ("至少", "At least"), "objectives": ("考核事项与权重", "Objectives and weights"),
    "most": ("得分上限", "Highest score"), "shares": ("成员与份额", "Members and shares"),
    "forecast": ("预测的口径", "Basis of the forecast"), "component": ("看哪一项", "Looks at"),
    "bands": ("区段", "Bands"), "factor": ("系数", "Factor"), "down": ("行看哪一项", "Rows by"),
    "across": ("列看哪一项", "Columns by"), "rows": ("行的起点", "Rows start at"),
    "columns": ("列的起点", "Columns start at"),
    "factors": ("系数（一行一行写）", "Factors, by row"),
    "of": ("封顶对象", "Of"), "at_most": ("最多", "At most"), "per": ("每", "Per"),
    "refundable": ("以后补发", "Paid later"),
    "attribution": ("退货算在哪一天", "Counts on the day of"),
    "reduce_attainment": ("退货减达成", "Takes off attainment"),
    "clawback": ("追回多少", "Takes back"),
    "months": ("月数", "Months"), "above": ("单笔超过", "An order above"),
    "attainment_share": ("计入达成的比例", "Share that counts for attainment"),
    "pay_share": ("计入发放的比例", "Share that is paid on"), "periods": ("期数", "Periods"),
    # The same word for another thing.
    "Example.quota": ("年目标", "Yearly quota"),
    "Draw.periods": ("期数（空：不限）", "Periods (empty: without end)"),
    "Bonus.at_least": ("达成率至少", "Attainment of at least"),
    "Spiff.at_least": ("每单至少", "Orders of at least"),
    "forgiven_in": ("第几期免除（从 0 数）", "Forgiven in period (from 0)"),
}  # fmt: skip
CHOICES: Mapping[str, tuple[str, str]] = {
    "marginal": ("超额累进（分段）", "Marginal: each slice at its own rate"),
    "whole": ("全额累进（追溯）", "Whole: all at the rate that is reached"),
    "interpolated": ("线性插值", "Interpolated: straight lines between"),
    "attainment": ("达成率", "Attainment"), "quantity": ("数量", "Pieces"),
    "amount": ("金额", "Amount"),
    "transaction": ("每笔订单", "Each order"), "month": ("月", "Month"),
    "quarter": ("季度", "Quarter"), "half": ("半年", "Half-year"), "year": ("年", "Year"),
    "booked": ("签约", "Booked"), "delivered": ("发货", "Delivered"),
    "invoiced": ("开票", "Invoiced"), "collected": ("回款", "Collected"),
    "scored": ("考核得分", "Scores"),
    "direct": ("直接", "Direct"), "split": ("拆分", "Split"), "overlay": ("叠加", "Overlay"),
    "shadow": ("影子", "Shadow"), "rollup": ("下属上卷", "Roll-up"),
    "upper": ("归上一档", "The upper tier"), "lower": ("归下一档", "The lower tier"),
    "version": ("本段结束时", "What it had come to"),
    "interval": ("整个区间", "The whole interval"), "to_date": ("到期为止", "To date"),
    "period": ("期间", "Period"), "payment": ("发放额", "Payment"),
    "original": ("原销售", "Its sale"), "current": ("退货", "The return"),
    "full": ("全部", "All"), "share": ("一部分", "A share"),
    "prorated": ("按未满月数", "By months"),
    "carry": ("结转到以后", "Carried to later pay"), "forgive": ("免除", "Forgiven"),
    "deduct": ("直接扣", "Deducted"), "as_usual": ("照常", "As usual"),
    "settle": ("一次结清", "Settled at once"), "forfeit": ("不再发放", "Forfeited"),
    "none": ("不折算", "Not prorated"), "months": ("按整月", "By whole months"),
    "days": ("按天", "By days"), "commission": ("提成", "Commission"), "bonus": ("奖金", "Bonus"),
    "spiff": ("专项激励", "SPIFF"), "objectives": ("关键事项考核", "Scored objectives"),
    "pool": ("团队奖金池", "Team pool"), "promise": ("预测准确奖", "Bonus for a true forecast"),
    "guarantee": ("可追回保底", "Recoverable guarantee"),
    "advance": ("可追回预支", "Recoverable draw"),
    "fixed_guarantee": ("不追回保底", "Guarantee, not recovered"),
    "fixed_advance": ("不追回津贴", "Allowance, not recovered"),
    "": ("—", "—"), "yes": ("是", "Yes"), "no": ("否", "No"),
}  # fmt: skip


# What is paid or kept by no component.
PARTS: Mapping[str, tuple[str, str]] = {
    "carried": ("结转（以后扣回）", "Carried to later pay"),
    "forgiven": ("负数免除", "Forgiven"),
    "draw": ("预支", "Draw"),
    "payment_cap": ("方案封顶", "Cap of the plan"),
    "forfeit": ("离职不发", "Not paid after leaving"),
}


KINDS = ("commission", "bonus", "spiff", "objectives", "pool", "promise")


def component_name(component: str, language: Language) -> str:
    """What people call a component; its own name where a plan gave it one."""
    if component in KINDS:
        return choice_label(component, language)
    return _said(PARTS.get(component, (component, component)), language)


def field_label(name: str, language: Language, owner: str = "") -> str:
    """What a field (of a dataclass of this name) is called; its own name without words."""
    return _said(FIELDS.get(f"{owner}.{name}") or FIELDS.get(name, (name, name)), language)


def choice_label(value: str, language: Language) -> str:
    """What a choice is called."""
    return _said(CHOICES.get(value, (value, value)), language)


def _said(words: tuple[str, str], language: Language) -> str:
    return words[0] if language == "zh" else words[1]


def place_labels(place: str) -> dict[str, str]:
    """What a problem says of a place, by the names its sentences use."""
    return {"place_zh": place_label(place, "zh"), "place_en": place_label(place, "en")}


def place_label(place: str, language: Language) -> str:
    """A place such as `versions[0].components[commission].tiers[1].rate`, in words."""
    parts = []
    for part in place.split("."):
        name, _, inside = part.partition("[")
        inside = inside.rstrip("]")
        told = field_label(name, language, "Example" if "examples[" in place else "")
        if inside.isdecimal():
            told += f" {int(inside) + 1}"
        elif inside:
            called = component_name(inside, language)
            told += f"“{called}”" if language == "zh" else f' "{called}"'
        parts.append(told)
    return " › ".join(parts)
