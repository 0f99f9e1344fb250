"""Addresses of accounts: of allauth those that we have pages for, and ours."""

from allauth.account import views as account
from django.conf import settings
from django.urls import include, path

from ronghe.portal.web.accounts import demo, marks, people, registration, structure, succession

urlpatterns = [
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/login/", account.login, name="login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/logout/", account.logout, name="logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/", account.password_change, name="account_change_password"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("register/enterprise/", registration.register_enterprise, name="register-enterprise"),
    path("register/teacher/", registration.register_teacher, name="register-teacher"),
    path("arrive/", people.arrive, name="arrive"),
    path("waiting/", people.waiting, name="waiting"),
    path("switch/", people.switch, name="switch"),
    path("profile/", people.profile, name="profile"),
    path("organisation/", people.organisation, name="organisation"),
    path("organisation/<int:organisation_id>/", people.examine, name="organisation-examine"),
    path("organisation/<int:organisation_id>/decide/", people.decide_on_organisation, name="organisation-decide"),
    path("organisation/<int:organisation_id>/licence/", people.licence, name="organisation-licence"),
    path("organisation/members/<int:membership_id>/", people.decide_on_member, name="member-decide"),
    path("organisation/structure/", structure.structure, name="structure"),
    path("organisation/colleges/", structure.add_college, name="college-add"),
    path("organisation/colleges/<int:college_id>/", structure.college, name="college"),
    path("organisation/colleges/<int:college_id>/close/", structure.close_college, name="college-close"),
    path("organisation/majors/", structure.offer_major, name="offering-add"),
    path("organisation/majors/<int:offering_id>/", structure.end_offering, name="offering-end"),
    path("organisation/marks/", marks.marked, name="marked"),
    path("organisation/<int:organisation_id>/marks/", marks.marks, name="marks"),
    path("organisation/marks/<int:mark_id>/", marks.lift_mark, name="mark-lift"),
    path("organisation/register/", succession.register, name="register-succession"),
    path("organisation/<int:organisation_id>/rename/", succession.rename, name="organisation-rename"),
    path("organisation/<int:organisation_id>/merge/", succession.merge, name="organisation-merge"),
    *demo.addresses(served=settings.DEMO_LOGINS),
]
