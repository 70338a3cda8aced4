"""Write the bill of materials: every package that an installation brings, with version and hashes, as CycloneDX JSON.

python tools/bill.py [FILE]   luoshi.cdx.json where none is named

It is made of the pinned requirements, so it says what ``make office`` and ``make scan`` install, whatever stands on
this machine. What only ``make scan`` brings is marked as optional.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot5
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parent.parent
PINNED = ("requirements.txt", "requirements-web.txt", "requirements-scan.txt", "requirements-scan-models.txt")
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def read_components() -> list[Component]:
    """Each pinned package once, by name and version: a pin may differ by the Python that it is for."""
    found: dict[tuple[str, str], Component] = {}
    for file in PINNED:
        for name, version, rest in PIN.findall((ROOT / file).read_text("utf-8")):
            if (name, version) in found:
                continue
            found[name, version] = Component(
                name=name,
                version=version,
                type=ComponentType.LIBRARY,
                scope=ComponentScope.OPTIONAL if "scan" in file else ComponentScope.REQUIRED,
                purl=PackageURL("pypi", None, name, version),
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in HASH.findall(rest)],
            )
    return [found[key] for key in sorted(found)]


def main(arguments: list[str]) -> int:
    """Write the bill."""
    sys.path.insert(0, str(ROOT / "src"))
    from luoshi import __version__

    bill = Bom(components=read_components())
    luoshi = bill.metadata.component = Component(name="luoshi", version=__version__, type=ComponentType.APPLICATION)
    bill.register_dependency(luoshi, bill.components)
    path = Path(arguments[0] if arguments else "luoshi.cdx.json")
    path.write_text(JsonV1Dot5(bill).output_as_string(indent=1), "utf-8", newline="\n")
    print(f"{path}: {len(bill.components)} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
