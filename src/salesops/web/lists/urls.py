"""Addresses all lists share: files, kept views, bulk work; a list's page stands with its part."""

from django.urls import path

from salesops.web.lists import doing, export, views

urlpatterns = [
    path("lists/people", views.pick_person, name="pick_person"),
    path("lists/<str:name>/filters", views.filters, name="list_filters"),
    path("lists/<str:name>.csv", export.export, {"form": "csv"}, name="list_csv"),
    path("lists/<str:name>.xlsx", export.export, {"form": "xlsx"}, name="list_xlsx"),
    path("lists/<str:name>/sheets/<str:job_id>", export.sheet, name="list_sheet"),
    path("lists/<str:name>/sheets/<str:job_id>/file", export.sheet_file, name="list_sheet_file"),
    path("lists/<str:name>/views", views.save_view, name="list_view_save"),
    path("lists/<str:name>/views/<int:view_id>", views.change_view, name="list_view"),
    path("lists/<str:name>/do/<str:bulk_name>", doing.do, name="list_do"),
    path("lists/<str:name>/jobs/<str:job_id>", doing.job, name="list_job"),
    path("lists/<str:name>/done/<int:entry_id>", doing.done, name="list_done"),
    path("lists/<str:name>/done/<int:entry_id>/undo", doing.undo, name="list_undo"),
]
