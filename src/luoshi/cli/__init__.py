"""The command ``luoshi``. Nothing heavy is imported before a command needs it: ``--help`` answers in 0.2 s."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; with arguments given return its exit status, else leave the process with it.

    0: all done. 1: something could not be read or written. 2: the command line is wrong. 130: stopped by Ctrl-C.
    """
    status = _guarded(list(sys.argv[1:] if arguments is None else arguments))
    if arguments is None:
        sys.exit(status)
    return status


def _guarded(arguments: list[str]) -> int:
    from luoshi.cli.language import chosen, say

    language = chosen(arguments, os.environ)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that lacks a character shows "?", it does not end the work
            stream.reconfigure(errors="replace")
    try:
        from luoshi.cli.command import invoke

        status = invoke(arguments, language)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        _tell(say(language, "run.stopped"))
        return 130
    except BrokenPipeError:
        # The reader of our output has gone, as in ``| head``. Python would complain once more while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:
        from luoshi.cli import faults

        fault = faults.record(error, "luoshi")  # the arguments may name people: they stay out of the log
        _tell(say(language, "run.fault", number=fault.number, log=fault.log or say(language, "run.no_log")))
        return 1


def _tell(words: str) -> None:
    print(words, file=sys.stderr)
