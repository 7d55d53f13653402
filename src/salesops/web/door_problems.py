"""What every door says when something goes wrong outside of any action."""

from collections.abc import Mapping

from salesops.kernel.problem import Problem, Wording
from salesops.web.language import spoken

BUSY = Wording(
    "busy",
    zh=("数据库正忙，这次没有保存任何内容", "稍等几秒再试一次；您填写的内容还在浏览器里"),
    en=(
        "The database is busy; nothing was saved this time",
        "Try again in some seconds; what you typed is still in your browser",
    ),
)
NOT_FOUND = Wording(
    "not_found",
    zh=("没有这个地址或这条记录，或者它不是您能看的", "检查地址，或从列表、搜索中重新打开"),
    en=(
        "There is no such address or record, or it is not yours to see",
        "Check the address, or open it from a list or by searching",
    ),
)
FORBIDDEN = Wording(
    "forbidden",
    zh=("您的角色不能这样做", "请管理员或销售运营来做，或为您开通"),
    en=("Your role does not allow this", "Ask an administrator or sales operations"),
)
FORGED = Wording(
    "csrf",
    zh=("这个请求不是从本站的页面发出的，或页面放得太久了", "刷新页面后再试一次"),
    en=(
        "This request did not come from a page of ours, or the page is too old",
        "Load the page again and repeat",
    ),
)
NOT_ALLOWED = Wording(
    "not_allowed",
    zh=("这个地址不接受这种方法", "看 Allow 头或接口文档里列出的方法"),
    en=("This address does not take this method", "See the header Allow, or the documentation"),
)
NO_KEY = Wording(
    "no_key",
    zh=("没有登录，也没有有效的令牌", "在 Authorization 头中给出 Bearer 令牌，或先登录"),
    en=(
        "Nobody is signed in and there is no valid token",
        "Give a token as `Authorization: Bearer …`, or sign in",
    ),
)
TOO_LARGE = Wording(
    "too_large",
    zh=("请求的内容太大", "分几次提交；大文件用导入"),
    en=("The request is too large", "Send it in parts; bring large files in by an import"),
)
UNREADABLE = Wording(
    "unreadable",
    zh=("请求的内容读不出来", "按 UTF-8 的 JSON 提交，并检查引号和括号"),
    en=("The request cannot be read", "Send JSON in UTF-8, and check quotes and brackets"),
)
UNKEPT = Wording(
    "unkept",
    zh=("有一个值无法保存：空字符、残缺的字符或过大的数", "去掉它或改小后再提交"),
    en=(
        "A value cannot be kept: a null byte, half a character, or too large a number",
        "Remove it or make it smaller, and send it again",
    ),
)
BROKEN = Wording(
    "broken",
    zh=("程序出错了，这次没有保存任何内容", "再试一次；还是这样就告诉管理员时间和您在做的事"),
    en=(
        "Something is broken here; nothing was saved this time",
        "Try again; if it stays so, tell an administrator when it was and what you did",
    ),
)
BAD_KEY = Wording(
    "idempotency_key_unfit",
    zh=("Idempotency-Key 必须是 1 到 255 个可见的 ASCII 字符", "换一个键，例如 UUID"),
    en=("An Idempotency-Key is 1 to 255 visible ASCII characters", "Use another, such as a UUID"),
)
OTHER_REQUEST = Wording(
    "idempotency_key_used",
    zh=("这个 Idempotency-Key 已用于另一个请求", "新的请求要用新的键"),
    en=("This Idempotency-Key was used with another request", "Use a new key for a new request"),
)
STILL_RUNNING = Wording(
    "conflict_still_running",
    zh=("同一个 Idempotency-Key 的请求还在处理", "稍后用同一个键再试，会得到它的结果"),
    en=(
        "The request with this Idempotency-Key is still being done",
        "Try again with the same key later: you get its answer",
    ),
)
NO_LEDGER = Wording(
    "no_ledger",
    zh=("没有这个账本快照", "先导入数据并生成快照"),
    en=("There is no such snapshot", "Import data and take a snapshot"),
)
BAD_CURSOR = Wording(
    "bad_cursor",
    zh=("这个 cursor 不是本列表给出的", "不带 cursor，从第一页开始"),
    en=("This cursor is of no list here", "Begin without one"),
)
LACKS_SCOPE = Wording(
    "lacks_scope",
    zh=("这个令牌没有 {scope} 权限", "用有 {scope} 的令牌，或在“访问令牌”页面新建一个"),
    en=(
        "This token lacks the scope {scope}",
        "Use one that has it, or make one on the page of your access tokens",
    ),
)
CORRECT = Wording(
    "unfit",
    zh=("“{field}”的值不能保存", "改正“{field}”后再提交"),
    en=('The value of "{field}" cannot be kept', 'Correct "{field}" and send it again'),
)
SAID: Mapping[int, Wording] = {
    400: UNREADABLE, 401: NO_KEY, 403: FORBIDDEN, 404: NOT_FOUND, 405: NOT_ALLOWED,
    413: TOO_LARGE, 422: UNKEPT, 500: BROKEN, 503: BUSY,
}  # fmt: skip
"""By the status of the answer."""
FIELD = {
    "missing": (
        ("缺少“{field}”", "补上这个字段"),
        ('"{field}" is missing', "Give this field"),
    ),
    "too_long": (
        ("“{field}”太长：最多 {limit}", "缩短后再提交"),
        ('"{field}" is too long: at most {limit}', "Shorten it"),
    ),
    "not_of": (
        ("“{field}”的值不在可选范围内：{limit}", "改成其中之一"),
        ('"{field}" is none of {limit}', "Use one of them"),
    ),
    "unfit": (
        ("“{field}”的值不符合要求：{why}", "按接口文档中的类型填写"),
        ('"{field}" has a value that does not fit: {why}', "Give it as the documentation says"),
    ),
}
KINDS = {
    "missing": "missing",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "literal_error": "not_of",
    "enum": "not_of",
}
LIMITS = ("max_length", "expected")


def unfit(field: str, sentence: str) -> dict[str, str]:
    """What is wrong with the value of a record's field, where, and what to do."""
    remedy = Problem(CORRECT, values={"field": field}).remedy(spoken()) if field else ""
    return {"code": "unfit", "column": field, "reason": sentence, "remedy": remedy}
