"""``Refusal``, the base of errors that are shown to users, and the error of this room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class Refusal(Exception):
    """What is wrong, where, and what to do: sentences for users, shown unchanged by page, API and command.

    The errors of all rooms derive from it, so that a page can also show the errors of another room.

    Attributes:
        code: for programs, for instance ``tree.no_parent``, ``refused``, ``incomplete``, ``marked``.
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
    """An error of this room."""
