"""The ledger's line: plans, commitments, letters, and random checks."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from luoshi.commitments.detail.pages.subjects import commitments_about_cards
from luoshi.commitments.kinds import sentences
from luoshi.commitments.kinds.commitments import COMMITMENTS
from luoshi.commitments.kinds.draws import CHECKS, DRAWS
from luoshi.commitments.kinds.letters import LETTERS
from luoshi.commitments.kinds.plans import PLANS
from luoshi.commitments.letters.actions.reminders import DIGESTED, send_due_reminders
from luoshi.commitments.letters.queries import letter_digest_counts
from luoshi.commitments.light_tables.actions.month_close import keep_lights
from luoshi.commitments.light_tables.queries import tables as light_tables
from luoshi.commitments.lights.actions import refresh_lights
from luoshi.commitments.reporting.worklist import queries as mine
from luoshi.commitments.statistics.audit import queries as audit
from luoshi.commitments.verifying import queries as verifying
from luoshi.evidence.append_only import AppendOnlyTable
from luoshi.kernel.base.jobs import DAY, Job
from luoshi.kernel.base.messages import DigestFigures
from luoshi.kernel.kinds.lines import SUPERVISION, SYSTEM, Line, MenuPage
from luoshi.plans.indicator_terms import queries as meanings
from luoshi.plans.indicator_terms.actions import LABELS as MEANT
from luoshi.plans.receiving.actions import converting, receiving
from luoshi.plans.receiving.actions.scanning import sweep_held_scans
from luoshi.plans.sheets.actions import work as sheet_work
from luoshi.plans.twins.actions import search as twin_search
from luoshi.plans.twins.actions.twins import LABELS

HOURLY = timedelta(hours=1)
REFRESHED = timedelta(minutes=1)  # until then, counts find these lights themselves
# An edition is immutable, except that it may be taken back once.
SAID = ("id", "plan_id", "number", "entry_id", "approver", "approved", "basis", "otherwise", "head")
TAKEN_BACK = " AND ".join(f"NEW.{name} = OLD.{name}" for name in SAID)
TAKEN_BACK += " AND OLD.taken_back_id IS NULL AND NEW.taken_back_id IS NOT NULL"
LINE = Line(
    "ledger",
    _("Ledger"),
    (PLANS, COMMITMENTS, LETTERS, DRAWS, CHECKS),
    area=SUPERVISION,
    messages=sentences.MESSAGES,
    required_messages=sentences.REQUIRED,
    digest=DigestFigures(letter_digest_counts, DIGESTED, {"drafts": ("records:list", "letters")}),
    jobs=(
        Job("ladder", _("Reminders by each office's ladder"), DAY, send_due_reminders, hour=6, before="digest"),
        Job("present_lights", _("Lights are found anew where a day or a step changed them"), REFRESHED, refresh_lights),
        Job("held_scans", _("Scans that nobody asked for are erased"), HOURLY, sweep_held_scans),
        Job("lights", _("Lights of last month are stored"), DAY, keep_lights, hour=1),
    ),
    append_only=(
        AppendOnlyTable("ledger_edition", TAKEN_BACK),
        AppendOnlyTable("ledger_printed"),
        AppendOnlyTable("ledger_lighttable"),
        AppendOnlyTable("ledger_keptlight"),
    ),
    sentences={
        **sentences.ROWS,
        **sentences.TWINS,
        **sentences.TAGS,
        **sentences.MEANINGS,
        **sentences.LIGHTS,
        **sentences.PAPERS,
    },
    labels={**LABELS, **MEANT, "tags.inherited": _("Tags of the whole")},
    keys={**sentences.KEYS, "means": _("Words of plans")},
    values={"step": dict.fromkeys(sentences.ROWS, _("Correct rows"))},
    given_up=(
        (receiving.read_later, receiving.not_read),
        (receiving.convert_later, converting.not_converted),
        (twin_search.search_later, twin_search.fail_twin_search),
        (sheet_work.work_later, sheet_work.fail_sheet_work),
    ),
    menu=(
        MenuPage(_("My commitments"), "ledger:mine", own=True),
        MenuPage(_("Report this month"), "ledger:report", mine.may_owe, own=True),
        MenuPage(_("Verify reports"), "ledger:verify", verifying.may_verify_reports, own=True),
        MenuPage(_("Board by light"), "ledger:board"),
        MenuPage(_("Indicators in plans"), "ledger:meanings", meanings.may_define_terms),
        MenuPage(_("Light rules"), "ledger:lights", light_tables.may_read_light_tables, area=SYSTEM),
        MenuPage(_("Audit questions"), "ledger:audit", audit.may_ask),
    ),
    cards=(commitments_about_cards,),
    urls="luoshi.commitments.urls",
    answers="luoshi.commitments.answers",
    addresses=("audit", "board", "calendar", "lights", "meanings", "mine", "pictures", "verify", "year-table"),
    fixed=True,
)
