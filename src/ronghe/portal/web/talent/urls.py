"""Addresses of supply and demand; the workspace's own begin with `work/talent/`."""

from django.urls import path

from ronghe.portal.web.talent import home

urlpatterns = [
    path("work/talent/", home.home, name="talent"),
]
