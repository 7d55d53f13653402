"""What can be wrong with what somebody asks of tracking or says of an alert."""

from salesops.kernel.problem import Wording

NO_SUCH_ALERT = Wording(
    "no_such_alert",
    zh=("没有这条预警，或者它已经解除", "请刷新页面，查看现在的预警"),
    en=("There is no such alert, or it is over.", "Reload the page to see the alerts of today"),
)
DISPOSITION_NEEDED = Wording(
    "disposition_needed",
    zh=("请说明原因属于哪一类", "可选：{known}"),
    en=("Say what it was.", "Choose one of: {known}"),
)

NO_SUCH_KIND = Wording(
    "measure_kind",
    zh=("不能提议“{kind}”", "可选：{known}"),
    en=('"{kind}" cannot be proposed.', "Choose one of: {known}"),
)
NO_SUCH_STEP = Wording(
    "measure_step",
    zh=("“{title}”现在是{status}，不能变为“{to}”", "请刷新页面后再试"),
    en=('"{title}" is {status} now and cannot become "{to}".', "Look at it again"),
)
TITLE_NEEDED = Wording(
    "measure_title",
    zh=("请写明要做什么", "填写标题"),
    en=("Say what is to be done.", "Give it a title"),
)
