"""How the demo company means to sell: the default way, its stages as its CRM calls them."""

from salesops.process.standard import AFTER_SALES, DEVELOPMENT

TEXT = f"""
name = "澜启流体销售流程"
name_en = "Sales process"

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
talk_track = "先说明从哪里得知对方，再问现场用的是什么介质、什么压力；第一次通话不报价。"
talk_track_en = "Say how you know of them, ask which medium and pressure they run; quote nothing."
[[stages.tasks]]
key = "contact"
name = "首次联系并记录"
name_en = "Make the first contact and record it"
limit = "24 hours"
done_by = "contact"

[[stages]]
key = "contact"
name = "初步接触"
name_en = "First contact"
chance = 0.1
limit = "10 working days"
entry = "线索已转化，或老客户提出新需求"
entry_en = "A lead was converted, or a customer asked for something new"
exit = "需求、预算、决策人和时间四项都清楚"
exit_en = "Need, budget, authority and time are known"
moves = ["need", "lost"]
talk_track = "四个问题：要解决什么、预算怎么定、谁来拍板、什么时候要用上。"
talk_track_en = "Ask what is to be solved, how money is decided, who decides, by when."
material = ["公司介绍", "同行业案例"]
[[stages.tasks]]
key = "qualify"
name = "确认需求、预算、决策人、时间"
name_en = "Learn need, budget, authority and time"
limit = "3 working days"

[[stages]]
key = "need"
name = "需求确认"
name_en = "Needs confirmed"
chance = 0.3
limit = "15 working days"
required = ["account_id"]
exit = "选型参数双方确认，客户看过演示或样机"
exit_en = "Both sides agree on what is needed, and the customer has seen it work"
moves = ["quotation", "contact", "lost"]
talk_track = "先复述客户的工况，再给两种选型，说清各自的代价；让技术部的人先点头。"
talk_track_en = "Repeat how their plant runs, offer two ways with their cost; win engineers first."
material = ["选型手册", "演示提纲"]
[[stages.tasks]]
key = "demo"
name = "约技术部演示或看样机"
name_en = "Show it to their engineers"
limit = "5 working days"
[[stages.tasks]]
key = "summary"
name = "发送小结和选型参数"
name_en = "Send a summary with the figures agreed"
limit = "1 working day"
after = ["demo"]

[[stages]]
key = "quotation"
name = "方案报价"
name_en = "Quotation"
chance = 0.55
limit = "15 working days"
required = ["account_id", "amount"]
exit = "客户收到报价并当面讲解过"
exit_en = "They have the quotation and had it explained in person"
moves = ["negotiation", "need", "lost"]
talk_track = "报价前先问清预算口径；讲价值在前，价格在后；对手更低时比五年的总成本。"
talk_track_en = "Ask how they budget; value first, price last; compare five years of cost."
material = ["报价单模板", "业绩与检测报告"]
[[stages.tasks]]
key = "quote"
name = "出方案和报价"
name_en = "Make the offer"
limit = "2 working days"
[[stages.tasks]]
key = "explain"
name = "当面讲解方案"
name_en = "Explain it in person"
limit = "5 working days"
after = ["quote"]

[[stages]]
key = "negotiation"
name = "商务谈判"
name_en = "Negotiation"
chance = 0.75
limit = "20 working days"
required = ["account_id", "amount", "expected_close_on"]
exit = "价格、付款和交期双方确认"
exit_en = "Both sides agree on price, payment and delivery"
moves = ["won", "quotation", "lost"]
talk_track = "让步必须换东西：用付款方式、交期或数量换折扣，不单独让价。"
talk_track_en = "Give nothing for nothing: trade a discount for payment, delivery or quantity."
material = ["合同范本", "折扣权限表"]
[[stages.tasks]]
key = "approval"
name = "超出权限的折扣报批"
name_en = "Have larger discounts approved"
role = "manager"
limit = "1 working day"

[[stages]]
key = "won"
name = "赢单"
name_en = "Won"
kind = "won"
chance = 1
required = ["amount"]
moves = ["after_sales"]
[[stages.tasks]]
key = "order"
name = "签约、下单、跟进首笔回款"
name_en = "Sign, order and follow the first payment"
limit = "5 working days"

{AFTER_SALES}
[[stages]]
key = "lost"
name = "输单"
name_en = "Lost"
kind = "lost"
chance = 0
moves = ["contact"]
[[stages.tasks]]
key = "review"
name = "和经理复盘一次"
name_en = "Look back at it with your manager"
limit = "5 working days"
"""
