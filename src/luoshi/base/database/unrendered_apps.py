"""The models of a migration's state, rendered only when they are asked for."""

from __future__ import annotations

from typing import cast

from django.db.migrations.state import ProjectState, StateApps
from django.utils.functional import SimpleLazyObject, empty


class UnrenderedApps(SimpleLazyObject):
    """The models of a state, rendered when they are asked for, and so are those of its clones.

    The executor renders all models before a migration if the state has none, even if the migration renders them again.
    """

    def clone(self) -> StateApps:
        if self._wrapped is empty:
            return cast(StateApps, UnrenderedApps(self._setupfunc))
        return cast(StateApps, self._wrapped.clone())


def set_unrendered_apps(state: ProjectState) -> None:
    """Let the models of a state be rendered when somebody asks for them, as the state is now."""
    real_apps, models = state.real_apps, state.clone().models
    state.__dict__["apps"] = UnrenderedApps(lambda: StateApps(list(real_apps), models))
