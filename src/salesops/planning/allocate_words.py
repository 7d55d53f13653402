"""What can be wrong with a goal, its tree and what was said of its nodes, in words."""

from salesops.kernel.problem import Wording

NO_AMOUNT = Wording(
    "no_goal_amount",
    zh=("目标金额是 {amount}，没有可分解的数", "填写大于 0 的目标"),
    en=("The goal is {amount}: there is nothing to break down", "Give a goal above 0"),
)
TOO_MANY_UNITS = Wording(
    "too_many_units",
    zh=("目标 {amount} 按 {unit} 取整，单位太多", "换更大的取整单位"),
    en=("The goal of {amount} has too many units of {unit}", "Round to a larger unit"),
)
NO_PERIODS = Wording(
    "no_periods",
    zh=("目标的期间数是 {periods}", "填写至少 1 个期间"),
    en=("The goal has {periods} periods", "Give at least one period"),
)
OFF_UNIT = Wording(
    "off_unit",
    zh=(
        "“{node}”的 {what} 是 {amount}，不是取整单位 {unit} 的整数倍",
        "改成整数倍，或换更小的取整单位",
    ),
    en=(
        'The {what} of "{node}" is {amount}, no multiple of the unit {unit}',
        "Make it a multiple, or round to a smaller unit",
    ),
)
CURRENCY_MIX = Wording(
    "currency_mix",
    zh=("{node} 币种混用：{currency} 与 {other}", "先按约定汇率换成同一币种，再做分解"),
    en=(
        "{node} mixes currencies: {currency} and {other}",
        "Convert to one currency at the agreed rate first",
    ),
)
TWO_PLANS = Wording(
    "two_plans",
    zh=(
        "{metric} 从 {starts_on} 起有两个目标管同一段时间",
        "只留一个，或让后一个从前一个结束时开始",
    ),
    en=(
        "From {starts_on} on two goals of {metric} hold for the same days",
        "Keep one, or let the later one begin where the earlier ends",
    ),
)

NO_NODES = Wording(
    "no_nodes",
    zh=("表里没有一个节点", "至少写公司这一行"),
    en=("The table has no node", "Write at least the company's row"),
)
NO_ROOT = Wording(
    "no_root",
    zh=("树上没有顶层：每个节点都有上级", "让公司这一行的上级留空"),
    en=("The tree has no top: every node has a parent", "Leave the company's parent empty"),
)
TWO_ROOTS = Wording(
    "two_roots",
    zh=("有两个顶层：{nodes}", "只有公司的上级可以留空，给其余节点填上级"),
    en=("There are two tops: {nodes}", "Only the company's parent is empty: give the others one"),
)
ORPHAN = Wording(
    "orphan",
    zh=("“{node}”的上级“{parent}”不在表里", "补上这一行，或改正上级的名字"),
    en=('"{node}" has the parent "{parent}", which is not in the table', "Add it, or correct it"),
)
CYCLE = Wording(
    "cycle",
    zh=("“{node}”绕一圈成了自己的上级：{path}", "改正其中一个上级"),
    en=('"{node}" is above itself: {path}', "Correct one of these parents"),
)
DUPLICATE = Wording(
    "duplicate_node",
    zh=("“{node}”出现了 {count} 次", "删去重复的行，或给不同的人不同的名字（如加工号）"),
    en=('"{node}" stands here {count} times', "Remove the copies, or tell the people apart"),
)
TWO_TEAMS = Wording(
    "two_teams",
    zh=("“{node}”同时在 {parents} 里", "一个人只归一个团队；确需分开时，按团队拆成两个岗位"),
    en=(
        '"{node}" is in {parents} at once',
        "Put a person in one team, or plan two positions under two names",
    ),
)
NAMELESS = Wording(
    "nameless_node",
    zh=("有一行没有节点名", "填写节点名或删去这一行"),
    en=("A row has no node", "Name the node or remove the row"),
)

NEGATIVE_WEIGHT = Wording(
    "negative_weight",
    zh=("“{node}”的 {metric} 是负数：{amount}", "权重不能小于 0；退货多于销售时填 0"),
    en=('The {metric} of "{node}" is negative: {amount}', "A weight is at least 0"),
)
NEGATIVE_AMOUNT = Wording(
    "negative_amount",
    zh=("“{node}”的 {what} 是负数：{amount}", "填写 0 或更大的数"),
    en=('The {what} of "{node}" is negative: {amount}', "Give 0 or more"),
)
UNKNOWN_METRIC = Wording(
    "unknown_weight",
    zh=("权重 {metric} 没有这一列", "在表里加上这一列，或从 weights 里去掉"),
    en=("There is no column for the weight {metric}", "Add the column, or drop it from weights"),
)
NO_MIX = Wording(
    "no_mix",
    zh=("“{node}”没有任何大于 0 的权重系数", "在 weights 里写至少一个指标和它的系数"),
    en=('"{node}" has no weight above 0 to mix', "Name at least one metric in weights"),
)
ZERO_INVERSE = Wording(
    "zero_inverse",
    zh=("“{node}”的 {metric} 是 0，反向指标不能为 0", "填写大于 0 的数，或留空表示未知"),
    en=(
        'The {metric} of "{node}" is 0, and an inverse metric cannot be',
        "Give more than 0, or leave it empty when unknown",
    ),
)
ZERO_WEIGHTS = Wording(
    "zero_weights",
    zh=("“{node}”下面各节点的权重全是 0（{metrics}）", "填写权重，或为每个下级直接定数"),
    en=(
        'Every weight below "{node}" is 0 ({metrics})',
        "Give weights, or pin everybody below",
    ),
)
NO_WEIGHTS = Wording(
    "no_weights",
    zh=("“{node}”下面没有一个节点填了权重（{metrics}）", "填写权重；系统不会自行平分"),
    en=(
        'Nobody below "{node}" has a weight ({metrics})',
        "Give weights: nothing is split equally behind your back",
    ),
)
ZERO_METRIC = Wording(
    "zero_metric",
    zh=("“{node}”下面的 {metric} 全是 0，只按其余指标分", "若有数据，请补上"),
    en=(
        'The {metric} is 0 everywhere below "{node}": only the other metrics count there',
        "Fill it in where it is known",
    ),
    severity="warning",
)

ZERO_FAMILY = Wording(
    "zero_family",
    zh=(
        "“{node}”下面每个人的权重都是 0（{metrics}），所以它分不到目标",
        "若不该如此，请补上权重或定数",
    ),
    en=(
        'Everybody below "{node}" has a weight of 0 ({metrics}): it gets nothing',
        "Give weights or a pin where that is not meant",
    ),
    severity="warning",
)
SEASON_MISSING = Wording(
    "season_missing",
    zh=("“{node}”的季节指数缺 {periods}", "每个期间都要有指数；不卖的月份写 0"),
    en=('"{node}" has no seasonal index for {periods}', "Give one a period; 0 if nothing sells"),
)
SEASON_LENGTH = Wording(
    "season_length",
    zh=("“{node}”有 {count} 个季节指数，目标有 {periods} 个期间", "一个期间一个指数"),
    en=('"{node}" has {count} seasonal indices for {periods} periods', "Give one a period"),
)
NEGATIVE_SEASON = Wording(
    "negative_season",
    zh=("“{node}”{period} 的季节指数是负数", "指数不能小于 0"),
    en=('The seasonal index of "{node}" for {period} is negative', "An index is at least 0"),
)
ZERO_SEASON = Wording(
    "zero_season",
    zh=("“{node}”的季节指数全是 0", "至少一个期间大于 0"),
    en=('Every seasonal index of "{node}" is 0', "Let at least one period be above 0"),
)
UNKNOWN_PRODUCT = Wording(
    "unknown_product",
    zh=(
        "“{node}”的产品线“{product}”不在公司的产品线里（{products}）",
        "改正名字，或先在公司层加上",
    ),
    en=(
        'The line "{product}" of "{node}" is none of the company\'s ({products})',
        "Correct the name, or add it for the company",
    ),
)
BAD_PRODUCTS = Wording(
    "bad_products",
    zh=("“{node}”的产品占比有负数或全是 0", "占比不小于 0，且至少一个大于 0"),
    en=('The product shares of "{node}" are negative or all 0', "Let one be above 0, none below"),
)
UNKNOWN_NODE = Wording(
    "unknown_node",
    zh=("{what}里的“{node}”不在表里", "改正名字，或在表里加上这个节点"),
    en=('"{node}" in {what} is not in the table', "Correct the name, or add the node"),
)

FLOOR_ABOVE_CAP = Wording(
    "floor_above_cap",
    zh=("“{node}”的下限 {floor} 高于上限 {cap}", "改正其一"),
    en=('The floor of "{node}", {floor}, is above its cap, {cap}', "Correct one of them"),
)
PIN_OUTSIDE = Wording(
    "pin_outside",
    zh=("“{node}”定为 {pin}，超出自己的下限 {floor} 与上限 {cap}", "改正定数或界限"),
    en=(
        '"{node}" is pinned to {pin}, outside its floor {floor} and cap {cap}',
        "Correct the pin or the bounds",
    ),
)
PIN_BEHIND_GATE = Wording(
    "pin_behind_gate",
    zh=("“{node}”的闸门关着，却要求至少 {pin}", "打开闸门，或去掉定数和下限"),
    en=('The gate of "{node}" is shut, yet it must have {pin}', "Open it, or drop pin and floor"),
)
PIN_ABOVE_GOAL = Wording(
    "pin_above_goal",
    zh=("“{node}”定为 {pin}，超过整个目标 {goal}", "改小定数"),
    en=('"{node}" is pinned to {pin}, more than the whole goal of {goal}', "Pin it lower"),
)
ROOT_PINNED = Wording(
    "root_pinned",
    zh=("顶层“{node}”定为 {pin}，而目标是 {goal}", "让两者一致，或去掉定数"),
    en=('The top "{node}" is pinned to {pin}, but the goal is {goal}', "Make them agree"),
)
PINS_ABOVE = Wording(
    "pins_above",
    zh=("“{node}”是 {amount}，下面已定的数合计 {below}，多出 {excess}", "改小定数，或提高“{node}”"),
    en=(
        '"{node}" has {amount}; the pins below add up to {below}, {excess} too much',
        'Pin less, or raise "{node}"',
    ),
)
FLOORS_ABOVE = Wording(
    "floors_above",
    zh=(
        "“{node}”最多 {amount}，下面的下限和定数合计 {below}，多出 {excess}",
        "降低下限，或提高“{node}”",
    ),
    en=(
        '"{node}" has at most {amount}; floors and pins below add up to {below}, {excess} too much',
        'Lower the floors, or raise "{node}"',
    ),
)
CAPS_BELOW = Wording(
    "caps_below",
    zh=(
        "“{node}”要 {amount}，下面最多只能接 {below}：{excess} 没有着落（{nodes}）",
        "提高上限、放开定数、给权重为 0 的节点填权重，或降低“{node}”",
    ),
    en=(
        '"{node}" needs {amount}, those below take only {below}: {excess} stranded ({nodes})',
        'Raise caps, free pins, give weights where they are 0, or lower "{node}"',
    ),
)
GATE_STRANDS = Wording(
    "gate_strands",
    zh=(
        "“{node}”下面的闸门全关着（{nodes}）：{excess} 没有着落",
        "打开一个闸门，或把“{node}”的目标移走",
    ),
    en=(
        'Every gate below "{node}" is shut ({nodes}): {excess} is stranded',
        'Open one, or move the target of "{node}" elsewhere',
    ),
)
PRODUCTS_STRANDED = Wording(
    "products_stranded",
    zh=(
        "{cells} 的目标没有人能接：能卖的人不够，{excess} 没有着落",
        "改变产品占比或季节，或让更多人可以卖",
    ),
    en=(
        "Nobody can take the target of {cells}: {excess} is stranded",
        "Change product shares or seasons, or let more people sell it",
    ),
)

LIMITS_ABOVE = Wording(
    "limits_above",
    zh=(
        "“{node}”各月或各产品线的定数和下限合计 {below}，超过它的 {amount}",
        "降低其中几个，或提高“{node}”",
    ),
    en=(
        'Pins and floors of months or lines of "{node}" add up to {below}, its whole is {amount}',
        'Lower some, or raise "{node}"',
    ),
)
LIMITS_BELOW = Wording(
    "limits_below",
    zh=(
        "“{node}”各月或各产品线最多只能到 {below}，到不了它的 {amount}",
        "放开其中几个，或降低“{node}”",
    ),
    en=(
        'The months or lines of "{node}" may have only {below} together, less than its {amount}',
        'Free some, or lower "{node}"',
    ),
)
LIMITS_BURST = Wording(
    "limits_burst",
    zh=(
        "{cells}：“{node}”下面按月、按产品线定的数比“{node}”的多 {excess}",
        "降低这些定数，或在“{node}”上提高这个月（或产品线）",
    ),
    en=(
        '{cells}: months and lines pinned below "{node}" are {excess} more than it has there',
        'Lower those pins, or pin the month or line of "{node}" higher',
    ),
)
UNKNOWN_LIMIT = Wording(
    "unknown_limit",
    zh=("“{node}”对“{cell}”有限制，但目标里没有这个月或产品线", "去掉这个限制"),
    en=('"{node}" has a limit for "{cell}", which the goal does not have', "Drop the limit"),
)
