"""Settings of the portal. What an installation may choose comes from `environment`; everything else stands here."""

import datetime
from pathlib import Path

from csp.constants import NONE, SELF

from ronghe.portal.config import environment

_ENVIRONMENT = environment.read()

BASE_DIR = Path(__file__).resolve().parents[4]
_LOCAL = BASE_DIR / ".local"
_PRODUCTION = _ENVIRONMENT.mode == "production"

MODE = _ENVIRONMENT.mode
DEBUG = _ENVIRONMENT.debug
DEMO_LOGINS = not _PRODUCTION
SECRET_KEY = _ENVIRONMENT.secret_key or "only-for-tests-" * 4
ALLOWED_HOSTS = list(_ENVIRONMENT.hosts) or ["localhost", "127.0.0.1", "[::1]", "testserver"]
DEFINITIONS_DIR = BASE_DIR / "definitions"

# --- parts ---------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "ronghe.portal.base.apps.BaseConfig",
    "ronghe.portal.accounts.apps.AccountsConfig",
    "ronghe.portal.organisations.apps.OrganisationsConfig",
    "ronghe.portal.programmes.apps.ProgrammesConfig",
    "ronghe.portal.cases.apps.CasesConfig",
    "ronghe.portal.agreements.apps.AgreementsConfig",
    "ronghe.portal.notices.apps.NoticesConfig",
    "ronghe.portal.talent.apps.TalentConfig",
    "ronghe.portal.statistics.apps.StatisticsConfig",
    "ronghe.portal.exchange.apps.ExchangeConfig",
    "ronghe.portal.web.apps.WebConfig",
    "ronghe.portal.config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "ronghe.portal.web.plain.PlainMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "ronghe.portal.organisations.access.ActingMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "ronghe.portal.config.urls"
WSGI_APPLICATION = "ronghe.portal.config.wsgi.application"

_CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "src" / "ronghe" / "portal" / "web" / "templates"],
        "OPTIONS": {
            "environment": "ronghe.portal.web.jinja.environment",
            "context_processors": _CONTEXT_PROCESSORS,
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT_PROCESSORS},
    },
]

# --- data ----------------------------------------------------------------------------------------------------------

DATABASES = {"default": environment.database(_ENVIRONMENT.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Sessions are rows: a log-out must hold in every process at once, which a cache inside a process cannot promise.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

INSIGHT = _ENVIRONMENT.insight or _LOCAL / "insight"
MEDIA_ROOT = _ENVIRONMENT.files or _LOCAL / "files"
STATIC_URL = "/static/"
STATIC_ROOT = _LOCAL / "static" if _PRODUCTION else None
STATICFILES_DIRS = [_ENVIRONMENT.dist or _LOCAL / "dist"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Tests serve static files by themselves; looking for all of them at every new client would slow them down.
WHITENOISE_USE_FINDERS = MODE == "demo"
WHITENOISE_AUTOREFRESH = DEBUG

_MEGABYTE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * _MEGABYTE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * _MEGABYTE
FILE_UPLOAD_PERMISSIONS = 0o640

# --- languages and time --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- accounts ------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "ronghe.portal.accounts.sign_in.PasswordBackend",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "ronghe.portal.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email", "phone")},
    },
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "arrive"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "ronghe.portal.accounts.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# A whole university may come from one address; guessing one account is stopped by axes below.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "60/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Ronghe 融合"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = datetime.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "ronghe.portal.accounts.sign_in.username_tried"
AXES_LOCKOUT_CALLABLE = "ronghe.portal.accounts.sign_in.locked_out"
AXES_IPWARE_META_PRECEDENCE_ORDER = ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"] if _ENVIRONMENT.proxies else ["REMOTE_ADDR"]
AXES_IPWARE_PROXY_COUNT = _ENVIRONMENT.proxies or None
AXES_IPWARE_PROXY_ORDER = "right-most"
AXES_VERBOSE = False

# --- what browsers may do ------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = _PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if _PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _PRODUCTION
SECURE_HSTS_PRELOAD = _PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _ENVIRONMENT.proxies else None
SESSION_COOKIE_SECURE = _PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_SECURE = _PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in _ENVIRONMENT.hosts if "*" not in host]

# --- records of what happened --------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "procrastinate.blueprints": {"level": "WARNING"},
        "procrastinate.periodic": {"level": "WARNING"},
    },
}
