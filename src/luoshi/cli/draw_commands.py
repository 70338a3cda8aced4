"""``luoshi draw``, declared with typer; its code is imported only when it is called."""

# No ``from __future__ import annotations``: typer evaluates annotations, and these contain local names.

from collections.abc import Callable
from typing import Annotated, NoReturn

import typer
from typer.core import TyperCommand

COMMANDS = ("draw",)


def add_draw_commands(
    app: typer.Typer,
    command: type[TyperCommand],
    t: Callable[[str], str],
    end_with: Callable[[Callable[[], int]], NoReturn],
    language: str,
) -> None:
    """Add the command to the command line; arguments as for ``office_commands.add_office_commands``."""

    @app.command("draw", cls=command, help=t("draw"), epilog=t("draw_more"))
    def draw(
        what: Annotated[str, typer.Argument(metavar=t("journal_what_name"), help=t("draw_what"))],
        file: Annotated[str, typer.Argument(metavar=t("file_name"), help=t("draw_file"))] = "",
        published: Annotated[str, typer.Option(metavar=t("file_name"), help=t("draw_published"))] = "",
        lang: Annotated[str, typer.Option(metavar="zh|en", help=t("lang"))] = "",
    ) -> None:
        from luoshi.cli import draw as work

        end_with(lambda: work.run_draw_command(what, file, published=published, language=language))
