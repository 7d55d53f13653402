"""Addresses of imports and batches."""

from django.urls import path

from salesops.web.imports import views

urlpatterns = [
    path("imports", views.imports, name="imports"),
    path("imports/<int:job_id>", views.show, name="import"),
    path("imports/<int:job_id>/choose", views.choose, name="import_choose"),
    path("imports/<int:job_id>/problems", views.problems_file, name="import_problems"),
    path("batches", views.batches, name="batches"),
    path("batches/<str:batch_id>/problems", views.batch_problems, name="batch_problems"),
    path("batches/<str:batch_id>/retract", views.retract, name="batch_retract"),
    path("batches/<str:batch_id>/restore", views.restore, name="batch_restore"),
]
