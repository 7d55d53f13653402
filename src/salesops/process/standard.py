"""The process a company starts with: from lead development to after-sales."""

from salesops.process.definition import Process
from salesops.process.definition_file import process_read

DEVELOPMENT = """
[[stages]]
key = "development"
name = "线索开发"
name_en = "Lead development"
of = "lead"
role = "ops"
entry = "收到一条线索"
entry_en = "A lead has come in"
exit = "已查重，来源清楚，有负责人"
exit_en = "Checked for duplicates, its source known, and somebody owns it"
moves = ["follow_up"]
[[stages.tasks]]
key = "assign"
name = "查重并分配负责人"
name_en = "Check for duplicates and give it to somebody"
role = "ops"
limit = "1 working hour"
done_by = "owner"
"""

AFTER_SALES = """
[[stages]]
key = "after_sales"
name = "售后"
name_en = "After-sales"
kind = "won"
chance = 1
moves = []
[[stages.tasks]]
key = "handover"
name = "交接给服务团队"
name_en = "Hand over to service"
limit = "1 working day"
[[stages.tasks]]
key = "checkin"
name = "首次回访"
name_en = "First check-in"
limit = "10 working days"
after = ["handover"]
"""

TEXT = f'''
name = "标准销售流程"
name_en = "Standard sales process"

{DEVELOPMENT}
[[stages]]
key = "follow_up"
name = "线索跟进"
name_en = "Follow-up"
of = "lead"
entry = "有负责人"
entry_en = "Somebody owns it"
exit = "联系上客户，确认有真实需求"
exit_en = "The customer was reached and the need is real"
moves = []
talk_track = "先说明从哪里得知对方，再问一个关于现状的问题；不在第一次通话里报价。"
talk_track_en = "Say how you know of them and ask how things are today; quote no price yet."
[[stages.tasks]]
key = "contact"
name = "首次联系并记录"
name_en = "Make the first contact and record it"
limit = "24 hours"
done_by = "contact"

[[stages]]
key = "evaluation"
name = "商机评估"
name_en = "Evaluation"
chance = 0.1
limit = "3 working days"
entry = "线索已转化，或老客户提出新需求"
entry_en = "A lead was converted, or a customer asked for something new"
exit = "需求、预算、决策人和时间四项都清楚"
exit_en = "Need, budget, authority and time are known"
moves = ["demo", "lost"]
talk_track = "四个问题：要解决什么、预算怎么定、谁来拍板、什么时候要用上。"
talk_track_en = "Ask what is to be solved, how money is decided, who decides, by when."
[[stages.tasks]]
key = "qualify"
name = "确认需求、预算、决策人、时间"
name_en = "Learn need, budget, authority and time"
limit = "3 working days"

[[stages]]
key = "demo"
name = "产品演示"
name_en = "Demo"
chance = 0.25
limit = "5 working days"
required = ["account_id"]
exit = "客户看过演示，收到书面小结"
exit_en = "They saw the demo and have a written summary"
moves = ["negotiation", "evaluation", "lost"]
[[stages.tasks]]
key = "hold"
name = "约时间、准备并演示"
name_en = "Book, prepare and hold the demo"
limit = "5 working days"
[[stages.tasks]]
key = "summary"
name = "发送演示小结和资料"
name_en = "Send summary and material"
limit = "1 working day"
after = ["hold"]

[[stages]]
key = "negotiation"
name = "商务谈判"
name_en = "Negotiation"
chance = 0.5
limit = "15 working days"
required = ["account_id", "amount", "expected_close_on"]
exit = "价格和条款双方确认"
exit_en = "Both sides agree on price and terms"
moves = ["won", "demo", "lost"]
[[stages.tasks]]
key = "quote"
name = "报价"
name_en = "Quote"
limit = "2 working days"
[[stages.tasks]]
key = "approval"
name = "超出权限的折扣报批"
name_en = "Have larger discounts approved"
role = "manager"
limit = "1 working day"
after = ["quote"]

[[stages]]
key = "won"
name = "成交"
name_en = "Close"
kind = "won"
chance = 1
required = ["amount"]
moves = ["after_sales"]
[[stages.tasks]]
key = "order"
name = "签约、下单、跟进首笔回款"
name_en = "Sign, order and follow the first payment"

{AFTER_SALES}
[[stages]]
key = "lost"
name = "输单"
name_en = "Lost"
kind = "lost"
chance = 0
moves = ["evaluation"]
[[stages.tasks]]
key = "review"
name = "和经理复盘一次"
name_en = "Look back at it with your manager"
limit = "5 working days"
'''  # fmt: skip


def standard() -> Process:
    """The default process, whole by its own rules."""
    found = process_read(TEXT)
    assert isinstance(found, Process)  # noqa: S101 - a test says so too
    return found
