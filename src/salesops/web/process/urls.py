"""Addresses of the process chapter."""

from django.urls import path

from salesops.web.process import (
    conversion_views,
    deadline_views,
    editing_views,
    experiment_views,
    hours_views,
    map_views,
    views,
)

urlpatterns = [
    path("process", views.processes, name="process"),
    path("process/live", map_views.live, name="process_live"),
    path("process/conforming", map_views.conforming, name="process_conforming"),
    path("process/sides", map_views.sides, name="process_sides"),
    path("process/conversion", conversion_views.conversion, name="conversion"),
    path("process/stages", conversion_views.stages, name="weak_stages"),
    path("process/experiments", experiment_views.experiments, name="experiments"),
    path("process/experiments/new", experiment_views.new, name="experiment_new"),
    path("process/experiments/<str:experiment_id>", experiment_views.experiment, name="experiment"),
    path(
        "process/experiments/<str:experiment_id>/change",
        experiment_views.change,
        name="experiment_change",
    ),
    path(
        "process/experiments/<str:experiment_id>/start",
        experiment_views.start,
        name="experiment_start",
    ),
    path(
        "process/experiments/<str:experiment_id>/stop",
        experiment_views.stop,
        name="experiment_stop",
    ),
    path("process/<str:pipeline_id>/edit", editing_views.edit, name="process_edit"),
    path("process/<str:pipeline_id>/publish", editing_views.publish, name="process_publish"),
    path("process/<str:pipeline_id>/drop", editing_views.drop, name="process_drop"),
    path("process/<str:pipeline_id>/upload", editing_views.upload, name="process_upload"),
    path("process/<str:pipeline_id>/handbook", views.handbook, name="process_handbook"),
    path("process/<str:pipeline_id>/file.<str:form>", views.download, name="process_file"),
    path("process/<str:pipeline_id>/designed", views.process, name="process_shown"),
    path("deadlines", deadline_views.deadlines, name="deadlines"),
    path("deadlines/hours", hours_views.team_hours, name="team_hours"),
    path("deadlines/<str:kind>/<path:case_id>/pause", deadline_views.pause, name="deadline_pause"),
    path("deadlines/<str:kind>/<path:case_id>", deadline_views.deadline, name="deadline"),
]
