"""What can be wrong with an intervention."""

from salesops.kernel.problem import Wording

NO_SUCH_INTERVENTION = Wording(
    "no_such_intervention",
    zh=("没有编号为“{id}”的措施", "请从列表中选择"),
    en=('There is no intervention with the id "{id}"', "Choose one from the list"),
)
UNKNOWN_CHOICE = Wording(
    "intervention_unknown_choice",
    zh=("{column} 不能是“{value}”", "可以是：{known}"),
    en=('{column} cannot be "{value}"', "It can be: {known}"),
)
UNKNOWN_UNIT = Wording(
    "intervention_unknown_unit",
    zh=("没有“{unit}”这个团队或人员", "请从列表中选择"),
    en=('There is no team or person "{unit}"', "Choose from the list"),
)
NOBODY_TREATED = Wording(
    "intervention_nobody_treated",
    zh=("没有选谁受到影响", "至少选一个团队或一个人"),
    en=("Nobody is chosen to get it", "Choose a team or a person at least"),
)
BOTH_SIDES = Wording(
    "intervention_both_sides",
    zh=("“{unit}”既受影响又在对照里", "从其中一边去掉"),
    en=('"{unit}" gets it and is compared with', "Take it out of one of them"),
)
NOT_A_MONTH = Wording(
    "intervention_not_a_month",
    zh=("“{value}”不是一个月的第一天", "写成 2026-07-01；效果按整月计算"),
    en=('"{value}" is not the first day of a month', "Write 2026-07-01: effects are by month"),
)
FEW_OTHERS = Wording(
    "intervention_few_others",
    zh=(
        "只有 {count} 个单位可以对比",
        "至少要两个没有受影响、有同样历史的单位；按人比较通常就够了",
    ),
    en=(
        "Only {count} units are there to compare with",
        "There must be two with the same history that do not get it; people instead of teams?",
    ),
)
NOT_TREATED_FIGURES = Wording(
    "intervention_treated_without_figures",
    zh=("“{unit}”在这段时间没有完整的数据", "换一个单位、指标或更短的期间"),
    en=('"{unit}" has no complete figures in these months', "Choose another, or fewer months"),
)
NOT_DECLARED = Wording(
    "intervention_not_declared",
    zh=("这项措施已经有结论或已撤回", "需要的话另做声明"),
    en=("It is concluded or withdrawn", "Declare another one where needed"),
)
NO_FIGURES = Wording(
    "intervention_no_figures",
    zh=("还没有数据", "先导入订单，再声明"),
    en=("There are no figures yet", "Import orders first, then declare"),
)
BAD_LINE = Wording(
    "intervention_bad_line",
    zh=("“{text}”读不出团队或人员和月份", "一行一个，写成：张三, 2026-07"),
    en=('"{text}" says no unit and month', "A line each, as: Wang Wei, 2026-07"),
)
TWICE = Wording(
    "intervention_twice",
    zh=("“{unit}”出现了两次", "每个团队或人员只写一行"),
    en=('"{unit}" is there twice', "Write each team or person once"),
)
