"""What can be wrong with a panel and with what is declared about it, in words."""

from salesops.kernel.problem import Wording

NO_COLUMN = Wording(
    "panel_no_column",
    zh=("表里没有 {column} 这一列", "用 --{option} 写出列名；表里有：{known}"),
    en=("The table has no column {column}", "Name it with --{option}; it has: {known}"),
)
EMPTY = Wording(
    "panel_empty",
    zh=("没有可以计算的行", "每个单位每一期一行：单位、期间、数值"),
    en=("There is no row to count", "A row a unit and period: unit, time, value"),
)
NOT_A_NUMBER = Wording(
    "panel_not_a_number",
    zh=("“{value}”不是数值", "写成 1234.56；没有发生就写 0，不知道就把这个单位去掉"),
    en=('"{value}" is no number', "Write 1234.56; 0 where nothing was, or leave the unit out"),
)
NO_UNIT = Wording(
    "panel_no_unit",
    zh=("这一行没有单位或期间", "补上，或删掉这一行"),
    en=("This row has no unit or no time", "Add it, or delete the row"),
)
NOT_A_TIME = Wording(
    "panel_not_a_time",
    zh=("“{value}”不是期间", "写成 2026-01-31、2026-01、2026Q1 或 2026"),
    en=('"{value}" is no time', "Write 2026-01-31, 2026-01, 2026Q1 or 2026"),
)
TWICE = Wording(
    "panel_twice",
    zh=("“{unit}”在 {time} 出现了不止一次", "先合计成每个单位每一期一行"),
    en=('"{unit}" stands twice at {time}', "Add up to one row a unit and period first"),
)
UNBALANCED = Wording(
    "panel_unbalanced",
    zh=(
        "“{unit}”缺 {missing} 期：{times}",
        "补上数值（没有发生写 0），或用 --without 去掉这个单位；缺的不会替您补",
    ),
    en=(
        '"{unit}" lacks {missing} periods: {times}',
        "Add the values (0 where nothing was), or drop it with --without; nothing is filled in",
    ),
)
UNKNOWN_UNIT = Wording(
    "panel_unknown_unit",
    zh=("没有“{value}”这个单位", "核对名称；表里有：{known}"),
    en=('There is no unit "{value}"', "Check the name; there are: {known}"),
)
NOBODY = Wording(
    "panel_nobody_treated",
    zh=("没有说明谁受到影响", "用 --treated 写出单位，或写出 0/1 那一列的列名"),
    en=("Nobody is said to be treated", "Name units with --treated, or its column of 0 and 1"),
)
NO_START = Wording(
    "panel_no_start",
    zh=("“{value}”没有开始的期间", "用 --from 写出从哪一期开始，或写 --treated 单位=期间"),
    en=('"{value}" has no start', "Say from when with --from, or write --treated UNIT=TIME"),
)
OUTSIDE = Wording(
    "panel_start_outside",
    zh=(
        "开始 {value} 不在数据之内：{first} 至 {last}",
        "开始之前和之后都至少要有一期；还没有开始就用 --before-launch 看检验力",
    ),
    en=(
        "The start {value} lies outside of the data: {first} to {last}",
        "There must be a period before and after; not begun yet? See --before-launch for power",
    ),
)
ONE_CONTROL = Wording(
    "panel_one_control",
    zh=(
        "只有 {count} 个单位可以对比",
        "至少要两个从未受影响（或开始更晚）的单位；否则看到的只是前后变化，不是效果",
    ),
    en=(
        "Only {count} unit is there to compare with",
        "There must be two that are never treated or later; else it is before and after, no effect",
    ),
)
ENDS_AGAIN = Wording(
    "panel_ends_again",
    zh=("“{value}”开始之后又停止了", "只看到停止之前的期间，或把停止之后的行去掉"),
    en=('"{value}" is treated and then not any more', "Keep only the periods until it ended"),
)
SHORT_HISTORY = Wording(
    "panel_short_history",
    zh=("只有 {count} 期，不够预演之后的 {after} 期", "历史至少要比预演的期数多两期"),
    en=("{count} periods cannot stand for {after} to come", "Bring two more than that at least"),
)
MORE = Wording(
    "panel_more",
    zh=("同样的问题还有 {count} 处", "改正之后再运行一次"),
    en=("The same is wrong in {count} more places", "Mend it and run again"),
)
