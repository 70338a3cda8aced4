"""Format a list number as Word prints it. Source: ECMA-376-1, 17.18.59 (ST_NumberFormat)."""

from __future__ import annotations

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"

_COUNTED = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "japaneseCounting",
        "koreanCounting",
    }
)
_SPELT = frozenset({"ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital2"})
_FORMAL_NAMES = frozenset({"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"})
_CIRCLED = frozenset({"decimalEnclosedCircle", "decimalEnclosedCircleChinese"})


def format_list_number(number: int, style: str) -> str:
    """Return the number in one of Word's formats; plain digits if the format is unknown or has no sign for it."""
    if style in {"none", "bullet"}:
        return ""
    if number <= 0 or number > 9999:
        return str(number)
    if style in _COUNTED:
        return _chinese(number, _DIGITS, "十百千").removeprefix("一" if 10 <= number < 20 else "")
    if style in _SPELT:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if style in _FORMAL_NAMES:
        return _chinese(number, _FORMAL, "拾佰仟")
    if style in {"upperRoman", "lowerRoman"}:
        return _roman(number).upper() if style == "upperRoman" else _roman(number)
    if style in {"upperLetter", "lowerLetter"}:
        # Word goes A … Z, AA, BB …
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    return _one_sign(number, style)


def _one_sign(number: int, style: str) -> str:
    """Format a number as a single sign, as far as Unicode has one."""
    if style in _CIRCLED:
        starts = ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1))
        signs = (chr(base + number - first) for first, last, base in starts if first <= number <= last)
        return next(signs, str(number))
    if style == "decimalEnclosedParen":
        return chr(0x2474 + number - 1) if number <= 20 else f"({number})"
    if style == "decimalEnclosedFullstop":
        return chr(0x2488 + number - 1) if number <= 20 else f"{number}."
    if style == "ideographEnclosedCircle":
        return chr(0x3280 + number - 1) if number <= 10 else str(number)
    if style in {"decimalFullWidth", "decimalFullWidth2"}:
        return str(number).translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    if style == "ideographTraditional":
        return _STEMS[number - 1] if number <= 10 else str(number)
    if style == "ideographZodiac":
        return _BRANCHES[number - 1] if number <= 12 else str(number)
    if style == "decimalZero":
        return f"{number:02d}"
    if style == "numberInDash":
        return f"- {number} -"
    return str(number)


def _chinese(number: int, digits: str, places: str) -> str:
    """Write 1234 as 一千二百三十四, 1004 as 一千零四 (〇 only where digits are spelt one by one)."""
    zero = "零"
    out = ""
    gap = False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            out += (zero if gap and out else "") + digits[digit] + (places[power - 1] if power else "")
            gap = False
        else:
            gap = True
    return out


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        out += letters * count
    return out
