"""What an assistant is told when a tool cannot be used, or nothing was done yet."""

from salesops.kernel.problem import Problem, Where, Wording
from salesops.web.door_problems import FIELD

MISSING = Wording("missing", zh=FIELD["missing"][0], en=FIELD["missing"][1])

NO_SUCH_TOOL = Wording(
    "no_such_tool",
    zh=("没有名为“{tool}”的工具，或令牌没有它需要的权限", "用 list_tools 查看可用的工具"),
    en=('There is no tool "{tool}", or the token lacks its scope', "List the tools there are"),
)
NO_SUCH_ARGUMENT = Wording(
    "unknown_argument",
    zh=("“{tool}”没有参数“{name}”", "可以使用：{known}"),
    en=('"{tool}" takes no argument "{name}"', "These are known: {known}"),
)
NO_SUCH_CONFIRMATION = Wording(
    "no_such_confirmation",
    zh=("没有这个确认码，或它不是给您的", "不带 confirm 再调用一次，取得新的预览和确认码"),
    en=(
        "There is no such confirmation, or it is not yours",
        "Call without `confirm` again for a preview with a new one",
    ),
)
OTHER_ARGUMENTS = Wording(
    "other_arguments",
    zh=("这个确认码是给另一项操作或另一些参数的；没有做任何修改", "用预览时的参数确认，或重新预览"),
    en=(
        "This confirmation is for another action or other arguments; nothing was done",
        "Confirm with the arguments of the preview, or ask for a new preview",
    ),
)
CONFIRMED_BEFORE = Wording(
    "confirmed_before",
    zh=("这个确认码已经用过，操作早已完成；没有再做一次", "查看记录的现状；还要再做时重新预览"),
    en=(
        "This was confirmed before and is done; it was not done again",
        "Look at the record; to do it once more ask for a new preview",
    ),
)
EXPIRED = Wording(
    "confirmation_expired",
    zh=("确认码已过期（{minutes} 分钟内有效）；没有做任何修改", "重新预览后再确认"),
    en=(
        "The confirmation has expired (it holds for {minutes} minutes); nothing was done",
        "Ask for a new preview and confirm that",
    ),
)
CHANGED_SINCE = Wording(
    "changed_since_preview",
    zh=("预览之后情况变了，现在会发生的与预览不同；没有做任何修改", "重新预览后再确认"),
    en=(
        "Things have changed since the preview, something else would happen now; nothing was done",
        "Ask for a new preview and confirm that",
    ),
)
NOTHING_CHANGES = Wording(
    "nothing_changes",
    zh=("这项操作不会改变任何内容", "无需确认"),
    en=("This would change nothing", "There is nothing to confirm"),
)
NOT_DONE_YET = Wording(
    "not_done_yet",
    zh=(
        "还没有执行",
        "请让用户看过并同意后，用相同参数加 confirm={token} 再调用一次；{minutes} 分钟内有效",
    ),
    en=(
        "Nothing is done yet",
        "Show it to the person; if they agree call again with confirm={token}, in {minutes} min",
    ),
)


def missing(name: str) -> Problem:
    """An argument that is not there."""
    return Problem(MISSING, Where(column=name), {"field": name})
