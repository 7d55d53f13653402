"""How the demo's files are to be read: import order, and a mapping where guessing is not enough."""

from pathlib import Path

from salesops.demo.company import Size
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
    ("orders", "finance/订单明细*.csv", "mappings/orders.toml"),
    ("receipts", "finance/回款流水*.csv", "mappings/receipts.toml"),
]

_COINS = '{column = "币种", values = {"人民币" = "CNY", "美元" = "USD"}}'
FIELDS: dict[str, dict[str, str]] = {
    "regions": {"region_id": "区域编码", "name": "区域名称", "parent_id": "上级区域"},
    "products": {
        "product_id": "产品编码", "name": "产品名称", "line": "产品线", "category": "品类",
        "unit": "单位", "list_price": "标准价", "launched_on": "上市日期",
        "discontinued_on": "停产日期",
    },
    "people": {
        "person_id": "工号", "name": "姓名", "title": "岗位",
        "role": '{column = "角色", values = {'
        + ", ".join(f'"{zh}" = "{role}"' for role, zh in ROLES.items()) + "}}",
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
}  # fmt: skip


def write_mappings(size: Size, into: Path) -> None:
    """A TOML mapping per table beside the exports."""
    for table, _, mapping in IMPORTS:
        if mapping is not None:
            write_mapping(into / mapping, table, FIELDS[table])
