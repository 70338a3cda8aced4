"""What programs are told of figures: those of units, and what floors of budgets come to."""

from __future__ import annotations

from ninja import Router

from luoshi.facts.floors.answers import floor_route
from luoshi.facts.looking.answers import routes as of_figures


def routes() -> Router:
    """The operations, with their words in the language that is active now."""
    router = of_figures()
    floor_route(router)
    return router
