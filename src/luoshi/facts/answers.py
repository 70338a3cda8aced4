"""What programs are told of figures: those of units, and what floors of budgets come to."""

from __future__ import annotations

from ninja import Router

from luoshi.facts.figure_views.api_routes import figure_routes as of_figures
from luoshi.facts.floors.api_routes import floor_route


def routes() -> Router:
    """The operations, with their words in the language that is active now."""
    router = of_figures()
    floor_route(router)
    return router
