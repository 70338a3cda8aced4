"""What the rooms with a database refuse, and the error of this one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class Refusal(Exception):
    """What is wrong, where, and what to do: sentences for people, shown as they are by page, API and command.

    The rooms' own errors are of this type, so that a page shows also what a room below or beside it refuses.

    Attributes:
        code: a word for programs, for instance ``tree.no_parent``, ``refused``, ``incomplete``, ``marked``.
        fields: sentences by the name of the form's field.
    """

    def __init__(
        self,
        code: str,
        what: str,
        *,
        where: str = "",
        remedy: str = "",
        fields: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(str(what))
        self.code, self.what, self.where, self.remedy = code, what, where, remedy
        self.fields = {name: list(sentences) for name, sentences in (fields or {}).items()}

    @property
    def sentence(self) -> str:
        """All of it in one line: where, what, and what to do."""
        return " ".join(filter(None, [f"{self.where}:" if self.where else "", self.what, self.remedy]))


class OrgError(Refusal):
    """What this room refuses."""
