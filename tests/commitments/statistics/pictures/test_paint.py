"""The colours of pictures: every light has one, told apart by a sign too, and figures on it can be read."""

from __future__ import annotations

from luoshi.commitments.lights.rules.light_status import CODES
from luoshi.commitments.lights.rules.page_lights import PAGE_LIGHTS
from luoshi.commitments.statistics.pictures.charts import LIGHT_PAINT, PAINT
from luoshi.writing.charts.style import INK, PAPER, SHADES, SOFT


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_every_light_has_a_sign_of_its_own_and_a_colour_on_which_figures_can_be_read() -> None:
    assert set(PAINT) == set(CODES) and tuple(LIGHT_PAINT) == PAGE_LIGHTS
    for paint in (PAINT, LIGHT_PAINT):
        assert len({sign for sign, *_colours in paint.values()}) == len(paint)
    pairs = [(name, fill, ink) for name, (_sign, fill, ink, _edge) in (PAINT | LIGHT_PAINT).items()]
    pairs += [("shade", *shade) for shade in SHADES] + [("ink", PAPER, INK), ("soft", PAPER, SOFT)]
    assert [(name, round(contrast(*colours), 2)) for name, *colours in pairs if contrast(*colours) < 4.5] == []
