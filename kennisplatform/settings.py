"""Settings of the platform, read from the environment (twelve-factor).

One module for every place it runs. What a setting means and its default is in
`docs/operations.md`; a value comes from the environment or from a file `.env`.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from kennisplatform.ancestors import frame_ancestors
from kennisplatform.environment import read_settings_file, read_url
from kennisplatform.visitors import proxy_networks
from search.address import SearchAddress

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
ENV_FILE = Path(env.str("ENV_FILE", default=str(BASE_DIR / ".env"))).resolve()
read_settings_file(env, ENV_FILE)

# Everything the platform writes: database, index, pictures, secret key.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    from kennisplatform.secret_key import read_or_create

    SECRET_KEY = read_or_create(DATA_DIR / "secret_key")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env.str("BASE_URL", default="http://localhost:8000").rstrip("/")
HTTPS = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "kennisplatform",
    "background",
    "practices",
    "search",
    "subscriptions",
    "operations",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "django_filters",
    "django_htmx",
    "axes",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kennisplatform.maintenance.ClosedForMaintenance",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "kennisplatform.views.SearchUnavailable",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "kennisplatform.urls"
WSGI_APPLICATION = "kennisplatform.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kennisplatform.context_processors.site_chrome",
            ],
            "builtins": [
                "kennisplatform.templatetags.house",
                "kennisplatform.templatetags.drawing",
            ],
        },
    }
]

# --- database -------------------------------------------------------------------------
DATABASES = {
    "default": read_url(env.db_url, "DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # With Django's defaults half of the transactions of concurrent writers fail as "locked";
    # these settings brought that to none (docs/decisions/0001-sqlite.md).
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"] |= {
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=60),  # seconds
        "CONN_HEALTH_CHECKS": True,  # a server that was restarted costs nobody a page
    }
    # Whoever waits for a lock or a server gives up in the end; in milliseconds.
    _limits = {
        "statement_timeout": env.int("DATABASE_TIMEOUT", default=60) * 1_000,
        "lock_timeout": 20_000,
        "idle_in_transaction_session_timeout": 300_000,
    }
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        connect_timeout=5,
        keepalives_idle=30,
        tcp_user_timeout=30_000,
        options=" ".join(f"-c {name}={value}" for name, value in _limits.items()),
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- language and time ------------------------------------------------------------------
LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- files ------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # an experiment with many rows is one long form

# --- wagtail ----------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Kennisplatform"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("nl", "Nederlands")]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx"]
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no third party sees who works here
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_ENABLED = True
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True

# --- search -----------------------------------------------------------------------------
# Read here and not kept as text: of a `SearchAddress` no password can be shown.
SEARCH_ADDRESS = SearchAddress.parse(env.str("SEARCH_URL", default="embedded:"))
SEARCH_TIMEOUT = env.float("SEARCH_TIMEOUT", default=3.0)  # seconds; of an engine on a network
SEARCH_INDEX_DIR = DATA_DIR / "index"
SEARCH_PAGE_SIZE = 20

# --- background work (docs/decisions/0006-workers.md) -------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Who does it: a thread in the web process, or `manage.py worker`.
_on_sqlite = DATABASES["default"]["ENGINE"].endswith("sqlite3")
BACKGROUND = env.str("BACKGROUND", default="web" if _on_sqlite else "worker")
if BACKGROUND not in ("web", "worker"):
    raise ImproperlyConfigured(f"BACKGROUND: {BACKGROUND!r} is neither 'web' nor 'worker'")
WORKER_DEAD_AFTER = env.float("WORKER_DEAD_AFTER", default=30.0)  # seconds without a sign of life

# --- cache: holds nothing that must last --------------------------------------------------
CACHES = {"default": read_url(env.cache_url, "CACHE_URL", "locmemcache://")}
if CACHES["default"]["BACKEND"].endswith(".RedisCache"):
    CACHES["default"]["BACKEND"] = "kennisplatform.caches.RedisThatMayBeAway"
if CACHES["default"]["BACKEND"].endswith(".LocMemCache"):
    CACHES["default"]["BACKEND"] = "kennisplatform.caches.BriefMemoryCache"
    # Counts of who asks how often are worth keeping longer than that, in each process for itself.
    CACHES["limits"] = {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "limits",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
else:
    CACHES["limits"] = CACHES["default"]

# --- security ---------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name}
    for name in (
        "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "kennisplatform.passwords.MinimumLength",
        "django.contrib.auth.password_validation.CommonPasswordValidator",
        "django.contrib.auth.password_validation.NumericPasswordValidator",
    )
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1  # hour
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# Behind a proxy everybody has its address; somebody else's mistakes must not lock an editor out.
TRUSTED_PROXIES = proxy_networks(env.list("TRUSTED_PROXIES", default=["127.0.0.0/8", "::1"]))
AXES_CLIENT_IP_CALLABLE = "kennisplatform.visitors.visitor_address"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=HTTPS)
SECURE_REDIRECT_EXEMPT = [r"^gezond$"]  # a monitor on the machine itself asks without a proxy
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview shows a page in a frame of its own

# The admin has its own scripts and styles inline; the site itself needs nothing but its own.
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/beheer/", "/django-admin/", "/api/v1/docs"),
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}

# Which sites may show our list in a frame of their own; every other page only we may.
EMBED_ANCESTORS = frame_ancestors(env.list("EMBED_ANCESTORS", default=["*"]))

EMAIL_CONFIG = read_url(env.email_url, "EMAIL_URL", "consolemail://")
vars().update(EMAIL_CONFIG)
# Notes when a mail was last sent or refused, and sends through what EMAIL_URL names.
MAIL_TRANSPORT = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_BACKEND = "operations.mail.RecordedBackend"
EMAIL_TIMEOUT = env.float("EMAIL_TIMEOUT", default=20.0)  # seconds; of every step with the server
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="kennisplatform@localhost")
# Where servers return what they cannot deliver; `manage.py take_bounce` reads it.
BOUNCE_EMAIL = env.str("BOUNCE_EMAIL", default=DEFAULT_FROM_EMAIL)

DEFAULT_EXCEPTION_REPORTER_FILTER = "kennisplatform.reporting.QuietFilter"

# Webhooks go to the public internet over https. With this they also go, without TLS, to the
# machine itself and its network: for trying out, or where nobody from outside edits.
WEBHOOK_ALLOW_PRIVATE = env.bool("WEBHOOK_ALLOW_PRIVATE", default=False)

# --- keeping it running ------------------------------------------------------------------
BACKUP_DIR = Path(env.str("BACKUP_DIR", default=str(DATA_DIR / "backups"))).resolve()
# Figures for Prometheus; without a path there are none. The token goes in the request's header.
METRICS_PATH = env.str("METRICS_PATH", default="").strip("/")
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
if METRICS_PATH:
    MIDDLEWARE.insert(0, "operations.metrics.TimedRequests")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "kennisplatform.logs.QuietFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "axes": {"level": "WARNING"},
        # Each host that refuses would be a traceback; that a node is away is told in one line.
        "elastic_transport.transport": {"level": "ERROR"},
    },
}
# Frames of our own pages are allowed: Wagtail's preview is one.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
