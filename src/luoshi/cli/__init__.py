"""The command ``luoshi``. Nothing heavy is imported before a command needs it: ``--help`` answers in 0.2 s."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

BROKEN_PIPE = 141  # 128 and the number of SIGPIPE, as shells count


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; with arguments given return its exit status, else leave the process with it.

    0: all done. 1: something could not be read or written. 2: the command line is wrong. 130: stopped by Ctrl-C, and
    likewise 143 by SIGTERM and 129 by SIGHUP. 141: nobody reads standard output any more.
    """
    if arguments is not None:
        return _guarded(list(arguments))
    from luoshi.cli import endings

    endings.own()
    sys.exit(_guarded(sys.argv[1:]))


def _guarded(arguments: list[str]) -> int:
    from luoshi.cli import streams
    from luoshi.cli.language import chosen, explain, say
    from luoshi.cli.place import PlaceError

    streams.ready()
    language = chosen(arguments, os.environ)
    try:
        from luoshi.cli.command import invoke

        status = invoke(arguments, language)
        streams.flush()
        return status
    except KeyboardInterrupt as error:
        from luoshi.cli import endings

        endings.release()
        streams.tell(say(language, "run.stopped"))
        return endings.status(error)
    except streams.Gone:
        return BROKEN_PIPE
    except PlaceError as error:
        streams.tell(explain(language, error.code, error.values))
        return 1
    except MemoryError:
        streams.tell(say(language, "run.memory"))
        return 1
    except Exception as error:
        from luoshi.cli import faults

        fault = faults.record(error, "luoshi")  # the arguments may name people: they stay out of the log
        streams.tell(faults.words(fault, language))
        return 1
