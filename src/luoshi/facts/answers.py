"""API routes for figures: figures of units, and checks of budget floors."""

from __future__ import annotations

from ninja import Router

from luoshi.facts.figure_views.api_routes import figure_routes as of_figures
from luoshi.facts.floors.api_routes import floor_route


def routes() -> Router:
    """Build the router, with descriptions in the active language."""
    router = of_figures()
    floor_route(router)
    return router
