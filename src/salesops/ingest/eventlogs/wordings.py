"""What can be wrong with an event log, said once, in both languages."""

from salesops.kernel.problem import Wording

NO_COLUMN = Wording(
    "no_event_column",
    zh=("没有“{column}”列", "用 {option} 指出{what}的列；文件里有：{columns}"),
    en=(
        "There is no column “{column}”",
        "Name the column of the {what_en} with {option}: {columns}",
    ),
)
UNREADABLE_TIME = Wording(
    "unreadable_time",
    zh=("“{value}”不是一个时刻", "改成 2026-03-01 09:30 这样的时刻；这一行没有计入"),
    en=("“{value}” is not a moment", "Write one such as 2026-03-01 09:30; the row is left out"),
)
AMBIGUOUS_TIMES = Wording(
    "ambiguous_times",
    zh=("“{value}”分不清日和月", "用 --time-format 写明，例如 %d-%m-%Y %H:%M:%S"),
    en=(
        "“{value}” may be day-month or month-day",
        "Say which with --time-format, for instance %d-%m-%Y %H:%M:%S",
    ),
)
INCOMPLETE = Wording(
    "incomplete_event",
    zh=("缺少{what}", "补上后再读；这一行没有计入"),
    en=("The {what_en} is missing", "Fill it in and read again; the row is left out"),
)
MORE = Wording(
    "more_bad_events",
    zh=("还有 {count} 行有同样的毛病", "改好前面的，再读一次"),
    en=("{count} more rows have the same faults", "Mend the first ones and read again"),
)
MIXED_ZONES = Wording(
    "mixed_zones",
    zh=(
        "{aware} 个时刻带时区，{naive} 个不带，先后无从比较",
        "用 --zone 说明不带时区的是哪里的时间，例如 --zone Asia/Shanghai",
    ),
    en=(
        "{aware} times carry an offset and {naive} do not, so their order is unknown",
        "Say where the others were with --zone, for instance --zone Asia/Shanghai",
    ),
)
NO_ZONE = Wording(
    "no_such_zone",
    zh=("没有“{value}”这个时区", "写 IANA 的名称，例如 Asia/Shanghai"),
    en=("There is no time zone “{value}”", "Write an IANA name such as Asia/Shanghai"),
)
NO_EVENTS = Wording(
    "no_events",
    zh=("文件里没有可用的事件", "检查是不是这个文件，列名是否正确"),
    en=("The file holds no usable event", "Check that it is the right file and the right columns"),
)
BAD_XES = Wording(
    "bad_xes",
    zh=("不是完整的 XES 文件：{detail}", "重新导出；不要手工截断"),
    en=("This is no complete XES file: {detail}", "Export it again and do not cut it"),
)
BAD_OCEL = Wording(
    "bad_ocel",
    zh=("不是 OCEL 2.0 文件：{detail}", "按 OCEL 2.0 的 SQLite 或 JSON 重新导出"),
    en=("This is no OCEL 2.0 file: {detail}", "Export it again as OCEL 2.0, SQLite or JSON"),
)
WHICH_OBJECT = Wording(
    "which_object",
    zh=("一个事件关系到几种对象，不知道跟着哪一种走", "用 --case 选一种：{types}"),
    en=("Events concern several kinds of object", "Choose the one to follow with --case: {types}"),
)
UNKNOWN_FORM = Wording(
    "unknown_log_form",
    zh=("不知道怎样写“{value}”", "文件名以 .csv、.parquet、.xes、.xes.gz、.sqlite 或 .json 结尾"),
    en=(
        "No way is known to write “{value}”",
        "End its name in .csv, .parquet, .xes, .xes.gz, .sqlite or .json",
    ),
)
