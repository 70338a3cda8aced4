"""``luoshi facts``, declared with typer; its code is imported only when it is called."""

# No ``from __future__ import annotations``: typer evaluates annotations, and these contain local names.

from collections.abc import Callable
from typing import Annotated, NoReturn

import typer
from typer.core import TyperCommand

COMMANDS = ("facts",)


def add_facts_commands(
    app: typer.Typer,
    command: type[TyperCommand],
    t: Callable[[str], str],
    end_with: Callable[[Callable[[], int]], NoReturn],
    language: str,
) -> None:
    """Add the command to the command line; arguments as for ``office_commands.add_office_commands``."""

    @app.command("facts", cls=command, help=t("facts"), epilog=t("facts_more"))
    def facts(
        what: Annotated[str, typer.Argument(metavar=t("journal_what_name"), help=t("facts_what"))],
        file: Annotated[str, typer.Argument(metavar=t("file_name"), help=t("facts_file"))] = "",
        account: Annotated[str, typer.Option(metavar=t("account_name"), help=t("facts_account"))] = "",
        unit: Annotated[str, typer.Option(metavar=t("facts_code"), help=t("facts_unit"))] = "",
        period: Annotated[str, typer.Option(metavar=t("facts_period_name"), help=t("facts_period"))] = "",
        indicator: Annotated[str, typer.Option(metavar=t("facts_code"), help=t("facts_indicator"))] = "",
        source: Annotated[str, typer.Option(metavar=t("line_words"), help=t("facts_source"))] = "",
        data: Annotated[str, typer.Option("--data", metavar=t("folder_name"), help=t("data"))] = "",
        lang: Annotated[str, typer.Option(metavar="zh|en", help=t("lang"))] = "",
    ) -> None:
        from luoshi.cli import facts as work

        end_with(
            lambda: work.run_facts_command(
                what,
                file,
                account=account,
                unit=unit,
                period=period,
                code=indicator,
                source=source,
                data=data,
                language=language,
            )
        )
