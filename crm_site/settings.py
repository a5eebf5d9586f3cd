"""Settings, read from the environment and from `.env`; `.env.example` names every variable."""

import secrets
import socket
from pathlib import Path
from urllib.parse import urlsplit

import environ
import pghistory
import pgtrigger
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from common.embedded_postgres import Server

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# Everything that an installation writes lives here; another VAR_DIR is another installation.
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
BUILD_DIR = BASE_DIR / "build"


def _kept_secret(path: Path) -> str:
    """The installation's own secret key, made once and readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(64))
        try:
            path.hardlink_to(fresh)
        except FileExistsError:
            pass  # another process of this installation was first
        finally:
            fresh.unlink()
    return path.read_text().strip()


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or _kept_secret(VAR_DIR / "secret_key")

# The address that people type. An https address switches on everything that needs TLS.
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
_site = urlsplit(SITE_URL)
HTTPS = _site.scheme == "https"
ALLOWED_HOSTS = [_site.hostname or "localhost", *env.list("ALLOWED_HOSTS", default=[])]
if not HTTPS:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []

INSTALLED_APPS = [
    "crm_site.apps.CrmSiteConfig",
    "handover",
    "health",
    "followups",
    "accounts",
    "common",
    "crm_site.apps.EvergreenAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "bs_icon_templates",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_include_bootstrap",
    "django_q",
    "pghistory",
    "pgtrigger",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "common.middleware.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "common.middleware.LogInAgainMiddleware",
    "common.middleware.PrivatePagesMiddleware",
    "common.middleware.PersonalLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "crm_site.urls"
WSGI_APPLICATION = "crm_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "crm_site.context_processors.shell",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- database -------------------------------------------------------------------------------
# Without a DATABASE_URL it is the embedded server's, which manage.py, `make run` and the tests
# start; settings only name it.
DATABASES = {"default": env.db_url("DATABASE_URL", default=Server(VAR_DIR).url)}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Bulk changes are recorded as well as single ones, at a third of the cost of row triggers.
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_APPEND_ONLY = True
PGHISTORY_ADMIN_ALL_EVENTS = False
# History is looked up by the row that it is of, and by nothing else that a row refers to.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="events", db_index=True)

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- people ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.auth.NameOrEmailBackend",
]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 4

# Five wrong passwords for one name from one address lock that pair for fifteen minutes.
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURE_LIMIT", default=5)
AXES_COOLOFF_TIME = env.float("LOGIN_LOCKOUT_HOURS", default=0.25)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "accounts.auth.lockout_name"
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_IPWARE_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)

# --- language, time, money ------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "crm_site.formats"
TIME_ZONE = env("TIME_ZONE", default="Asia/Shanghai")
COMPANY_CURRENCY = env("COMPANY_CURRENCY", default="CNY")
# Who works for customers without an owner; else the lead of operations support, or the director.
UNASSIGNED_OWNER = env("UNASSIGNED_OWNER", default="")
# Whom an overdue task goes to when nobody above its owner is there.
ESCALATION_FALLBACK = env("ESCALATION_FALLBACK", default="")
# So many hours after logging a follow-up its writer may change it without saying why.
FOLLOW_UP_EDIT_HOURS = env.int("FOLLOW_UP_EDIT_HOURS", default=48)
# A draft that nobody has gone on with for so many days is cleared away.
FOLLOW_UP_DRAFT_DAYS = env.int("FOLLOW_UP_DRAFT_DAYS", default=30)
# How much of a working day tasks may take, in percent; the planner fills no day beyond it.
PLANNED_WORK_SHARE = env.int("PLANNED_WORK_SHARE", default=50)

# --- files ----------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
if (BUILD_DIR / "static").is_dir():  # what the set-up brought from npm
    STATICFILES_DIRS.append(BUILD_DIR / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MANIFEST_STRICT = True
MEDIA_ROOT = VAR_DIR / "media"

# --- mail -----------------------------------------------------------------------------------
MAIL_MODE = env.str("MAIL_MODE", default="off")
if MAIL_MODE == "live":
    _mail = env.email_url("EMAIL_URL", default="smtp://127.0.0.1:25")
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
    EMAIL_TIMEOUT = 20
else:  # `sink` keeps the letters as files; with `off` no page offers to send one
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("MAIL_FROM", default="Evergreen <evergreen@localhost>")

# --- the queue ------------------------------------------------------------------------------
# These values lost nothing when workers and the whole tree were killed; see docs/decisions/0004.
_JOB_TIMEOUT = env.int("JOB_TIMEOUT", default=600)
JOB_MAX_STARTS = env.int("JOB_MAX_STARTS", default=3)
JOB_RUNS_KEPT_DAYS = env.int("JOB_RUNS_KEPT_DAYS", default=90)
Q_CLUSTER = {
    "name": "evergreen",
    "orm": "default",
    "broker_class": "common.broker.Broker",
    "workers": 2,
    "queue_limit": 2,
    "bulk": 1,
    "timeout": _JOB_TIMEOUT,
    "retry": env.int("JOB_RETRY", default=_JOB_TIMEOUT * 2 + 15),
    "ack_failures": False,
    "max_attempts": JOB_MAX_STARTS + 2,  # we park what fails; this is for jobs without a run
    "save_limit": 0,
    "catch_up": False,
    "poll": env.float("QUEUE_POLL", default=1.0),
    "label": _("Queue"),
}

# A worker that shows no pulse for WORKER_PATIENCE seconds is started again.
WORKER_NAME = env("WORKER_NAME", default="") or socket.gethostname()
WORKER_HEARTBEAT = env.float("WORKER_HEARTBEAT", default=15.0)
WORKER_PATIENCE = env.float("WORKER_PATIENCE", default=60.0)
WORKER_LONGEST_PAUSE = env.float("WORKER_LONGEST_PAUSE", default=30.0)

# Below this much free disk, /ready/ says that it is not.
READY_FREE_MB = env.int("READY_FREE_MB", default=500)

# --- security -------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if env.int("TRUSTED_PROXIES", default=0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- log ------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {"axes": {"level": "WARNING"}},
}
