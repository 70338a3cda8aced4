"""Every address of the application, for who may see it, with ids of an office in which all of them show something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django.utils.http import urlencode

from appeal_factory import filed
from browser import (
    access_addresses,
    figures_addresses,
    funding_addresses,
    house_addresses,
    line_addresses,
    plan_addresses,
    publicity_addresses,
    returns_addresses,
)
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.desk.bulk.actions.runs import go_on, start_run
from luoshi.desk.lists.views.models import BulkRun
from luoshi.desk.privacy.erasing.actions import place_hold, propose_erasure
from luoshi.desk.privacy.erasing.models import Erasure, Hold
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.actions.outbox import send_after_commit
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.appeals.line import DAYS, PUBLIC
from luoshi.lines.appeals.models import Appeal
from luoshi.lines.societies.line import VALUES
from luoshi.org.accounts.actions import accounts
from luoshi.org.actors.models import Mandate, Tenure, User
from luoshi.org.people.actions import people as people_actions
from luoshi.org.people.actions.mandates import give_mandate
from luoshi.org.people.models import Proposal
from luoshi.org.proposals import actions as proposals
from luoshi.org.tokens.actions import tokens
from luoshi.org.tokens.models import Token
from luoshi.org.unit_import import sheets
from luoshi.org.unit_import.models import UnitRun
from luoshi.org.unit_import.rules import UnitSheetRow as UnitRow
from luoshi.papers.paper_declaration import CHECK
from luoshi.parts.filings.line import OPEN as FILINGS
from luoshi.parts.signups.queries import CONSENT
from luoshi.parts.signups.queries import OPEN as SIGNUPS
from luoshi.site import help
from many_appeals import lines_of, workbook
from office import FOUNDED, Office
from rosters import sheet

ORDERS = ("rename", "move", "amend", "merge", "split", "close")
# Addresses that are no page of their own, each with what it is instead.
NO_PAGES = {
    "account_factor_remove": "for who has a second factor: tests/site/test_signin_factor.py",
    "account_codes": "the same",
    "mfa_authenticate": "between password and session: tests/browser/test_signin.py",
    "mfa_reauthenticate": "for who has a second factor",
    "openid_connect_login": "leads to another service",
    "openid_connect_callback": "leads back from it",
    "first": "leads to first_page",
    "reset": "leads to reset_page",
    "api_openapi": "JSON",
    "leader_seen": "takes POST",
    "late_call": "takes POST",
    "leader_call": "takes POST",
    "leader_chase": "takes POST",
    "set_language": "takes POST",
    "pin_page": "takes POST",
    "palette": "a part of every page: tests/browser/test_navigation.py",
    "panel": "a part of a list: tests/browser/test_list_rows.py",
    "list_columns": "takes POST",
    "sign_out": "takes POST",
    "account_login": "a second name of sign_in",
    **dict.fromkeys(("find_unit", "find_person", "find_post", "choose", "form_draft"), "JSON"),
    "quick": "takes POST",
    "look_at_person": "takes POST",
    "export_units": "a workbook",
    "units_template": "a workbook",
    "roster_template": "a workbook",
    "code_list_sheet": "a workbook",
    "floor_book": "a workbook",
    "mark_messages": "takes POST",
    "begin_away": "takes POST",
    "begin_tried": "is opened under the address that is tried",
    "open_message": "takes POST",
    "send_again": "takes POST",
    "compute_value": "takes POST",
    "take_values": "takes POST",
    "journal_export": "takes POST",
    "journal_verify_now": "takes POST",
    "journal_verify_page": "a file to take away: tests/browser/test_journal_page.py",
    "export": "takes POST",
    "together": "takes POST",
    "join_code": "takes POST",
    "import_refused": "a workbook",
    "import_template": "a workbook",
    "book": "a workbook",
    "totals_book": "a workbook",
    "bulk": "takes POST",
    "undo": "takes POST",
    "file": "a file",
    "file_page": "a picture",
    "look": "takes POST",
    "double": "of a kind of which some must not be there twice: tests/kernel/unique/test_double_pages.py",
    **figures_addresses.NO_PAGES,
    **plan_addresses.NO_PAGES,
    **line_addresses.NO_PAGES,
}


@dataclass(frozen=True)
class Page:
    """An address by its name among the addresses, the account that looks at it (None: nobody), the answer's status."""

    name: str
    who: str | None
    path: str
    status: int = 200


def names() -> set[str]:
    """The names of all addresses that are for people; those for programs have tests of their own."""

    def under(patterns: list[Any]) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from under(pattern.url_patterns)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield pattern.name

    return set(under(get_resolver().url_patterns))


def client(office: Office, who: str) -> Client:
    made = Client()
    made.force_login(User.objects.get(person=office.people[who]))
    return made


def file(client: Client, path: str, name: str, data: bytes, **more: str) -> str:
    """Send a sheet from a page; the address that it leads to."""
    sent = {"file": SimpleUploadedFile(name, data), **more}
    answer = client.post(path, sent)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def furnish(office: Office) -> None:
    """Let things happen in the office: appeals in all states, a value, a mandate, a proposal, a token, an order."""
    at = timezone.now()
    day, year = timezone.localdate(at), timedelta(days=365)
    desk, clerk, admin = (office.actor(person_key, day) for person_key in ("supervisor", "clerk", "admin"))
    set_value(DAYS, None, "5", day, "云政办发〔2026〕3号", admin, at=at)
    for value in (PUBLIC, VALUES["societies.public"], CHECK, SIGNUPS, FILINGS):
        set_value(value, None, "是", day, "云政办发〔2026〕4号", admin, at=at)
    set_value(CONSENT, None, "只为办理您的申请使用（示例）。", day, "云政办发〔2026〕4号", admin, at=at)
    office.person("secretary", "文秘书", "county", Role.CLERK)
    accounts.set_account_active(
        office.person("away", "石借调", "town", Role.COLLECTOR).user, False, admin, at=at, why="借调"
    )
    give_mandate(office.posts["leader"], office.posts["secretary"], day, day + year, "云政办〔2026〕5号", admin, at=at)
    office.person("stopped", "停干事", "kexie", Role.CLERK)
    accounts.set_account_active(office.people["stopped"].user, False, admin, at=at, why="长期外出")
    _new(office, "newcomer", "康新来", "kexie", Role.CLERK)
    _new(office, "watcher", "督新人", "desk", Role.SUPERVISOR)
    names = {"person": "纪干事", "post": "督查员", "days": [day.isoformat(), ""]}
    post, stranger = office.posts["supervisor"], office.people["stranger"]
    given = {"person": stranger.pk, "post": post.pk, "start": day.isoformat(), "until": (day + year).isoformat()}
    proposals.submit_rights_change("appoint", {**given, "deputy": True, "names": names}, admin, at=at)
    tokens.create_token("汇总小程序", ["appeals:read"], 90, clerk, at=at)
    send_after_commit("mail", office.people["clerk"], "digest", {"unread": 2}, occasion="digest:1", at=at)
    records = filed(office, 60)
    for record, until in zip(records[:4], ("assign", "answer", "tell", "close"), strict=True):
        _through(office, record, until)
    Record.objects.filter(pk=records[0].pk).update(due=day - timedelta(days=9))  # for the leader's page
    assigned = {record.pk: record.version for record in records[4:8]}
    run = start_run(get_kind("appeals"), get_kind("appeals").cycle.by_name["assign"], desk, assigned,
                    {"grade": "urgent", "unit": "青石镇"}, uuid4(), at=at)  # fmt: skip
    go_on(run, desk, at=at)
    place_hold(records[2], "行政复议尚未终结", day, desk, at=at)
    propose_erasure(records[3], "当事人要求删除", "个人信息保护法第四十七条", desk, at=at)
    house_addresses.furnish(office)
    publicity_addresses.furnish(office)
    returns_addresses.furnish(office)
    figures_addresses.furnish(office)
    funding_addresses.furnish(office)
    access_addresses.furnish(office)
    seal_all()


def _new(office: Office, name: str, words: str, unit: str, role: Role) -> None:
    """Somebody with a post, whose account nobody opened yet."""
    at = timezone.now()
    office.people[name] = people_actions.enter_person(words, PROGRAM, at=at)
    office.posts[name] = people_actions.set_up_post(office.units[unit], f"{words}岗", role, FOUNDED, PROGRAM, at=at)
    people_actions.appoint_to_post(office.people[name], office.posts[name], FOUNDED, PROGRAM, at=at)


def _through(office: Office, record: Record, until: str) -> None:
    """Take an appeal as far as a step."""
    at = timezone.now()
    day = timezone.localdate(at)
    letter = SimpleUploadedFile("答复.txt", "已列入年度计划。".encode())
    ways = [
        ("assign", "supervisor", {"grade": "ordinary", "unit": office.units["kexie"].pk}, {}),
        ("answer", "clerk", {"answer": "已列入年度计划，九月起周末开放。"}, {"files": [letter]}),
        ("tell", "supervisor", {"told": day.isoformat(), "how": "电话告知，杜察云"}, {}),
        ("close", "supervisor", {"mark": "4"}, {}),
    ]
    for step, who, given, files in ways:
        take(record, step, office.actor(who, day), given, at=at, files=files)
        if step == until:
            return


def sent(office: Office) -> dict[str, str]:
    """The pages that a sheet sent leads to: a checked one, one that was brought in, a trial of units."""
    desk, admin = client(office, "supervisor"), client(office, "admin")
    heads = ["标题", "诉求内容", "渠道", "反映人", "联系方式", "受理单位"]
    row = ["建议增开科普大篷车", "山里的孩子看不到", "来信", "王小明", "13800138000", "云岭县督查室"]
    done = file(desk, "/appeals/import/", "诉求.xlsx", workbook([heads, row]))
    desk.post(done)
    waiting = file(desk, "/appeals/import/", "诉求（二）.xlsx", workbook([heads, row, row]))
    day = timezone.localdate()
    units = sheets.export_unit_workbook(
        [UnitRow(0, "hy", "红岩乡", "红岩", "county"), UnitRow(0, "town", "青石街道")], day
    )
    trial = file(admin, "/units/import/", "单位.xlsx", units, day=day.isoformat())
    of_units = {"name": "单位.xlsx", "sha256": "0" * 64, "agreed": "0" * 64, "count": 640, "written": 320}
    run = UnitRun.objects.create(
        person=office.people["admin"], day=day, at=timezone.now(), state=UnitRun.OUT, said="由申管理放弃。", **of_units
    )
    template = lines_of(b"".join(desk.get("/contracts/import/template/").streaming_content))[2]
    agreement = {"标题": "茶园改造", "种类": "合作协议", "单位": "云岭县督查室"}
    agreement |= dict(zip([head for head in template if "·" in str(head)], ["没有的合作社", "成员方"], strict=False))
    strangers = [agreement.get(str(head).rstrip("*"), "") for head in template]
    contracts = file(desk, "/contracts/import/", "合同.xlsx", workbook([template, strangers]))
    people = sheet([[1, "没有的局", "乔示例", "13800000001", "干事", "联络员", ""]])
    return {
        "done": done,
        "strangers": f"{contracts}new/?field=signatories.org",
        "waiting": waiting,
        "columns": file(desk, "/appeals/import/", "登记表.xlsx", workbook([["事项名称", "主要内容"], row[:2]])),
        "trial": trial,
        "run": f"/units/import/run/{run.pk}/",
        "roster": file(admin, "/people/import/", "花名册.xlsx", people),
    }


def pages(office: Office) -> list[Page]:
    """Every page, after `furnish`."""
    people, posts = ({key: model.pk for key, model in of.items()} for of in (office.people, office.posts))
    of_unit = f"/units/{office.units['kexie'].pk}/"
    by_state = {state: pk for pk, state in Appeal.objects.order_by("-pk").values_list("pk", "state")}
    steps = {"received": "assign", "assigned": "recall", "answered": "tell", "told": "close", "closed": "reopen"}
    value = get_kind("appeals").parameters[0].name
    tenure = Tenure.objects.get(post=posts["clerk"]).pk
    proposal, token, mandate = (model.objects.get().pk for model in (Proposal, Token, Mandate))
    held = Hold.objects.get().pk
    order, attachment = Erasure.objects.get().pk, Attachment.objects.order_by("pk").first()
    assert attachment
    run = BulkRun.objects.get().pk
    led = sent(office)
    at = timezone.now()
    link = accounts.issue_reset(office.people["collector"].user, office.actor("admin", timezone.localdate(at)), at=at)
    list_ = "/appeals/?" + urlencode({"state": ["received", "assigned"], "q": "科普", "order-by": "-due"}, doseq=True)
    found: list[tuple[Any, ...]] = [
        ("sign_in", None, "/sign-in/"),
        ("first_page", None, "/first/", 410),
        ("reset_page", None, link),
        ("enable", None, "/enable/"),
        ("home", "supervisor", "/"),
        ("home", "clerk", "/"),
        ("home", "outside", "/"),
        ("home", "auditor", "/"),
        ("today_list", "supervisor", "/today/late/"),
        ("today_list", "auditor", "/today/changed/"),
        ("leader_own", "leader", "/leader/"),
        ("leader", "secretary", f"/leader/{posts['leader']}/"),
        ("leader_list", "secretary", f"/leader/{posts['leader']}/late/"),
        ("leader_list", "leader", f"/leader/{posts['leader']}/word/"),
        ("leader_write", "leader", f"/leader/{posts['leader']}/{by_state['answered']}/write/"),
        ("account", "clerk", "/account/"),
        ("account_password", "clerk", "/account/password/"),
        ("account_reauthenticate", "clerk", "/account/again/"),
        ("account_factor", "clerk", "/account/second-factor/"),
        ("issue_reset", "admin", f"/accounts/{office.people['clerk'].user.pk}/reset-link/"),
        ("help_start", "clerk", "/help/"),
        ("all_pages", "supervisor", "/all/"),
        *(("help", "clerk", f"/help/{chapter}/") for chapter in help.CHAPTERS),
        ("api_docs", "clerk", "/api/docs"),
        ("api_chapter", "clerk", "/api/docs/appeals/"),
        ("due", "clerk", "/who-is-due/"),
        ("year", "clerk", "/outreach-year/"),
        ("own_reviews", "outside", "/my-reviews/"),
        ("own_applications", "outside", "/apply/"),
        ("apply", "outside", "/apply/1/", 404),  # no call is open: tests/browser/test_applicant.py
        ("month", "clerk", "/my-children/"),
        ("months", "supervisor", "/my-children/all/"),
        ("open", None, "/open/"),
        ("open_list", None, "/open/societies/"),
        ("open_ask", None, "/open/appeals/ask/"),
        ("open_ask_any", None, "/open/ask/"),
        ("open_notice", None, "/open/societies/notice/"),
        ("file_appeal", None, "/file/"),
        ("file_appeal_notice", None, "/file/notice/"),
        ("join", None, "/join/", 404),  # no mail server: tests/parts/signups
        ("open_paper", None, "/open/paper/"),
        ("open_paper", None, "/open/paper/?number=x&code=y"),
        ("open_record", None, "/open/societies/unknown/", 404),
        ("open_document", None, "/open/rounds/unknown/bundle.json", 404),
        ("round_document", "supervisor", "/review-rounds/1/bundle.json", 404),
        ("seat_proof", "supervisor", "/review-draws/1/proof.json", 404),
        ("units", "clerk", "/units/"),
        ("units", "admin", "/units/?" + urlencode({"q": "kx"})),
        ("units", "auditor", "/units/?on=2021-06-30&known=2026-01-01"),
        ("unit", "admin", of_unit),
        ("found_unit", "admin", "/units/found/"),
        ("unit_requests", "admin", "/units/requests/"),
        *(("order", "admin", f"{of_unit}{name}/") for name in ORDERS),
        ("import_units", "admin", "/units/import/"),
        ("import_trial", "admin", led["trial"]),
        ("import_progress", "admin", led["run"]),
        ("import_people", "admin", "/people/import/"),
        ("roster_trial", "admin", led["roster"]),
        ("slips", "admin", "/people/slips/"),
        ("people", "admin", "/people/"),
        ("new_person", "admin", "/people/new/"),
        ("proposals", "auditor", "/people/changes/"),
        ("alone", "auditor", "/people/changes/alone/"),
        ("begin", "admin", "/begin/"),
        ("begin_address", "admin", "/begin/address/"),
        ("begin_lines", "admin", "/begin/lines/"),
        ("revisions", "admin", "/figures/kept/"),
        ("confirm_proposal", "auditor", f"/people/changes/{proposal}/confirm/"),
        ("refuse_proposal", "auditor", f"/people/changes/{proposal}/refuse/"),
        ("person", "admin", f"/people/{people['leader']}/"),
        ("person", "clerk", f"/people/{people['leader']}/"),
        ("correct_person", "admin", f"/people/{people['clerk']}/correct/"),
        ("appoint_person", "admin", f"/people/{people['clerk']}/appoint/"),
        ("open_accounts", "admin", "/people/accounts/"),
        ("open_accounts", "admin", f"/people/accounts/?unit={office.units['town'].pk}"),
        ("open_account", "admin", f"/people/{people['newcomer']}/account/"),
        ("open_account", "admin", f"/people/{people['watcher']}/account/"),
        ("enable_account", "admin", f"/people/{people['away']}/enable/"),
        ("enable_account", "admin", f"/people/{people['stopped']}/enable/"),
        ("leave", "admin", f"/people/{people['clerk']}/leave/"),
        ("posts", "admin", "/posts/"),
        ("new_post", "admin", "/posts/new/"),
        ("post", "admin", f"/posts/{posts['supervisor']}/"),
        ("appoint_to", "admin", f"/posts/{posts['clerk']}/appoint/"),
        ("deputise", "admin", f"/posts/{posts['clerk']}/deputy/"),
        ("figures", "supervisor", "/groups/figures/"),
        ("coverage", "supervisor", "/groups/coverage/checked/"),
        ("held", "supervisor", "/charges/held/charge/"),
        ("charges", "admin", f"/posts/{posts['supervisor']}/charges/"),
        ("post_fields", "admin", f"/posts/{posts['leader']}/fields/"),
        ("give_mandate", "admin", f"/posts/{posts['leader']}/mandate/"),
        ("end_post", "admin", f"/posts/{posts['clerk']}/end/"),
        ("end_tenure", "admin", f"/tenures/{tenure}/end/"),
        ("end_mandate", "admin", f"/mandates/{mandate}/end/"),
        ("tokens", "clerk", "/me/tokens/"),
        ("new_token", "clerk", "/me/tokens/new/"),
        ("end_token", "clerk", f"/me/tokens/{token}/end/"),
        ("inbox", "clerk", "/inbox/"),
        ("inbox", "supervisor", "/inbox/?show=all"),
        ("message_kinds", "clerk", "/inbox/kinds/"),
        ("inbox", "outside", "/inbox/"),
        ("outbox", "admin", "/outbox/"),
        ("values", "admin", "/values/"),
        ("value", "auditor", f"/values/{value}/"),
        ("set_value", "admin", f"/values/{value}/set/"),
        ("code_list", "auditor", "/values/lists/appeals.channels/"),
        ("set_code_list", "admin", "/values/lists/appeals.channels/set/"),
        ("bring_code_list", "admin", "/values/lists/appeals.channels/bring/"),
        ("search", "supervisor", "/search/?" + urlencode({"q": "活动室"})),
        ("search", "clerk", "/search/"),
        ("journal", "auditor", "/journal/"),
        ("erasures", "supervisor", "/journal/erasures/"),
        ("erasure_new", "supervisor", "/journal/erasures/new/"),
        ("erasure", "admin", f"/journal/erasures/{order}/"),
        ("holds", "supervisor", "/journal/holds/"),
        ("holds", "admin", "/journal/holds/"),
        ("hold_new", "supervisor", "/journal/holds/new/"),
        ("hold", "supervisor", f"/journal/holds/{held}/"),
        ("list", "supervisor", "/appeals/"),
        ("list", "supervisor", list_),
        ("list", "stranger", "/appeals/"),
        ("list", "auditor", "/appeals/?page=2"),
        ("new", "supervisor", "/appeals/new/"),
        ("print", "supervisor", "/appeals/print/"),
        ("figures", "supervisor", "/activities/figures/"),
        ("coverage", "supervisor", "/batches/coverage/four/"),
        ("views", "supervisor", "/appeals/views/"),
        ("save_view", "supervisor", "/appeals/views/save/?state=received"),
        ("run", "supervisor", f"/appeals/bulk/{run}/"),
        ("import", "supervisor", "/appeals/import/"),
        ("import_columns", "supervisor", led["columns"]),
        ("import_run", "supervisor", led["waiting"]),
        ("import_run", "supervisor", led["done"]),
        ("import_new", "supervisor", led["strangers"]),
        ("import_back", "supervisor", led["done"] + "back/"),
        *(("detail", "supervisor", f"/appeals/{pk}/") for pk in by_state.values()),
        ("detail", "clerk", f"/appeals/{attachment.record_id}/"),
        ("file_shown", "clerk", f"/appeals/{attachment.record_id}/files/{attachment.pk}/shown/"),
        ("detail", "stranger", f"/appeals/{attachment.record_id}/", 404),
        ("step", "head", f"/appeals/{by_state['answered']}/assign/", 403),
        *(("step", "supervisor", f"/appeals/{by_state[state]}/{step}/") for state, step in steps.items()),
        *house_addresses.pages(),
        *publicity_addresses.pages(),
        *line_addresses.PAGES,
        *returns_addresses.pages(),
        *figures_addresses.pages(),
        *funding_addresses.pages(),
        *access_addresses.pages(),
        *plan_addresses.pages(office, client(office, "clerk")),
    ]
    return [Page(*parts) for parts in found]
