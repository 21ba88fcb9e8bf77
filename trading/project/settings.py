"""Django's settings. What an operator may change is read in `environment.py`; the rest is decided here."""

from django.utils.translation import gettext_lazy as _

from trading.project import databases, environment, log_name, logs, static_headers

ENVIRONMENT = environment.read()
BASE_DIR = environment.ROOT

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
ORIGIN = ENVIRONMENT.origin
CSRF_TRUSTED_ORIGINS = [ORIGIN]
IS_PRODUCTION = ENVIRONMENT.is_production
# Whoever runs the platform, in every unified deal code (统一交易标识码).
PLATFORM_USCC = ENVIRONMENT.platform_uscc
LOG_ORIGIN = log_name.read(ENVIRONMENT)

INSTALLED_APPS = [
    "trading.project",
    "trading",
    "bidding",
    "experts",
    "disclosure",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "allauth",
    "allauth.account",
    "csp",
]

MIDDLEWARE = [
    "trading.project.middleware.request_context",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "trading.project.middleware.refuse_nul_bytes",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "trading.views.access.refuse_as_page",
]

ROOT_URLCONF = "trading.project.urls"
ASGI_APPLICATION = "trading.project.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trading.context_processors.platform",
                "experts.context_processors.expert",
                "disclosure.context_processors.medium",
            ],
        },
    },
]

# The owner migrates and owns every table; the application role owns nothing (docs/architecture.md).
DATABASES = databases.settings(ENVIRONMENT)
APPLICATION_ROLE = databases.role_of(ENVIRONMENT.database_url)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": ENVIRONMENT.redis_url}
    if ENVIRONMENT.redis_url
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

AUTH_USER_MODEL = "trading.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_SIGNUP_REDIRECT_URL = "account:organisation"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {"login": "trading.account_forms.LoginForm"}
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.var_dir / "static" if IS_PRODUCTION else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# A demo serves the files where they lie; production collects them once, with hashed names.
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ADD_HEADERS_FUNCTION = static_headers.add
# For ever where names tell versions; else so short that an upgrade is seen soon, and so long that who clicks through
# the demo does not ask for thirty files again with every page. DEBUG=1 is for who changes them.
WHITENOISE_MAX_AGE = 31536000 if IS_PRODUCTION else 0 if DEBUG else 300

FILES_DIR = ENVIRONMENT.files_dir
KEYS_DIR = ENVIRONMENT.keys_dir
VAR_DIR = ENVIRONMENT.var_dir
MEDIUM_NAME = ENVIRONMENT.medium_name
MEDIUM_URL = ENVIRONMENT.medium_url
MEDIUM_TOKEN = ENVIRONMENT.medium_token
MEDIUM_DIR = ENVIRONMENT.var_dir / "medium"  # for a gateway, where there is no MEDIUM_URL
BANK_DIR = ENVIRONMENT.files_dir / "bank"  # the bank of demos and tests; production connects one

# Bodies: a form or statement is small, an upload comes in pieces of at most 4 MiB (tus).
FORM_BODY_LIMIT = 2 * 1024 * 1024
UPLOAD_PIECE_LIMIT = 4 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_PIECE_LIMIT
# Django keeps a body in memory up to this, and on disk beyond it.
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

SELF = "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
HTTPS = ORIGIN.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# Redirects and the names beside ours are the affair of the proxy that holds the certificate.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]

CELERY_BROKER_URL = ENVIRONMENT.redis_url or "memory://localhost/"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False

LOGGING_CONFIG = None
logs.configure(ENVIRONMENT.log_level)
