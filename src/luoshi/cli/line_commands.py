"""``luoshi line``, declared with typer; its code is imported only when it is called."""

# No ``from __future__ import annotations``: typer evaluates annotations, and these contain local names.

from collections.abc import Callable
from typing import Annotated, NoReturn

import typer
from typer.core import TyperCommand

COMMANDS = ("line",)


def add_line_commands(
    app: typer.Typer,
    command: type[TyperCommand],
    t: Callable[[str], str],
    end_with: Callable[[Callable[[], int]], NoReturn],
    language: str,
) -> None:
    """Add the command to the command line; arguments as for ``office_commands.add_office_commands``."""

    @app.command("line", cls=command, help=t("line"), epilog=t("line_more"))
    def line(
        what: Annotated[str, typer.Argument(metavar=t("journal_what_name"), help=t("line_what"))],
        name: Annotated[str, typer.Argument(metavar=t("line_name_name"), help=t("line_name"))] = "",
        label: Annotated[str, typer.Option(metavar=t("line_words"), help=t("line_label"))] = "",
        one: Annotated[str, typer.Option(metavar=t("line_words"), help=t("line_one"))] = "",
        prefix: Annotated[str, typer.Option(metavar=t("line_words"), help=t("line_prefix"))] = "",
        about: Annotated[str, typer.Option(metavar=t("line_kinds"), help=t("line_about"))] = "",
        demo: Annotated[bool, typer.Option("--demo", help=t("line_demo"))] = False,
        data: Annotated[str, typer.Option("--data", metavar=t("folder_name"), help=t("data"))] = "",
        lang: Annotated[str, typer.Option(metavar="zh|en", help=t("lang"))] = "",
    ) -> None:
        from luoshi.cli import line as work

        if what == "new":
            end_with(lambda: work.scaffold_line(name, label, one, prefix, language, about=about))
        if what == "check":
            end_with(lambda: work.check_lines(name, data, language, demo=demo))
        end_with(lambda: work.reject_line_command(what, language))
