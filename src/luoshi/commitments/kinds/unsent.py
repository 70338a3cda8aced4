"""The steps of commitments that were never sent out: another date, or what became of them before."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from luoshi.base.forms.form_types import StrOrPromise
from luoshi.commitments.assigning import actions as assigning
from luoshi.commitments.assigning import forms as assign
from luoshi.commitments.decisions import actions as deciding
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.forms.step_forms import ReasonForm
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.messages.actions.messages import tell
from luoshi.plans.base import states as at
from luoshi.plans.base.models.commitment import Commitment

DESK = ("desk",)


def _was(name: str, label: StrOrPromise, after: str, follows: Callable[[Took[Commitment]], None]) -> Step:
    """Return the step that enters how a commitment of an earlier year ended. Nobody is told: it was never theirs."""
    return Step(name, label, f"{at.LISTED} > {after}", DESK, given=ReasonForm, guard=deciding.in_an_earlier_year,
                about=deciding.is_of_earlier_year, loads="plan", follows=(follows,), bulk=True)  # fmt: skip


UNSENT = (
    Step("redate", _("Set its date before it is sent out"), f"{at.LISTED} >", DESK, given=assign.Redate, sets="until",
         follows=(assigning.set_first_due_date,), bulk=True),
    Step("was_done", _("Done before it was sent out"), f"{at.LISTED} > {at.VERIFIED}", DESK, given=assign.WasDone,
         example={"day": ""}, follows=(assigning.was_done, tell("setter", "commitments.verified", asks="close_it"),
                                       tell("closer", "commitments.verified", asks="close_it")), bulk=True),
    _was("was_stopped", _("Stopped in its year"), at.CANCELLED, deciding.stop_commitment),
    _was("was_suspended", _("Suspended in its year"), at.SUSPENDED, deciding.suspend_commitment),
    _was("was_carried", _("Moved to the next year"), at.CARRIED, assigning.end_duties),
    _was("was_unfinished", _("Not completed in its year"), at.LAPSED, assigning.end_duties),
)  # fmt: skip
