"""The addresses of the whole: health, languages, accounts; everything else belongs to `web`."""

from django.urls import include, path

from ronghe.portal.config.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("", include("ronghe.portal.web.urls")),
]
