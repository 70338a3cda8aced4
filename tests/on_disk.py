"""The bytes of the database's own files, read as another process would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

READ = "import sys, pathlib; sys.stdout.buffer.write(pathlib.Path(sys.argv[1]).read_bytes())"


def bytes_of(path: Path) -> bytes:
    """What a file of the database holds; nothing where there is none.

    Never read here: whoever closes a file gives up all the locks that their process holds on it (POSIX fcntl), SQLite's
    too. The next process to close the database then thinks that it was the last, removes -wal and -shm under the
    connections of this one, and every statement from then on is "disk I/O error".
    """
    if not path.exists():
        return b""
    return subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, check=True).stdout
