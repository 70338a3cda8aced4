"""Mask the numbers of people that stand somewhere in a text: identity cards, bank cards, telephones.

Made for text that was recognised from pictures, where a number may be spaced or hold a letter in place of a digit: what
only may be such a number is masked too.
"""

from __future__ import annotations

import re
import unicodedata

from luoshi.codes.contact import mask_bank_card, mask_mobile
from luoshi.codes.identity import mask_identity_number

_DIGIT = "[0-9OoQIlZSB]"  # and what recognition takes for one
_BORN = r"(?:1\s?9|2\s?0)\s?(?:\d\s?){2}(?:0\s?[1-9]|1\s?[0-2])\s?(?:[0-2]\s?\d|3\s?[01])"
_EDGE = "(?<![0-9A-Za-z.])"
_NO_MORE = "(?![0-9A-Za-z])"
# By its date of birth a number is known though it is broken over lines or cells.
_IDENTITY = re.compile(rf"{_EDGE}(?:\d\s?){{6}}{_BORN}\s?(?:\d\s?){{3}}[0-9Xx]{_NO_MORE}")
_LONG = re.compile(rf"{_EDGE}(?:{_DIGIT}{{14,18}}[0-9OoQIlZSBXx]|\d{{6}} \d{{8}} \d{{3}}[0-9Xx]){_NO_MORE}")
_CARD = re.compile(rf"{_EDGE}(?:\d{{12,14}}|(?:\d{{4}}[ -]){{3}}\d{{1,4}}(?:[ -]\d{{1,3}})?){_NO_MORE}(?!\s*[元万亿])")
_MOBILE = re.compile(r"(?<![0-9.])(?:\+?86[ -]?)?(1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?![0-9])")
_FIXED = re.compile(r"(?<![0-9.])[(（]?0(?:10|2\d|[3-9]\d{2})[)）]?[ -]?[2-9]\d{6,7}(?![0-9])")
_LABEL = re.compile(r"电\s?话|手\s?机|联系方式|传\s?真|[Tt][Ee][Ll]")
# Without an area code, in a text that speaks of telephones: seven or eight digits without a unit, and no day.
_LOCAL = re.compile(r"(?<![0-9A-Za-z.,-])(?!(?:19|20)\d{6}(?!\d))[2-9]\d{6,7}(?=\s|[|，。、；;)）/]|$)")
_SURE = 12  # digits proper that a long number has at least; others are codes of letters


def mask_personal_numbers(words: str) -> str:
    """Mask each identity, bank card and telephone number in the words; their other characters stay as they are.

    Of an identity number the first three and last two characters are left, of a bank card the last four, of a mobile
    number the first three and last four; a fixed telephone number is masked whole. Figures of up to ten digits, and
    longer ones with commas, stay unless they look like a telephone number.
    """
    plain = "".join(str(unicodedata.decimal(char, char)) for char in words)  # as long as before: １ is 1
    plain = _IDENTITY.sub(lambda found: mask_identity_number(re.sub(r"\s", "", found[0])), plain)
    plain = _LONG.sub(_mask_long, plain)
    plain = _CARD.sub(lambda found: mask_bank_card(_digits(found[0])), plain)
    plain = _MOBILE.sub(lambda found: mask_mobile(_digits(found[1])), plain)
    plain = _FIXED.sub(lambda found: mask_mobile(_digits(found[0])), plain)
    return _LOCAL.sub(lambda found: mask_mobile(found[0]), plain) if _LABEL.search(plain) else plain


def _mask_long(found: re.Match[str]) -> str:
    number = found[0].replace(" ", "")
    if sum(char.isdigit() for char in number) < _SURE:
        return found[0]
    return mask_identity_number(number) if len(number) in (15, 18) else mask_bank_card(number)


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
