"""Django's settings, read from the environment and the workspace folder and from nowhere else."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from salesops.web import sso

WEB = Path(__file__).resolve().parent
SALESOPS_HOME = Path(os.environ.get("SALESOPS_HOME", "workspace")).resolve()


def _secret_key(home: Path) -> str:
    """The key of this workspace; without a workspace, one that lasts as long as the process."""
    kept = home / "secret_key"
    given = os.environ.get("SALESOPS_SECRET_KEY")
    return given or (kept.read_text().strip() if kept.is_file() else secrets.token_urlsafe(50))


# A thread of the server keeps its connection for a while: opening one costs more than a page.
KEPT_OPEN = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def _database(url: str | None, home: Path) -> dict[str, object]:
    """SQLite in the workspace, or the PostgreSQL that `postgresql://user:password@host/name` names.

    SQLite transactions start as writers: two that both read first and then write would end with
    one of them refused instead of waiting. A writer waits SALESOPS_LOCK_SECONDS for others. What
    was written is moved from SQLite's log into its file 16 MB at a time: a new record is 30 pages,
    many of them the same again and again, and the move waits for the disk twice.
    """
    patience = float(os.environ.get("SALESOPS_LOCK_SECONDS", "30"))
    if not url:
        begin = (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA cache_size=-16384; PRAGMA mmap_size=1073741824; PRAGMA wal_autocheckpoint=4000"
        )
        options = {
            "transaction_mode": "IMMEDIATE",
            "timeout": patience,
            "init_command": begin,
        }
        name = str(home / "salesops.sqlite3")
        return {
            "ENGINE": "salesops.web.sqlite",
            "NAME": name,
            "OPTIONS": options,
            **KEPT_OPEN,
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("SALESOPS_DATABASE_URL must start with postgresql://")
    given = dict(parse_qsl(parts.query))
    # Compiling a question takes PostgreSQL longer than answering any of ours.
    ours = f"-c lock_timeout={round(patience * 1000)} -c jit=off"
    given["options"] = f"{ours} {given.get('options', '')}".strip()
    # Asked so often, a question of `prepared.py` is planned for good; in front of a pooler that
    # gives every transaction another connection, `?prepare_threshold=never` leaves it.
    often = given.pop("prepare_threshold", "2")
    settled = {**given, "prepare_threshold": int(often) if often.isdigit() else None}
    return {
        "ENGINE": "salesops.web.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": settled,
        **KEPT_OPEN,
    }


SECRET_KEY = _secret_key(SALESOPS_HOME)
# A company's own warehouse, asked instead of the snapshot.
SALESOPS_LEDGER_URL = os.environ.get("SALESOPS_LEDGER_URL", "")
DEBUG = os.environ.get("SALESOPS_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("SALESOPS_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("SALESOPS_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "lucide",
    "salesops.web.design",
    "salesops.web.workspace",
    "salesops.web.people",
    "salesops.web.market",
    "salesops.web.crm",
    "salesops.web.lists",
    "salesops.web.targets",
    "salesops.web.tracking",
    "salesops.web.territories",
    "salesops.web.pay_plans",
    "salesops.web.pay",
    "salesops.web.effects",
    "salesops.web.honours",
    "salesops.web.process",
    "salesops.web.imports",
    "salesops.web.explore",
    "salesops.web.reports",
    "salesops.web.administration",
    "salesops.web.notices",
    "salesops.web.automation",
]
MIDDLEWARE = [
    "salesops.web.faults.Faults",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "salesops.web.security.content_policy",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "salesops.web.browsers.browsers",
    "salesops.web.language.speak",
    "salesops.web.door.doors",
    "salesops.web.people.entering.enrol_first",
    "salesops.web.once.once",
]
CSRF_FAILURE_VIEW = "salesops.web.faults.forged"
# Signing in with a company's own accounts, where the environment says how.
SALESOPS_SSO = sso.ways(os.environ)
if SALESOPS_SSO:
    INSTALLED_APPS += sso.apps(SALESOPS_SSO)
    MIDDLEWARE += ["allauth.account.middleware.AccountMiddleware"]
    SOCIALACCOUNT_PROVIDERS = sso.providers(SALESOPS_SSO)
    SOCIALACCOUNT_ADAPTER = "salesops.web.people.sso_adapter.Matched"
    # A form that leads elsewhere is against the content policy; the state guards the way back.
    SOCIALACCOUNT_LOGIN_ON_GET = True
    ACCOUNT_EMAIL_VERIFICATION = "none"
ROOT_URLCONF = "salesops.web.urls"
WSGI_APPLICATION = "salesops.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "salesops.web.design.frame.frame",
            ],
            "libraries": {"i18n": "salesops.web.design.templatetags.spoken"},
        },
    }
]

DATABASES = {"default": _database(os.environ.get("SALESOPS_DATABASE_URL"), SALESOPS_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["salesops.web.people.sign_in.RateLimitedBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "sign_in"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "salesops_language"
LOCALE_PATHS = [WEB / "locale"]
TIME_ZONE = os.environ.get("SALESOPS_TIME_ZONE", "Asia/Shanghai")
# Where people reach us, for links in mails and chats; the mail server, and whom mail is from.
SALESOPS_URL = os.environ.get("SALESOPS_URL", (CSRF_TRUSTED_ORIGINS or [""])[0]).rstrip("/")
SALESOPS_SMTP_URL = os.environ.get("SALESOPS_SMTP_URL", "")
SALESOPS_MAIL_FROM = os.environ.get("SALESOPS_MAIL_FROM", "")
# Webhooks and chat robots: whether they may lead inside the network, how long one may take.
SALESOPS_WEBHOOK_PRIVATE = os.environ.get("SALESOPS_WEBHOOK_PRIVATE") == "1"
SALESOPS_WEBHOOK_SECONDS = float(os.environ.get("SALESOPS_WEBHOOK_SECONDS", "10"))
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True

SESSION_ENGINE = "salesops.web.people.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("SALESOPS_HTTPS") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
SECURE_REFERRER_POLICY = "same-origin"

UPLOAD_LIMIT_BYTES = int(os.environ.get("SALESOPS_UPLOAD_LIMIT_MB", "2048")) * 1024 * 1024
ATTACHMENT_LIMIT_BYTES = int(os.environ.get("SALESOPS_FILE_LIMIT_MB", "50")) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        name: {"handlers": ["console"], "level": "ERROR", "propagate": False}
        for name in ("django", "django_tasks", "django_tasks_db")
    },
}
