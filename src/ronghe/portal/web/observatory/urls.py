"""Addresses of the observatory."""

from django.urls import path

from ronghe.portal.web.observatory import behind, chains, overview

urlpatterns = [
    path("observatory/", overview.overview, name="observatory"),
    path("observatory/export/", overview.overview_export, name="observatory-export"),
    path("observatory/skills/<int:number>/", overview.skill, name="observatory-skill"),
    path("observatory/regions/", overview.regions, name="observatory-regions"),
    path("observatory/chains/", chains.first, name="observatory-chains"),
    path("observatory/chains/<slug:key>/", chains.chain, name="observatory-chain"),
    path("observatory/why/", behind.why, name="observatory-why"),
    path("observatory/method/", behind.method, name="observatory-method"),
]
