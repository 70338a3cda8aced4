"""Kill the application a hundred times at each kind of its work, on SQLite and PostgreSQL, and look if all is whole.

python tools/kill_often.py                      everything, some minutes
python tools/kill_often.py --kills 500 imports  one kind of work, more often

The kinds are those of tests/faults/streams.py. PostgreSQL is the server of LUOSHI_TEST_POSTGRESQL, or the local one;
databases and folders are made for this and dropped again. The same --seed draws the same moments again.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGETS = ("steps", "seals", "imports", "erasures", "evidence", "plans", "readings", "ledgers", "years")
SERVER = os.environ.get("LUOSHI_TEST_POSTGRESQL", "postgres://postgres@127.0.0.1:5432/postgres")


def main(arguments: list[str]) -> int:
    """Kill, and tell by database and target; 1 if anything was not whole or a database could not be had."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("targets", nargs="*", default=TARGETS, metavar="target", help=", ".join(TARGETS))
    asked.add_argument("--kills", type=int, default=100, help="of each target on each database")
    asked.add_argument("--seed", type=int, default=random.randrange(10**6))
    wanted = asked.parse_args(arguments)
    if not hasattr(os, "fork"):
        print("skipped: Windows knows neither fork nor SIGKILL")
        return 0
    print(f"seed {wanted.seed}", flush=True)
    failed = False
    for name, url in (("SQLite", ""), ("PostgreSQL", SERVER)):
        for target in wanted.targets:
            found = kill(url, target, wanted.kills, wanted.seed)
            print(f"{name:<11} {target:<10} {found}", flush=True)
            failed |= not found.endswith("whole")
    return int(failed)


def kill(url: str, target: str, kills: int, seed: int) -> str:
    """What became of one target on one database, in a line that ends with "whole" if all was."""
    with tempfile.TemporaryDirectory(prefix="luoshi-faults-") as folder:
        program = str(ROOT / "tests" / "faults" / "kills.py")
        command = [sys.executable, program, folder, target, "--kills", str(kills), "--seed", str(seed)]
        done = subprocess.run(
            command, env=os.environ | {"DATABASE_URL": url}, stdout=subprocess.PIPE, text=True, check=False
        )
    if not done.stdout:
        return f"could not begin, exit {done.returncode}"
    found = json.loads(done.stdout)[target]
    said = (
        f"{found['kills']} kills in {found['rounds']} streams of {found['forms']} forms, {found['again']} sent again: "
    )
    return said + ("whole" if not found["wrong"] else "NOT WHOLE\n" + "\n".join(found["wrong"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
