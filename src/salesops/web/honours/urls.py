"""Addresses of honours and ladders."""

from django.urls import path

from salesops.web.honours import ladder_views, views

urlpatterns = [
    path("honours", views.honours, name="honours"),
    path("honours/retreat", views.retreat, name="honours_retreat"),
    path("honours/honours.csv", views.export, name="honours_export"),
    path("honours/awards", views.awards, name="awards"),
    path("honours/awards/<str:award_id>", views.award, name="award"),
    path("honours/ladders", ladder_views.ladders, name="ladders"),
    path("honours/ladders/<str:ladder_id>", ladder_views.ladder, name="ladder"),
    path("honours/ladders/<str:ladder_id>/place", ladder_views.place, name="ladder_place"),
    path("honours/<str:honour_id>", views.honour, name="honour"),
    path("honours/<str:honour_id>/withdraw", views.withdraw, name="honour_withdraw"),
]
