"""Addresses of customers, leads and deals: each kind's pages in a list of its own."""

from django.urls import URLPattern, path

from salesops.web.crm.views import board, deals
from salesops.web.lists.views import list_page

ACCOUNTS: list[URLPattern] = [
    path("accounts", list_page("accounts"), name="accounts"),
    path("contacts", list_page("contacts"), name="contacts"),
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
