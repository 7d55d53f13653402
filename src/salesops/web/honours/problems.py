"""What can be wrong with awards, honours and ladders; and what people are told of them."""

from salesops.kernel.problem import Wording

NO_SUCH_AWARD = Wording(
    "no_such_award",
    zh=("没有编号为“{id}”的荣誉", "请从列表中选择"),
    en=('There is no award with the id "{id}"', "Choose one from the list"),
)
NO_SUCH_HONOUR = Wording(
    "no_such_honour",
    zh=("没有编号为“{id}”的授予记录", "请从荣誉墙中选择"),
    en=('There is no honour with the id "{id}"', "Choose one from the wall"),
)
NO_SUCH_LADDER = Wording(
    "no_such_ladder",
    zh=("没有编号为“{id}”的晋升通道", "请从列表中选择"),
    en=('There is no ladder with the id "{id}"', "Choose one from the list"),
)
NO_CRITERION = Wording(
    "award_without_criterion",
    zh=("没有授予标准", "写“从多少起”，或“前几名”，或两者都写"),
    en=("The award has no criterion", "Say from how much, or the best how many, or both"),
)
UNKNOWN_METRIC = Wording(
    "award_unknown_metric",
    zh=("“{value}”不能作为评选指标", "可以是：{known}"),
    en=('"{value}" cannot be judged by', "It can be: {known}"),
)
BAD_GOAL = Wording(
    "award_bad_goal",
    zh=("“{value}”的目标或积分不是大于 0 的数", "每一行写指标、目标和积分"),
    en=('Target or points of "{value}" are no numbers above 0', "Say metric, target and points"),
)
BAD_PERIOD = Wording(
    "award_bad_period",
    zh=("“{value}”不是这项荣誉的期间", "写成 2026-10、2026-Q3 或 2026，与授予频率一致"),
    en=('"{value}" is no period of this award', "Write 2026-10, 2026-Q3 or 2026, as it is given"),
)
NOT_OVER = Wording(
    "award_period_not_over",
    zh=("{value} 还没有结束，数据截至 {as_of}", "期间结束、数据更新之后再授予"),
    en=("{value} is not over: figures reach to {as_of}", "Give it when the period is over"),
)
NOBODY = Wording(
    "award_nobody",
    zh=("{value} 没有新的人达到标准", "已经授予的不会重复；可查看达标名单"),
    en=("Nobody new reaches the criterion in {value}", "Who has it keeps it; look who qualifies"),
)
NO_FIGURES = Wording(
    "award_no_figures",
    zh=("还没有数据", "先导入订单和目标"),
    en=("There are no figures yet", "Import orders and quotas first"),
)
ALREADY_WITHDRAWN = Wording(
    "honour_already_withdrawn",
    zh=("这项授予已经撤回", "不用再做什么"),
    en=("This honour is withdrawn already", "Nothing is left to do"),
)
REASON_NEEDED = Wording(
    "honour_reason_needed",
    zh=("撤回要写原因", "写一句，本人会看到"),
    en=("Withdrawing needs a reason", "Write a sentence: the person reads it"),
)
NO_PERSON = Wording(
    "honour_no_person",
    zh=("您的账号没有对应的人员", "请管理员把账号与人员对应"),
    en=("Your account stands for nobody", "Have the administrator say whose it is"),
)
UNKNOWN_PERSON = Wording(
    "ladder_unknown_person",
    zh=("没有编号为“{id}”的人员", "请从人员中选择"),
    en=('There is no person with the id "{id}"', "Choose one of the people"),
)
UNKNOWN_GRADE = Wording(
    "ladder_unknown_grade",
    zh=("这条通道没有职级“{grade}”", "可以是：{known}"),
    en=('The ladder has no grade "{grade}"', "It can be: {known}"),
)
SAME_DAY = Wording(
    "ladder_rank_same_day",
    zh=("{day} 已经定过职级", "换一个生效日"),
    en=("A grade was set for {day} already", "Choose another day"),
)
HONOURED = Wording(
    "honoured",
    zh=("恭喜：您获得“{award}”（{period}）", "{citation}"),
    en=('Well done: you were given "{award}" ({period})', "{citation}"),
)
WITHDRAWN = Wording(
    "honour_withdrawn",
    zh=("“{award}”（{period}）已撤回", "{reason}"),
    en=('"{award}" ({period}) was withdrawn', "{reason}"),
)
RANKED = Wording(
    "ranked",
    zh=("您的职级从 {day} 起为“{grade}”", "{reason}"),
    en=('From {day} on your grade is "{grade}"', "{reason}"),
)
NOTHING_TO_UNDO = Wording(
    "honours_nothing_to_undo",
    zh=("“{name}”没有可以撤销的修改", "不用再做什么"),
    en=('"{name}" has no change to take back', "Nothing is left to do"),
)
GIVEN_ALREADY = Wording(
    "award_given_already",
    zh=("“{name}”已经授予过，不能删除", "停用它；已经获得的保留"),
    en=('"{name}" was given already and cannot be dropped', "End it: who has it keeps it"),
)
ENDED = Wording(
    "award_ended",
    zh=("“{name}”已停用", "先恢复使用，再授予"),
    en=('"{name}" has ended', "Take it up again, then give it"),
)
NOT_BEGUN = Wording(
    "award_not_begun",
    zh=("{value} 在这项荣誉开始（{first}）之前", "选择开始之后的期间"),
    en=("{value} is before the award begins ({first})", "Choose a period after that"),
)
NO_SUCH_TEAM = Wording(
    "award_no_such_team",
    zh=("没有编号为“{id}”的团队", "请从列表中选择"),
    en=('There is no team with the id "{id}"', "Choose from the list"),
)
NOT_WITHDRAWN = Wording(
    "honour_not_withdrawn",
    zh=("这项授予没有撤回", "不用再做什么"),
    en=("This honour was not withdrawn", "Nothing is left to do"),
)
NO_SUCH_RANK = Wording(
    "ladder_no_such_rank",
    zh=("没有编号为“{id}”的定级", "请从列表中选择"),
    en=('There is no grade given with the id "{id}"', "Choose one from the list"),
)
RESTORED = Wording(
    "honour_restored",
    zh=("“{award}”（{period}）重新授予您", "{citation}"),
    en=('"{award}" ({period}) is yours again', "{citation}"),
)
UNRANKED = Wording(
    "unranked",
    zh=("从 {day} 起的职级“{grade}”已撤销", "之前的职级继续有效"),
    en=('The grade "{grade}" from {day} was taken back', "The one before holds on"),
)
