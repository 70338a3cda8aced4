"""The triggers that make the rows of ``CurrentLight``, keep its copies, and mark those whose light is outdated."""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.evidence.append_only import DerivedTable, DerivingTrigger

TABLE, OWN, RECORDS = "ledger_currentlight", "ledger_commitment", "records_record"
OF_RECORD = ("unit_id", "owner_id", "decider_id", "opened", "closed", "state", "batch_id")
OF_COMMITMENT = ("plan_id", "desk_id", "split_from_id", "pressing", "report_due", "binds", "until")
# Further inputs of the light: with the copies, all columns of ``measures.FACTS`` and those of the conditions in SQL.
INPUTS = (
    "pressing_in_period",
    "report_due_in_period",
    "begins",
    "ends",
    "reached",
    "reported",
    "done",
    "done_work",
    "slips",
    "outlook",
    "judged",
    "first_due",
    "returned",
)
_COLUMNS = f"commitment_id, {', '.join((*OF_RECORD, *OF_COMMITMENT))}, outdated, matter, stand, light, light_basis"


def _insert(record: str, commitment: str) -> str:
    copies = (*(f"{record}.{name}" for name in OF_RECORD), *(f"{commitment}.{name}" for name in OF_COMMITMENT))
    return f"INSERT INTO {TABLE} ({_COLUMNS}) SELECT {record}.id, {', '.join(copies)}, TRUE, '', '', '', 0 "


def _update(columns: Iterable[str], key: str) -> str:
    copies = ", ".join(f"{name} = NEW.{name}" for name in columns)
    return f"UPDATE {TABLE} SET {copies}, outdated = TRUE WHERE commitment_id = NEW.{key}"


CURRENT_LIGHTS = DerivedTable(
    TABLE,
    (TABLE, OWN, RECORDS),
    (
        DerivingTrigger(
            f"{TABLE}_begins", OWN, "INSERT", _insert("r", "NEW") + f"FROM {RECORDS} r WHERE r.id = NEW.record_ptr_id"
        ),
        DerivingTrigger(
            f"{TABLE}_follows",
            OWN,
            f"UPDATE OF {', '.join((*OF_COMMITMENT, *INPUTS))}",
            _update(OF_COMMITMENT, "record_ptr_id"),
        ),
        DerivingTrigger(
            f"{TABLE}_moves",
            RECORDS,
            f"UPDATE OF {', '.join(OF_RECORD)}",
            _update(OF_RECORD, "id"),
            when="NEW.kind = 'commitments'",
        ),
    ),
    (
        f"DELETE FROM {TABLE}",
        _insert("r", "c") + f"FROM {OWN} c JOIN {RECORDS} r ON r.id = c.record_ptr_id",
    ),
)
