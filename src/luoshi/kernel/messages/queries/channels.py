"""The channels that are enabled, and those by which a person can be reached."""

from __future__ import annotations

from django.conf import settings

from luoshi.kernel.messages import notices, robots
from luoshi.org.actors.models import Person


def robots_on() -> list[str]:
    """Return the group robots in use: those with an address, if the office has set its own address."""
    named = {"wecom": settings.WECOM_ROBOT, "dingtalk": settings.DINGTALK_ROBOT}
    on = settings.ADDRESS and not settings.DEMO
    return [name for name, address in named.items() if on and address and not robots.is_bad_robot_address(address)]


def mail_is_on() -> bool:
    """Return whether the office sends e-mail: a mail server and its own address are set, and it is no demonstration."""
    return bool(settings.MAIL_URL and settings.ADDRESS and not settings.DEMO)


def notices_are_on() -> bool:
    """Return whether the office notifies people by an apprise service: one with personal addresses is set."""
    return bool(settings.APPRISE_URL and settings.ADDRESS and not settings.DEMO) and not notices.notice_address_fault(
        settings.APPRISE_URL
    )


def enabled_channels() -> list[str]:
    """Return the enabled channels: none unless the office has configured them."""
    return [name for name, on in (("mail", mail_is_on()), ("apprise", notices_are_on())) if on]


def reached_by(person: Person) -> list[str]:
    """Return the enabled channels by which this person can be reached."""
    has = {"mail": bool(person.email), "apprise": bool(notices.personal_address(settings.APPRISE_URL, person))}
    return [name for name in enabled_channels() if has[name]]
