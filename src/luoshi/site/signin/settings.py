"""Settings of sign-in, imported into ``luoshi.site.settings``. Defaults and bounds: sheet 09, 9.2."""

from __future__ import annotations

import os
from datetime import timedelta

from luoshi.site.demo.folder import is_demo_requested
from luoshi.site.signin.bounds import bounded_integer_setting, network_setting, one_of

_ENV = os.environ
_DEMO = is_demo_requested(_ENV)
_HTTPS = one_of(_ENV, "LUOSHI_HTTPS", "0", ("0", "1")) == "1"

# Passwords
PASSWORD_LENGTH = bounded_integer_setting(_ENV, "LUOSHI_PASSWORD_LENGTH", 10, 8, 64)
PASSWORD_CLASSES = bounded_integer_setting(_ENV, "LUOSHI_PASSWORD_CLASSES", 3, 3, 4)
PASSWORDS_KEPT = bounded_integer_setting(_ENV, "LUOSHI_PASSWORDS_KEPT", 5, 5, 24)  # including the present one
PASSWORD_DAYS = bounded_integer_setting(_ENV, "LUOSHI_PASSWORD_DAYS", 90, 1, 180)
RESET_MINUTES = bounded_integer_setting(_ENV, "LUOSHI_RESET_MINUTES", 15, 5, 60)
UNUSED_DAYS = bounded_integer_setting(_ENV, "LUOSHI_UNUSED_DAYS", 90, 30, 180)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "luoshi.site.signin.validators.Sound"},
    {"NAME": "luoshi.site.signin.validators.NotRecent"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Tried in this order: no password is checked while account or source are locked. allauth's own backend is left out.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

# Lock-out: failures at an account from one address; at it from all addresses; from one address at any account, which
# a whole office may share. A browser that was signed in to an account has a count of its own (0 days: none).
LOCK_FAILURES = bounded_integer_setting(_ENV, "LUOSHI_LOCK_FAILURES", 5, 3, 5)
LOCK_ACCOUNT_FAILURES = bounded_integer_setting(_ENV, "LUOSHI_LOCK_ACCOUNT_FAILURES", 20, 5, 100)
LOCK_SOURCE_FAILURES = bounded_integer_setting(_ENV, "LUOSHI_LOCK_SOURCE_FAILURES", 20, 5, 100)
LOCK_MINUTES = bounded_integer_setting(_ENV, "LUOSHI_LOCK_MINUTES", 15, 5, 1440)
KNOWN_DAYS = bounded_integer_setting(_ENV, "LUOSHI_KNOWN_DAYS", 180, 0, 400)
AXES_HANDLER = "luoshi.site.signin.locks.Locks"
AXES_FAILURE_LIMIT = LOCK_FAILURES
AXES_COOLOFF_TIME = timedelta(minutes=LOCK_MINUTES)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username", "ip_address"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # the journal records sign-ins
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "luoshi.site.signin.locks.account_key"
AXES_CLIENT_IP_CALLABLE = "luoshi.site.signin.source.counted"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "next", "old", "new", "again", "csrfmiddlewaretoken"]
SILENCED_SYSTEM_CHECKS = ["axes.W002"]  # the sign-in page itself reports the lock

# Sessions are rows on the server; the cookie ends with the browser.
IDLE_MINUTES = bounded_integer_setting(_ENV, "LUOSHI_IDLE_MINUTES", 30, 5, 60)
IDLE_MINUTES_ADMINISTRATOR = bounded_integer_setting(_ENV, "LUOSHI_IDLE_MINUTES_ADMINISTRATOR", 15, 5, 60)
SESSION_HOURS = bounded_integer_setting(_ENV, "LUOSHI_SESSION_HOURS", 12, 1, 12)
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Second factor: who must have one. In a demonstration nobody.
SECOND_FACTOR = one_of(_ENV, "LUOSHI_SECOND_FACTOR", "off" if _DEMO else "admins", ("off", "admins", "all"))
INSIDE = network_setting(_ENV, "LUOSHI_INSIDE")  # users from elsewhere need one too, set up inside; empty: no such rule
MFA_ADAPTER = "luoshi.site.signin.adapters.Factors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = _ENV.get("LUOSHI_OFFICE", "") or "落实 Luoshi"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s before and after: telephones' clocks differ
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True

# Of allauth's own pages only those in ``signin.urls`` have URLs: no sign-up, no e-mail, no password pages.
ACCOUNT_ADAPTER = "luoshi.site.signin.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # the lock-out counts, in the database
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_TIMEOUT = 300  # s between password and second factor
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300

# OpenID Connect, if the office's identity service is configured.
OIDC_CLAIM = _ENV.get("LUOSHI_OIDC_CLAIM", "preferred_username")  # contains the username
OIDC_LABEL = _ENV.get("LUOSHI_OIDC_LABEL", "统一身份认证")
OIDC_URL = "" if _DEMO else _ENV.get("LUOSHI_OIDC_URL", "")  # a demonstration uses no identity service
SOCIALACCOUNT_ADAPTER = "luoshi.site.signin.adapters.Identities"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form could not lead to another host: form-action 'self'
SOCIALACCOUNT_STORE_TOKENS = False
_OIDC = {
    "provider_id": "office",
    "name": OIDC_LABEL,
    "client_id": _ENV.get("LUOSHI_OIDC_CLIENT", ""),
    "secret": _ENV.get("LUOSHI_OIDC_SECRET", ""),
    "settings": {"server_url": OIDC_URL},
}
SOCIALACCOUNT_PROVIDERS: dict[str, object] = {
    "openid_connect": {"APPS": [_OIDC] if OIDC_URL else [], "OAUTH_PKCE_ENABLED": True}
}

# How many proxies in front add to X-Forwarded-For; 0: none, and the header is ignored.
PROXIES = bounded_integer_setting(_ENV, "LUOSHI_PROXIES", 1 if _HTTPS else 0, 0, 5)

APPS = [
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
