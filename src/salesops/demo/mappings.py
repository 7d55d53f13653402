"""How the demo's files are to be read: import order, and a mapping where guessing is not enough."""

from collections.abc import Mapping
from pathlib import Path

from salesops.demo.files import write_mapping
from salesops.demo.masters import ROLES

# table, files (a glob in the exports folder), mapping (a file there; None: guess)
IMPORTS: list[tuple[str, str, str | None]] = [
    ("regions", "erp/销售区域.csv", "mappings/regions.toml"),
    ("products", "erp/产品目录.xlsx", "mappings/products.toml"),
    ("people", "hr/人员任职记录.xlsx", "mappings/people.toml"),
    ("exchange_rates", "erp/汇率.csv", "mappings/exchange_rates.toml"),
    ("accounts", "crm/客户档案.*", "mappings/accounts.toml"),
    ("quotas", "sales/销售指标*.csv", "mappings/quotas.toml"),
    ("contacts", "crm/联系人列表.*", "mappings/contacts.toml"),
    ("orders", "finance/订单明细*.csv", "mappings/orders.toml"),
    ("receipts", "finance/回款流水*.csv", "mappings/receipts.toml"),
    ("leads", "crm/线索列表.*", "mappings/leads.toml"),
    ("stages", "crm/商机阶段.csv", None),
    ("deals", "crm/商机列表.*", "mappings/deals.toml"),
    ("steps", "crm/阶段变更记录.csv", "mappings/steps.toml"),
    ("activities", "worklogs/工作日志_*", "mappings/activities.toml"),
    ("tasks", "crm/待办任务列表.*", "mappings/tasks.toml"),
    ("notes", "crm/备注列表.*", "mappings/notes.toml"),
    ("market_sizes", "market/市场规模月报.csv", "mappings/market_sizes.toml"),
    ("share_observations", "market/竞品份额监测.csv", "mappings/share_observations.toml"),
    ("prices", "market/竞品价格采集表.xlsx", "mappings/prices.toml"),
    ("competitor_events", "market/竞争动态.csv", "mappings/competitor_events.toml"),
    ("macro", "market/宏观数据.csv", "mappings/macro.toml"),
    ("enrolments", "hr/培训记录.csv", "mappings/enrolments.toml"),
    ("ratings", "hr/能力评估.csv", "mappings/ratings.toml"),
    ("earnings", "finance/提成台账.csv", "mappings/earnings.toml"),
]

KINDS = {"电话": "call", "拜访": "visit", "微信": "message", "邮件": "mail", "会议": "meeting"}


def _coded(column: str, values: Mapping[str, str]) -> str:
    """TOML for a column whose words stand for codes."""
    pairs = ", ".join(f'"{word}" = "{code}"' for word, code in values.items())
    return f'{{column = "{column}", values = {{{pairs}}}}}'


_COINS = _coded("币种", {"人民币": "CNY", "美元": "USD"})
FIELDS: dict[str, dict[str, str]] = {
    "regions": {"region_id": "区域编码", "name": "区域名称", "parent_id": "上级区域"},
    "products": {
        "product_id": "产品编码", "name": "产品名称", "line": "产品线", "category": "品类",
        "unit": "单位", "list_price": "标准价", "launched_on": "上市日期",
        "discontinued_on": "停产日期",
    },
    "people": {
        "person_id": "工号", "name": "姓名", "title": "岗位",
        "role": _coded("角色", {zh: role for role, zh in ROLES.items()}),
        "team": "部门", "region_id": "区域编码", "manager_id": "上级工号",
        "starts_on": "任职开始", "ends_before": "任职结束", "hired_on": "入职日期",
        "left_on": "离职日期", "email": "邮箱",
    },
    "exchange_rates": {"currency": "币种", "starts_on": "生效日期", "rate": "汇率"},
    "accounts": {
        "account_id": "客户编码", "name": "客户名称", "industry": "所属行业", "size": "企业规模",
        "class": "客户等级", "region_id": "区域编码", "owner_id": "负责人工号",
        "created_on": "建档日期", "credit_code": "统一社会信用代码", "phone": "联系电话",
    },
    "contacts": {
        "contact_id": "联系人编号", "account_id": "客户编码", "name": "姓名", "title": "职务",
        "phone": "手机", "part": "采购角色", "is_primary": "是否主要",
    },
    "tasks": {
        "task_id": "任务编号", "title": "任务", "due_at": "截止时间", "done_at": "完成时间",
        "person_id": "工号", "account_id": "客户编码", "deal_id": "商机编号",
    },
    "notes": {
        "note_id": "备注编号", "body": "内容", "made_at": "记录时间", "made_by_name": "记录人",
        "is_pinned": "置顶", "deal_id": "商机编号",
    },
    "quotas": {
        "plan": "指标版本", "person_id": "工号", "region_id": "区域编码",
        "product_line": "产品线", "starts_on": "月份",
        "amount": '{column = "销售指标（万元）", scale = "10000"}',
    },
    "orders": {
        "line_id": "订单行号", "order_id": "订单号", "booked_on": "下单日期",
        "account_id": "客户编码", "product_id": "产品编码", "person_id": "业务员工号",
        "region_id": "区域编码", "channel": "销售渠道", "quantity": "数量",
        "list_amount": "标准金额", "net_amount": "折后金额", "cost": "成本金额",
        "currency": _COINS,
    },
    "receipts": {
        "receipt_id": "收款单号", "order_id": "订单号", "received_on": "到账日期",
        "account_id": "客户编码", "amount": "到账金额", "currency": _COINS,
    },
    "leads": {
        "lead_id": "线索编号", "received_at": "获取时间", "source": "线索来源",
        "name": "联系人", "company": "公司名称", "phone": "联系电话",
        "person_id": "工号", "region_id": "区域编码", "account_id": "客户编码",
        "product_line": "意向产品线", "status": "线索状态", "first_contacted_at": "首次联系时间",
    },
    "deals": {
        "deal_id": "商机编号", "name": "商机名称", "lead_id": "线索编号",
        "account_id": "客户编码", "product_id": "产品编码", "person_id": "工号",
        "stage": "商机阶段", "status": "商机状态", "amount": "预计金额",
        "created_on": "创建日期", "expected_close_on": "预计成交日期", "closed_on": "关闭日期",
    },
    "steps": {
        "case_kind": "对象类型", "case_id": "对象编号", "to_stage": "进入阶段",
        "entered_at": "进入时间", "person_id": "工号", "process_version": "流程版本",
    },
    "activities": {
        "activity_id": "记录编号", "happened_at": "发生时间",
        "kind": _coded("跟进方式", KINDS),
        "direction": _coded("方向", {"呼出": "outbound", "呼入": "inbound"}),
        "outcome": "跟进结果", "summary": "跟进内容", "person_id": "工号",
        "account_id": "客户编码", "deal_id": "商机编号", "lead_id": "线索编号",
    },
    "market_sizes": {
        "region_id": "区域编码", "product_line": "产品线", "starts_on": "月份",
        "amount": '{column = "市场规模（万元）", scale = "10000"}', "source": "来源",
        "observed_on": "发布日期",
    },
    "share_observations": {
        "region_id": "区域编码", "product_line": "产品线", "starts_on": "月份",
        "competitor": "竞品品牌", "share": "市场份额", "source": "来源",
        "observed_on": "发布日期",
    },
    "prices": {
        "seen_on": "采价日期", "product_id": "产品编码", "product_line": "产品线",
        "competitor": "竞品品牌", "competitor_product": "竞品型号", "region_id": "区域编码",
        "price": "价格", "source": "来源",
    },
    "competitor_events": {
        "starts_on": "开始日期", "ends_before": "结束日期", "competitor": "竞争对手",
        "kind": "事件类型", "region_id": "区域编码", "product_line": "产品线",
        "magnitude": "幅度", "summary": "说明", "source": "来源",
    },
    "macro": {
        "series": "指标名称", "area": "地区", "starts_on": "月份", "value": "数值",
        "rate": "同比", "source": "来源", "published_on": "公布日期",
    },
    "enrolments": {
        "course": "课程名称", "person_id": "工号", "enrolled_on": "报名日期",
        "completed_on": "完成日期", "score": "成绩",
    },
    "ratings": {
        "skill": "能力项", "person_id": "工号", "rated_on": "评估日期", "rated_by": "评估人",
        "score": "评分",
    },
    "earnings": {
        "earning_id": "台账编号", "earned_on": "计提日期", "person_id": "工号",
        "plan": "激励方案", "component": "组成项",
        "kind": _coded("类型", {"应得": "earning", "扣回": "clawback"}), "amount": "金额",
    },
}  # fmt: skip


def write_mappings(into: Path) -> None:
    """A TOML mapping per table beside the exports."""
    for table, _, mapping in IMPORTS:
        if mapping is not None:
            write_mapping(into / mapping, table, FIELDS[table])
