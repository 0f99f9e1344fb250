"""The addresses of the whole: health and languages; everything else belongs to `web`."""

from django.urls import include, path

from ronghe.portal.config.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("ronghe.portal.web.urls")),
]

handler500 = "ronghe.portal.config.health.failed"
