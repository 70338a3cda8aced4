"""Count the names ``Any`` in each room: the numbers may only fall.

    python tools/any.py            compare with tools/any.toml
    python tools/any.py --list     each place where one stands
    python tools/any.py --write    keep the numbers of now, where they are lower

``Any`` turns the type checker off for all that it touches. Imports and comments do not count.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE, KEPT = ROOT / "src/luoshi", ROOT / "tools/any.toml"
HEAD = "# How often Any stands in each room, by tools/any.py: it only falls."


def list_places() -> Iterator[tuple[str, str]]:
    """The room and ``path:line`` of each name ``Any``."""
    for path in sorted(SOURCE.rglob("*.py")):
        room, *below = path.relative_to(SOURCE).parts
        if below and "migrations" not in below:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Name | ast.Attribute) and "Any" in (
                    getattr(node, "id", ""),
                    getattr(node, "attr", ""),
                ):
                    yield room, f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"


def main(arguments: list[str]) -> int:
    """Say in which rooms the number grew; 1 if in any."""
    counts = {path.name: 0 for path in sorted(SOURCE.iterdir()) if (path / "__init__.py").exists()}
    for room, place in list_places():
        counts[room] += 1
        if arguments == ["--list"]:
            print(place)
    kept: dict[str, int] = tomllib.loads(KEPT.read_text("utf-8")) if KEPT.exists() else dict(counts)
    for room, count in counts.items():
        more = "  <- more than before" if count > kept.get(room, 0) else ""
        print(f"{room:12} {count}, at most {kept.get(room, 0)}{more}")
    print(f"{'all':12} {sum(counts.values())}, at most {sum(kept.values())}")
    if arguments == ["--write"]:
        lowest = {room: min(count, kept.get(room, 0)) for room, count in counts.items()}
        KEPT.write_text("\n".join([HEAD, *(f"{room} = {count}" for room, count in lowest.items()), ""]), "utf-8")
    return int(any(count > kept.get(room, 0) for room, count in counts.items()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
