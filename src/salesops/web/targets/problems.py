"""What can be wrong with a change to a plan."""

from salesops.kernel.problem import Wording

NO_SUCH_PLAN = Wording(
    "no_such_plan",
    zh=("没有编号为“{id}”的方案", "请从方案列表中选择"),
    en=('There is no plan with the id "{id}".', "Choose one from the list of plans"),
)
PLAN_ID_TAKEN = Wording(
    "plan_id_taken",
    zh=("编号“{id}”已被另一个方案使用", "请换一个编号"),
    en=('Another plan has the id "{id}".', "Choose another id"),
)
PLAN_CLOSED = Wording(
    "plan_closed",
    zh=("方案“{plan}”已不是草稿，不能再修改", "请先退回方案，或在它的基础上另做一版"),
    en=(
        'The plan "{plan}" is no longer a draft.',
        "Return it first, or make a version based on it",
    ),
)
OFFERS_CLOSED = Wording(
    "plan_offers_closed",
    zh=("方案“{plan}”已不是草稿，不再收集自报目标", "请联系销售运营"),
    en=(
        'The plan "{plan}" is no longer a draft: offers are closed.',
        "Talk to sales operations",
    ),
)
METRIC_UNKNOWN = Wording(
    "plan_metric_unknown",
    zh=("没有名为“{metric}”的指标", "可选：{known}"),
    en=('There is no metric "{metric}" to plan.', "Choose one of: {known}"),
)
METRIC_TWICE = Wording(
    "plan_metric_twice",
    zh=("方案里已经有“{metric}”的目标", "请修改已有的目标"),
    en=('The plan already has a goal for "{metric}".', "Change that goal"),
)
AMOUNT_NEGATIVE = Wording(
    "plan_amount_negative",
    zh=("目标必须大于零", "请填写大于零的数"),
    en=("A goal must be more than nothing.", "Write a number above zero"),
)
UNIT_UNFIT = Wording(
    "plan_unit_unfit",
    zh=("目标 {amount} 不是取整单位 {unit} 的整数倍", "请换一个取整单位，或修改目标"),
    en=(
        "The goal {amount} is not a whole number of {unit}.",
        "Choose a finer unit or another goal",
    ),
)
NOTHING_TO_PLAN = Wording(
    "plan_empty",
    zh=("方案“{plan}”还没有目标或组织树", "请先填写目标，并放入区域、团队和人员"),
    en=(
        'The plan "{plan}" has no goal or no tree yet.',
        "Set a goal and put regions and people in",
    ),
)
ONE_PERSON_TWICE = Wording(
    "plan_person_twice",
    zh=("“{name}”出现在两个团队：{first} 和 {second}", "一个人在同一方案里只能有一个位置"),
    en=('"{name}" stands in two teams: {first} and {second}.', "Keep one place for each person"),
)
NODE_UNKNOWN = Wording(
    "plan_node_unknown",
    zh=("方案里没有“{key}”", "请从方案的组织树中选择"),
    en=('The plan has no node "{key}".', "Choose one of the plan's tree"),
)
WEIGHT_UNFIT = Wording(
    "plan_weight_unfit",
    zh=("“{column}”的“{value}”不是不小于零的数", "请填写不小于零的数，或留空"),
    en=('"{value}" in "{column}" is not a number of zero or more.',
        "Write a number of zero or more, or leave it empty"),
)  # fmt: skip
REASON_FOR_PIN = Wording(
    "plan_pin_reason",
    zh=("改动“{name}”的限制需要写明原因", "请写一句话，以后看得懂为什么"),
    en=('A limit on "{name}" needs a reason.', "Say in a sentence why"),
)
NO_FESTIVAL = Wording(
    "plan_no_festival",
    zh=("账本里没有一个完整的春节前后（前三周到后四周）", "请先导入至少一年的订单"),
    en=(
        "The ledger has no Spring Festival with the weeks around it.",
        "Import a year of orders first",
    ),
)
NO_TREE_SOURCE = Wording(
    "plan_no_people",
    zh=("{day} 没有任何在岗人员，组织树是空的", "请先导入人员，或换一个日期"),
    en=("Nobody holds a position on {day}: the tree would be empty.",
        "Import people first, or choose another day"),
)  # fmt: skip
LIMIT_UNFIT = Wording(
    "plan_limit_unfit",
    zh=("“{node}”的 {amount} 不是取整单位 {unit} 的整数倍", "请修改这个数，或换一个更细的取整单位"),
    en=("{amount} of {node} is not a whole number of {unit}.", "Change it, or round more finely"),
)
LIMIT_BELOW_PAST = Wording(
    "plan_limit_below_past",
    zh=("“{node}”的 {amount} 低于已过去月份的目标 {past}",
        "定数和上限管全年，不能低于已经下达的部分"),
    en=("{amount} of {node} is less than what its past months hold, {past}.",
        "Pins and caps are of the whole plan: give at least that"),
)  # fmt: skip
PAST_ABOVE = Wording(
    "plan_past_above",
    zh=("目标 {amount} 不高于已过去月份的目标合计 {past}", "目标管全部期间，请填写更大的数"),
    en=("The goal {amount} is no more than what past months hold, {past}.",
        "The goal is of all months: give more"),
)  # fmt: skip
UNIT_COARSER = Wording(
    "plan_unit_coarser",
    zh=("取整单位 {unit} 比原方案粗，已下达的目标不是它的整数倍", "请使用原方案的取整单位"),
    en=("Targets of past months are no whole numbers of {unit}.", "Round as the plan before did"),
)
LINES_CHANGED = Wording(
    "plan_lines_changed",
    zh=("已过去的月份按 {lines} 下达，调整方案里没有", "请保留原方案的产品线"),
    en=("Past months hold targets of {lines}, which the goal does not have.",
        "Keep the product lines of the plan before"),
)  # fmt: skip
REPLAN_LATE = Wording(
    "plan_replan_late",
    zh=("调整方案从 {holds_from} 起，而 {month} 已经结束",
        "过去的目标不改：请从本月或以后的月份起调整"),
    en=("The re-plan holds from {holds_from}, but {month} is over.",
        "Past targets stay: let it hold from this month or later"),
)  # fmt: skip
OFFER_NEGATIVE = Wording(
    "plan_offer_negative",
    zh=("自报目标不能小于零", "零表示没有，留空表示还没有回答"),
    en=("An offer is at least zero.", "Zero is nothing to sell; empty is no answer yet"),
)
FOREIGN_AMOUNT = Wording(
    "plan_foreign_amount",
    zh=("方案以 {currency} 计，这里写的是 {other}", "先按约定汇率换算，再填写"),
    en=("The plan counts in {currency}; this says {other}", "Convert it at the agreed rate first"),
)
GOAL_FIRST = Wording(
    "plan_goal_first",
    zh=("方案还没有这个指标的目标", "请先设定目标，再导入分解表"),
    en=("The plan has no goal in this metric yet.", "Set the goal first, then import the table"),
)
TAKEN_OVER_BEFORE = Wording(
    "plan_taken_over_before",
    zh=("这个目标已采用过一次对齐结果", "请先撤回，再重新对齐"),
    en=("Reconciled numbers were taken over before.", "Take them back first, then reconcile anew"),
)
NOTHING_TAKEN_OVER = Wording(
    "plan_nothing_taken_over",
    zh=("没有可撤回的对齐结果", "先采用一次，才有可撤回的"),
    en=("No reconciled numbers were taken over.", "There is nothing to take back"),
)
REASON_TO_TAKE_OVER = Wording(
    "plan_take_over_reason",
    zh=("采用对齐结果需要写明原因", "请写一句话，以后看得懂为什么"),
    en=("Taking the numbers over needs a reason.", "Say in a sentence why"),
)
LEAST_UNFIT = Wording(
    "plan_least_unfit",
    zh=("“{node}”的下限“{value}”不是不小于零的数", "请填写不小于零的数，或留空"),
    en=('"{value}" as the least of "{node}" is no number of zero or more.',
        "Write one, or leave it empty"),
)  # fmt: skip
SEAT_LATE = Wording(
    "plan_seat_late",
    zh=("{day} 不在方案的期间内", "请选择方案期间内的一个月"),
    en=("{day} is not within the plan.", "Choose a month of the plan"),
)
SEATS_MANY = Wording(
    "plan_seats_many",
    zh=("一次最多添加 {most} 个岗位", "请分几次添加"),
    en=("{most} seats at most can be added at once.", "Add them in parts"),
)
TOO_MUCH_PASTED = Wording(
    "plan_too_much_pasted",
    zh=("一次粘贴了 {count} 格，最多 {most} 格", "请分几次粘贴，或用表格导入"),
    en=("{count} cells were pasted; at most {most} go at once.", "Paste less, or bring a table"),
)
REASON_FOR_PASTE = Wording(
    "plan_paste_reason",
    zh=("粘贴需要写明原因", "请写一句话，以后看得懂为什么"),
    en=("A paste needs a reason.", "Say in a sentence why"),
)
CHANGED_BY_OTHERS = Wording(
    "plan_row_changed",
    zh=("“{node}”在您看过之后被别人改过", "请重新粘贴，先看看新的数"),
    en=('"{node}" was changed by somebody since you saw it.', "Paste anew and look first"),
)
BELOW_PERSON = Wording(
    "plan_below_person",
    zh=("“{name}”是个人，下面不能再放节点", "请选公司、区域或团队"),
    en=('"{name}" is a person: nothing stands below.', "Choose the company, a region or a team"),
)
BELOW_ITSELF = Wording(
    "plan_below_itself",
    zh=("“{name}”不能放到“{parent}”下面：那样会绕一圈", "请选不在它下面的节点"),
    en=('"{name}" cannot stand below "{parent}": that is a circle.', "Choose one not below it"),
)
TOP_STAYS = Wording(
    "plan_top_stays",
    zh=("“{name}”是顶层，不能移动", "请移动它下面的节点"),
    en=('"{name}" is the top and stays.', "Move those below it"),
)
NOT_A_REGION = Wording(
    "plan_not_a_region",
    zh=("“{name}”不能移除：它不是区域，或已有下达的目标", "团队和个人请通过更新组织树增减"),
    en=('"{name}" cannot be taken out: it is no region, or has past targets.',
        "Teams and people come and go as the tree is renewed"),
)  # fmt: skip
REGION_NAMELESS = Wording(
    "plan_region_nameless",
    zh=("新区域还没有名字", "请填写名字，或选一个销售区域"),
    en=("The new region has no name.", "Name it, or choose a sales region"),
)
REGION_UNKNOWN = Wording(
    "plan_region_unknown",
    zh=("没有编号为“{id}”的销售区域", "请从列表中选择"),
    en=('There is no sales region "{id}".', "Choose one of the list"),
)
REGION_TWICE = Wording(
    "plan_region_twice",
    zh=("“{name}”已在组织树里", "一个区域在同一方案里只有一个位置"),
    en=('"{name}" stands in the tree already.', "A region has one place in a plan"),
)
