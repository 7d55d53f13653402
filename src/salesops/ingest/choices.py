"""What people write for a state, a kind or a direction, and what is stored for it."""

STATUSES = {
    "open": "open", "进行中": "open", "跟进中": "open", "engaging": "open", "prospecting": "open",
    "未结束": "open", "won": "won", "赢单": "won", "成交": "won", "已成交": "won", "赢": "won",
    "closed won": "won", "lost": "lost", "输单": "lost", "丢单": "lost", "输": "lost",
    "失单": "lost", "closed lost": "lost",
}  # fmt: skip
LEAD_STATUSES = {
    "new": "new", "新线索": "new", "未处理": "new", "待分配": "new", "未分配": "new", "open": "new",
    "working": "working", "跟进中": "working", "已联系": "working", "处理中": "working",
    "contacted": "working", "qualified": "working", "converted": "converted",
    "已转商机": "converted", "已转化": "converted", "已转换": "converted", "已成交": "converted",
    "invalid": "invalid", "无效": "invalid", "已关闭": "invalid", "关闭": "invalid",
    "unqualified": "invalid", "disqualified": "invalid", "following up": "working",
}  # fmt: skip
DIRECTIONS = {
    "outbound": "outbound", "out": "outbound", "呼出": "outbound", "去电": "outbound",
    "主动": "outbound", "我方": "outbound", "发出": "outbound", "inbound": "inbound",
    "in": "inbound", "呼入": "inbound", "来电": "inbound", "客户": "inbound", "对方": "inbound",
    "收到": "inbound", "我方主动": "outbound", "ours": "outbound", "客户主动": "inbound",
    "theirs": "inbound",
}  # fmt: skip
KINDS = {
    "call": "call", "电话": "call", "phone": "call", "visit": "visit", "拜访": "visit",
    "上门": "visit", "mail": "mail", "email": "mail", "邮件": "mail", "message": "message",
    "微信": "message", "短信": "message", "消息": "message", "企业微信": "message",
    "meeting": "meeting", "会议": "meeting", "线上会议": "meeting",
    "service": "service", "售后服务": "service", "售后": "service", "after-sales": "service",
}  # fmt: skip
PARTS = {
    "decides": "decides", "决策者": "decides", "决策人": "decides", "influences": "influences",
    "影响者": "influences", "uses": "uses", "使用者": "uses", "使用人": "uses", "buys": "buys",
    "采购": "buys", "采购人": "buys", "guards": "guards", "把关人": "guards",
    "purchasing": "buys", "gatekeeper": "guards",
}  # fmt: skip
STAGE_KINDS = {
    "open": "open", "进行中": "open", "won": "won", "赢单": "won", "成交": "won", "lost": "lost",
    "输单": "lost", "丢单": "lost",
}  # fmt: skip
CASES = {"lead": "lead", "线索": "lead", "deal": "deal", "商机": "deal", "opportunity": "deal"}
