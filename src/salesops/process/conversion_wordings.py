"""What can be wrong with a file of cases or events for conversion, said once, in both languages."""

from salesops.kernel.problem import Wording

NO_CASE = Wording(
    "conversion_no_case",
    zh=("这一行没有编号", "补上编号；这一行没有计入"),
    en=("This row has no case", "Give it one; the row was not counted"),
    severity="warning",
)
CASE_TWICE = Wording(
    "conversion_case_twice",
    zh=("“{value}”出现了不止一次，只算第一行", "每个编号只留一行；或给出活动列，按事件计算"),
    en=(
        '"{value}" stands there more than once: its first row counts',
        "Keep a row for each, or name the activity column to read events",
    ),
    severity="warning",
)
NO_START = Wording(
    "conversion_no_start",
    zh=("没有开始时间，无法归入任何一期", "补上开始时间；这一行没有计入"),
    en=("It has no start, so it belongs to no cohort", "Add the start; it was not counted"),
    severity="warning",
)
NOT_A_TIME = Wording(
    "conversion_not_a_time",
    zh=("“{value}”不是日期或时间", "写成 2026-01-31 或 2026-01-31 14:30；这一行没有计入"),
    en=('"{value}" is no day or time', "Write 2026-01-31 or 2026-01-31 14:30; it was not counted"),
    severity="warning",
)
ENDS_EARLY = Wording(
    "conversion_ends_early",
    zh=("结束早于开始", "核对两个时间；这一行没有计入"),
    en=("It ends before it starts", "Check the two times; it was not counted"),
    severity="warning",
)
NO_END = Wording(
    "conversion_no_end",
    zh=("已有结果但没有结束时间", "补上结束时间；这一行没有计入"),
    en=("It has an outcome but no end", "Add the end; it was not counted"),
    severity="warning",
)
UNKNOWN_OUTCOME = Wording(
    "conversion_unknown_outcome",
    zh=(
        "结果“{value}”既不是赢也不是输，按未结束计算",
        "用 --won 和 --lost 说明哪些值是赢、哪些是输",
    ),
    en=(
        'The outcome "{value}" is neither won nor lost: taken as open',
        "Say with --won and --lost which values are",
    ),
    severity="warning",
)
FUTURE = Wording(
    "conversion_future",
    zh=("开始晚于截止日", "核对时间，或用 --as-of 给出更晚的截止日；这一行没有计入"),
    en=("It starts after the day as of which is counted", "Check it, or give a later --as-of"),
    severity="warning",
)
MIXED_ZONES = Wording(
    "conversion_mixed_zones",
    zh=("有的时间带时区，有的不带，无法比较", "全部带上时区，或全部去掉"),
    en=("Some times have a zone and some have none", "Give all of them one, or none"),
)
NO_CASES = Wording(
    "conversion_no_cases",
    zh=("没有可以计算的行", "核对列名和时间"),
    en=("There is no row to count", "Check the columns and the times"),
)
NO_SUCH_STAGE = Wording(
    "conversion_no_such_stage",
    zh=("没有一行的活动是“{value}”", "核对名称；文件里有：{known}"),
    en=('No row has the activity "{value}"', "Check the name; the file has: {known}"),
)
NO_COLUMN = Wording(
    "conversion_no_column",
    zh=("表里没有 {column} 这一列", "用 --{option} 写出列名；表里有：{known}"),
    en=("The table has no column for {column}", "Name it with --{option}; it has: {known}"),
)
MORE = Wording(
    "conversion_more_alike",
    zh=("同样的问题还有 {count} 行", "改正后再算一次"),
    en=("{count} more rows have the same problem", "Mend them and count again"),
    severity="warning",
)
BEGINS_WITH_END = Wording(
    "conversion_begins_with_end",
    zh=(
        "案例一开始就是“{activity}”，按 0 天结束计算",
        "核对它的时间；若更早的事件不在文件里，请补上",
    ),
    en=(
        'The case begins with "{activity}" and is counted as ended after no time',
        "Check its times; add what came before where that is not in the file",
    ),
    severity="warning",
)
