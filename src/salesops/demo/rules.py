"""The rules the demo company begins with: what acts by itself, and who gets new leads."""

from collections.abc import Mapping
from typing import Any

HOTLINE = "400电话"
WEBSITE = "官网留资"

AUTOMATION: tuple[tuple[str, Mapping[str, Any]], ...] = (
    (
        "官网来的线索当天就凉，第二个工作日前必须有人联系",
        {
            "name": "官网线索次日前首次联系",
            "is_active": True,
            "when": {"kind": "created", "table": "leads"},
            "conditions": [{"field": "source", "operator": "is", "value": WEBSITE}],
            "actions": [
                {
                    "do": "create_task", "title": "首次联系：{company}{name}",
                    "due_in_workdays": 1, "assignee": "owner",
                },
            ],
        },
    ),
    (
        "50 万以上进入谈判，经理要知道",
        {
            "name": "大单进入商务谈判通知经理",
            "is_active": True,
            "when": {"kind": "changed", "table": "deals"},
            "conditions": [
                {"field": "stage", "operator": "changed_to", "value": "商务谈判"},
                {"field": "amount", "operator": "at_least", "value": 500_000},
            ],
            "actions": [
                {
                    "do": "notify", "to": "manager",
                    "message": "{owner_name} 的商机“{name}”进入商务谈判，金额 {amount}",
                },
            ],
        },
    ),
    (
        "大单赢下，经理当天就知道；交接和回访由流程派任务",
        {
            "name": "大单赢下通知经理",
            "is_active": True,
            "when": {"kind": "changed", "table": "deals"},
            "conditions": [
                {"field": "status", "operator": "changed_to", "value": "won"},
                {"field": "amount", "operator": "at_least", "value": 500_000},
            ],
            "actions": [
                {
                    "do": "notify", "to": "manager",
                    "message": "{owner_name} 赢下“{name}”，金额 {amount}",
                },
            ],
        },
    ),
    (
        "先试运行，看看今天会有多少条，再启用",
        {
            "name": "商机过了预计成交日",
            "is_active": False,
            "when": {"kind": "daily", "table": "deals"},
            "conditions": [
                {"field": "status", "operator": "is", "value": "open"},
                {"field": "expected_close_on", "operator": "older_than_days", "value": 0},
            ],
            "actions": [
                {
                    "do": "notify", "to": "owner",
                    "message": "商机“{name}”预计 {expected_close_on} 成交，已过期",
                },
            ],
        },
    ),
)  # fmt: skip

POOL: Mapping[str, object] = {
    "name": "全国公海", "recycle_after_workdays": 60, "warn_before_workdays": 5,
    "holding_cap": 150, "claims_per_day": 5, "cool_down_workdays": 10, "keeps_won": True,
}  # fmt: skip
RETURNED = 8
RETURN_REASON = "超过一年没有联系"
