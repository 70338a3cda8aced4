"""Run every check that needs no application: format, lint, types, the order in which rooms may import, expressions that
a hostile text could make slow, and known weaknesses.

python tools/check.py          say what is wrong
python tools/check.py --fix    first put right what can be put right by machine
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = [str(path) for path in sorted((ROOT / "src").rglob("templates/**/*.html"))]
DJADE = [str(Path(sys.executable).parent / "djade"), "--target-version", "5.2"]  # a program, no module
PYTHON = sys.executable
IMPORTS = "from importlinter.cli import lint_imports_command as run; run()"
# Of the tests those of rooms that need no Django, so far; of the tools all but these five.
TYPED_TESTS = ["tests/codes", "tests/dates", "tests/drawing", "tests/figures"]
UNTYPED = {"environment.py", "expressions.py", "mutants.py", "paper_templates.py", "translations.py"}
TYPED_TOOLS = [f"tools/{path.name}" for path in sorted((ROOT / "tools").glob("*.py")) if path.name not in UNTYPED]
# Functions of tests have no annotations and are checked all the same. A None that should not be there fails the test.
LOOSE = ["--config-file=", "--check-untyped-defs", "--no-strict-optional", "--ignore-missing-imports"]
LOOSE += ["--python-version", "3.11", "--explicit-package-bases", "--namespace-packages", "--follow-imports=silent"]
LOOSE += ["--cache-dir", ".mypy_cache/tests"]
CHECKS = {
    "ruff format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "ruff check": [PYTHON, "-m", "ruff", "check", "."],
    # Neither moves white space between words: djade looks at template tags, djhtml at how lines are indented.
    "djade": [*DJADE, "--check", *TEMPLATES],
    "djhtml": [PYTHON, "-m", "djhtml", "--tabwidth", "2", "--check", *TEMPLATES],
    "mypy": [PYTHON, "-m", "mypy"],
    "mypy of tests": [PYTHON, "-m", "mypy", *LOOSE, *TYPED_TOOLS, *TYPED_TESTS],
    "expressions": [PYTHON, "tools/expressions.py"],
    # Of the tests those that read the repository itself: a file too long is said in seconds, not behind all others.
    "repository": [PYTHON, "-m", "pytest", "-q", "tests/test_repository.py"],
    "kind costs": [PYTHON, "tools/kind_costs.py"],
    "names": [PYTHON, "tools/names.py"],
    "any": [PYTHON, "tools/any.py"],
    "commits": [PYTHON, "tools/commits.py"],
    "architecture": [PYTHON, "tools/architecture.py"],
    "import-linter": [PYTHON, "-c", IMPORTS],
    "imports of kinds": [PYTHON, "-c", IMPORTS, "--config", "tools/imports_of_kinds.toml"],
}
FIXES = (
    [PYTHON, "-m", "ruff", "check", "--fix", "--quiet", "."],
    [PYTHON, "-m", "ruff", "format", "--quiet", "."],
    [*DJADE, *TEMPLATES],
    [PYTHON, "-m", "djhtml", "--tabwidth", "2", *TEMPLATES],
)
AUDIT = [PYTHON, "-m", "pip_audit", "--requirement", "requirements-dev.txt", "--requirement", "requirements-uv.txt"]
AUDIT += ["--requirement", "requirements-scan-models.txt"]
AUDIT += ["--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "3"]
AUDIT += ["--cache-dir", ".venv/.audit"]
PATIENCE = 5  # seconds for the audit when all else is done; without a network it would try for minutes


def main(arguments: list[str]) -> int:
    """Run all checks, also after one failed; 1 if any did."""
    if arguments == ["--fix"]:
        for fix in FIXES:
            subprocess.run(fix, cwd=ROOT, check=False)
    failed = []
    quiet = subprocess.DEVNULL
    audit = subprocess.Popen(AUDIT, cwd=ROOT, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet)
    for name, command in CHECKS.items():
        print(f"== {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode:
            failed.append(name)
    print("== pip-audit", flush=True)
    if not sound(audit):
        failed.append("pip-audit")
    print("failed: " + ", ".join(failed) if failed else "all checks passed")
    return int(bool(failed))


def sound(audit: subprocess.Popen[bytes]) -> bool:
    """Whether no version that is pinned is known to be weak; true where nobody can be asked, and said so."""
    try:
        answer = json.loads(audit.communicate(timeout=PATIENCE)[0])
    except (subprocess.TimeoutExpired, ValueError):
        audit.kill()
        audit.communicate()
        print("left out: the list of known weaknesses did not answer")
        return True
    weak = [
        (dependency["name"], dependency["version"], flaw)
        for dependency in answer["dependencies"]
        for flaw in dependency.get("vulns", [])
    ]
    for name, version, flaw in weak:
        print(f"{name} {version}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'no version yet'}")
    return not weak


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
