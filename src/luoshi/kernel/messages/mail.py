"""E-mail through the office's own server: certain failures are distinguished from messages that may have arrived."""

from __future__ import annotations

import smtplib
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.mail import EmailMessage, get_connection

PORTS = {"smtp": 25, "smtps": 465}
WAIT = 20  # seconds to wait for the server
FILES = "django.core.mail.backends.filebased.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
NO_ADDRESS = "no address"  # reason why a message did not leave


class NotSent(Exception):
    """The message certainly did not leave; ``again``: it may be retried unchanged."""

    def __init__(self, why: str, *, again: bool = True) -> None:
        super().__init__(why)
        self.why, self.again = why, again


def send_mail_message(url: str, to: str, subject: str, words: str) -> None:
    """Send an e-mail.

    Args:
        url: ``smtp://user:password@host:587?from=…`` (STARTTLS is used unless ``plain=1``), ``smtps://…`` (TLS from the
            first byte), or ``file:///folder`` (e-mails are stored there, for a trial).

    Raises:
        NotSent: It certainly did not leave. Any other error: it may have.
    """
    if not to:
        raise NotSent(NO_ADDRESS, again=False)
    parts = urlsplit(url)
    asked = {name: found[-1] for name, found in parse_qs(parts.query).items()}
    if parts.scheme == "file":
        backend = get_connection(FILES, file_path=unquote(parts.path))
    elif parts.scheme in PORTS:
        backend = get_connection(
            SMTP,
            host=parts.hostname or "localhost",
            port=parts.port or PORTS[parts.scheme],
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            use_ssl=parts.scheme == "smtps",
            use_tls=parts.scheme == "smtp" and asked.get("plain") != "1",
            timeout=WAIT,
        )
    else:
        raise NotSent(f"not a mail server: {parts.scheme}://", again=False)
    try:
        backend.open()  # separate from sending: if this fails, nothing has left
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise NotSent(_short(error)) from error
    try:
        letter = EmailMessage(subject, words, asked.get("from") or "luoshi@localhost", [to], connection=backend)
        letter.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError) as error:
        raise NotSent(_short(error), again=_for_now(error)) from error
    finally:
        backend.close()


def _for_now(error: smtplib.SMTPException) -> bool:
    """Return whether the server's refusal is temporary. Source: RFC 5321 4.2.1, replies 4yz and 5yz."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code < 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code < 500


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
