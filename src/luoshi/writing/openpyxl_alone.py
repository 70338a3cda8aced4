"""Import openpyxl as if numpy were not installed, before anything else imports it.

openpyxl imports numpy wherever it is installed, to take its numbers as cells. It is installed for the optimisation of
assignments alone, no workbook here holds such numbers, and a reader would pay 0.17 s and 13 MB each time.
"""

from __future__ import annotations

import sys
from importlib import import_module

NUMBERS = "openpyxl.compat.numbers"

if NUMBERS not in sys.modules and "numpy" not in sys.modules:
    sys.modules["numpy"] = None  # type: ignore[assignment]  # documented: its import raises ModuleNotFoundError
    try:
        import_module(NUMBERS)
    finally:
        del sys.modules["numpy"]
