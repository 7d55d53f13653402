"""Addresses of customers, leads and deals: each kind's pages in a list of its own."""

from django.urls import URLPattern, path

from salesops.web.crm.views import accounts, board, contacts, deals, merging
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
    path("deals/board", board.page, name="deals_board"),
    path("deals/board/column/<int:stage_id>", board.column, name="deals_column"),
    path("deals/new", deals.new, name="deal_new"),
    path("deals/new/customers", deals.customers, name="deal_customers"),
    path("deals/<path:deal_id>/move", board.move, name="deal_move"),
    path("deals/<path:deal_id>/undo", board.take_back, name="deal_undo"),
    path("deals/<path:deal_id>/change", deals.change, name="deal_change"),
    path("deals/<path:deal_id>/lines", deals.lines, name="deal_lines"),
    path("deals/<path:deal_id>/stage", deals.stage, name="deal_stage"),
    path("deals/<path:deal_id>", deals.page, name="deal"),
]

urlpatterns: list[URLPattern] = [*ACCOUNTS, *DEALS]
