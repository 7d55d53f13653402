"""Addresses of customers, leads and deals: each kind's pages in a list of its own."""

from django.urls import URLPattern, path

from salesops.web.crm.views import (
    accounts,
    assignment,
    board,
    contacts,
    customer,
    deals,
    doings,
    flow,
    leads,
    merging,
    pipelines,
    pools,
    risk,
    tasks,
)
from salesops.web.lists.views import list_page

ACCOUNTS: list[URLPattern] = [
    path("accounts", list_page("accounts"), name="accounts"),
    path("accounts/new", accounts.new, name="account_new"),
    path("accounts/check", accounts.check, name="account_check"),
    path("accounts/industries", accounts.industry_options, name="account_industries"),
    path("accounts/pick", accounts.pick, name="account_pick"),
    path("accounts/merge", merging.merge, name="account_merge"),
    path("accounts/duplicates", merging.suggestions, name="account_suggestions"),
    path("accounts/<path:account_id>/edit", accounts.edit, name="account_edit"),
    path("accounts/<path:account_id>/give", accounts.give, name="account_give"),
    path("accounts/<path:account_id>/relate", accounts.relate, name="account_relate"),
    path("accounts/<path:account_id>/merged", merging.merged, name="account_merged"),
    path("accounts/<path:account_id>/unmerge", merging.unmerge, name="account_unmerge"),
    path("contacts", list_page("contacts"), name="contacts"),
    path("contacts/new", contacts.new, name="contact_new"),
    path("contacts/<path:contact_id>/mark", contacts.mark, name="contact_mark"),
    path("contacts/<path:contact_id>", contacts.page, name="contact"),
]
DEALS: list[URLPattern] = [
    path("settings/pipelines", pipelines.pipelines, name="pipelines"),
    path("settings/pipelines/<str:pipeline_id>", pipelines.pipeline, name="pipeline"),
    path("deals", list_page("deals", "crm/deals/list.html"), name="deals"),
    path("deals/board", board.page, name="deals_board"),
    path("deals/board/column/<int:stage_id>", board.column, name="deals_column"),
    path("deals/flow", flow.page, name="deals_flow"),
    path("deals/flow.<str:form>", flow.download, name="deals_flow_file"),
    path("deals/risk", risk.page, name="deals_risk"),
    path("deals/new", deals.new, name="deal_new"),
    path("deals/new/customers", deals.customers, name="deal_customers"),
    path("deals/<path:deal_id>/move", board.move, name="deal_move"),
    path("deals/<path:deal_id>/undo", board.take_back, name="deal_undo"),
    path("deals/<path:deal_id>/change", deals.change, name="deal_change"),
    path("deals/<path:deal_id>/lines", deals.lines, name="deal_lines"),
    path("deals/<path:deal_id>/stage", deals.stage, name="deal_stage"),
    path("deals/<path:deal_id>", deals.page, name="deal"),
]
LEADS: list[URLPattern] = [
    path("leads", list_page("leads"), name="leads"),
    path("leads/new", leads.new, name="lead_new"),
    path("leads/new/check", leads.check, name="lead_check"),
    path("leads/<path:lead_id>/change", leads.change, name="lead_change"),
    path("leads/<path:lead_id>/assign", leads.assign, name="lead_assign"),
    path("leads/<path:lead_id>/close", leads.close, name="lead_close"),
    path("leads/<path:lead_id>/convert", leads.convert, name="lead_convert"),
    path("leads/<path:lead_id>/undo", leads.undo, name="lead_undo"),
    path("leads/<path:lead_id>", leads.page, name="lead"),
    path("assignment", assignment.page, name="assignment"),
    path("assignment/save", assignment.save, name="assignment_save"),
    path("assignment/<int:rule_id>/move", assignment.move, name="assignment_move"),
]
POOLS: list[URLPattern] = [
    path("pool", pools.page, name="pool"),
    path("pool/due", pools.due, name="pool_due"),
    path("pool/fill", pools.fill, name="pool_fill"),
    path("pool/rules", pools.rules, name="pool_rules"),
    path("pool/rules/save", pools.save, name="pool_save"),
    path("pool/return/<path:account_id>", pools.give_back, name="account_return"),
    path("pool/<path:account_id>/claim", pools.claim, name="pool_claim"),
    path("pool/<path:account_id>/give", pools.give, name="pool_give"),
    path("pool/<path:account_id>/move", pools.move, name="pool_move"),
]

DOINGS: list[URLPattern] = [
    path("doings/new/<str:what>", doings.new, name="doing_new"),
    path("activities", list_page("activities"), name="activities"),
    path("activities/<path:activity_id>", doings.activity, name="activity"),
    path("notes", list_page("notes"), name="notes"),
    path("notes/<path:note_id>", doings.note, name="note"),
    path("files/<path:attachment_id>/remove", doings.file_remove, name="file_remove"),
    path("files/<path:attachment_id>", doings.file, name="file"),
    path("tasks", tasks.page, name="tasks"),
    path("tasks/list", list_page("tasks"), name="task_list"),
    path("tasks/<path:task_id>/done", tasks.done, name="task_done"),
    path("tasks/<path:task_id>/reopen", tasks.reopen, name="task_reopen"),
    path("tasks/<path:task_id>/postpone", tasks.postpone, name="task_postpone"),
    path("tasks/<path:task_id>/change", tasks.change, name="task_change"),
    path("tasks/<path:task_id>", tasks.show, name="task"),
    path("timeline/<str:what>/<path:record_id>", customer.timeline, name="timeline"),
]
# An id may hold slashes, so what is only an id is looked for last.
WHOLE: list[URLPattern] = [
    path("accounts/<path:account_id>", customer.page, name="account"),
]

urlpatterns: list[URLPattern] = [*ACCOUNTS, *LEADS, *POOLS, *DEALS, *DOINGS, *WHOLE]
