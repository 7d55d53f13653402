"""What actions on processes and clocks refuse, each in a sentence that says what to do."""

from salesops.kernel.problem import Wording

NO_SUCH_VERSION = Wording(
    "no_such_process",
    zh=("没有这个流程版本", "回到流程页面，重新选择"),
    en=("There is no such version of a process", "Choose one on the process page"),
)
NOT_A_DRAFT = Wording(
    "process_is_published",
    zh=("第 {number} 版已发布，不能再改", "另起一份草稿，改好后发布新版本"),
    en=("Version {number} is published and stays as it is", "Draft another version"),
)
NOTHING_PUBLISHED = Wording(
    "no_process_published",
    zh=("这个流程还没有发布的版本", "请销售运营先发布一个版本"),
    en=("No version of this process is published yet", "Ask sales operations to publish one"),
)
STARTS_BEFORE = Wording(
    "process_starts_before",
    zh=("新版本不能从 {day} 开始：{before}", "选择今天或以后的日期，且不早于上一版本的开始日"),
    en=(
        "The version cannot hold from {day}: {before}",
        "Choose today or later, and not before the version it follows",
    ),
)
ALREADY_PAUSED = Wording(
    "already_paused",
    zh=("计时已经暂停", "先恢复，再暂停"),
    en=("The clocks are paused already", "Resume them first"),
)
NOT_PAUSED = Wording(
    "not_paused",
    zh=("计时没有暂停", "不需要恢复"),
    en=("The clocks are not paused", "There is nothing to resume"),
)
PAUSE_NEEDS_REASON = Wording(
    "pause_needs_reason",
    zh=("暂停计时要写明原因", "写一句在等什么，例如“等客户回签合同”"),
    en=("A pause needs a reason", "Say in a sentence what is waited for"),
)
NO_SUCH_TEAM = Wording(
    "no_such_team_for_hours",
    zh=("没有这个团队", "从列表中选择一个团队"),
    en=("There is no such team", "Choose one from the list"),
)
HOURS_UNCLEAR = Wording(
    "team_hours_unclear",
    zh=("看不懂工作时间“{text}”", "写成 09:00-12:00 13:30-18:00"),
    en=('The hours "{text}" are not clear', "Write them as 09:00-12:00 13:30-18:00"),
)
ZONE_UNKNOWN = Wording(
    "team_zone_unknown",
    zh=("不认识时区“{zone}”", "写成 Asia/Shanghai 或 America/New_York"),
    en=('The time zone "{zone}" is not known', "Write it as Asia/Shanghai or America/New_York"),
)
DAY_BOTH = Wording(
    "team_day_both",
    zh=("{day} 既写在休息日，又写在上班日", "从其中一处删去"),
    en=("{day} stands under days off and under days worked", "Take it out of one of them"),
)
DAYS_UNCLEAR = Wording(
    "team_days_unclear",
    zh=("“{text}”不是日期", "一行一个，写成 2026-10-08"),
    en=("“{text}” is not a date", "Write one a line, such as 2026-10-08"),
)
