"""Make the documents in samples/ from the words in source/: ``make.py [FOLDER]``. The same bytes everywhere.

Without a folder the three that the demonstration begins from are made too.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import page  # noqa: E402
import portable  # noqa: E402
import sheet  # noqa: E402
import word  # noqa: E402
from source import read  # noqa: E402

import demonstration  # noqa: E402

WRITERS = {
    ".docx": word.write,
    ".html": page.write_html,
    ".pdf": portable.write,
    ".txt": page.write_text,
    ".xlsx": sheet.write,
}


def make(folder: Path) -> list[Path]:
    """Write every sample into the folder; the files made, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for path in sorted((HERE / "source").glob("*.txt")):
        source = read(path)
        target = folder / source.settings["file"]
        WRITERS[target.suffix](source, target)
        made.append(target)
    return made


def make_demonstration(folder: Path) -> list[Path]:
    """Write the documents of the demonstration's county into the folder; the files made."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, file, words in demonstration.MADE:
        target = folder / file
        WRITERS[target.suffix](demonstration.exchanged(read(HERE / "source" / name), words), target)
        made.append(target)
    return made


if __name__ == "__main__":
    root = HERE.parent.parent
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else root / "samples"
    if len(sys.argv) == 1:
        make_demonstration(root / "src/luoshi/site/demo/documents")
    print(f"{len(make(target))} documents in {target.name}/")
