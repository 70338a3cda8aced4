"""The command ``luoshi``. Heavy modules are imported only when a command needs them: ``--help`` answers in 0.2 s."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

BROKEN_PIPE = 141  # 128 plus the number of SIGPIPE, as shells count


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line. With arguments given return its exit status, else exit the process with it.

    0: all done. 1: something could not be read or written. 2: the command line is wrong. 130: stopped by Ctrl-C, and
    likewise 143 by SIGTERM and 129 by SIGHUP. 141: nobody reads standard output any more.
    """
    if arguments is not None:
        return _guarded(list(arguments))
    from luoshi.cli import run_signals

    run_signals.claim_signal_handling()
    sys.exit(_guarded(sys.argv[1:]))


def _guarded(arguments: list[str]) -> int:
    from luoshi.cli import streams
    from luoshi.cli.atomic_files import PlaceError
    from luoshi.cli.language import detect_cli_language, explain_error, translate_message

    streams.prepare_streams()
    language = detect_cli_language(arguments, os.environ)
    try:
        from luoshi.cli.command import invoke_command

        status = invoke_command(arguments, language)
        streams.flush_stdout()
        return status
    except KeyboardInterrupt as error:
        from luoshi.cli import run_signals

        run_signals.restore_default_signals()
        streams.print_error_line(translate_message(language, "run.stopped"))
        return run_signals.exit_status_of_signal(error)
    except streams.Gone:
        return BROKEN_PIPE
    except PlaceError as error:
        streams.print_error_line(explain_error(language, error.code, error.values))
        return 1
    except MemoryError:
        streams.print_error_line(translate_message(language, "run.memory"))
        return 1
    except Exception as error:
        from luoshi.cli import faults

        fault = faults.log_fault(error, "luoshi")  # the arguments may name people: they are not logged
        streams.print_error_line(faults.describe_fault(fault, language))
        return 1
