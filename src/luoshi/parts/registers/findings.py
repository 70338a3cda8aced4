"""What bars a person or an organisation: the condition on a finding of integrity, for every kind that asks for it."""

from __future__ import annotations

from luoshi.kernel.kinds.language.conditions import Is, Valid

# In effect: told to the person before, not withdrawn, and the day lies in its term.
IN_EFFECT = Is(state="told appealed", weight="bar") & Valid("from_day", "to_day")
