"""What can be wrong with a step of the pay workflow."""

from salesops.kernel.problem import Wording

NO_PERIOD = Wording(
    "pay_no_period",
    zh=(
        "“{period}”不是薪酬期间",
        "写成 2026-10、2026-Q4、2026-H2、双周 2026-W41x2 或财务月 FY2026-M10",
    ),
    en=(
        '"{period}" is no pay period.',
        "Write 2026-10, 2026-Q4, 2026-H2, a fortnight 2026-W41x2 or a fiscal month FY2026-M10",
    ),
)
OVERLAPS = Wording(
    "pay_periods_overlap",
    zh=("{period} 和已有的 {other} 有相同的日子", "选一个不重叠的期间；更换周期从下一个期间开始"),
    en=(
        "{period} shares days with {other}, which is there already.",
        "Name one that does not; another length of period begins after the last one",
    ),
)
NOT_BEGUN = Wording(
    "pay_period_not_begun",
    zh=("数据截至 {as_of}，{period} 还没有开始", "等该期间开始后再计算"),
    en=("The figures reach to {as_of}; {period} has not begun.", "Wait until it has"),
)
NO_FIGURES = Wording(
    "pay_no_snapshot",
    zh=("还没有快照，无法计算", "先导入订单并生成快照"),
    en=("There is no snapshot to calculate on.", "Import orders and take one"),
)
EARLIER_OPEN = Wording(
    "pay_earlier_open",
    zh=("{other} 还在{status}，{period} 不能发放", "先处理完较早的期间"),
    en=("{other} is still {status}; {period} cannot be issued.", "Finish the earlier one first"),
)
LATER_ISSUED = Wording(
    "pay_later_issued",
    zh=("{other} 已经发放，{period} 的差额只能进入之后的期间", "在最新的期间计算"),
    en=(
        "{other} is issued already: what {period} lacks is due in a later period.",
        "Calculate the newest one",
    ),
)
NOT_NOW = Wording(
    "pay_not_now",
    zh=("{name} 现在是“{status}”，不能这样做", "先完成前一步"),
    en=("{name} is {status}: this cannot be done now.", "Take the step before it first"),
)
SAME_EYES = Wording(
    "pay_four_eyes",
    zh=("{who} 已经做了前一步，不能再由同一人批准", "请另一位有权限的人批准"),
    en=("{who} did the step before and cannot approve it too.", "Ask somebody else who may"),
)
OWN_PAY = Wording(
    "pay_own",
    zh=("不能批准、调整或答复自己的薪酬", "请另一位有权限的人处理"),
    en=("Nobody approves, adjusts or answers on their own pay.", "Ask somebody else who may"),
)
STALE = Wording(
    "pay_stale",
    zh=("{period} 计算之后又有新的发放或调整", "重新计算并审核"),
    en=("Something was issued or adjusted since {period} was calculated.", "Calculate it again"),
)
DISPUTES_OPEN = Wording(
    "pay_disputes_open",
    zh=("{period} 还有 {count} 个申诉未答复，最早的是 {name}", "答复全部申诉后再关闭"),
    en=(
        "Unanswered disputes of {period}: {count}, first that of {name}.",
        "Answer them, then close",
    ),
)
TEXT_NEEDED = Wording(
    "pay_text_needed",
    zh=("没有说明", "写明原因"),
    en=("There is no explanation.", "Say why"),
)
NO_AMOUNT = Wording(
    "pay_no_amount",
    zh=("金额不能为 0，也不能细于 {unit}", "填写一个有正负号的金额"),
    en=("An amount cannot be 0 or finer than {unit}.", "Give an amount with its sign"),
)
NO_SUCH_REASON = Wording(
    "pay_no_such_reason",
    zh=("没有原因码“{reason}”", "可用：{known}"),
    en=('There is no reason "{reason}".', "These are known: {known}"),
)
NOT_ON_PLAN = Wording(
    "pay_not_on_plan",
    zh=("{name} 在 {period} 没有激励方案，无法调整", "先分配方案"),
    en=("{name} is on no pay plan in {period}.", "Assign one first"),
)
TOO_LATE = Wording(
    "pay_dispute_too_late",
    zh=("申诉期到 {day} 为止", "请直接联系销售运营"),
    en=("Disputes could be opened until {day}.", "Speak with sales operations"),
)
NO_SUCH_PART = Wording(
    "pay_no_such_part",
    zh=("对账单上没有这一行", "从对账单上选择一行"),
    en=("There is no such line on the statement.", "Choose one that is there"),
)
DISPUTED_ALREADY = Wording(
    "pay_disputed_already",
    zh=("这一行已有未答复的申诉", "等待答复"),
    en=("This line is disputed already.", "Wait for the answer"),
)
