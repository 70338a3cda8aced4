"""The commands and their options, declared with typer; help and usage errors in the user's language."""

# No ``from __future__ import annotations``: typer evaluates annotations, and these contain local names.

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from luoshi.cli import streams
from luoshi.cli.language import translate_message
from luoshi.cli.office_commands import OFFICE, add_office_commands
from luoshi.cli.usage import UsageError
from luoshi.writing.width import terminal_safe_text

if TYPE_CHECKING:
    from typer._click import Command as BaseCommand
    from typer._click import Context

COMMANDS = ("read", "match", "compare", "schema", *OFFICE)
MISSING = {
    "plan": "usage.missing_plan",
    "report": "usage.missing_report",
    "upper": "usage.missing_upper",
    "own": "usage.missing_own",
}


class DeferredInterrupt(Exception):
    """Carries an interrupt past typer, which would handle it itself."""

    def __init__(self, error: KeyboardInterrupt) -> None:
        super().__init__()
        self.error = error


class CommandExit(Exception):
    """A command has ended with an exit status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def invoke_command(arguments: list[str], language: str) -> int:
    """Run ``arguments`` and return the exit status: 0, 1, or 2 after one line on what is wrong with them."""
    command = next(
        (argument for argument in arguments if argument in COMMANDS), COMMANDS[0]
    )  # the command whose help is meant, if any
    try:
        build_command_app(language)(arguments, standalone_mode=False, prog_name="luoshi")
    except typer.Exit as end:
        return end.exit_code
    except CommandExit as end:
        return end.status
    except DeferredInterrupt as held:
        raise held.error from None
    except UsageError as error:
        return _refuse(translate_message(language, error.code, **error.values), language, command)
    except typer.TyperException as error:
        return _refuse(_explained(error, language), language, command)
    return 0


def _refuse(words: str, language: str, command: str) -> int:
    streams.print_error_line(words + "\n" + translate_message(language, "usage.hint", command=command))
    return 2


def _explained(error: typer.TyperException, language: str) -> str:
    """Return a usage error of typer in our words.

    Its classes are distinguished by name, because their module is private.
    """
    name, parameter = type(error).__name__, getattr(error, "param", None)
    shown = parameter.opts[0] if parameter is not None and parameter.opts else ""
    if name == "MissingParameter":
        return translate_message(language, MISSING.get(parameter.name if parameter else "", "usage.missing_files"))
    option = terminal_safe_text(getattr(error, "option_name", ""))
    if name == "NoSuchOption":
        near = (getattr(error, "possibilities", None) or [""])[0]  # the first is the nearest
        code = "usage.no_option_near" if near else "usage.no_option"
        return translate_message(language, code, option=option, near=near)
    if name == "BadOptionUsage":
        return translate_message(language, "usage.no_value", option=option)
    if name == "BadParameter":
        example = 2025 if shown == "--year" else 4
        return translate_message(
            language, "usage.whole_number", option=shown, example=example
        )  # typer checks no other type
    if "extra argument" in str(error.message):
        context = getattr(error, "ctx", None)
        return translate_message(language, "usage.extra", command=context.command_path if context else "luoshi")
    return translate_message(language, "usage.other", words=error.format_message())


class _Plain:
    """Replaces typer's check of a parameter, which imports pydantic: 60 ms of the 450 ms for a first page.

    Text and plain integers are taken as they are. Everything else is left to typer's own check, as is every parameter
    if a release of typer keeps its check elsewhere.
    """

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        kind = param.type_descriptor.annotation
        many = param.multiple or param.nargs == -1
        if value is None:
            return () if many else None
        if many and kind == list[str] and isinstance(value, (tuple, list)) and all(map(_clean, value)):
            return list(value)
        if not many and kind is str and _clean(value):
            return value
        if not many and kind is int and type(value) is int:
            return value
        if not many and kind is int and _clean(value) and value.isascii() and value.isdecimal() and len(value) < 10:
            return int(value)
        param._runtime_param = None
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)

    @staticmethod
    def spare(parameters: list[Any]) -> None:
        """Install it for each of a command's parameters."""
        for parameter in parameters:
            if getattr(parameter, "_runtime_param", 0) is None and hasattr(parameter, "type_descriptor"):
                parameter._runtime_param = _Plain()


def _clean(value: object) -> bool:
    """Return True for a string without lone surrogates, which stand for bytes that are no text."""
    return isinstance(value, str) and (value.isascii() or not any("\ud800" <= char <= "\udfff" for char in value))


def build_command_app(language: str) -> typer.Typer:  # noqa: C901  a function a command, each with its words
    """Build the command line with its help in ``language``."""

    def t(key: str) -> str:
        return translate_message(language, f"help.{key}")

    class Command(TyperCommand):
        def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
            _Plain.spare(self.get_params(ctx))
            return super().parse_args(ctx, args)

        def get_help(self, ctx: "Context") -> str:
            return _show_help(self, ctx, language)

    class Group(TyperGroup):
        def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
            _Plain.spare(self.get_params(ctx))
            return super().parse_args(ctx, args)

        def get_help(self, ctx: "Context") -> str:
            return _show_help(self, ctx, language)

        def resolve_command(
            self, ctx: "Context", args: list[str]
        ) -> "tuple[str | None, BaseCommand | None, list[str]]":
            if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
                raise UsageError("usage.no_command", given=terminal_safe_text(args[0]))
            return super().resolve_command(ctx, args)

    app = typer.Typer(cls=Group, rich_markup_mode=None, add_completion=False, help=t("luoshi"))
    switch = typer.Option(metavar="zh|en", help=t("lang"))

    @app.callback(invoke_without_command=True)
    def top(
        ctx: typer.Context,
        version: Annotated[bool, typer.Option("--version", help=t("version"))] = False,
        lang: Annotated[str, switch] = "",
    ) -> None:
        _check_language(lang)
        if version:
            from luoshi import __version__

            streams.print_line(f"luoshi {__version__}")
            raise typer.Exit
        if ctx.invoked_subcommand is None:
            ctx.get_help()

    @app.command("read", cls=Command, help=t("read"), epilog=t("read_more"))
    def read(
        file: Annotated[list[str], typer.Argument(metavar=t("files"), help=t("file"))],
        format: Annotated[str, typer.Option("--format", "-f", metavar=t("names"), help=t("format"))] = "",
        out: Annotated[str | None, typer.Option("--out", "-o", metavar=t("folder"), help=t("out"))] = None,
        together: Annotated[bool, typer.Option("--together", help=t("together"))] = False,
        year: Annotated[int | None, typer.Option(metavar=t("year_name"), help=t("year"))] = None,
        issuer: Annotated[str | None, typer.Option(metavar=t("name"), help=t("issuer"))] = None,
        kind: Annotated[str | None, typer.Option(metavar=t("kind_name"), help=t("kind"))] = None,
        columns: Annotated[list[str], typer.Option(metavar=t("columns_name"), help=t("columns"))] = [],  # noqa: B006
        jobs: Annotated[int, typer.Option("--jobs", "-j", metavar="N", help=t("jobs"))] = 1,
        with_text: Annotated[bool, typer.Option("--with-text", help=t("with_text"))] = False,
        apart: Annotated[bool, typer.Option("--apart", help=t("apart"))] = False,
        cleared: Annotated[bool, typer.Option("--cleared", help=t("cleared"))] = False,
        searchable: Annotated[bool, typer.Option("--searchable", help=t("searchable"))] = False,
        lang: Annotated[str, switch] = "",
    ) -> None:
        from luoshi.cli.read import read_all

        _check_language(lang)
        _end_with(
            lambda: read_all(
                file, formats=format, out=_folder(out), together=together, year=year, issuer=issuer or None,
                kind=kind, columns=columns, jobs=jobs, with_text=with_text, apart=apart, cleared=cleared,
                searchable=searchable, language=language,
            )
        )  # fmt: skip

    form = typer.Option("--format", "-f", metavar=t("names"), help=t("format"))
    pair_out = typer.Option("--out", "-o", metavar=t("folder"), help=t("pair_out"))
    pair_year = typer.Option("--year", metavar=t("year_name"), help=t("pair_year"))
    pair_kind = typer.Option("--kind", metavar=t("kind_name"), help=t("pair_kind"))
    pair_columns = typer.Option("--columns", metavar=t("columns_name"), help=t("pair_columns"))
    own_words = typer.Option("--words", metavar=t("words_name"), help=t("words"))
    pair_text = typer.Option("--with-text", help=t("pair_text"))

    @app.command("match", cls=Command, help=t("match"), epilog=t("match_more"))
    def match(
        plan: Annotated[str, typer.Argument(metavar=t("plans"), help=t("plan"))],
        report: Annotated[list[str], typer.Argument(metavar=t("reports"), help=t("report"))],
        format: Annotated[str, form] = "",
        out: Annotated[str | None, pair_out] = None,
        year: Annotated[int | None, pair_year] = None,
        kind: Annotated[str | None, pair_kind] = None,
        columns: Annotated[list[str], pair_columns] = [],  # noqa: B006
        words: Annotated[str | None, own_words] = None,
        fail_on: Annotated[list[str], typer.Option(metavar=t("condition"), help=t("fail_on_match"))] = [],  # noqa: B006
        with_text: Annotated[bool, pair_text] = False,
        lang: Annotated[str, switch] = "",
    ) -> None:
        _pair("match", plan, report, format, out, year, kind, columns, words, fail_on, with_text, lang, language)

    @app.command("compare", cls=Command, help=t("compare"), epilog=t("compare_more"))
    def compare(
        upper: Annotated[str, typer.Argument(metavar=t("uppers"), help=t("upper"))],
        own: Annotated[str, typer.Argument(metavar=t("owns"), help=t("own"))],
        format: Annotated[str, form] = "",
        out: Annotated[str | None, pair_out] = None,
        year: Annotated[int | None, pair_year] = None,
        kind: Annotated[str | None, pair_kind] = None,
        columns: Annotated[list[str], pair_columns] = [],  # noqa: B006
        words: Annotated[str | None, own_words] = None,
        fail_on: Annotated[list[str], typer.Option(metavar=t("condition"), help=t("fail_on_compare"))] = [],  # noqa: B006
        with_text: Annotated[bool, pair_text] = False,
        lang: Annotated[str, switch] = "",
    ) -> None:
        _pair("compare", upper, [own], format, out, year, kind, columns, words, fail_on, with_text, lang, language)

    @app.command("schema", cls=Command, help=t("schema"))
    def schema(
        name: Annotated[str, typer.Argument(metavar=t("schema_name"), help=t("schema_of"))] = "read",
        lang: Annotated[str, switch] = "",
    ) -> None:
        from luoshi.schema import SCHEMAS, schema_text

        _check_language(lang)
        if name not in SCHEMAS:
            raise UsageError("usage.schema", value=terminal_safe_text(name), known=", ".join(SCHEMAS))
        streams.write_stdout_bytes(schema_text(name).encode())

    add_office_commands(app, Command, t, _end_with, language)
    return app


def _pair(
    command: Literal["match", "compare"],
    first: str,
    others: list[str],
    format: str,
    out: str | None,
    year: int | None,
    kind: str | None,
    columns: list[str],
    words: str | None,
    fail_on: list[str],
    with_text: bool,
    lang: str,
    language: str,
) -> None:
    from luoshi.cli.pair import answer_document_pairs

    _check_language(lang)
    _end_with(
        lambda: answer_document_pairs(
            command, first, others, formats=format, out=_folder(out), year=year, kind=kind, columns=columns,
            words=words, fail_on=fail_on, with_text=with_text, language=language,
        )
    )  # fmt: skip


def _folder(out: str | None) -> Path | None:
    if out == "":  # a variable without a value; as a path it would mean the current folder
        raise UsageError("usage.no_value", option="--out")
    return None if out is None else Path(out)


def _end_with(work: Callable[[], int]) -> NoReturn:
    """Run a command's work, with signal handlers that clean up, and exit with its status."""
    from luoshi.cli import run_signals

    try:
        run_signals.install_signal_handlers()
        status = work()
        run_signals.restore_default_signals()
    except KeyboardInterrupt as error:
        raise DeferredInterrupt(error) from None
    raise CommandExit(status)


def _check_language(lang: str) -> None:
    if lang not in ("", "zh", "en"):
        raise UsageError("usage.lang", value=lang)


def _show_help(command: TyperCommand | TyperGroup, ctx: "Context", language: str) -> NoReturn:
    """Print the help page here, because typer would handle a closed or full standard output differently."""
    streams.print_line(_help(command, ctx, language))
    raise typer.Exit


def _help(command: TyperCommand | TyperGroup, ctx: "Context", language: str) -> str:
    """Build a help page from the declared options: typer's own knows neither Chinese nor its width."""
    from luoshi.writing.width import display_width, pad_to_columns, terminal_columns, wrap_to_columns

    width = min(terminal_columns(), 100)
    files = [param for param in command.params if isinstance(param, TyperArgument)]
    options = [param for param in command.params if isinstance(param, TyperOption)]
    group = command if isinstance(command, TyperGroup) else None
    names = group.list_commands(ctx) if group else []
    commands = [found for name in names if group and (found := group.get_command(ctx, name))]
    usage = [
        ctx.command_path,
        translate_message(language, "help.options_name"),
        *(file.metavar or "" for file in files),
    ]
    usage += [translate_message(language, "help.command_name")] if commands else []
    lines = [translate_message(language, "help.usage", words=" ".join(usage)), ""]
    for paragraph in (command.help or "").strip().splitlines():
        lines += wrap_to_columns(paragraph, width)
    tables = [
        ("help.commands", [(command.name or "", (command.help or "").strip().splitlines()[0]) for command in commands]),
        ("help.arguments", [(file.metavar or "", file.help or "") for file in files]),
        (
            "help.options",
            [(_names(option), option.help or "") for option in options]
            + [("--help", translate_message(language, "help.help"))],
        ),
    ]
    for title, rows in tables:
        if rows:
            lines += ["", translate_message(language, title)]
            left = min(max(display_width(name) for name, _ in rows), 28)
            for name, words in rows:
                wrapped = [part for line in words.splitlines() for part in wrap_to_columns(line, width - left - 4)]
                first = "  " + pad_to_columns(name, left) + "  "
                if display_width(name) > left:
                    lines.append("  " + name)
                    first = " " * (left + 4)
                lines += [(first if place == 0 else " " * (left + 4)) + part for place, part in enumerate(wrapped)]
    if command.epilog:
        lines += ["", *command.epilog.strip().splitlines()]
    return "\n".join(line.rstrip() for line in lines)


def _names(option: TyperOption) -> str:
    names = ", ".join(sorted(option.opts, key=len))
    return names if option.is_flag else f"{names} {option.metavar}"
