"""The backup commands, declared with typer; their code is imported only when one is called."""

# No ``from __future__ import annotations``: typer evaluates annotations, and these contain local names.

from collections.abc import Callable
from typing import Annotated, NoReturn

import typer
from typer.core import TyperCommand

COMMANDS = ("backup", "restore", "drill", "move", "upgrade")


def add_backup_commands(
    app: typer.Typer,
    command: type[TyperCommand],
    t: Callable[[str], str],
    end_with: Callable[[Callable[[], int]], NoReturn],
    language: str,
) -> None:
    """Add backup, restore, drill, move and upgrade to the command line.

    Args:
        t: returns a help text by its key.
        end_with: runs a command's work and exits with its status.
    """
    folder = typer.Option("--data", metavar=t("folder_name"), help=t("data"))
    switch = typer.Option(metavar="zh|en", help=t("lang"))

    @app.command("backup", cls=command, help=t("backup"), epilog=t("backup_more"))
    def backup(
        file: Annotated[str, typer.Argument(metavar=t("file_name"), help=t("backup_file"))] = "",
        with_keys: Annotated[bool, typer.Option("--with-keys", help=t("with_keys"))] = False,
        keys: Annotated[str, typer.Option(metavar=t("path_name"), help=t("keys_apart"))] = "",
        encrypt: Annotated[bool, typer.Option("--encrypt", help=t("encrypt"))] = False,
        data: Annotated[str, folder] = "",
        lang: Annotated[str, switch] = "",
    ) -> None:
        from luoshi.cli import backup

        end_with(
            lambda: backup.run_backup_command(
                file, data, with_keys=with_keys, keys_file=keys, encrypt=encrypt, language=language
            )
        )

    @app.command("restore", cls=command, help=t("restore"), epilog=t("restore_more"))
    def restore(
        file: Annotated[str, typer.Argument(metavar=t("path_name"), help=t("restore_file"))],
        keys: Annotated[str, typer.Option(metavar=t("path_name"), help=t("restore_keys"))] = "",
        data: Annotated[str, folder] = "",
        lang: Annotated[str, switch] = "",
    ) -> None:
        from luoshi.cli import backup

        end_with(lambda: backup.run_restore_command(file, keys, data, moved=False, language=language))

    @app.command("drill", cls=command, help=t("drill"))
    def drill(
        file: Annotated[str, typer.Argument(metavar=t("file_name"), help=t("drill_file"))] = "",
        scratch: Annotated[str, typer.Option(metavar=t("folder_name"), help=t("scratch"))] = "",
        data: Annotated[str, folder] = "",
        lang: Annotated[str, switch] = "",
    ) -> None:
        from luoshi.cli import backup

        end_with(lambda: backup.run_drill_command(file, scratch, data, language=language))

    @app.command("move", cls=command, help=t("move"), epilog=t("move_more"))
    def move(
        to: Annotated[str, typer.Argument(metavar="URL", help=t("move_to"))],
        data: Annotated[str, folder] = "",
        lang: Annotated[str, switch] = "",
    ) -> None:
        from luoshi.cli import backup

        end_with(lambda: backup.run_move_command(to, data, language=language))

    @app.command("upgrade", cls=command, help=t("upgrade"))
    def upgrade(
        back: Annotated[bool, typer.Option("--back", help=t("back"))] = False,
        data: Annotated[str, folder] = "",
        lang: Annotated[str, switch] = "",
    ) -> None:
        from luoshi.cli import backup

        end_with(lambda: backup.run_upgrade_command(data, back=back, language=language))
