"""Addresses of the public pages."""

from django.urls import path

from ronghe.portal.web.public import files, guides, home, notices, programmes, results, search, summary

urlpatterns = [
    path("", home.home, name="home"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/<slug:key>/", programmes.programme, name="programme"),
    path("files/", files.files, name="common-files"),
    path("files/<slug:key>/<str:version>/<int:place>.docx", files.file, name="common-file"),
    path("guides/", guides.guides, name="guides"),
    path("guides/<str:number>/", guides.guide, name="guide"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:notice_id>/", notices.notice, name="notice"),
    path("notices/<int:notice_id>/list.json", notices.notice_list, name="notice-list"),
    path("notices/<int:notice_id>/<int:position>/objection/", notices.objection, name="objection-lodge"),
    path("notices/objections/<str:reference>/", notices.progress, name="objection-progress"),
    path("search/", search.search, name="search"),
    path("results/", results.results, name="results"),
    path("summary/", summary.summary, name="summary"),
]
