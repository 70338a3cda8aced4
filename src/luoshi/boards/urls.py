"""URLs of boards of figures."""

from __future__ import annotations

from django.urls import path

from luoshi.boards.building import pages as building
from luoshi.boards.places import pages as places
from luoshi.boards.viewing import export_pages
from luoshi.boards.viewing import pages as viewing

urlpatterns = [
    path("boards/", viewing.figure_board_list, name="board_list"),
    path("boards/new/", building.figure_board_new, name="board_new"),
    path("boards/<id:pk>/", viewing.figure_board_detail, name="board_view"),
    path("boards/<id:pk>/choose/", building.figure_board_choose, name="board_choose"),
    path("boards/places/", places.board_places_edit, name="board_places"),
    path("boards/places/grid.xlsx", places.board_grid_export, name="board_grid"),
    path("boards/<id:pk>/export/<slug:form>/", export_pages.figure_board_export, name="board_export"),
    path("boards/<id:pk>/build/", building.figure_board_build, name="board_build"),
]
