"""Villages that are served as a whole, fields for demonstration and trial, and the plan of a year."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.lines.soil.models.samples import LISTS, NUTRIENTS, YES_OR_NO
from luoshi.parts.registers.links import Human, Org, PlaceOf

_ = words(__name__)


def _mu(label: object) -> Fixed:
    return Fixed(label, null=True, blank=True, least=0, places=2)


def _kg(label: object) -> Fixed:
    return Fixed(label, null=True, blank=True, least=0, places=3)


class SoilVillage(KindRecord):
    """A village and how far it is served: households, area, its column of notices and who is informed.

    ``whole_on`` and ``lapsed_on`` are the days between which it was served as a whole. Source: S000-85 to -88.
    """

    village = PlaceOf(_("village"), where=Is(state="active", sort="village"))
    town = PlaceOf(_("town"), blank=True, where=Is(state="active", sort="town"))
    begun = models.DateField(_("begun on"), null=True, db_index=True)
    households = models.PositiveIntegerField(_("households"), null=True)
    served = models.PositiveIntegerField(_("households served"), null=True, blank=True)
    informed = models.PositiveIntegerField(_("households with an informed person"), null=True, blank=True)
    sown = _mu(_("sown area (mu)"))
    covered = _mu(_("area served (mu)"))
    spot = models.CharField(_("where the column stands"), max_length=80, blank=True)
    posted_on = models.DateField(_("column set up on"), null=True, blank=True)
    whole_on = models.DateField(_("served as a whole since"), null=True, blank=True)
    lapsed_on = models.DateField(_("last day as a whole"), null=True, blank=True)
    to_day = models.DateField(_("last day"), null=True, blank=True)


class DemoHousehold(Row):
    """A household that shows others how it is done, from a day on. Source: S000-87."""

    person = Human(_("demonstration household"))
    from_day = models.DateField(_("since"))
    to_day = models.DateField(_("until"), null=True, blank=True)


class ColumnNotice(Row):
    """What was put into the column of the village: formulas, supply or guidance. Source: S000-88."""

    item = Listed(LISTS["soilvillages.notices"], _("notice"))
    day = models.DateField(_("put up on"), db_index=True)
    words = models.CharField(_("what it says"), max_length=200, blank=True)


class SupplyPoint(Row):
    """Where a supplier chosen by tender sells in the village, and what a check of quality found. Source: S000-93."""

    org = Org(_("supplier"))
    spot = models.CharField(_("where"), max_length=80)
    from_day = models.DateField(_("since"))
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    quality = Listed(LISTS["soilvillages.quality"], _("quality found"), blank=True)
    to_day = models.DateField(_("until"), null=True, blank=True)


class SoilField(KindRecord):
    """A demonstration area, point or plot, a field trial, or a grower who is guided through the season.

    Attributes:
        contrast: whether a contrast field lies beside it; ``sign_on``: since when its sign stands.
        harvest, other: kg a mu of the field and of the contrast field; ``price``: yuan a kg.
        saved: yuan a mu that less fertiliser cost; ``gain``: yuan a mu earned and saved.
        eff_n, eff_p, eff_k: per cent of the nutrient applied that the crop took up.

    Source: S000-87, -92, -94, -100.
    """

    sort = Listed(LISTS["soilfields.sorts"], _("sort"))
    village = Linked(SoilVillage, _("village"), blank=True, where=Is(state="started posted whole"))
    org = Org(_("organisation"), blank=True)
    crop = Listed(LISTS["soil.crops"], _("crop"))
    soil = Listed(LISTS["soil.types"], _("soil"), blank=True)
    area = _mu(_("area (mu)"))
    from_day = models.DateField(_("laid out on"), null=True, db_index=True)
    to_day = models.DateField(_("last day"), null=True, blank=True)
    contrast = models.CharField(_("contrast field"), max_length=3, choices=YES_OR_NO, blank=True)
    sign_on = models.DateField(_("sign put up on"), null=True, blank=True)
    harvest = Fixed(_("harvest (kg a mu)"), null=True, blank=True, least=0, places=1)
    other = Fixed(_("harvest of the contrast field (kg a mu)"), null=True, blank=True, least=0, places=1)
    price = Fixed(_("price (yuan a kg)"), null=True, blank=True, least=0, places=2)
    saved = Fixed(_("fertiliser saved (yuan a mu)"), null=True, blank=True, places=2)
    gain = Fixed(_("gain (yuan a mu)"), null=True, blank=True, places=2, editable=False)
    harvested_on = models.DateField(_("harvested on"), null=True, blank=True, db_index=True)
    eff_n = Fixed(_("use efficiency of N (%)"), null=True, blank=True, places=1, editable=False)
    eff_p = Fixed(_("use efficiency of P₂O₅ (%)"), null=True, blank=True, places=1, editable=False)
    eff_k = Fixed(_("use efficiency of K₂O (%)"), null=True, blank=True, places=1, editable=False)
    result = models.TextField(_("result"), max_length=1000, blank=True)


class FieldExpert(Row):
    """An expert who looks after the field, between two days."""

    person = Human(_("expert"))
    from_day = models.DateField(_("since"))
    to_day = models.DateField(_("until"), null=True, blank=True)


class FieldHousehold(Row):
    """The household that works the field, between two days."""

    person = Human(_("household"))
    from_day = models.DateField(_("since"))
    to_day = models.DateField(_("until"), null=True, blank=True)


class TrialPlot(Row):
    """A treatment of a trial: kg of nutrients applied, of product harvested and of nutrients taken up, a mu each."""

    treatment = Listed(LISTS["soilfields.treatments"], _("treatment"))
    n, p, k = (_kg(label) for label in (_("N applied"), _("P₂O₅ applied"), _("K₂O applied")))
    harvest = Fixed(_("harvest (kg a mu)"), null=True, blank=True, least=0, places=1)
    took_n, took_p, took_k = (_kg(label) for label in (_("N taken up"), _("P₂O₅ taken up"), _("K₂O taken up")))


class SeasonAct(Row):
    """What is planned for a time of the season, and when it was done. Source: S000-100."""

    season = models.CharField(_("time of the season"), max_length=40)
    act = models.CharField(_("what is done"), max_length=200)
    due = models.DateField(_("planned for"), null=True, blank=True)
    done = models.DateField(_("done on"), null=True, blank=True)


class SoilYear(KindRecord):
    """The plan of a year and what was reached by a day: area by crop, towns, and how many days went where.

    ``counted_on`` is the day in its own year for which the figures count, also if they were gathered after its end. By
    that day the program counts what is served of vegetables and fruit (``greens``), the villages of its towns that are
    reached and served as a whole, and the households with a card of the year, from its unit and those below.
    Source: S000-83, -85, -86, -120.
    """

    year = models.PositiveSmallIntegerField(_("year"), null=True)
    until = models.DateField(_("to be counted by"), null=True, blank=True)
    aim = models.TextField(_("aims of the year"), max_length=1000, blank=True)
    day = models.DateField(_("as of"), null=True, blank=True, db_index=True)
    counted_on = models.DateField(_("counted for"), null=True, blank=True, db_index=True, editable=False)
    sown = Fixed(_("sown area (mu)"), null=True, blank=True, places=2, editable=False)
    covered = Fixed(_("area served (mu)"), null=True, blank=True, places=2, editable=False)
    percent = Fixed(_("share of the sown area (%)"), null=True, blank=True, places=1, editable=False)
    greens_sown = Fixed(_("vegetables and fruit sown (mu)"), null=True, blank=True, places=2, editable=False)
    greens_covered = Fixed(_("vegetables and fruit served (mu)"), null=True, blank=True, places=2, editable=False)
    greens_percent = Fixed(_("share of vegetables and fruit (%)"), null=True, blank=True, places=1, editable=False)
    villages = models.PositiveIntegerField(_("administrative villages"), null=True, blank=True, editable=False)
    reached = models.PositiveIntegerField(
        _("villages with demonstration point and notices"), null=True, blank=True, editable=False
    )
    reached_percent = Fixed(_("share of the villages (%)"), null=True, blank=True, places=1, editable=False)
    whole = models.PositiveIntegerField(_("villages served as a whole"), null=True, blank=True, editable=False)
    households = models.PositiveIntegerField(_("households served"), null=True, blank=True, editable=False)
    source = models.CharField(_("source of the figures"), max_length=120, blank=True)


class YearArea(Row):
    """Sown area of a crop and what of it was served."""

    crop = Listed(LISTS["soil.crops"], _("crop"))
    sown = Fixed(_("sown area (mu)"), least=0, places=2)
    covered = Fixed(_("area served (mu)"), least=0, places=2)


class YearTown(Row):
    """How many administrative villages a town has, and how many of them are reached and served as a whole by the day.

    Both counts are written by the program. Source: S000-85, -86.
    """

    town = PlaceOf(_("town"), where=Is(state="active", sort="town"))
    villages = models.PositiveIntegerField(_("administrative villages"), validators=[MinValueValidator(1)])
    reached = models.PositiveIntegerField(_("with demonstration point and notices"), null=True, editable=False)
    whole = models.PositiveIntegerField(_("served as a whole"), null=True, editable=False)


class YearEffort(Row):
    """Days of staff that went to the laboratory or the field, to projects or to production, to pilots or to all."""

    part = Listed(LISTS["soilyears.efforts"], _("spent on"))
    days = Fixed(_("days"), least=0, places=1)


EFFICIENCIES = tuple(f"eff_{name}" for name in NUTRIENTS)
