"""Lists of tags for tests: three services, and groups of which a later year has fewer."""

from __future__ import annotations

from datetime import date

from luoshi.commitments.tags.queries import tags_by_record
from luoshi.commitments.tags.tag_lists import OFFICE
from luoshi.kernel.code_lists.actions import ListItemInput, set_version
from luoshi.kernel.code_lists.definitions import List
from luoshi.kernel.code_lists.queries import newest_version_id
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from office import NOW, TODAY, Office

SERVICES, GROUPS = OFFICE.lists["ledger.tags.services"], OFFICE.lists["ledger.tags.groups"]
THREE = {"workers": "服务科技工作者", "growth": "服务创新驱动发展", "public": "服务全民科学素质"}
FOUR = {"minors": "未成年人", "farmers": "农民", "townsfolk": "城镇劳动者", "officials": "领导干部、公务员"}
FIVE = FOUR | {"residents": "社区居民"}


def set_list(office: Office, code_list: List, words: dict[str, str], start: date = TODAY) -> None:
    """Set the items of a list from a day on; minors are also found in headings as 青少年."""
    wanted = [
        ListItemInput(code, word, {"heads": "青少年" if code == "minors" else ""}) for code, word in words.items()
    ]
    seen = newest_version_id(code_list, None, TODAY)
    set_version(code_list, None, wanted, start, "云科协〔2026〕3号", office.actor("admin"), at=NOW, seen=seen)


def codes_of(one: Plan | Commitment) -> dict[str, list[str]]:
    """The codes of a plan or commitment's tags by the short name of their list."""
    found = tags_by_record([one.pk]).get(one.pk, {})
    return {name: [tag.code for tag in some] for name, some in found.items()}
