"""The application's commands, declared with typer; their code is imported only when one is called."""

# No ``from __future__ import annotations``: typer evaluates annotations, and these contain local names.

from collections.abc import Callable
from typing import Annotated, NoReturn

import typer
from typer.core import TyperCommand

from luoshi.cli import backup_commands, draw_commands, facts_commands, line_commands

OFFICE = (
    *("serve", "work", "doctor", "journal", "reset-link"),
    *backup_commands.COMMANDS,
    *facts_commands.COMMANDS,
    *draw_commands.COMMANDS,
    *line_commands.COMMANDS,
)


def add_office_commands(
    app: typer.Typer,
    command: type[TyperCommand],
    t: Callable[[str], str],
    end_with: Callable[[Callable[[], int]], NoReturn],
    language: str,
) -> None:
    """Add serve, work, doctor, journal, reset-link and the backup commands to the command line.

    Args:
        t: returns a help text by its key.
        end_with: runs a command's work and exits with its status.
    """
    folder = typer.Option("--data", metavar=t("folder_name"), help=t("data"))
    switch = typer.Option(metavar="zh|en", help=t("lang"))

    @app.command("serve", cls=command, help=t("serve"), epilog=t("serve_more"))
    def serve(
        host: Annotated[str, typer.Option(metavar="ADDRESS", help=t("host"))] = "127.0.0.1",
        port: Annotated[int, typer.Option(metavar="N", help=t("port"))] = 8000,
        data: Annotated[str, folder] = "",
        no_work: Annotated[bool, typer.Option("--no-work", help=t("no_work"))] = False,
        processes: Annotated[int, typer.Option(metavar="N", min=0, help=t("processes"))] = 0,
        demo: Annotated[bool, typer.Option("--demo", help=t("demo"))] = False,
        look: Annotated[bool, typer.Option("--look", help=t("look"))] = False,
        lang: Annotated[str, switch] = "",
    ) -> None:
        from luoshi.cli import office

        end_with(
            lambda: office.run_serve_command(
                host, port, data, demo=demo, look=look, working=not no_work, processes=processes, language=language
            )
        )

    @app.command("work", cls=command, help=t("work"))
    def work(data: Annotated[str, folder] = "", lang: Annotated[str, switch] = "") -> None:
        from luoshi.cli import office

        end_with(lambda: office.run_work_command(data, language=language))

    @app.command("doctor", cls=command, help=t("doctor"))
    def doctor(data: Annotated[str, folder] = "", lang: Annotated[str, switch] = "") -> None:
        from luoshi.cli import office

        end_with(lambda: office.run_doctor_command(data, language=language))

    @app.command("journal", cls=command, help=t("journal"), epilog=t("journal_more"))
    def journal(
        what: Annotated[str, typer.Argument(metavar=t("journal_what_name"), help=t("journal_what"))],
        file: Annotated[str, typer.Argument(metavar=t("file_name"), help=t("journal_file"))] = "",
        export: Annotated[str, typer.Option(metavar=t("file_name"), help=t("journal_export"))] = "",
        heads: Annotated[str, typer.Option(metavar=t("file_name"), help=t("heads"))] = "",
        with_page: Annotated[bool, typer.Option("--with-page", help=t("with_page"))] = False,
        data: Annotated[str, folder] = "",
        lang: Annotated[str, switch] = "",
    ) -> None:
        from luoshi.cli import office

        end_with(
            lambda: office.run_journal_command(
                what, file, export, heads, with_page=with_page, data=data, language=language
            )
        )

    @app.command("reset-link", cls=command, help=t("reset"))
    def reset_link(
        account: Annotated[str, typer.Argument(metavar=t("account_name"), help=t("account"))],
        data: Annotated[str, folder] = "",
        lang: Annotated[str, switch] = "",
    ) -> None:
        from luoshi.cli import office

        end_with(lambda: office.run_reset_link_command(account, data, language=language))

    backup_commands.add_backup_commands(app, command, t, end_with, language)
    facts_commands.add_facts_commands(app, command, t, end_with, language)
    draw_commands.add_draw_commands(app, command, t, end_with, language)
    line_commands.add_line_commands(app, command, t, end_with, language)
