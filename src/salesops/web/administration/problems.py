"""What looking after the installation refuses to do."""

from salesops.kernel.problem import Wording

NO_SUCH_ZONE = Wording(
    "no_such_time_zone",
    zh=("没有名为“{zone}”的时区", "填写 IANA 名称，例如 Asia/Shanghai"),
    en=('There is no time zone "{zone}"', "Give its IANA name, such as Asia/Shanghai"),
)
BAD_HOURS = Wording(
    "bad_hours",
    zh=(
        "工作时段“{told}”读不懂或互相重叠",
        "每段写成 09:00-12:00，多段用空格隔开，按先后排列",
    ),
    en=(
        'The hours "{told}" cannot be read, or overlap',
        "Write each as 09:00-12:00, several with a space between, in their order",
    ),
)
DAY_OUT_OF_REACH = Wording(
    "day_out_of_reach",
    zh=("{day} 不在日历范围内（{first} 至 {last}）", "换一个范围内的日期"),
    en=("{day} is outside the calendar, {first} to {last}", "Choose a day within"),
)
NO_DAYS = Wording(
    "no_days",
    zh=("没有给出任何一天", "至少给出一天"),
    en=("No day was given", "Give at least one"),
)
BAD_CURRENCY = Wording(
    "bad_currency",
    zh=("“{currency}”不是货币代码", "用三个字母，例如 USD；本位币自身不需要汇率"),
    en=(
        '"{currency}" is no currency that needs a rate',
        "Three letters, such as USD; your own currency has none",
    ),
)
BAD_RATE = Wording(
    "bad_rate",
    zh=("汇率必须是大于零的数，最多 8 位小数", "例如 7.1234"),
    en=("A rate is a number above zero with at most 8 decimals", "Such as 7.1234"),
)
