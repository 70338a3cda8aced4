"""The user's guide, shipped with the program: the ? of every page opens its chapter, without a network."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.kernel.kinds.registry import declared_kinds, list_kinds, per_snapshot

FOLDER = Path(__file__).parent
# Chapters in order, each with the URL names of pages whose ? leads to it; the first is for all others.
CHAPTERS: dict[str, tuple[str, ...]] = {
    "start": (
        "home",
        "today_list",
        "late_call",
        "all_pages",
        "pin_page",
        "palette",
        "begin",
        "begin_away",
        "begin_address",
        "begin_tried",
        "begin_lines",
    ),
    "sign-in": (
        "sign_in",
        "account_login",
        "mfa_authenticate",
        "openid_connect_login",
        "openid_connect_callback",
        "account",
        "account_password",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "account_factor",
        "account_factor_remove",
        "account_codes",
        "first",
        "first_page",
        "reset",
        "reset_page",
        "enable",
    ),
    "lists": (
        "list",
        "panel",
        "list_columns",
        "quick",
        "views",
        "save_view",
        "print",
        "export",
        "search",
        "figures",
        "figures_sheet",
        "coverage",
        "coverage_sheet",
        "official_table",
        "official_file",
        "held",
        "held_sheet",
    ),
    "matter": ("detail", "new", "step", "double", "look", "file", "file_shown", "file_page"),
    "bulk": (
        "bulk",
        "run",
        "undo",
        "import",
        "import_columns",
        "import_run",
        "import_new",
        "import_back",
        "import_refused",
        "import_template",
    ),
    "inbox": ("inbox", "message_kinds", "mark_messages", "open_message", "outbox", "send_again"),
    "mine": ("mine", "report", "calendar", "calendar_address", "calendar_feed"),
    "progress": (
        "plan_progress",
        "plan_figures",
        "plan_figures_book",
        "plan_figures_picture",
        "tag_matrix",
        "tag_matrix_book",
        "tag_proposals",
        "tree_progress",
        "circular",
    ),
    "audit": ("audit", "audit_list"),
    "plans": ("plan", "review", "edition", "changes", "edition_print"),
    "commitment": ("verify",),
    "indicators": ("library", "meanings"),
    "figures": (
        "countable",
        "foreign",
        "foreign_book",
        "unit_figures",
        "unit_book",
        "indicator_figures",
        "indicator_book",
        "indicator_picture",
        "fact",
        "settled",
        "compared",
        "revisions",
    ),
    "boards": (
        "board_list",
        "board_new",
        "board_view",
        "board_build",
        "board_choose",
        "board_export",
        "board_places",
        "board_grid",
    ),
    "returns": ("fill", "who", "back", "totals"),
    "receive": (
        "receive",
        "receive_more",
        "columns",
        "converting",
        "converting_act",
        "converting_file",
        "held_page",
        "scan_page",
        "scan_checked",
        "found",
        "original",
        "original_page",
        "picture",
        "picture_page",
        "labels",
        "reading",
        "read_again",
    ),
    "correct": ("correct", "row", "row_form", "row_strips", "read_as"),
    "sheets": ("sheet", "sheet_columns", "sheet_trial", "sheet_changes", "sheet_work", "ledger_file"),
    "twins": ("twins", "twin", "twin_search", "compare", "compare_sheet"),
    "year": ("year", "next"),
    "reminders": (
        "letter",
        "letter_print",
        "issue",
        "draft",
        "sent",
        "zip",
    ),
    "checks": ("draw_proof",),
    "assess": (),
    "housekeeping": (),
    "activities": (),
    "outreach": (),
    "registrations": ("open_sign_up", "open_sign_up_notice", "open_own_sign_up", "check_in"),
    "coordination": (),
    "societies": ("due",),
    "registers": ("slip",),
    "funds": ("movements",),
    "funding": ("floor_check", "floor_book"),
    "publicity": ("postings", "posting"),
    "signups": ("join", "join_code"),
    "papers": ("templates", "send", "fields", "preview", "shipped", "template", "together", "open_paper"),
    "care": ("month", "months"),
    "open": (
        *("open", "open_list", "open_ask", "open_ask_any", "open_record", "open_document", "open_notice"),
        *("file_appeal", "file_appeal_notice"),
    ),
    "leading": (),
    "supervision": (),
    "contracts": (),
    "sharing": (),
    "experts": (),
    "norms": (),
    "calls": ("own_applications", "apply"),
    "review": ("round_document", "seat_proof", "own_reviews"),
    "awards": (),
    "learning": (),
    "soil": ("tiles", "coordinates", "field", "field_choose"),
    "credits": (),
    "followups": (),
    "staff": (),
    "experiences": (),
    "committees": (),
    "projects": (),
    "firms": (),
    "platforms": ("platform_year", "about_table", "about_table_file"),
    "patents": (),
    "finances": (),
    "lights": ("board", "pictures", "picture_drawn", "lights", "lights_edit", "lights_use"),
    "leader": ("leader", "leader_own", "leader_seen", "leader_list", "leader_write", "leader_call", "leader_chase"),
    "units": (
        "units",
        "unit",
        "found_unit",
        "order",
        "import_units",
        "import_trial",
        "import_progress",
        "export_units",
        "units_template",
        "unit_requests",
    ),
    "people": (
        "people",
        "person",
        "new_person",
        "look_at_person",
        "correct_person",
        "posts",
        "post",
        "new_post",
        "end_post",
        "end_tenure",
        "proposals",
        "alone",
        "confirm_proposal",
        "refuse_proposal",
        "leave",
        "appoint_person",
        "appoint_to",
        "deputise",
        "charges",
        "post_fields",
        "give_mandate",
        "end_mandate",
        "issue_reset",
        "enable_account",
        "open_account",
        "open_accounts",
        "slips",
        "import_people",
        "roster_trial",
        "roster_template",
    ),
    "values": (
        "values",
        "value",
        "set_value",
        "compute_value",
        "take_values",
        "code_list",
        "set_code_list",
        "bring_code_list",
        "code_list_sheet",
    ),
    "journal": (
        "journal",
        "journal_export",
        "journal_verify_page",
        "journal_verify_now",
        "erasures",
        "erasure",
        "erasure_new",
        "holds",
        "hold_new",
        "hold",
    ),
    "programs": ("tokens", "new_token", "end_token", "api_docs", "api_chapter"),
    "running": (),
}


def chapter_of(url_name: str | None, own: str = "") -> str:
    """Return the chapter that explains a page; ``own`` is that of its kind of record, for list and record pages."""
    if own in CHAPTERS and url_name in ("list", "detail", "new", "step"):
        return own
    return next((chapter for chapter, names in CHAPTERS.items() if url_name in names), "start")


@per_snapshot()
def unused_chapters() -> frozenset[str]:
    """Return the chapters that are only about lines that are switched off."""
    shown = {kind.help for kind in list_kinds()}
    return frozenset({kind.help for kind in declared_kinds()} - shown)


PART = re.compile(r"<!-- (demo|own) -->\n(.*?)(?=<!-- (?:demo|own|all) -->)", re.DOTALL)


@lru_cache(maxsize=128)
def load_help_chapter(language: str, chapter: str, demo: bool = False, office: str = "") -> tuple[str, str]:
    """Return a chapter's title and HTML. The HTML is safe because the files are part of the program.

    Args:
        demo: of passages in two variants use the demonstration's, else the office's.
        office: its name, if set.
    """
    import markdown

    words = (FOLDER / language / f"{chapter}.md").read_text(encoding="utf-8")
    words = PART.sub(lambda part: part[2] if (part[1] == "demo") == demo else "", words).replace("<!-- all -->\n", "")
    words = words.replace("{office}", escape(office) or {"zh": "本单位", "en": "your office"}[language])
    title, _rest, body = words.removeprefix("# ").partition("\n")
    html = markdown.markdown(body, extensions=["tables", "sane_lists"])
    return title.strip(), re.sub(r'href="([a-z-]+)\.md"', r'href="../\1/"', html)  # file links become page links


@require_safe
@login_required
def help_chapter_detail(request: HttpRequest, chapter: str = "start") -> HttpResponse:
    """Show a chapter of the guide, with the list of all chapters."""
    if chapter not in CHAPTERS:
        raise Http404
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    unused = unused_chapters()
    title, body = load_help_chapter(language, chapter, settings.DEMO, settings.OFFICE["name"])
    chapters = [
        (load_help_chapter(language, chapter_name)[0], reverse("help", args=[chapter_name]), chapter_name == chapter)
        for chapter_name in CHAPTERS
        if chapter_name not in unused or chapter_name == chapter
    ]
    context = {
        "title": title,
        "crumbs": [(_("Guide"), reverse("help", args=["start"])), (title, "")],
        "body": mark_safe(body),  # noqa: S308  a chapter of this package
        "chapters": chapters,
        "aside": True,
    }
    return render(request, "help.html", context)
