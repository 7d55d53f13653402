"""What is odd about the events of a log, said once, in both languages."""

from salesops.kernel.problem import Wording

OUT_OF_ORDER = Wording(
    "events_out_of_order",
    zh=("{count} 个事件写在更晚的事件之后", "已按时刻排好；若本应如此，可以不管"),
    en=(
        "Events that stand below later ones: {count}",
        "They were put in order",
    ),
    severity="warning",
)
TIES = Wording(
    "events_at_once",
    zh=("{count} 个事件与同一案例的前一个同时发生", "按文件里的先后算；若不对，请给出更细的时刻"),
    en=(
        "Events at the moment of the one before in their case: {count}",
        "They are taken in the order of the file; give finer times if that is wrong",
    ),
    severity="warning",
)
BEGINS_WITH_END = Wording(
    "begins_with_end",
    zh=("{count} 个案例以结束开头，例如“{value}”", "补上前面的事件，或检查 --end 的名称"),
    en=(
        "Cases that begin with an end, such as “{value}”: {count}",
        "Add what came before, or check the names given with --end",
    ),
    severity="warning",
)
UNKNOWN_END = Wording(
    "unknown_end",
    zh=("没有叫“{value}”的活动", "日志里的活动有：{names}"),
    en=("No activity is called “{value}”", "Those of the log are: {names}"),
)
