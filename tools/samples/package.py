"""Zip files that come out the same on every machine and every day: stored, in a given order, without a clock."""

import zipfile
from pathlib import Path

EPOCH = (2025, 1, 1, 0, 0, 0)


def write(path: Path, parts: dict[str, bytes]) -> None:
    """Write the parts as an office file. Not compressed: compressors differ from machine to machine."""
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.create_system = 0
            info.external_attr = 0
            package.writestr(info, content, zipfile.ZIP_STORED)
