"""What was done, through which door, in which table: the words of the audit in both languages."""

from collections.abc import Mapping

from salesops.kernel import glossary
from salesops.kernel.problem import Language

Said = Mapping[str, tuple[str, str]]

# What is done to customers, leads, deals and what belongs to them.
WORK: Said = {
    "add_note": ("写备注", "wrote a note"),
    "add_task": ("建任务", "added a task"),
    "apply_rules": ("按规则分配", "assigned by the rules"),
    "assign_lead": ("分配线索", "assigned the lead"),
    "attach_file": ("上传附件", "attached a file"),
    "bulk": ("批量操作", "worked on several"),
    "change_account": ("修改客户", "changed the customer"),
    "change_contact": ("修改联系人", "changed the contact"),
    "change_deal": ("修改商机", "changed the deal"),
    "change_lead": ("修改线索", "changed the lead"),
    "change_note": ("修改备注", "changed the note"),
    "change_task": ("修改任务", "changed the task"),
    "check_duplicate": ("查重", "looked for duplicates"),
    "claim_account": ("领取客户", "claimed the customer"),
    "confirm_duplicate": ("确认不是重复", "said it is no duplicate"),
    "convert_lead": ("转化线索", "converted the lead"),
    "correct_activity": ("更正活动", "corrected the activity"),
    "create_account": ("新建客户", "made the customer"),
    "create_contact": ("新建联系人", "made the contact"),
    "fetch_file": ("下载附件", "fetched the file"),
    "fill_pool": ("放入公海", "filled the pool"),
    "finish_task": ("完成任务", "finished the task"),
    "give_account": ("移交客户", "gave the customer away"),
    "give_deal": ("移交商机", "gave the deal away"),
    "give_pooled": ("从公海分配", "gave it from the pool"),
    "invalidate_lead": ("判为无效", "called the lead invalid"),
    "log_activity": ("记录活动", "logged an activity"),
    "make_task": ("建任务", "made a task"),
    "merge_accounts": ("合并客户", "merged customers"),
    "merge_account": ("合并客户", "merged the customer"),
    "move": ("移动阶段", "moved the deal"),
    "move_deal": ("移动阶段", "moved the deal"),
    "move_pooled": ("换公海", "moved it to another pool"),
    "open_deal": ("新建商机", "opened the deal"),
    "pin_note": ("置顶备注", "pinned the note"),
    "postpone_task": ("推迟任务", "postponed the task"),
    "reassign_task": ("转交任务", "gave the task away"),
    "receive_lead": ("收到线索", "received the lead"),
    "recycle_account": ("回收到公海", "took the customer back into the pool"),
    "refuse": ("拒绝越权访问", "refused what is not theirs"),
    "relate_accounts": ("关联客户", "related customers"),
    "remove_activity": ("删除活动", "removed the activity"),
    "remove_file": ("删除附件", "removed the file"),
    "reopen_lead": ("重新打开线索", "opened the lead again"),
    "reopen_task": ("重新打开任务", "opened the task again"),
    "return_account": ("退回公海", "returned the customer"),
    "set_lines": ("修改商机明细", "set the deal's lines"),
    "tag_account": ("加标签", "tagged the customer"),
    "take_back_move": ("撤销移动", "took the move back"),
    "undo_conversion": ("撤销转化", "undid the conversion"),
    "undo_move": ("撤销移动", "took the move back"),
    "unmerge_account": ("拆分客户", "parted the customer"),
    "unrelate_accounts": ("取消关联", "unrelated customers"),
    "untag_account": ("去标签", "untagged the customer"),
}
# What left the system.
EXPORTS: Said = {
    "export": ("导出列表", "exported a list"),
    "export_answer": ("导出分析结果", "exported an answer"),
    "export_audit": ("导出审计", "exported the audit"),
    "export_process": ("导出流程", "exported a process"),
    "export_report": ("导出报告", "exported a report"),
    "export_rows": ("导出明细", "exported rows"),
}
# What is done to the house: people, settings, files that come in, rules.
HOUSE: Said = {
    "add_product": ("新增产品", "added a product"),
    "add_region": ("新增区域", "added a region"),
    "ask_backup": ("要求备份", "asked for a backup"),
    "back_up": ("备份", "backed up"),
    "begin_two_factor": ("开始设置两步验证", "began a second step"),
    "change_password": ("修改密码", "changed the password"),
    "change_pipeline": ("修改商机流程", "changed the pipeline"),
    "change_pool": ("修改公海规则", "changed the pool"),
    "change_product": ("修改产品", "changed the product"),
    "change_region": ("修改区域", "changed the region"),
    "change_user": ("修改用户", "changed the user"),
    "close_team": ("撤销团队", "closed the team"),
    "complete_pipeline": ("补全商机流程", "completed the pipeline"),
    "confirm_calendar": ("确认日历", "confirmed the calendar"),
    "confirm_two_factor": ("启用两步验证", "set up a second step"),
    "correct_person": ("更正人员", "corrected the person"),
    "correct_position": ("更正岗位", "corrected the position"),
    "create_user": ("新建用户", "made the user"),
    "delegate": ("设置代理", "had somebody stand in"),
    "draft_process": ("起草流程", "drafted a process"),
    "drop_process": ("丢弃流程草稿", "dropped the draft of a process"),
    "download_backup": ("下载备份", "downloaded a backup"),
    "end_delegation": ("结束代理", "ended a standing in"),
    "end_two_factor": ("停用两步验证", "ended the second step"),
    "hire": ("入职", "let join"),
    "import_file": ("导入文件", "imported a file"),
    "issue_sign_in_link": ("发放登录链接", "issued a sign-in link"),
    "issue_token": ("新建令牌", "issued a token"),
    "leave": ("离职", "let leave"),
    "let_in_again": ("恢复登录", "let in again"),
    "link_account": ("绑定登录账号", "linked an account"),
    "make_pipeline": ("新建商机流程", "made the pipeline"),
    "make_pool": ("新建公海", "made the pool"),
    "new_webhook_secret": ("更换 webhook 密钥", "changed the webhook's secret"),
    "open_team": ("新建团队", "opened the team"),
    "order_rules": ("调整规则顺序", "ordered the rules"),
    "prune_snapshots": ("清理旧快照", "pruned snapshots"),
    "publish_process": ("发布流程", "published the process"),
    "put_rate": ("设置汇率", "set a rate"),
    "remove_backup": ("删除备份", "removed a backup"),
    "remove_channel": ("删除通知渠道", "removed a channel"),
    "remove_rule": ("删除规则", "removed the rule"),
    "remove_webhook": ("删除 webhook", "removed the webhook"),
    "rename_team": ("团队改名", "renamed the team"),
    "renew_recovery_codes": ("更换恢复码", "renewed recovery codes"),
    "require_two_factor": ("要求两步验证", "required a second step"),
    "restore_batch": ("恢复批次", "restored the batch"),
    "retract_batch": ("撤回批次", "retracted the batch"),
    "revoke_token": ("撤销令牌", "revoked a token"),
    "save_process": ("修改流程草稿", "changed the draft of a process"),
    "save_mapping": ("保存导入映射", "saved a mapping"),
    "set_assignment_rules": ("设置分配规则", "set the assignment rules"),
    "set_channel": ("设置通知渠道", "set a channel"),
    "set_days": ("设置日历", "set days of the calendar"),
    "set_hours": ("设置工作时间", "set working hours"),
    "set_notice_tastes": ("设置通知偏好", "set how to be told"),
    "set_preferences": ("修改个人设置", "set preferences"),
    "set_rule": ("设置规则", "set the rule"),
    "set_stages": ("设置阶段", "set the stages"),
    "set_up": ("公司设置", "set up the company"),
    "set_upkeep": ("设置维护", "set the upkeep"),
    "set_webhook": ("设置 webhook", "set the webhook"),
    "shut_out": ("停止登录", "shut out"),
    "sign_in": ("登录", "signed in"),
    "switch_rule": ("启停规则", "switched the rule"),
    "switch_webhook": ("启停 webhook", "switched the webhook"),
    "take_quiz": ("参加流程测验", "took the quiz of a process"),
    "take_snapshot": ("生成快照", "took a snapshot"),
    "try_channel": ("试发通知", "tried a channel"),
    "try_mail": ("试发邮件", "tried the mail"),
    "try_webhook": ("试发 webhook", "tried the webhook"),
    "upload_file": ("上传文件", "uploaded a file"),
    "use_sign_in_link": ("使用登录链接", "used a sign-in link"),
}
# What somebody keeps for themselves; its words may name customers.
OWN: Said = {
    "change_view": ("修改视图", "changed a view"),
    "choose_mapping": ("选择导入映射", "chose a mapping"),
    "forget_question": ("删除保存的问题", "dropped a question"),
    "forget_view": ("删除视图", "dropped a view"),
    "save_question": ("保存问题", "saved a question"),
    "save_view": ("保存视图", "saved a view"),
    "send_again": ("重新发送", "sent again"),
}
# What is done to plans of targets.
PLANS: Said = {
    "apply_territories": ("执行片区方案", "handed territories over"),
    "approve_plan": ("批准方案", "approved the plan"),
    "change_plan": ("修改方案", "changed the plan"),
    "comment_target": ("写评论", "commented on a target"),
    "copy_plan": ("另做一版方案", "made another version of the plan"),
    "draft_plan": ("新建方案", "drafted a plan"),
    "drop_plan": ("删除草稿", "dropped the draft"),
    "drop_territories": ("放弃片区方案", "dropped a proposal of territories"),
    "export_plan": ("导出方案", "exported the plan"),
    "place_regions": ("导入区域地图", "brought in the map of regions"),
    "propose_territories": ("提出片区方案", "proposed territories"),
    "offer_target": ("自报目标", "offered a number"),
    "publish_plan": ("发布方案", "published the plan"),
    "put_stances": ("导入分解表", "imported the plan's table"),
    "put_tree": ("更新组织树", "renewed the tree"),
    "return_plan": ("退回方案", "returned the plan"),
    "set_goal": ("设定目标", "set the goal"),
    "set_stance": ("修改节点", "changed the node"),
    "submit_plan": ("提交方案", "handed the plan in"),
    "take_over_targets": ("采用对齐结果", "took the reconciled numbers over"),
    "undo_take_over": ("撤回对齐结果", "took the reconciled numbers back"),
    "take_back_territories": ("撤回片区方案", "took territories back"),
    "weigh_plan": ("填入权重", "filled the weights in"),
}
EXPERIMENTS: Said = {
    "design_experiment": ("设计试验", "designed the experiment"),
    "start_experiment": ("开始试验", "started the experiment"),
    "stop_experiment": ("结束试验", "ended the experiment"),
}
ACTIONS: Said = {**WORK, **EXPORTS, **HOUSE, **OWN, **PLANS, **EXPERIMENTS}
DOORS: Said = {
    "page": ("页面", "page"),
    "api": ("REST 接口", "REST"),
    "mcp": ("助手（MCP）", "assistant (MCP)"),
    "cli": ("命令行", "command line"),
    "job": ("后台作业", "worker"),
    "rule": ("自动化规则", "rule"),
}
TABLES: Said = {
    "accounts": ("客户", "Customers"), "contacts": ("联系人", "Contacts"),
    "leads": ("线索", "Leads"), "deals": ("商机", "Deals"), "activities": ("活动", "Activities"),
    "tasks": ("任务", "Tasks"), "notes": ("备注", "Notes"), "attachments": ("附件", "Files"),
    "people": ("人员", "People"), "teams": ("团队", "Teams"), "users": ("用户", "Users"),
    "positions": ("岗位", "Positions"), "delegations": ("代理", "Standing in"),
    "pools": ("公海", "Pools"), "pipelines": ("商机流程", "Pipelines"), "rules": ("规则", "Rules"),
    "webhooks": ("Webhook", "Webhooks"), "regions": ("区域", "Regions"),
    "products": ("产品", "Products"), "assignment_rules": ("分配规则", "Assignment rules"),
    "backups": ("备份", "Backups"), "calendar": ("日历", "Calendar"),
    "exchange_rates": ("汇率", "Exchange rates"), "snapshots": ("快照", "Snapshots"),
    "experiments": ("试验", "Experiments"),
    "plans": ("目标方案", "Plans"), "goals": ("目标", "Goals"), "stances": ("节点", "Nodes"),
    "proposals": ("片区方案", "Territories"), "places": ("区域位置", "Places of regions"),
    "upkeep": ("维护", "Upkeep"), "workspace": ("公司", "Company"),
}  # fmt: skip
FIELDS: Said = {
    "actions": ("动作", "actions"), "candidates": ("候选人", "candidates"),
    "contact_id": ("联系人", "contact"), "definition": ("条件与动作", "conditions and actions"),
    "description": ("说明", "description"), "done_at": ("完成时间", "done at"),
    "entered_stage_at": ("进入阶段", "entered stage at"), "events": ("事件", "events"),
    "ends_before": ("结束", "ends before"), "extra": ("其他字段", "other fields"),
    "fiscal_start_month": ("财年起始月", "fiscal year starts in"), "format": ("格式", "format"),
    "is_active": ("启用", "in use"), "is_automatic": ("自动产生", "automatic"),
    "kind": ("种类", "kind"), "language": ("语言", "language"),
    "last_contact_at": ("最近联系", "last contact"), "made_by_id": ("创建人", "made by"),
    "merged_into_id": ("合并到", "merged into"), "method": ("分配方式", "method"),
    "note": ("备注", "note"), "other_id": ("另一家公司", "other company"),
    "owned_since": ("负责人自", "owned since"), "path": ("路径", "path"),
    "pattern": ("财务月", "fiscal months"), "pipeline_id": ("商机流程", "pipeline"),
    "pool": ("公海", "pool"), "pool_id": ("公海", "pool"), "pooled_at": ("进入公海", "pooled at"),
    "position": ("次序", "position"), "pushes": ("推迟次数", "times put off"),
    "reason": ("原因", "reason"), "size": ("大小", "size"), "stages": ("阶段", "stages"),
    "tags": ("标签", "tags"), "teams": ("团队", "teams"), "theme": ("外观", "theme"),
    "title": ("标题", "title"),
    "two_factor_roles": ("需两步登录的角色", "roles with a second step"),
    "url": ("网址", "address"), "version": ("版本", "version"),
}  # fmt: skip
"""What neither a form nor the glossary has a word for."""

HISTORIES = (
    "accounts",
    "contacts",
    "leads",
    "deals",
    "activities",
    "tasks",
    "notes",
    "attachments",
)
"""The tables whose records carry a history everybody who sees the record may read."""


def called(words: Said, name: str, language: Language) -> str:
    """The name in the reader's language; one without words as it is, readable."""
    said = words.get(name)
    return (said[0] if language == "zh" else said[1]) if said else name.replace("_", " ")


def field_called(table: str, name: str, language: Language) -> str:
    """A field as the glossary calls it."""
    for key in (f"{table}.{name}", name):
        found = glossary.label(key, language)
        if found != key:
            return found
    return called(FIELDS, name, language).removesuffix(" id")
