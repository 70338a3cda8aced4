"""Which kinds of messages a person may switch off: none that asks for an act or is due by law."""

from __future__ import annotations

from collections.abc import Collection

# About one's own account and rights, and the day's one message itself.
ALWAYS_SENT = ("account.", "proposal.", "digest")


def may_switch_off(code: str, asking: Collection[str], required: Collection[str]) -> bool:
    """Return whether a person may switch off the messages of this code.

    Args:
        asking: the codes of messages by which a step is asked of whoever gets them.
        required: the codes that lines of work declare as due by law or by the rules of supervision.
    """
    return code not in asking and code not in required and not code.startswith(ALWAYS_SENT)
