"""Forms of the builder: a tile from figure, cut, period and picture; title, share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.rights.rules.rights import STAFF, Actor, Role
from luoshi.boards.base.models import BoardTile
from luoshi.boards.base.queries import may_share_anywhere
from luoshi.boards.base.rules import DOUBTS, MONTH, PART, UNIT, WHOLE, periods_of_source, pictures_of_cut
from luoshi.boards.building.actions import TileChoice
from luoshi.boards.tiles.queries.indicator_values import readable_definitions
from luoshi.boards.tiles.queries.kind_values import cuts_of_figure, find_figure, kinds_with_figures, month_axis
from luoshi.desk.figures.queries.axes import axis_label, is_year_axis
from luoshi.desk.figures.queries.suppression import counts_all
from luoshi.facts.figure_views.queries.visibility import may_view_figures, open_units
from luoshi.facts.indicators.models import Breakdown, Definition
from luoshi.kernel.rights.queries.rights import may_see_any
from luoshi.org.actors.models import ROLES
from luoshi.org.base.screened_forms import ScreenedForm
from luoshi.org.people.forms import PostField
from luoshi.org.tree.models import Unit
from luoshi.org.units.choosers import UnitField
from luoshi.org.units.queries import standing_on

PERIOD_WORDS = {
    "year": gettext_lazy("this year so far"),
    "month": gettext_lazy("last month"),
    "last_year": gettext_lazy("last year"),
    "newest": gettext_lazy("newest reported period"),
}
PICTURE_WORDS = {
    "number": gettext_lazy("A number"),
    "bars": gettext_lazy("Bars"),
    "matrix": gettext_lazy("Matrix"),
    "places": gettext_lazy("Grid of places"),
    "map": gettext_lazy("Map"),
    "doubts": gettext_lazy("A list"),
}
WIDTH_WORDS = {
    "third": gettext_lazy("a third"),
    "half": gettext_lazy("half"),
    "wide": gettext_lazy("two thirds"),
    "whole": gettext_lazy("whole width"),
}
EVERYWHERE = "all"
Choice = tuple[str, object]
ChoiceGroup = tuple[str, list[tuple[str, str]]]


class BoardTitleForm(ScreenedForm):
    """The title of a board."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=40)


class TileForm(ScreenedForm):
    """A tile: the choices of cut, period and picture are those of the chosen figure.

    What does not fit the figure any more, as it was chosen for another one, falls back to the usual choice.
    """

    figure = forms.ChoiceField(label=gettext_lazy("What is shown"))
    cut = forms.ChoiceField(label=gettext_lazy("Divided by"), required=False)
    period = forms.ChoiceField(label=gettext_lazy("Period"), required=False)
    picture = forms.ChoiceField(label=gettext_lazy("Picture"), required=False)
    unit = UnitField(label=gettext_lazy("Unit, including subordinate units"), required=False)
    title = forms.CharField(label=gettext_lazy("Title of its own"), max_length=40, required=False)

    def __init__(self, data: QueryDict | None, actor: Actor, day: date) -> None:
        super().__init__(data or None)
        self.actor, self.day = actor, day
        self.definitions = {row.pk: row for row in readable_definitions(actor, day)}
        self._offer("figure", [("", "—"), *self._figures()])
        asked = str(data.get("figure", "")) if data else ""
        cuts = self._cuts(asked)
        self._offer("cut", cuts)
        self._offer("period", self._periods(asked))
        self._offer("picture", [(DOUBTS, PICTURE_WORDS[DOUBTS])] if asked == DOUBTS else self._pictures(cuts))
        self.fields["unit"].queryset = self._units()  # type: ignore[attr-defined]
        if self.is_bound:
            self._fall_back()

    def _offer(self, name: str, choices: Sequence[Choice | ChoiceGroup]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _figures(self) -> list[ChoiceGroup]:
        every: list[ChoiceGroup] = []
        if self.definitions:
            every.append((_("Indicators"), [(f"i:{row.pk}", row.title) for row in self.definitions.values()]))
        for kind, figures in kinds_with_figures():
            if counts_all(self.actor) or may_see_any(kind, self.actor):
                named = [(f"k:{kind.name}.{figure.name}", str(figure.label)) for figure in figures]
                every.append((str(kind.label), named))
        if may_view_figures(self.actor):
            every.append((_("Reporting"), [(DOUBTS, _("Figures to look at"))]))
        return every

    def _cuts(self, asked: str) -> list[tuple[str, str]]:
        whole, by_unit = (WHOLE, _("not divided")), (UNIT, _("by unit"))
        if asked.startswith("k:") and (found := find_figure(*asked[2:].partition(".")[::2])):
            kind, figure = found
            cuts = [whole]
            for name in cuts_of_figure(kind, figure):
                label = axis_label(kind, name)
                words = _("%(field)s (by year)") % {"field": label} if is_year_axis(name) else label
                cuts.append(by_unit if name == UNIT else (name, words))
            if "unit" in figure.by and month_axis(kind, figure):
                cuts.insert(2, (MONTH, _("by unit and month")))
            return cuts
        if (definition := self._definition(asked)) is not None:
            cuts = [whole, by_unit, (MONTH, _("by unit and month"))]
            parts = Breakdown.objects.filter(record=definition.pk).exists()
            return [*cuts, *([(PART, _("by its parts"))] if parts else [])]
        return [whole]

    def _periods(self, asked: str) -> list[Choice]:
        return [(name, PERIOD_WORDS[name]) for name in periods_of_source(is_indicator=asked.startswith("i:"))]

    def _pictures(self, cuts: list[tuple[str, str]]) -> list[Choice]:
        cut = str(self.data.get("cut", "")) if self.is_bound else ""
        cut = cut if cut in dict(cuts) else WHOLE
        return [(name, PICTURE_WORDS[name]) for name in pictures_of_cut(cut)]

    def _units(self) -> QuerySet[Unit]:
        return open_units(self.actor, self.day) if may_view_figures(self.actor) else standing_on(self.day)

    def _fall_back(self) -> None:
        given = cast(QueryDict, self.data).copy()
        for name in ("cut", "period", "picture"):
            offered = [str(value) for value, _words in self.fields[name].choices]  # type: ignore[attr-defined]
            if given.get(name, "") not in offered:
                given[name] = offered[0]
        self.data = given

    def _definition(self, asked: str) -> Definition | None:
        pk = asked[2:] if asked.startswith("i:") else ""
        return self.definitions.get(int(pk)) if pk.isascii() and pk.isdecimal() and len(pk) < 18 else None

    @property
    def choice(self) -> TileChoice | None:
        """The chosen tile, if the form is valid; None: nothing is chosen yet."""
        if not self.is_bound or not self.is_valid():
            return None
        given = self.cleaned_data
        asked = given["figure"]
        kind, _dot, figure = asked[2:].partition(".") if asked.startswith("k:") else ("", "", "")
        return TileChoice(
            kind,
            figure,
            self._definition(asked),
            given["cut"] or "",
            given["period"] or "year",
            given["picture"] or "number",
            given["unit"],
            given["title"],
        )


class AmendTileForm(ScreenedForm):
    """Title, period and width of a tile that is there."""

    title = forms.CharField(label=gettext_lazy("Title of its own"), max_length=40, required=False)
    period = forms.ChoiceField(label=gettext_lazy("Period"))
    width = forms.ChoiceField(label=gettext_lazy("Width"), choices=list(WIDTH_WORDS.items()))

    def __init__(self, tile: BoardTile, data: QueryDict | None = None) -> None:
        values = {"title": tile.title, "period": tile.period, "width": tile.width}
        super().__init__(data, initial=values, prefix=f"t{tile.pk}")
        names = periods_of_source(is_indicator=tile.indicator_id is not None)
        self.fields["period"].choices = [(name, PERIOD_WORDS[name]) for name in names]  # type: ignore[attr-defined]


class ShareForm(ScreenedForm):
    """With whom a board is shared: a role everywhere, a role in a unit, or one post."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    where = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    post = PostField(
        label=gettext_lazy("Or one post"),
        required=False,
        help_text=gettext_lazy("Unit and title, or the name of the holder."),
    )

    def __init__(self, data: QueryDict | None, actor: Actor, day: date) -> None:
        super().__init__(data, auto_id="share_%s")
        self.fields["post"].day = day  # type: ignore[attr-defined]
        roles = [(role.value, ROLES[role]) for role in (*STAFF, Role.AUDITOR, Role.ADMINISTRATOR)]
        self.fields["role"].choices = [("", "—"), *roles]  # type: ignore[attr-defined]
        units = Unit.objects.filter(pk__in=actor.units).order_by("code")
        where = [(str(unit.pk), unit.name) for unit in units]
        if may_share_anywhere(actor):
            where.insert(0, (EVERYWHERE, _("the whole office")))
        self.fields["where"].choices = where  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Refuse a request that names neither a role nor a post."""
        given = super().clean() or {}
        if not given.get("role") and not given.get("post"):
            raise ValidationError(_("Choose a role or a post."))
        return given

    @property
    def unit(self) -> Unit | None:
        """The unit of the role; None: everywhere."""
        where = self.cleaned_data.get("where")
        return None if not where or where == EVERYWHERE else Unit.objects.get(pk=int(where))
