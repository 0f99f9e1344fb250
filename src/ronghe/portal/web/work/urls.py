"""Addresses of the workspaces. What has a fixed first part stands before what begins with a programme's key."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from ronghe.portal.web.work import (
    act,
    additions,
    agreements,
    begin,
    board,
    bulk,
    case,
    checklist,
    exports,
    form,
    inbox,
    limits,
    lists,
    objections,
    search,
    settings,
    views,
)


class KeyConverter(StringConverter):
    """A key of a definition."""

    regex = "[a-z][a-z0-9_]*"


register_converter(KeyConverter, "key")

urlpatterns = [
    path("work/", inbox.work, name="work"),
    path("work/messages/<int:message_id>/read/", inbox.message_read, name="message-read"),
    path("work/board/", board.first_board, name="first-board"),
    path("work/board/<slug:programme>/", board.programme_board, name="board"),
    path("work/board/<slug:programme>/export/", board.board_export, name="board-export"),
    path("work/exports/", exports.exports, name="exports"),
    path("work/exports/<uuid:key>/", exports.export, name="export"),
    path("work/exports/<uuid:key>/file/", exports.export_file, name="export-file"),
    path("work/views/<int:view_id>/", views.view_change, name="view-change"),
    path("work/views/<int:view_id>/delete/", views.view_delete, name="view-delete"),
    path("work/search/", search.search, name="search-work"),
    path("work/objections/", objections.objections, name="objections"),
    path("work/objections/<str:reference>/", objections.objection, name="objection"),
    path("work/objections/<str:reference>/evidence/", objections.objection_evidence, name="objection-evidence"),
    path("work/files/<uuid:key>/", case.attachment, name="attachment"),
    path("work/case/<str:number>/", case.case, name="case"),
    path("work/promises/", agreements.promises, name="promises"),
    path("work/case/<str:number>/agreement/<int:sequence>/", agreements.agreement, name="agreement"),
    path(
        "work/case/<str:number>/agreement/<int:sequence>/file.<str:ending>",
        agreements.agreement_file,
        name="agreement-file",
    ),
    path("work/case/<str:number>/paper/", agreements.case_paper, name="case-paper"),
    path("work/case/<str:number>/paper/file.docx", agreements.case_paper_file, name="case-paper-file"),
    path("work/case/<str:number>/form/", form.form, name="case-form"),
    path("work/case/<str:number>/form/check/", form.check, name="case-check"),
    path("work/case/<str:number>/form/<key:section>/", form.section, name="case-section"),
    path("work/case/<str:number>/form/<key:section>/save/", form.section_save, name="case-section-save"),
    path("work/case/<str:number>/act/<key:action>/", act.act, name="case-act"),
    path("work/<slug:programme>/limits/", limits.limits, name="limits"),
    path("work/<slug:programme>/limits/<int:quota_id>/", limits.ledger, name="ledger"),
    path("work/<slug:programme>/settings/", settings.settings, name="programme-settings"),
    path("work/<slug:programme>/settings/<key:key>/", settings.setting, name="programme-setting"),
    path("work/<slug:programme>/additions/", additions.additions, name="additions"),
    path("work/<slug:programme>/additions/<int:version_id>/", additions.addition, name="addition"),
    path("work/<slug:programme>/<key:kind>/", lists.case_list, name="case-list"),
    path("work/<slug:programme>/<key:kind>/export/", exports.case_export, name="case-export"),
    path("work/<slug:programme>/<key:kind>/begin/", begin.begin, name="case-begin"),
    path("work/<slug:programme>/<key:kind>/views/", views.views, name="views"),
    path("work/<slug:programme>/<key:kind>/checklist/", checklist.checklist, name="case-checklist"),
    path("work/<slug:programme>/<key:kind>/bulk/", bulk.bulk, name="case-bulk"),
    path("work/<slug:programme>/<key:kind>/bulk/<uuid:batch>/", bulk.bulk_results, name="bulk-results"),
]
