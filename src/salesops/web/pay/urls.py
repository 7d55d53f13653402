"""Addresses of pay."""

from django.urls import path

from salesops.web.pay import deciding_views, mine_views, run_views, statement_views

urlpatterns = [
    path("pay", run_views.home, name="pay"),
    path("pay/mine", mine_views.page, name="pay_mine"),
    path("pay/calculate", run_views.calculate, name="pay_calculate"),
    path("pay/runs/<str:run_id>", run_views.page, name="pay_run"),
    path("pay/runs/<str:run_id>/table.<str:form>", run_views.table, name="pay_table"),
    path("pay/runs/<str:run_id>/payroll.csv", run_views.payroll, name="pay_payroll"),
    path("pay/runs/<str:run_id>/statements.zip", run_views.archive, name="pay_archive"),
    path("pay/runs/<str:run_id>/<str:step>", run_views.step, name="pay_step"),
    path("pay/statements/<str:statement_id>", statement_views.page, name="pay_statement"),
    path(
        "pay/statements/<str:statement_id>/acknowledge", statement_views.acknowledge,
        name="pay_acknowledge",
    ),
    path(
        "pay/statements/<str:statement_id>/dispute", statement_views.dispute, name="pay_dispute"
    ),
    path(
        "pay/statements/<str:statement_id>/file.<str:form>", statement_views.file,
        name="pay_statement_file",
    ),
    path("pay/disputes", deciding_views.disputes, name="pay_disputes"),
    path("pay/disputes/<str:dispute_id>/answer", deciding_views.answer, name="pay_answer"),
    path("pay/adjustments", deciding_views.adjustments, name="pay_adjustments"),
    path(
        "pay/adjustments/<str:adjustment_id>/<str:step>", deciding_views.decide, name="pay_decide"
    ),
]  # fmt: skip
