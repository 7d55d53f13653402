"""Addresses of plans; an id may hold slashes, so what is only an id comes last."""

from django.urls import path

from salesops.web.targets import (
    goal_views,
    mix_views,
    offer_views,
    reconcile_views,
    season_views,
    table_views,
    tree_views,
    views,
)

urlpatterns = [
    path("targets", views.listing, name="plans"),
    path("targets/<path:plan_id>/grid.json", views.grid, name="plan_grid"),
    path("targets/<path:plan_id>/node", views.node, name="plan_node"),
    path("targets/<path:plan_id>/goal", goal_views.goal, name="plan_goal"),
    path("targets/<path:plan_id>/mix", mix_views.page, name="plan_mix"),
    path("targets/<path:plan_id>/offers", offer_views.mine, name="plan_offers"),
    path("targets/<path:plan_id>/compare", offer_views.side_by_side, name="plan_compare"),
    path("targets/<path:plan_id>/reconcile", reconcile_views.page, name="plan_reconcile"),
    path("targets/<path:plan_id>/seasons", season_views.page, name="plan_seasons"),
    path("targets/<path:plan_id>/tree", tree_views.page, name="plan_tree"),
    path("targets/<path:plan_id>/table.<str:form>", table_views.export, name="plan_export"),
    path("targets/<path:plan_id>/bring", table_views.bring, name="plan_bring"),
    path("targets/<path:plan_id>/do/<str:what>", views.step, name="plan_step"),
    path("targets/<path:plan_id>", views.page, name="plan"),
]
