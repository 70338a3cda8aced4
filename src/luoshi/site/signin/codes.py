"""Second-factor codes, each accepted once (``actions.use_code``). Source: RFC 6238 5.2, RFC 4226 7.2."""

from __future__ import annotations

from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """Return the time step (of 30 s since 1970) of this code, within the tolerance; None if it matches no step."""
    now = int(at.timestamp()) // app_settings.TOTP_PERIOD
    for step in range(now - app_settings.TOTP_TOLERANCE, now + app_settings.TOTP_TOLERANCE + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None
