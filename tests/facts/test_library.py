"""The library of indicators: each is sound, what a source does not say is not made up."""

from luoshi.facts.base.rules.formulas import find_formula_cycle, unit_faults
from luoshi.facts.base.rules.natures import NATURES
from luoshi.facts.indicators.rules import CODE
from luoshi.facts.library.indicators import load_indicator_library
from luoshi.figures.units import canonical_unit
from luoshi.kernel.kinds.language.formulas import parse_formula


def test_there_are_some_hundred_each_with_code_name_unit_nature_and_source():
    found = load_indicator_library()
    assert len(found) >= 80
    for code, indicator in found.items():
        assert CODE.fullmatch(code) and indicator.name and indicator.unit and indicator.source, code
        assert indicator.nature in NATURES and canonical_unit(indicator.unit) == indicator.unit, code
    assert len({indicator.name for indicator in found.values()}) == len(found)


def test_what_is_worked_out_goes_together_in_units_and_ends():
    made = {
        code: parse_formula(indicator.formula)
        for code, indicator in load_indicator_library().items()
        if indicator.formula
    }
    units = {code: indicator.unit for code, indicator in load_indicator_library().items()}
    assert find_formula_cycle(made) == []
    for code, formula in made.items():
        assert set(formula.names) <= units.keys(), code
        assert unit_faults(formula, units[code], units) == [], code


def test_a_rate_is_worked_out_and_never_typed():
    assert [
        code
        for code, indicator in load_indicator_library().items()
        if NATURES[indicator.nature].made and not indicator.formula
    ] == []


def test_parts_may_overlap_or_stand_beside_each_other():
    women = {part.name: part.within for part in load_indicator_library()["kp_full"].parts}
    assert women["女性"] is True and len(women) == 6
    assert [part.within for part in load_indicator_library()["kp_lectures"].parts] == [False, False]


def test_most_have_no_definition_since_their_source_has_none():
    defined = [code for code, indicator in load_indicator_library().items() if indicator.meaning]
    assert "kp_full" in defined and "population" not in defined and len(defined) < 12
