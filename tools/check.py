"""Run every check that needs no test: format, lint, types, and the order in which rooms may import.

python tools/check.py          say what is wrong
python tools/check.py --fix    first put right what can be put right by machine
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECKS = {
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "ruff check": ["-m", "ruff", "check", "."],
    "mypy": ["-m", "mypy"],
    "import-linter": ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
}
FIXES = (["-m", "ruff", "check", "--fix", "--quiet", "."], ["-m", "ruff", "format", "--quiet", "."])


def main(arguments: list[str]) -> int:
    """Run all checks, also after one failed; 1 if any did."""
    if arguments == ["--fix"]:
        for fix in FIXES:
            subprocess.run([sys.executable, *fix], cwd=ROOT)
    failed = []
    for name, command in CHECKS.items():
        print(f"== {name}", flush=True)
        if subprocess.run([sys.executable, *command], cwd=ROOT, stdin=subprocess.DEVNULL).returncode:
            failed.append(name)
    print("failed: " + ", ".join(failed) if failed else "all checks passed")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
