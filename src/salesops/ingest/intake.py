"""What may be imported: for every table its fields, their types, their key and their usual names."""

from collections.abc import Mapping

from salesops.ingest.choices import (
    CASES,
    DIRECTIONS,
    KINDS,
    LEAD_STATUSES,
    PARTS,
    STAGE_KINDS,
    STATUSES,
)
from salesops.ingest.fields import Field, FieldType, Intake


def _f(
    name: str,
    type: FieldType,
    names: str = "",
    *,
    required: bool = False,
    references: str | None = None,
    choices: Mapping[str, str] | None = None,
    period: bool = False,
    longest: int | None = 300,
) -> Field:
    return Field(
        name, type, required, references, tuple(names.split("|")), choices, period, longest
    )


_PERSON = "销售员工号|销售工号|业务员工号|员工编号|工号|业务员|销售员|销售代表|负责人|人员编号|人员|sales rep|salesperson|sales agent|rep|seller|employee|owner|person"
_REGION = (
    "区域编码|区域编号|大区编码|区域|大区|销售区域|地区|省区|region|territory|area|regional office"
)
_ACCOUNT = "客户编码|客户编号|客户代码|客户号|客户id|客户|customer id|customer|account id|account|customer no|customer key"
_PRODUCT = "产品编码|产品编号|物料编码|物料号|商品编码|货号|产品代码|产品|商品|sku|product id|product|item|product key|stock code"
_LINE = "产品线|产品大类|业务线|product line|line"
_CURRENCY = "币种|币别|货币|currency|currency code"
_STARTS = "期间|开始日期|起始日期|生效日期|开始|月份|period|starts on|start date|from|month"
_ENDS = "结束日期|截止日期|失效日期|结束|ends before|end date|until|to"
_SOURCE = "来源|数据来源|source"
_COMPETITOR = "竞争对手|竞品|竞品品牌|品牌|对手|competitor|brand"


def _person(required: bool = False, names: str = _PERSON, name: str = "person_id") -> Field:
    return _f(name, "id", names, required=required, references="people")


def _region(required: bool = False, names: str = _REGION, name: str = "region_id") -> Field:
    return _f(name, "id", names, required=required, references="regions")


def _account(required: bool = False) -> Field:
    return _f("account_id", "id", _ACCOUNT, required=required, references="accounts")


def _product() -> Field:
    return _f("product_id", "id", _PRODUCT, references="products")


def _currency() -> Field:
    return _f("currency", "id", _CURRENCY, references="currencies")


def _period(required: bool = True) -> tuple[Field, Field]:
    return (
        _f("starts_on", "date", _STARTS, required=required, period=True),
        _f("ends_before", "date", _ENDS),
    )


REGIONS = Intake(
    "regions", "record",
    (
        _f("region_id", "id", "区域编码|区域编号|大区编码|编码|region id|region code|id|code", required=True),
        _f("name", "text", "区域名称|区域|大区|名称|region name|region|name|territory", required=True),
        _f("parent_id", "id", "上级区域|上级编码|上级|父级|parent id|parent region|parent", references="regions"),
    ),
    key=("region_id",),
)  # fmt: skip

PRODUCTS = Intake(
    "products", "record",
    (
        _f("product_id", "id", "产品编码|产品编号|物料编码|物料号|商品编码|货号|编码|sku|product id|product code|product key|id", required=True),
        _f("name", "text", "产品名称|品名|物料名称|商品名称|名称|product name|name|description|product", required=True),
        _f("line", "text", "产品线|产品大类|业务线|product line|line|series"),
        _f("category", "text", "品类|类别|产品类别|分类|category|subcategory|class"),
        _f("unit", "text", "单位|计量单位|unit|uom"),
        _f("list_price", "money", "标准价|目录价|牌价|定价|单价|list price|sales price|price"),
        _f("launched_on", "date", "上市日期|上市时间|launched on|launch date|sell start date"),
        _f("discontinued_on", "date", "停产日期|退市日期|discontinued on|end of life|sell end date"),
    ),
    key=("product_id",),
)  # fmt: skip

PEOPLE = Intake(
    "people", "record",
    (
        _f("person_id", "id", "工号|员工编号|员工号|人员编号|编号|person id|employee id|employee no|id|sales agent", required=True),
        _f("name", "text", "姓名|员工姓名|名字|name|full name|employee name", required=True),
        _f("title", "text", "职务|岗位名称|岗位|title|job title|position"),
        _f("role", "text", "角色|职位类别|role"),
        _f("team", "text", "部门|团队|组织|所属部门|部门路径|team|department|org unit"),
        _region(names=_REGION),
        _f("manager_id", "id", "上级工号|直属上级|直接上级|主管工号|经理工号|上级|manager id|manager|reports to", references="people"),
        _f("starts_on", "date", "任职日期|任职开始|到岗日期|开始日期|生效日期|starts on|start date|position start"),
        _f("ends_before", "date", "任职结束|离岗日期|结束日期|失效日期|ends before|end date|position end"),
        _f("hired_on", "date", "入职日期|入职时间|hired on|hire date|joined"),
        _f("left_on", "date", "离职日期|离职时间|left on|termination date"),
        _f("email", "text", "邮箱|电子邮箱|电子邮件|email|e-mail|mail"),
    ),
    key=("person_id", "starts_on"),
)  # fmt: skip

ACCOUNTS = Intake(
    "accounts", "record",
    (
        _f("account_id", "id", "客户编码|客户编号|客户代码|客户号|编码|account id|customer id|customer code|customer no|id", required=True),
        _f("name", "text", "客户名称|公司名称|企业名称|名称|account name|customer name|company name|company|name|account", required=True),
        _f("industry", "text", "行业|所属行业|industry|sector", longest=200),
        _f("size", "text", "规模|企业规模|人员规模|size|employees|company size", longest=100),
        _f("class", "text", "客户等级|客户级别|等级|级别|class|tier|grade|segment", longest=100),
        _region(),
        _person(names="负责人工号|客户经理工号|客户经理|负责人|归属人|owner id|owner|account manager|sales person id", name="owner_id"),
        _f("created_on", "date", "建档日期|创建日期|创建时间|开户日期|created on|created at|created date"),
        _f("credit_code", "id", "统一社会信用代码|信用代码|税号|credit code|uscc|tax id", longest=50),
        _f("phone", "id", "电话|联系电话|手机|手机号|phone|telephone|mobile", longest=50),
        _f("website", "text", "网站|网址|官网|website|web"),
        _f("address", "text", "地址|公司地址|联系地址|address", longest=500),
        _f("note", "text", "备注|说明|note|notes|remark", longest=None),
    ),
    key=("account_id",),
)  # fmt: skip

QUOTAS = Intake(
    "quotas", "record",
    (
        _f("plan", "text", "方案|计划|版本|指标版本|plan|version", required=True),
        _person(),
        _region(),
        _f("product_line", "text", _LINE),
        *_period(),
        _f("amount", "money", "指标|目标|任务|销售指标|销售目标|目标金额|指标金额|任务额|amount|quota|target|sales quota|sales amount quota", required=True),
    ),
    key=("plan", "person_id", "region_id", "product_line", "starts_on"),
    derived="quota_id",
)  # fmt: skip

EXCHANGE_RATES = Intake(
    "exchange_rates", "record",
    (
        _f("currency", "id", "币种|币别|货币|currency|currency code|to currency code", required=True),
        _f("starts_on", "date", "日期|生效日期|开始日期|starts on|date|currency rate date", required=True),
        _f("rate", "rate", "汇率|折算汇率|中间价|rate|exchange rate", required=True),
    ),
    key=("currency", "starts_on"),
)  # fmt: skip

ORDERS = Intake(
    "orders", "fact",
    (
        _f("line_id", "id", "订单行号|行号|订单明细号|明细编号|行编号|order line id|line id|order line|line no", required=True),
        _f("order_id", "id", "订单号|订单编号|销售订单号|合同号|单号|order id|order number|order no|sales order number|invoice", required=True),
        _f("booked_on", "date", "下单日期|订单日期|签单日期|开单日期|日期|booked on|order date|date|invoice date", required=True),
        _account(),
        _product(),
        _person(),
        _region(),
        _f("channel", "text", "渠道|销售渠道|channel"),
        _f("quantity", "quantity", "数量|销售数量|订购数量|qty|quantity|order quantity|units", required=True),
        _f("list_amount", "money", "折前金额|原价金额|目录价金额|标准金额|list amount|gross amount|extended amount"),
        _f("net_amount", "money", "折后金额|销售额|成交金额|不含税金额|净额|金额|net amount|sales amount|amount|revenue", required=True),
        _f("cost", "money", "成本|销售成本|成本金额|cost|total product cost|cogs"),
        _currency(),
        _f("is_return", "boolean", "是否退货|退货|退货标识|is return|return"),
    ),
    key=("line_id",),
)  # fmt: skip

RECEIPTS = Intake(
    "receipts", "fact",
    (
        _f("receipt_id", "id", "回款单号|收款单号|收款编号|回款编号|流水号|receipt id|receipt no|payment id", required=True),
        _f("order_id", "id", "订单号|订单编号|销售订单号|合同号|order id|order number|order no", references="orders"),
        _f("received_on", "date", "回款日期|收款日期|到账日期|日期|received on|payment date|date", required=True),
        _account(),
        _f("amount", "money", "回款金额|收款金额|到账金额|金额|amount|payment amount", required=True),
        _currency(),
    ),
    key=("receipt_id",),
)  # fmt: skip

CONTACTS = Intake(
    "contacts", "record",
    (
        _f("contact_id", "id", "联系人编号|联系人id|编号|contact id|id", required=True),
        _account(required=True),
        _f("name", "text", "姓名|联系人姓名|联系人|名字|name|full name|contact name|contact", required=True),
        _f("title", "text", "职务|职位|头衔|title|job title", longest=200),
        _f("department", "text", "部门|所在部门|department", longest=200),
        _f("phone", "id", "手机|手机号|电话|联系电话|phone|mobile|telephone", longest=50),
        _f("email", "text", "邮箱|电子邮箱|电子邮件|email|e-mail|mail", longest=254),
        _f("wechat", "text", "微信|微信号|wechat", longest=100),
        _f("part", "text", "采购角色|决策角色|角色|part|buying role|role", choices=PARTS),
        _f("is_primary", "boolean", "主要联系人|首要联系人|是否主要|is primary|primary"),
        _f("note", "text", "备注|说明|note|notes|remark", longest=None),
    ),
    key=("contact_id",),
)  # fmt: skip

LEADS = Intake(
    "leads", "record",
    (
        _f("lead_id", "id", "线索编号|线索号|线索id|lead id|id", required=True),
        _f("received_at", "timestamp", "获取时间|线索时间|创建时间|进线时间|接收时间|received at|created at|created date"),
        _f("name", "text", "姓名|联系人|客户姓名|name|contact name|full name|first name"),
        _f("company", "text", "公司|公司名称|单位名称|企业名称|company|company name|organization"),
        _f("title", "text", "职务|职位|title|job title", longest=200),
        _f("phone", "id", "手机|手机号|电话|联系电话|phone|mobile|telephone", longest=50),
        _f("email", "text", "邮箱|电子邮箱|电子邮件|email|e-mail|mail", longest=254),
        _f("wechat", "text", "微信|微信号|wechat", longest=100),
        _f("source", "text", "线索来源|来源|渠道|source|lead source", longest=100),
        _person(),
        _region(),
        _account(),
        _f("product_line", "text", "意向产品线|产品线|product line|line", longest=200),
        _f("need", "text", "需求|需求描述|咨询内容|备注|need|description|message|notes", longest=None),
        _f("status", "text", "线索状态|状态|status", choices=LEAD_STATUSES),
        _f("invalid_reason", "text", "无效原因|关闭原因|invalid reason|reason"),
        _f("first_contacted_at", "timestamp", "首次联系时间|首次跟进时间|first contacted at|first contact"),
    ),
    key=("lead_id",),
)  # fmt: skip

STAGES = Intake(
    "stages", "record",
    (
        _f("pipeline", "text", "销售流程|流程|管道|pipeline", longest=64),
        _f("name", "text", "阶段名称|阶段|名称|stage|stage name|name", required=True, longest=200),
        _f("position", "integer", "序号|顺序|position|order|sort order", required=True),
        _f("kind", "text", "阶段类型|类型|kind|type", choices=STAGE_KINDS),
        _f("probability", "share", "赢率|赢单概率|概率|probability|win probability"),
        _f("limit_workdays", "integer", "停留上限|时限|停留上限工作日|limit workdays|limit"),
    ),
    key=("pipeline", "name"),
)  # fmt: skip

DEALS = Intake(
    "deals", "record",
    (
        _f("deal_id", "id", "商机编号|商机号|商机id|deal id|opportunity id|id", required=True),
        _f("name", "text", "商机名称|项目名称|deal name|opportunity name|name"),
        _f("lead_id", "id", "线索编号|线索号|lead id", references="leads"),
        _account(),
        _product(),
        _person(),
        _f("stage", "text", "阶段|商机阶段|销售阶段|stage|deal stage|stage name", required=True, longest=200),
        _f("status", "text", "状态|商机状态|结果|status|outcome", choices=STATUSES),
        _f("amount", "money", "商机金额|预计金额|金额|amount|deal amount|close value|value"),
        _currency(),
        _f("created_on", "date", "创建日期|创建时间|立项日期|created on|created date|created at|engage date"),
        _f("expected_close_on", "date", "预计成交日期|预计签单日期|预计结单日期|expected close on|expected close date"),
        _f("closed_on", "date", "成交日期|结单日期|关闭日期|closed on|close date|closed date"),
        _f("lost_reason", "text", "输单原因|丢单原因|lost reason|loss reason"),
        _f("competitor", "text", "竞争对手|竞品|对手|competitor", longest=200),
        _f("next_step", "text", "下一步|下一步计划|next step"),
    ),
    key=("deal_id",),
)  # fmt: skip

STEPS = Intake(
    "steps", "record",
    (
        _f("case_kind", "text", "对象|对象类型|类型|case kind|object", required=True, choices=CASES),
        _f("case_id", "id", "对象编号|编号|商机编号|线索编号|case id|record id", required=True),
        _f("to_stage", "text", "进入阶段|新阶段|阶段|to stage|stage|new value", required=True, longest=200),
        _f("entered_at", "timestamp", "进入时间|变更时间|时间|entered at|changed at|timestamp", required=True),
        _person(),
        _f("process_version", "text", "流程版本|process version", longest=100),
    ),
    key=("case_kind", "case_id", "entered_at", "to_stage"),
)  # fmt: skip

ACTIVITIES = Intake(
    "activities", "record",
    (
        _f("activity_id", "id", "活动编号|拜访编号|日志编号|记录编号|activity id|task id|id", required=True),
        _f("happened_at", "timestamp", "发生时间|活动时间|拜访时间|时间|日期|happened at|activity date|date", required=True),
        _f("kind", "text", "类型|活动类型|方式|跟进方式|kind|type", required=True, choices=KINDS),
        _f("direction", "text", "方向|呼入呼出|direction", choices=DIRECTIONS),
        _f("outcome", "text", "结果|跟进结果|outcome|result", longest=200),
        _f("summary", "text", "内容|摘要|纪要|备注|跟进内容|summary|notes|description", longest=None),
        _f("minutes", "integer", "时长|时长分钟|通话时长|minutes|duration"),
        _person(),
        _account(),
        _f("contact_id", "id", "联系人编号|contact id", references="contacts"),
        _f("deal_id", "id", "商机编号|商机号|deal id|opportunity id", references="deals"),
        _f("lead_id", "id", "线索编号|线索号|lead id", references="leads"),
    ),
    key=("activity_id",),
)  # fmt: skip

TASKS = Intake(
    "tasks", "record",
    (
        _f("task_id", "id", "任务编号|待办编号|编号|task id|id", required=True),
        _f("title", "text", "任务|待办|事项|标题|title|subject|task", required=True),
        _f("details", "text", "说明|详情|备注|details|description|notes", longest=None),
        _f("due_at", "timestamp", "截止时间|到期时间|截止日期|due at|due date|due"),
        _f("done_at", "timestamp", "完成时间|完成日期|done at|completed at|completed date"),
        _person(),
        _account(),
        _f("deal_id", "id", "商机编号|商机号|deal id|opportunity id", references="deals"),
        _f("lead_id", "id", "线索编号|线索号|lead id", references="leads"),
    ),
    key=("task_id",),
)  # fmt: skip

NOTES = Intake(
    "notes", "record",
    (
        _f("note_id", "id", "备注编号|笔记编号|note id|id", required=True),
        _f("body", "text", "备注|备注内容|笔记|内容|正文|note|body|text|content|description", required=True, longest=None),
        _f("made_at", "timestamp", "记录时间|创建时间|时间|日期|made at|created at|created date|date", required=True),
        _f("made_by_name", "text", "记录人|创建人|作者|made by|created by|author", longest=200),
        _f("is_pinned", "boolean", "置顶|on top|pinned"),
        _account(),
        _f("deal_id", "id", "商机编号|商机号|deal id|opportunity id", references="deals"),
        _f("lead_id", "id", "线索编号|线索号|lead id", references="leads"),
    ),
    key=("note_id",),
)  # fmt: skip

MARKET_SIZES = Intake(
    "market_sizes", "fact",
    (
        _region(),
        _f("product_line", "text", _LINE),
        *_period(),
        _f("amount", "money", "市场规模|市场容量|规模|金额|amount|market size|size", required=True),
        _f("source", "text", _SOURCE),
        _f("observed_on", "date", "观察日期|发布日期|获取日期|observed on|published on"),
    ),
    key=("region_id", "product_line", "starts_on", "ends_before", "source", "observed_on"),
    derived="market_size_id",
)  # fmt: skip

SHARE_OBSERVATIONS = Intake(
    "share_observations", "fact",
    (
        _region(),
        _f("product_line", "text", _LINE),
        *_period(),
        _f("competitor", "text", _COMPETITOR),
        _f("share", "share", "市场份额|份额|占有率|市占率|share|market share", required=True),
        _f("source", "text", _SOURCE),
        _f("observed_on", "date", "观察日期|发布日期|获取日期|observed on|published on"),
    ),
    key=("region_id", "product_line", "starts_on", "ends_before", "competitor", "source", "observed_on"),
    derived="share_observation_id",
)  # fmt: skip

PRICES = Intake(
    "prices", "fact",
    (
        _f("seen_on", "date", "采价日期|观察日期|日期|seen on|date|observed on", required=True),
        _product(),
        _f("product_line", "text", _LINE),
        _f("competitor", "text", _COMPETITOR),
        _f("competitor_product", "text", "竞品型号|竞品产品|对手产品|competitor product|model"),
        _region(),
        _f("price", "money", "价格|售价|成交价|报价|price", required=True),
        _f("source", "text", _SOURCE),
    ),
    key=("seen_on", "product_id", "product_line", "competitor", "competitor_product", "region_id", "source"),
    derived="price_id",
)  # fmt: skip

COMPETITOR_EVENTS = Intake(
    "competitor_events", "fact",
    (
        _f("starts_on", "date", _STARTS + "|日期|date", required=True),
        _f("ends_before", "date", _ENDS),
        _f("competitor", "text", _COMPETITOR, required=True),
        _f("kind", "text", "类型|动作|事件类型|kind|type|event", required=True),
        _region(),
        _f("product_line", "text", _LINE),
        _f("magnitude", "share", "幅度|力度|降价幅度|magnitude|depth"),
        _f("summary", "text", "内容|说明|描述|摘要|summary|description"),
        _f("source", "text", _SOURCE),
    ),
    key=("starts_on", "competitor", "kind", "region_id", "product_line", "summary"),
    derived="competitor_event_id",
)  # fmt: skip

MACRO = Intake(
    "macro", "fact",
    (
        _f("series", "text", "指标|指标名称|序列|series|indicator|series name", required=True),
        _f("area", "text", "地区|区域|国家|area|country|country name"),
        *_period(),
        _f("value", "share", "数值|值|绝对值|value"),
        _f("rate", "share", "同比|增速|增长率|同比增长|rate|growth"),
        _f("source", "text", _SOURCE),
        _f("published_on", "date", "发布日期|公布日期|published on|release date"),
    ),
    key=("series", "area", "starts_on", "ends_before", "source", "published_on"),
    derived="macro_id",
)  # fmt: skip

ENROLMENTS = Intake(
    "enrolments", "fact",
    (
        _f("course", "text", "课程|课程名称|培训课程|course|course name", required=True),
        _person(required=True),
        _f("enrolled_on", "date", "报名日期|参训日期|开课日期|enrolled on|enrolment date|date", required=True),
        _f("completed_on", "date", "完成日期|结业日期|completed on|completion date"),
        _f("score", "quantity", "成绩|得分|分数|score|grade"),
    ),
    key=("course", "person_id", "enrolled_on"),
    derived="enrolment_id",
)  # fmt: skip

RATINGS = Intake(
    "ratings", "fact",
    (
        _f("skill", "text", "能力项|技能|能力|skill|competence", required=True),
        _person(required=True),
        _f("rated_on", "date", "评分日期|评估日期|日期|rated on|date", required=True),
        _f("rated_by", "id", "评分人|评估人|评分人工号|rated by|rater"),
        _f("score", "quantity", "评分|得分|分数|等级分|score|rating", required=True),
    ),
    key=("skill", "person_id", "rated_on", "rated_by"),
    derived="rating_id",
)  # fmt: skip

EARNINGS = Intake(
    "earnings", "fact",
    (
        _f("earning_id", "id", "流水号|台账编号|编号|earning id|entry id|id", required=True),
        _f("earned_on", "date", "计提日期|日期|归属日期|earned on|date", required=True),
        _person(required=True),
        _f("plan", "text", "方案|激励方案|计划|plan"),
        _f("component", "text", "项目|激励项|组成|component"),
        _f("kind", "text", "类型|kind|type"),
        _f("amount", "money", "金额|应发金额|奖金|提成|amount", required=True),
        _currency(),
    ),
    key=("earning_id",),
)  # fmt: skip

INTAKES: Mapping[str, Intake] = {
    intake.table: intake
    for intake in (
        REGIONS, PRODUCTS, PEOPLE, ACCOUNTS, QUOTAS, EXCHANGE_RATES,
        CONTACTS, ORDERS, RECEIPTS, LEADS, STAGES, DEALS, STEPS, ACTIVITIES, TASKS, NOTES,
        MARKET_SIZES, SHARE_OBSERVATIONS, PRICES, COMPETITOR_EVENTS, MACRO,
        ENROLMENTS, RATINGS, EARNINGS,
    )
}  # fmt: skip
