"""The line of slots: no kind of its own, but a card on the page of what can be booked."""

from __future__ import annotations

from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.lines import Line
from luoshi.parts.slots.actions import forget_slots
from luoshi.parts.slots.cards import slot_cards

_ = words(__name__)

LINE = Line("slots", _("Slots"), (), forgets=(forget_slots,), cards=(slot_cards,), fixed=True)
