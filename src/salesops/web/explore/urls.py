"""Addresses of asking."""

from django.urls import path

from salesops.web.explore import views

urlpatterns = [
    path("ask", views.ask, name="ask"),
    path("ask.xlsx", views.download, {"form": "xlsx"}, name="ask_xlsx"),
    path("ask/values", views.dimension_values, name="ask_values"),
    path("ask/saved", views.save, name="ask_save"),
    path("ask/saved/<int:question_id>/forget", views.forget, name="ask_forget"),
]
