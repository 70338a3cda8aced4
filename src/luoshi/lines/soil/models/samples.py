"""Points where soil is sampled and watched, samples and readings, formulas, and the cards that advise households."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import EncryptedText, Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.registers.links import Human, Org, PlaceOf

_ = words(__name__)

LISTS = office("luoshi.lines.soil.models").lists
YES_OR_NO = (("yes", _("Yes")), ("no", _("No")))
BASES = (("oxide", _("P₂O₅ and K₂O")), ("element", _("P and K")))
NUTRIENTS = ("n", "p", "k")


def _village() -> PlaceOf:
    return PlaceOf(_("village"), blank=True, where=Is(state="active", sort="village"))


def _share(label: object) -> Fixed:
    return Fixed(label, null=True, blank=True, least=0, places=4)


class SoilPoint(KindRecord):
    """A place that is sampled in turn or watched, or a unit of land that is graded; area in mu (亩).

    Coordinates are kept as they were entered, in the system that is named beside them; nothing converts them.
    ``before`` is the last sampling that was known when it was entered, ``sampled`` the last one at the original place.
    Source: S000-84, -90, -97, -118.
    """

    code = models.CharField(_("code of the point"), max_length=30, db_index=True)
    sort = Listed(LISTS["soilpoints.sorts"], _("sort"))
    village = _village()
    crop = Listed(LISTS["soil.crops"], _("crop"), blank=True)
    soil = Listed(LISTS["soil.types"], _("soil"), blank=True)
    area = Fixed(_("area (mu)"), null=True, blank=True, least=0, places=2)
    household = Human(_("household"), blank=True)
    system = Listed(LISTS["soilpoints.systems"], _("system of the coordinates"), blank=True)
    longitude = EncryptedText(_("longitude"), blank=True)
    latitude = EncryptedText(_("latitude"), blank=True)
    from_day = models.DateField(_("in use since"), null=True, blank=True)
    to_day = models.DateField(_("last day"), null=True, blank=True)
    before = models.DateField(_("last sampled before it was entered"), null=True, blank=True, editable=False)
    sampled = models.DateField(_("last sampled at the original place"), null=True, blank=True)
    next_on = models.DateField(_("to be sampled again by"), null=True, blank=True, editable=False)
    graded_on = models.DateField(_("graded since"), null=True, blank=True, editable=False)
    grade_om = Listed(LISTS["soil.grades"], _("grade of organic matter"), blank=True, editable=False)
    grade_n = Listed(LISTS["soil.grades"], _("grade of nitrogen"), blank=True, editable=False)
    grade_p = Listed(LISTS["soil.grades"], _("grade of phosphorus"), blank=True, editable=False)
    grade_k = Listed(LISTS["soil.grades"], _("grade of potassium"), blank=True, editable=False)


class SoilSample(KindRecord):
    """A sample, a reading of a monitoring point, or the reason why there is none.

    Attributes:
        sort: an original sample answers the duty of its point; one taken near it never does.
        cores: of how many cores it was mixed; ``depth`` in cm.
        om, tn: organic matter and total nitrogen, g/kg.
        n, p, k: available nitrogen, phosphorus and potassium, mg/kg of the element; ``method`` says how p was extracted
            (Olsen and acid extracts cannot be compared).
        cn: carbon to nitrogen, with 0.58 g of carbon in a g of organic matter.
        moisture: of the soil, in per cent; ``harvest``: kg a mu, where effects are watched.

    Source: S000-84, -90, -97, -118; 测土配方施肥技术规范 (sheet 04, 4.1–4.3).
    """

    sort = Listed(LISTS["soilsamples.sorts"], _("sort"), editable=False)
    code = models.CharField(_("number on the label"), max_length=30, blank=True, db_index=True)
    point = Linked(SoilPoint, _("point"), blank=True, where=Is(state="used"), gives="village crop soil unit")
    farmer = Human(_("brought by"), blank=True)
    village = _village()
    crop = Listed(LISTS["soil.crops"], _("crop"), blank=True)
    soil = Listed(LISTS["soil.types"], _("soil"), blank=True)
    taken = models.DateField(_("taken on"), null=True, db_index=True)
    cores = models.PositiveSmallIntegerField(_("cores"), null=True, blank=True)
    depth = Fixed(_("depth (cm)"), null=True, blank=True, least=0, places=1)
    fee = Fixed(_("fee (yuan)"), null=True, blank=True, least=0, places=2)
    lab = Org(_("laboratory"), blank=True)
    sent_on = models.DateField(_("sent to the laboratory on"), null=True, blank=True)
    tested_on = models.DateField(_("tested on"), null=True, blank=True)
    ph = _share(_("pH value"))
    om = _share(_("organic matter (g/kg)"))
    tn = _share(_("total nitrogen (g/kg)"))
    n = _share(_("available nitrogen (mg/kg)"))
    p = _share(_("available phosphorus (mg/kg)"))
    k = _share(_("available potassium (mg/kg)"))
    method = Listed(LISTS["soilsamples.methods"], _("method for phosphorus"), blank=True)
    cn = Fixed(_("carbon to nitrogen"), null=True, blank=True, places=1, editable=False)
    moisture = Fixed(_("soil moisture (%)"), null=True, blank=True, least=0, most=100, places=1)
    harvest = Fixed(_("harvest (kg a mu)"), null=True, blank=True, least=0, places=1)
    why = models.CharField(_("why there is no reading"), max_length=200, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True, editable=False)
    days = models.IntegerField(_("days until the result"), null=True, blank=True, editable=False)
    grade_om = Listed(LISTS["soil.grades"], _("grade of organic matter"), blank=True, editable=False)
    grade_n = Listed(LISTS["soil.grades"], _("grade of nitrogen"), blank=True, editable=False)
    grade_p = Listed(LISTS["soil.grades"], _("grade of phosphorus"), blank=True, editable=False)
    grade_k = Listed(LISTS["soil.grades"], _("grade of potassium"), blank=True, editable=False)


class TraceResult(Row):
    """Another result of the laboratory: slow potassium, zinc, boron and the like."""

    item = Listed(LISTS["soilsamples.items"], _("item"))
    value = Fixed(_("value"), least=0, places=4)


class SoilFormula(KindRecord):
    """The fertiliser index of a crop on a soil, from a day to a day; the title names both.

    Attributes:
        goal: the harvest aimed at, kg a mu.
        u_n, u_p, u_k: what 100 kg of product take up, kg of N, P₂O₅ and K₂O.
        c_n, c_p, c_k: the coefficients by which a soil test is corrected.
        basis: whether these were derived with the oxides or with the elements: mixing both gives doses that are wrong
            by a multiple.
        r_n, r_p, r_k: what a crop recovers of the fertiliser in its season, per cent.
        layer, density: cm and g/cm³ of the soil that is reckoned with: 20 and 1.125 are 150,000 kg a mu.
        trial: the trial at the place that verified it; without it cards say that they are for reference only.
        base_n: how much of the nitrogen is given before sowing, per cent.
        mix_n, mix_p, mix_k: what is printed on the compound fertiliser that is made by it, per cent.

    Source: S000-90; sheet 04, 4.5 and 4.7.
    """

    crop = Listed(LISTS["soil.crops"], _("crop"))
    soil = Listed(LISTS["soil.types"], _("soil"))
    source = models.CharField(_("source of the coefficients"), max_length=200, blank=True)
    goal = Fixed(_("harvest aimed at (kg a mu)"), null=True, least=0, places=1)
    u_n = _share(_("uptake of N (kg in 100 kg)"))
    u_p = _share(_("uptake of P₂O₅ (kg in 100 kg)"))
    u_k = _share(_("uptake of K₂O (kg in 100 kg)"))
    c_n = _share(_("coefficient of N"))
    c_p = _share(_("coefficient of P"))
    c_k = _share(_("coefficient of K"))
    basis = models.CharField(_("coefficients derived with"), max_length=7, choices=BASES, blank=True)
    r_n = _share(_("recovery of N (%)"))
    r_p = _share(_("recovery of P₂O₅ (%)"))
    r_k = _share(_("recovery of K₂O (%)"))
    layer = Fixed(_("layer (cm)"), null=True, blank=True, least=0, places=1)
    density = Fixed(_("bulk density (g/cm³)"), null=True, blank=True, least=0, places=4)
    base_n = Fixed(_("nitrogen before sowing (%)"), null=True, blank=True, least=0, most=100, places=1)
    chlorine = models.CharField(_("crop harmed by chlorine"), max_length=3, choices=YES_OR_NO, blank=True)
    mix_n = Fixed(_("N of the compound (%)"), null=True, blank=True, least=0, most=100, places=1)
    mix_p = Fixed(_("P₂O₅ of the compound (%)"), null=True, blank=True, least=0, most=100, places=1)
    mix_k = Fixed(_("K₂O of the compound (%)"), null=True, blank=True, least=0, most=100, places=1)
    trial = Linked("soil.SoilField", _("verified by the trial"), blank=True, where=Is(sort="trial"))
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    from_day = models.DateField(_("in force from"), null=True, blank=True)
    to_day = models.DateField(_("in force until"), null=True, blank=True)


class FormulaLevel(Row):
    """Up to which test value a nutrient counts as this level, by trials at the place (丰缺指标)."""

    nutrient = Listed(LISTS["soil.nutrients"], _("nutrient"))
    level = Listed(LISTS["soil.levels"], _("level"))
    below = Fixed(_("below (mg/kg)"), least=0, places=2)


class SoilCard(KindRecord):
    """Advice for a plot of a household and a season, from a checked sample and the formula in force; free of charge.

    Attributes:
        n, p, k: doses, kg of N, P₂O₅ and K₂O a mu, exact to three places.
        advice: what the card says of fertilisers a mu and for the plot; ``remark``: its reservations.
        named: the name of the household on the card, as far as the office shows it.
        renewed_on: when it was last reckoned anew, after a correction of its sample.
        outdated_on: since when its doses are not those of its sample any more, which was corrected after it was handed
            over.

    Source: S000-83, -89, -96; sheet 04, 4.5, 4.7 and 4.8.
    """

    sample = Linked(SoilSample, _("sample"), where=Is(state="checked"), gives="village soil unit")
    household = Human(_("household"))
    village = _village()
    crop = Listed(LISTS["soil.crops"], _("crop"))
    soil = Listed(LISTS["soil.types"], _("soil"), blank=True)
    plot = models.CharField(_("plot"), max_length=60)
    area = Fixed(_("area (mu)"), null=True, least=0, places=2)
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    season = Listed(LISTS["soil.seasons"], _("season"))
    expert = Human(_("expert"))
    fee = Fixed(_("fee (yuan)"), null=True, blank=True, least=0, places=2)
    formula = Linked(SoilFormula, _("formula"), blank=True, editable=False)
    goal = Fixed(_("harvest aimed at (kg a mu)"), null=True, blank=True, places=1, editable=False)
    n = Fixed(_("N (kg a mu)"), null=True, blank=True, places=3, editable=False)
    p = Fixed(_("P₂O₅ (kg a mu)"), null=True, blank=True, places=3, editable=False)
    k = Fixed(_("K₂O (kg a mu)"), null=True, blank=True, places=3, editable=False)
    advice = models.TextField(_("fertilisers"), max_length=1000, blank=True, editable=False)
    remark = models.TextField(_("note"), max_length=300, blank=True, editable=False)
    named = models.CharField(_("for"), max_length=60, blank=True, editable=False)
    adviser = models.CharField(_("advised by"), max_length=60, blank=True, editable=False)
    phones = models.CharField(_("telephones"), max_length=200, blank=True, editable=False)
    made_on = models.DateField(_("made on"), null=True, blank=True, editable=False, db_index=True)
    renewed_on = models.DateField(_("reckoned anew on"), null=True, blank=True, editable=False)
    handed_on = models.DateField(_("handed over on"), null=True, blank=True)
    outdated_on = models.DateField(_("outdated since (sample corrected)"), null=True, blank=True, editable=False)
    used = Listed(LISTS["soilcards.used"], _("used"), blank=True)
    harvest = Fixed(_("harvest (kg a mu)"), null=True, blank=True, least=0, places=1)
    surveyed_on = models.DateField(_("asked on"), null=True, blank=True)


class CardPosting(Row):
    """Where a card was posted: the board of the village, the committee, a shop. Source: S000-96."""

    spot = Listed(LISTS["soilcards.places"], _("posted at"))
    day = models.DateField(_("posted on"))


class FertiliserOrder(Row):
    """Fertiliser ordered by a card, and how it came to the field. Source: S000-89."""

    mode = Listed(LISTS["soilcards.modes"], _("way of supply"))
    what = Listed(LISTS["soil.fertilisers"], _("fertiliser"))
    org = Org(_("supplier"))
    day = models.DateField(_("ordered on"))
    amount = Fixed(_("fertiliser (kg)"), least=0, places=1)
    mixed = models.DateField(_("mixed on"), null=True, blank=True)
    delivered = models.DateField(_("delivered on"), null=True, blank=True)
    applied = models.DateField(_("applied on"), null=True, blank=True)
