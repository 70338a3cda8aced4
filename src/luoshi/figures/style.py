"""Format numbers for ledgers and official papers: 8330.3亿元, 1.5万户, 63%～68%."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from luoshi.figures.rounding import Exact, round_to_places

_YI = 100_000_000
_WAN = 10_000
_SIGNS = frozenset(("%", "‰", "‱"))


def decimal_text(value: Exact, digits: int | None = None) -> str:
    """Return a number without exponent and trailing zeros: ``Decimal("1.50E+3")`` → ``1500``.

    Args:
        value: exact; a fraction that does not terminate needs ``digits``.
        digits: maximum number of decimals, rounded 四舍五入; None for all.

    Raises:
        ValueError: the fraction does not terminate and there is no ``digits``.
    """
    if digits is not None:
        value = round_to_places(value, digits)
    elif isinstance(value, Fraction):
        value = _ended(value)
    written = f"{Decimal(value):f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def format_figure_amount(value: Exact, unit: str | None = None, digits: int | None = None) -> str:
    """Format a figure as in ledgers: 万 and 亿 as sizes where they shorten it and lose nothing.

    833030000000, 元 → ``8330.3亿元``; 15000, 户 → ``1.5万户``; 6520, 个 → ``6520个``; 46.5, % → ``46.5%``. A size is
    used only if the number before it has at most four decimals, so 123456789 is written in full.

    Source: GB/T 15835-2011, 5.1 (万, 亿 as sizes, other numerals not) and office practice.
    """
    name = unit or ""
    size = ""
    value = Fraction(value)
    if name not in _SIGNS:
        for step, word in ((_YI, "亿"), (_WAN, "万")):
            if abs(value) >= step and _short(value / step):
                value, size = value / step, word
                break
    return f"{decimal_text(value, digits)}{size}{name}"


def format_figure_range(low: Exact, high: Exact, unit: str | None = None) -> str:
    """Format a range, each end with its size and per cent sign: ``9亿～16亿元``, ``15%～30%``, ``3～5名``.

    Source: GB/T 15835-2011, 5.1.4: size and sign are never omitted before ～.
    """
    first = format_figure_amount(low, unit)
    if unit and unit not in _SIGNS:
        first = first.removesuffix(unit)
    return f"{first}～{format_figure_amount(high, unit)}"


def group_digits(value: Exact, digits: int | None = None, mark: str = ",") -> str:
    """Group digits by three: ``2,748,456``; four digits stay ungrouped (``6520``). Source: GB/T 15835-2011, 5.1.2."""
    whole, point, rest = decimal_text(value, digits).partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", mark)
    return f"{sign}{whole}{point}{rest}"


def _short(value: Fraction) -> bool:
    return (value * _WAN).denominator == 1


def _ended(value: Fraction) -> Decimal:
    """Return a terminating fraction as an exact decimal."""
    rest = value.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        raise ValueError(f"{value} has no end as a decimal: say how many digits")
    digits = max(twos, fives)
    return Decimal(value.numerator * 10**digits // value.denominator).scaleb(-digits)
