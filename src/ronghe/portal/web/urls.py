"""Addresses of the pages: each audience has its own module."""

from django.urls import include, path

urlpatterns = [
    path("", include("ronghe.portal.web.public.urls")),
    path("", include("ronghe.portal.web.observatory.urls")),
    path("", include("ronghe.portal.web.accounts.urls")),
    path("", include("ronghe.portal.web.talent.urls")),
    path("", include("ronghe.portal.web.work.urls")),
]
