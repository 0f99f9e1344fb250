"""Reads of cases: the inbox, lists, one case's page, forms to fill in, what the rules would say."""

from ronghe.portal.cases.queries.beginning import BeginPage, begin_page
from ronghe.portal.cases.queries.checking import Checklist, checklist_of
from ronghe.portal.cases.queries.checking_day import CheckingDay, checkable, checking_day
from ronghe.portal.cases.queries.explaining import ActPage, act_page, explain_all, reasons_field
from ronghe.portal.cases.queries.exporting import ExportedRow, ExportTable, exported
from ronghe.portal.cases.queries.filling import SectionPage, check_page, form_page, section_page
from ronghe.portal.cases.queries.listing import Listing, Mode, listing, modes
from ronghe.portal.cases.queries.lists import DEFAULT_SORT, CaseList, Filters, case_list
from ronghe.portal.cases.queries.page import case_page
from ronghe.portal.cases.queries.rehearsing import Recap, recap
from ronghe.portal.cases.queries.searching import FoundCases, found_cases
from ronghe.portal.cases.queries.waiting import inbox

__all__ = [
    "DEFAULT_SORT",
    "ActPage",
    "BeginPage",
    "CaseList",
    "CheckingDay",
    "Checklist",
    "ExportTable",
    "ExportedRow",
    "Filters",
    "FoundCases",
    "Listing",
    "Mode",
    "Recap",
    "SectionPage",
    "act_page",
    "begin_page",
    "case_list",
    "case_page",
    "check_page",
    "checkable",
    "checking_day",
    "checklist_of",
    "explain_all",
    "exported",
    "form_page",
    "found_cases",
    "inbox",
    "listing",
    "modes",
    "reasons_field",
    "recap",
    "section_page",
]
