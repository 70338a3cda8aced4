"""A year of reminders at full size: 300 units, 3,000 commitments, digests on every day on which anything is said.

python bench/ledger_reminders.py                 on SQLite
python bench/ledger_reminders.py --postgresql    on PostgreSQL, as the tests find it

The test is that of the suite (tests/commitments/letters/test_reminders_year.py), which takes a smaller office.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZE = "300x3000x366"


def main() -> int:
    """Run it, and say how long it took."""
    command = [sys.executable, "-m", "pytest", "-q", "-s", "tests/commitments/letters/test_reminders_year.py"]
    if "--postgresql" in sys.argv[1:]:
        command.append("--ds=settings_postgresql")
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "LUOSHI_REMINDER_YEAR": SIZE}, check=False)
    print(f"{SIZE} (units x commitments x days of digests): {time.perf_counter() - start:.0f} s")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
