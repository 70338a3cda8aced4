"""Hold new commits to the rule: a subject of at most 72 characters; from 50 changed lines on a body says why.

    python tools/commits.py            those since the rule began
    python tools/commits.py BASE..     those of a range

What is made by a program (catalogues, pinned versions, printed docs) counts for no line. Merges are not looked at.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SINCE = "4f43abb17a33ee7d7c38e7f1a8c87cf317b84a9d"  # the last commit before the rule
SUBJECT = 72  # characters
LINES = 50  # changed lines from which on a body says why
MADE = (".po", ".lock", ".svg", ".zip", ".png", ".json")  # ends of the names of files that programs write


def git(*arguments: str) -> str:
    """What git answers.

    Raises:
        subprocess.CalledProcessError: it refuses.
    """
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def changed_lines(numstat: str) -> int:
    """Lines added and taken away, by what ``git show --numstat`` says of a commit."""
    found = 0
    for row in numstat.splitlines():
        added, removed, path = row.split("\t", 2)
        if added != "-" and not path.endswith(MADE) and "requirements" not in path:
            found += int(added) + int(removed)
    return found


def commit_faults(message: str, lines: int) -> Iterator[str]:
    """What is wrong with the message of a commit that changes so many lines."""
    subject, _blank, body = message.strip().partition("\n\n")
    if "\n" in subject:
        yield "a blank line stands between subject and body"
    if len(subject.splitlines()[0]) > SUBJECT:
        yield f"its subject has more than {SUBJECT} characters"
    if lines >= LINES and not body.strip():
        yield f"it changes {lines} lines and has no body that says why"


def main(arguments: list[str]) -> int:
    """Say which commits break the rule; 1 if any does. A clone without the first commit of the range is passed over."""
    span = arguments[0] if arguments else f"{SINCE}.."
    try:
        commits = git("rev-list", "--no-merges", span).split()
    except subprocess.CalledProcessError:
        print(f"left out: this clone does not have {span}")
        return 0
    wrong = 0
    for commit in commits:
        message = git("log", "-1", "--format=%B", commit)
        numstat = git("show", "--numstat", "--format=", commit)
        for fault in commit_faults(message, changed_lines(numstat)):
            print(f"{commit[:10]} {message.splitlines()[0]}: {fault}")
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
