"""Addresses of honours and ladders."""

from django.urls import path

from salesops.web.honours import award_views, ladder_views, views

urlpatterns = [
    path("honours", views.honours, name="honours"),
    path("honours/retreat", views.retreat, name="honours_retreat"),
    path("honours/honours.csv", views.export, name="honours_export"),
    path("honours/awards", award_views.awards, name="awards"),
    path("honours/awards/<str:award_id>", award_views.award, name="award"),
    path("honours/awards/<str:award_id>/edit", award_views.edit, name="award_edit"),
    path("honours/awards/<str:award_id>/end", award_views.step, {"name": "end"}, name="award_end"),
    path("honours/awards/<str:award_id>/resume", award_views.step, {"name": "resume"},
         name="award_resume"),
    path("honours/awards/<str:award_id>/undo", award_views.step, {"name": "undo"},
         name="award_undo"),
    path("honours/awards/<str:award_id>/drop", award_views.step, {"name": "drop"},
         name="award_drop"),
    path("honours/ladders", ladder_views.ladders, name="ladders"),
    path("honours/ladders/<str:ladder_id>", ladder_views.ladder, name="ladder"),
    path("honours/ladders/<str:ladder_id>/place", ladder_views.place, name="ladder_place"),
    path("honours/ladders/<str:ladder_id>/end", ladder_views.step, {"name": "end"},
         name="ladder_end"),
    path("honours/ladders/<str:ladder_id>/resume", ladder_views.step, {"name": "resume"},
         name="ladder_resume"),
    path("honours/ladders/<str:ladder_id>/undo", ladder_views.step, {"name": "undo"},
         name="ladder_undo"),
    path("honours/ranks/<int:rank_id>/undo", ladder_views.unplace, name="ladder_unplace"),
    path("honours/<str:honour_id>", views.honour, name="honour"),
    path("honours/<str:honour_id>/withdraw", views.withdraw, name="honour_withdraw"),
    path("honours/<str:honour_id>/restore", views.restore, name="honour_restore"),
]  # fmt: skip
