"""Write the rooms into docs/architecture.md from the import contract, so that the two cannot differ.

    python tools/architecture.py            say what is out of date; exit 1 if anything is
    python tools/architecture.py --write    write it anew

The order comes from ``tool.importlinter`` in pyproject.toml, the words from the first line of each package's docstring.
Between ``<!-- rooms -->`` and ``<!-- /rooms -->`` stands what is written; in CONTRIBUTING.md the arrow of the rooms.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src/luoshi"
DOCUMENT, CONTRIBUTING = ROOT / "docs/architecture.md", ROOT / "CONTRIBUTING.md"
ROOMS = re.compile(r"(<!-- rooms -->\n).*?(<!-- /rooms -->)", re.S)
ARROW = re.compile(r"(?<=## Rooms\n\n)`[^`]+`")


def read_contracts() -> list[dict[str, Any]]:
    """The import contracts of pyproject.toml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return [contract for contract in contracts if contract["type"] == "layers"]


def room_layers() -> list[list[str]]:
    """The rooms, the uppermost first; those of one layer do not know each other."""
    (contract,) = (contract for contract in read_contracts() if "containers" not in contract)
    return [[name.strip().removeprefix("luoshi.") for name in layer.split("|")] for layer in contract["layers"]]


def topic_layers() -> dict[str, list[list[str]]]:
    """By room its topics, the uppermost first."""
    found = {}
    for contract in read_contracts():
        for container in contract.get("containers", ()):
            layers = [[name.strip() for name in layer.split("|")] for layer in contract["layers"]]
            found[container.removeprefix("luoshi.")] = layers
    return found


def first_line(package: Path) -> str:
    """The first line of what a package or module says of itself."""
    path = package / "__init__.py" if package.is_dir() else package.with_suffix(".py")
    words = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return words.partition("\n")[0].replace("``", "`")


def room_arrow() -> str:
    """The rooms in one line, as an arrow in the direction of imports."""
    return " → ".join(", ".join(layer) for layer in room_layers())


def room_tables() -> str:
    """The rooms and their topics as Markdown."""
    lines = [f"`{room_arrow()}`", "", "| Room | Is |", "|---|---|"]
    lines += [f"| `{room}` | {first_line(SOURCE / room)} |" for layer in room_layers() for room in layer]
    for room, layers in topic_layers().items():
        topics = [topic for layer in layers for topic in layer if (SOURCE / room / topic).is_dir()]
        lines += ["", f"### {room}", "", "| Topic | Is |", "|---|---|"]
        lines += [f"| `{room}/{topic}` | {first_line(SOURCE / room / topic)} |" for topic in topics]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Compare or write both documents; 1 if one was out of date."""
    tables, arrow = room_tables(), room_arrow()
    stale = []
    for path, pattern, new in (
        (DOCUMENT, ROOMS, lambda found: found.group(1) + tables + found.group(2)),
        (CONTRIBUTING, ARROW, lambda found: f"`{arrow}`"),
    ):
        words = path.read_text("utf-8")
        if not pattern.search(words):
            sys.exit(f"{path.name}: nothing says where the rooms stand")
        if (written := pattern.sub(new, words)) != words:
            stale.append(path.name)
            if arguments == ["--write"]:
                path.write_text(written, "utf-8")
    if stale and arguments != ["--write"]:
        print(f"out of date: {', '.join(stale)}; write them anew: python tools/architecture.py --write")
    return int(bool(stale) and arguments != ["--write"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
