"""A count and a link sent to one person by a service that apprise knows; off unless the office configures one."""

from __future__ import annotations

import re
from urllib.parse import quote

from luoshi.base.forms.fields import Undecrypted
from luoshi.kernel.messages.mail import NO_ADDRESS, NotSent
from luoshi.org.actors.models import Person

# Services whose address can belong to one person. Robots of chat groups (DingTalk, WeCom, Feishu, Slack …) are left
# out on purpose: whatever their address contains, they speak to a group.
PERSONAL = {
    *("mailto", "mailtos", "ntfy", "ntfys", "bark", "barks", "pushdeer"),
    *("pushdeers", "json", "jsons", "form", "forms", "sns", "twilio"),
    *("vonage", "clicksend", "d7sms", "smseagle", "smseagles", "smsmanager", "httpsms"),
}
_PLACE = re.compile(r"\{(\w+)\}")
PLACES = ("email", "phone", "account")


def notice_address_fault(address: str) -> str:
    """Return the fault of an address: "" none, "scheme" it may be a group's, "person" it names no person."""
    if address.partition("://")[0].lower() not in PERSONAL or "://" not in address:
        return "scheme"
    found = _PLACE.findall(address)
    return "" if found and set(found) <= set(PLACES) else "person"


def personal_address(address: str, person: Person) -> str:
    """Return the address with this person's own values; "" if one is unknown."""
    account = getattr(person, "user", None)
    phone = "" if isinstance(person.phone, Undecrypted) else person.phone
    own = {"email": person.email, "phone": phone, "account": account.username if account else ""}
    asked = _PLACE.findall(address)
    if notice_address_fault(address) or not all(own[name] for name in asked):
        return ""
    return _PLACE.sub(lambda place: quote(own[place[1]], safe=""), address)


def send_notice(address: str, person: Person, subject: str, words: str) -> None:
    """Send a note to one person.

    Args:
        address: An apprise address with {email}, {phone} or {account} as placeholders for the person's own.

    Raises:
        NotSent: It certainly did not leave. Any other error: it may have; apprise does not say which.
    """
    url = personal_address(address, person)
    if not url:
        raise NotSent(NO_ADDRESS, again=False)
    import apprise  # slow to import, and off in most offices

    asset = apprise.AppriseAsset(app_id="Luoshi", app_desc="Luoshi", app_url="", async_mode=False)
    service = apprise.Apprise(asset=asset)
    if not service.add(url):
        raise NotSent("apprise does not know this address", again=False)
    if not service.notify(body=words, title=subject):
        raise RuntimeError("the service did not confirm it")
