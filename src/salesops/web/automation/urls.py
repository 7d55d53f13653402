"""Addresses of rules and webhooks."""

from django.urls import path

from salesops.web.automation import views, webhook_views

urlpatterns = [
    path("rules", views.rules, name="rules"),
    path("rules/new", views.new, name="rule_new"),
    path("rules/log", views.log, name="rule_log"),
    path("rules/<int:rule_id>", views.rule, name="rule"),
    path("rules/<int:rule_id>/do", views.do, name="rule_do"),
    path("webhooks", webhook_views.webhooks, name="webhooks"),
    path("webhooks/<int:webhook_id>", webhook_views.do, name="webhook_do"),
    path("webhooks/deliveries/<str:delivery_id>", webhook_views.again, name="delivery_again"),
]
