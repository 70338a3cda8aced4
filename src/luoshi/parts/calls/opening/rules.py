"""When an application is sealed. Pure.

Source: 招标投标法实施条例 (2019) art. 36, 44 and 招标投标法 (2017) art. 36: what was sent in time stays unopened until
the hour of opening, and is then opened in the presence of others.
"""

from __future__ import annotations

from luoshi.kernel.kinds.language.conditions import Field, Is, Least

# What was never sent, or was withdrawn before the opening, is not opened with the others.
UNSENT = Is(state="drafted") | (Is(state="withdrawn") & ~Least("closed", Field("call.unsealed_at")))
SHUT = Is(call__sealed="yes") & (Is(call__unsealed_at=None) | UNSENT)
# The office that calls may recommend, too: its own people are then not the sender's.
SHUT_IN_OFFICE = SHUT & Is(unit=Field("call.unit"))
# A call whose applications may be looked at: it is not sealed, or it was opened.
UNSEALED = Is(sealed=None) | Is(sealed="no") | ~Is(unsealed_at=None)
