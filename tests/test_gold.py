"""The reader is not allowed to get worse on the labelled documents than the floors say."""

import subprocess
import sys
from pathlib import Path

RUN = Path(__file__).parents[1] / "gold" / "run.py"


def test_no_score_is_below_its_floor():
    done = subprocess.run([sys.executable, str(RUN), "--check"], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
