"""Addresses of supply and demand; the workspace's own begin with `work/talent/`."""

from django.urls import path

from ronghe.portal.web.talent import catalogue, home, resources, terms

urlpatterns = [
    path("resources/", catalogue.resources, name="resources"),
    path("resources/<uuid:key>/", catalogue.resource, name="resource"),
    path("resources/<uuid:key>/file/", catalogue.content, name="resource-file"),
    path("work/talent/", home.home, name="talent"),
    path("work/talent/terms/", terms.terms, name="talent-terms"),
    path("work/talent/terms/load/", terms.load, name="talent-terms-load"),
    path("work/talent/terms/refuse/", terms.refuse, name="talent-terms-refuse"),
    path("work/talent/terms/<int:term_id>/", terms.term, name="talent-term"),
    path("work/talent/resources/", resources.mine, name="talent-resources"),
    path("work/talent/resources/examining/", resources.examining, name="talent-examining"),
    path("work/talent/resources/new/", resources.new, name="talent-resource-new"),
    path("work/talent/resources/<uuid:key>/", resources.resource, name="talent-resource"),
    path("work/talent/resources/<uuid:key>/edit/", resources.edit, name="talent-resource-edit"),
    path("work/talent/resources/<uuid:key>/act/", resources.act, name="talent-resource-act"),
    path("work/talent/resources/<uuid:key>/file/", resources.content, name="talent-resource-file"),
]
