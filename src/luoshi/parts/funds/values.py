"""The values of the funds that offices set."""

from __future__ import annotations

from luoshi.records.declaring.office import office

BORDER = office(__name__).values["funds.border"]
