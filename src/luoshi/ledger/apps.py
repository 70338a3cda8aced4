"""The room as a Django app: plans and commitments declare themselves, their published editions are append-only."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class Ledger(AppConfig):
    """Plans and what they promise."""

    name = "luoshi.ledger"
    label = "ledger"

    def ready(self) -> None:
        from luoshi.ledger.actions.keeping_lights import keep_lights
        from luoshi.ledger.actions.reminders import DIGESTED, remind
        from luoshi.ledger.actions.twins import LABELS as OF_TWINS
        from luoshi.ledger.declared import declare_ledger
        from luoshi.ledger.queries.reminders import figures
        from luoshi.ledger.sentences import LIGHTS, PAPERS, ROWS, TWINS
        from luoshi.records.append_only import KEPT, Kept
        from luoshi.records.jobs import DAY, Job, register
        from luoshi.records.messages import declare_figures
        from luoshi.records.queries.history import LABELS
        from luoshi.records.system_steps import KEYS, SENTENCES

        declare_ledger()
        declare_figures(figures, DIGESTED, {"drafts": ("records:list", "letters")})
        register(Job("ladder", gettext_lazy("Reminders by each office's ladder"), DAY, remind, hour=6), before="digest")
        register(Job("lights", gettext_lazy("Lights of the month that is over are kept"), DAY, keep_lights, hour=1))
        SENTENCES.update({**ROWS, **TWINS, **LIGHTS, **PAPERS})
        LABELS.update(OF_TWINS)
        KEYS["twin"] = gettext_lazy("with")
        KEYS["figures"] = gettext_lazy("values reported")
        KEYS["shares"] = gettext_lazy("shares given on")
        KEYS["report"] = gettext_lazy("progress")
        KEYS["brought"] = gettext_lazy("kinds of evidence brought")
        KEYS["version"] = gettext_lazy("version")
        said = ("id", "plan_id", "number", "entry_id", "approver", "approved", "basis", "head")
        taken_back = " AND ".join(f"NEW.{name} = OLD.{name}" for name in said)
        taken_back += " AND OLD.taken_back_id IS NULL AND NEW.taken_back_id IS NOT NULL"
        KEPT.extend([Kept("ledger_edition", taken_back), Kept("ledger_printed")])
        KEPT.extend([Kept("ledger_lighttable"), Kept("ledger_keptlight")])
