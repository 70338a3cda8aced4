"""How things leave here now, and by which of these ways somebody can be told."""

from __future__ import annotations

from django.conf import settings

from luoshi.org.actors.models import Person
from luoshi.records.messages import notices, robots


def robots_on() -> list[str]:
    """The robots of groups that are told: those to which the office gave an address, where it has one of its own."""
    named = {"wecom": settings.WECOM_ROBOT, "dingtalk": settings.DINGTALK_ROBOT}
    on = settings.ADDRESS and not settings.DEMO
    return [name for name, address in named.items() if on and address and not robots.is_bad_robot_address(address)]


def mail_is_on() -> bool:
    """Whether the office sends e-mail: it named a mail server and its own address, and this is no demonstration."""
    return bool(settings.MAIL_URL and settings.ADDRESS and not settings.DEMO)


def notices_are_on() -> bool:
    """Whether the office tells people by a service of apprise: it named one that is one person's each."""
    return bool(settings.APPRISE_URL and settings.ADDRESS and not settings.DEMO) and not notices.notice_address_fault(
        settings.APPRISE_URL
    )


def enabled_channels() -> list[str]:
    """How things leave here now: none unless the office switched it on."""
    return [name for name, on in (("mail", mail_is_on()), ("apprise", notices_are_on())) if on]


def reached_by(person: Person) -> list[str]:
    """By which of them this person can be told."""
    has = {"mail": bool(person.email), "apprise": bool(notices.personal_address(settings.APPRISE_URL, person))}
    return [name for name in enabled_channels() if has[name]]
