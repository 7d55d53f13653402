"""Addresses of pay plans."""

from django.urls import path

from salesops.web.pay_plans import editing_views, paper_views, study_views, views

urlpatterns = [
    path("pay-plans", views.listed, name="pay_plans"),
    path("pay-plans/new", editing_views.new, name="pay_plan_new"),
    path("pay-plans/unsigned.<str:form>", paper_views.unsigned_file, name="pay_plans_unsigned"),
    path("pay-plans/papers/<str:assignment_id>", paper_views.page, name="pay_paper"),
    path("pay-plans/papers/<str:assignment_id>/sign", paper_views.sign, name="pay_paper_sign"),
    path(
        "pay-plans/papers/<str:assignment_id>/<str:form>", paper_views.download,
        name="pay_paper_file",
    ),
    path("pay-plans/studies/<str:study_id>", study_views.page, name="pay_study"),
    path("pay-plans/studies/<str:study_id>/<str:form>", study_views.download,
         name="pay_study_file"),
    path("pay-plans/people/<str:assignment_id>", views.change, name="pay_assignment"),
    path("pay-plans/versions/<str:version_id>", views.version, name="pay_version"),
    path("pay-plans/versions/<str:version_id>/edit", editing_views.edit, name="pay_version_edit"),
    path("pay-plans/versions/<str:version_id>/beside", editing_views.beside,
         name="pay_version_beside"),
    path("pay-plans/versions/<str:version_id>/toml", editing_views.toml, name="pay_version_toml"),
    path("pay-plans/versions/<str:version_id>/compare", study_views.compare,
         name="pay_version_compare"),
    path("pay-plans/versions/<str:version_id>/replay", study_views.replay,
         name="pay_version_replay"),
    path("pay-plans/versions/<str:version_id>/simulate", study_views.simulate,
         name="pay_version_simulate"),
    path("pay-plans/versions/<str:version_id>/<str:step>", views.step, name="pay_version_step"),
    path("pay-plans/<str:plan_id>", views.plan, name="pay_plan"),
    path("pay-plans/<str:plan_id>/draft", editing_views.draft, name="pay_plan_draft"),
    path("pay-plans/<str:plan_id>/people", views.assign, name="pay_plan_people"),
]  # fmt: skip
