"""What is said about a question: why it cannot be asked, and what to know about its answer."""

from salesops.kernel.problem import Wording

UNKNOWN_METRIC = Wording(
    "unknown_metric",
    zh=("没有名为 {name} 的指标。", "可用的指标有：{known}。"),
    en=("There is no metric called {name}.", "The metrics are: {known}."),
)
UNKNOWN_DIMENSION = Wording(
    "unknown_dimension",
    zh=("没有名为 {name} 的维度。", "维度写作 表.列，例如 regions.name；可用的有：{known}。"),
    en=(
        "There is no dimension called {name}.",
        "Write a dimension as table.column, such as regions.name; there are: {known}.",
    ),
)
NO_METRIC = Wording(
    "no_metric",
    zh=("没有选择任何指标。", "至少选择一个指标，例如 net_revenue。"),
    en=("No metric was chosen.", "Choose at least one metric, such as net_revenue."),
)
BAD_DATE = Wording(
    "bad_date",
    zh=("{name} 的值“{text}”不是日期。", "日期写作 2025-01-31。"),
    en=("{name} is “{text}”, which is not a date.", "Write a date as 2025-01-31."),
)
BAD_PERIOD = Wording(
    "bad_period",
    zh=("期间从 {starts_on} 开始，却在 {ends_before} 之前结束。", "请让结束日晚于开始日。"),
    en=(
        "The period starts on {starts_on} but ends before {ends_before}.",
        "Choose an end after the start.",
    ),
)
NO_PERIOD = Wording(
    "no_period",
    zh=("要做对比，必须给出期间的开始和结束。", "请填写开始日和结束日。"),
    en=("A comparison needs a period with a start and an end.", "Give both days."),
)
BAD_COMPARISON = Wording(
    "bad_comparison",
    zh=(
        "不认识的对比方式 {text}。",
        "可选 last_year（同比）、previous（环比）、festival（春节对齐）。",
    ),
    en=(
        "There is no comparison called {text}.",
        "Choose last_year, previous or festival.",
    ),
)
BAD_FILTER = Wording(
    "bad_filter",
    zh=(
        "筛选条件“{text}”无法理解。",
        "筛选写作 表.列=值，例如 regions.name=华东；值的类型须与列一致。",
    ),
    en=(
        "The filter “{text}” cannot be understood.",
        "Write table.column=value, such as regions.name=East, with a value of the column's type.",
    ),
)
BAD_ORDER = Wording(
    "bad_order",
    zh=("结果里没有可以排序的列 {text}。", "可用的列有：{known}；前面加 - 表示从大到小。"),
    en=(
        "The answer has no column {text} to sort by.",
        "The columns are: {known}; a leading - sorts from large to small.",
    ),
)
BAD_LIMIT = Wording(
    "bad_limit",
    zh=("“{text}”不是有效的行数。", "请填写正整数。"),
    en=("“{text}” is not a number of rows.", "Give a whole number above zero."),
)

TO_DATE = Wording(
    "to_date",
    zh=("期间尚未结束：数据截至 {day}，基期只取相同天数。", "期间结束后再看完整对比。"),
    en=(
        "The period is not over: figures go up to {day}, and the base covers as many days.",
        "Look again when the period is over for the full comparison.",
    ),
    severity="warning",
)
OUT_OF_REACH = Wording(
    "out_of_reach",
    zh=("{metric} 不能按 {dimension} 拆分或筛选，因此留空。", "换一个维度，或去掉这个指标。"),
    en=(
        "{metric} cannot be seen by {dimension}, so it is left empty.",
        "Choose another dimension or leave the metric out.",
    ),
    severity="warning",
)
CLOSED = Wording(
    "closed",
    zh=("{metric} 不在您可查看的范围内，因此留空。", "如需查看，请联系管理员。"),
    en=(
        "{metric} is outside what you may see, so it is left empty.",
        "Ask an administrator if you need it.",
    ),
    severity="warning",
)
NARROWED = Wording(
    "narrowed",
    zh=("{metric} 只包含您可查看的人员，不是整个范围的合计。", "如需查看全部，请联系管理员。"),
    en=(
        "{metric} holds only the people whose pay you may see, not everybody in view.",
        "Ask an administrator if you need the rest.",
    ),
    severity="warning",
)
NO_BASE = Wording(
    "no_base",
    zh=("{metric} 没有可比的基期数据。", "导入更早的数据后即可对比。"),
    en=(
        "{metric} has nothing earlier to be compared with.",
        "Import earlier data to compare.",
    ),
    severity="warning",
)
BASE_NOT_POSITIVE = Wording(
    "base_not_positive",
    zh=(
        "{metric} 有 {count} 组的基期为零或负数，增长率没有意义，只看差额。",
        "比较本期与基期的差额。",
    ),
    en=(
        "In {count} groups the base of {metric} is zero or negative, so growth has no meaning.",
        "Compare the difference between the two figures.",
    ),
    severity="warning",
)
SHORTENED = Wording(
    "shortened",
    zh=("共 {count} 组，只显示前 {limit} 组；合计包含全部。", "增大行数可看到其余各组。"),
    en=(
        "The first {limit} of {count} groups are shown; the total covers all of them.",
        "Ask for more rows to see the others.",
    ),
    severity="warning",
)
