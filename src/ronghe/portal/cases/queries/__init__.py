"""Reads of cases: the inbox, lists, one case's page, forms to fill in, what the rules would say."""

from ronghe.portal.cases.queries.beginning import begin_page
from ronghe.portal.cases.queries.explaining import act_page, explain_all, recap
from ronghe.portal.cases.queries.filling import check_page, form_page, section_page
from ronghe.portal.cases.queries.lists import Filters, case_list, listing, narrowed
from ronghe.portal.cases.queries.page import case_page
from ronghe.portal.cases.queries.waiting import inbox

__all__ = [
    "Filters",
    "act_page",
    "begin_page",
    "case_list",
    "case_page",
    "check_page",
    "explain_all",
    "form_page",
    "inbox",
    "listing",
    "narrowed",
    "recap",
    "section_page",
]
