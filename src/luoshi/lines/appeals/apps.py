"""The line declares itself; pages, API, rights matrix and diagram follow."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Appeals(AppConfig):
    """The app of the line."""

    name = "luoshi.lines.appeals"
    label = "appeals"

    def ready(self) -> None:
        from luoshi.codes.contact import mask_name
        from luoshi.lines.appeals.models import Appeal
        from luoshi.lines.appeals.queries import satisfaction
        from luoshi.lines.appeals.rules import CYCLE, RIGHTS
        from luoshi.records.kinds import Kind, Line, Owed, Protected, declare
        from luoshi.records.queries.parameters import Parameter, term, working_days

        days = Parameter("appeals.answer_days", _("Working days in which an appeal is answered"), int)
        appeals = Kind(
            name="appeals",
            label=_("Appeals"),
            one=_("Appeal"),
            record=Appeal,
            cycle=CYCLE,
            rights=RIGHTS,
            columns=("channel", "grade"),
            shows=("words", "channel", "grade", "answer", "told", "mark"),
            filters=("channel", "grade", "mark"),
            words=("title", "words", "answer"),
            protected=Protected(("speaker", "contact"), ("desk",), mask_name),
            duties=(Owed("answer", _("Answer"), working_days(days)),),
            parameters=(days,),
            keeps=term("appeals.keep_years", _("Years for which a closed appeal is kept (1 to 100, or 永久)")),
            summary=satisfaction,
            prefix="诉",
        )
        declare(Line("appeals", _("Appeals"), (appeals,)))
