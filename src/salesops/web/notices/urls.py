"""Addresses of notices."""

from django.urls import path

from salesops.web.notices import channel_views, views

urlpatterns = [
    path("notices", views.notices, name="notices"),
    path("notices/bell", views.bell, name="notice_bell"),
    path("notices/read", views.read, name="notices_read"),
    path("notices/<int:notice_id>/follow", views.follow, name="notice_follow"),
    path("settings/notices", views.tastes, name="notice_tastes"),
    path("settings/channels", channel_views.channels, name="channels"),
    path("settings/channels/mail", channel_views.test_mail, name="channel_mail"),
    path("settings/channels/<int:channel_id>", channel_views.do, name="channel"),
]
