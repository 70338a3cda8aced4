"""A page of answers between the documents."""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.writing.markup import text
from luoshi.writing.pair_model import Pair
from luoshi.writing.pair_text import table


def page(pair: Pair, catalogues: Mapping[str, Mapping[str, str]], language: str) -> str:
    """The page; until its parts are there, the table."""

    def say(message: str, /, **values: object) -> str:
        words = catalogues[language].get(message, message)
        return words.format_map(values) if values else words

    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><meta charset="utf-8"><pre>{text(table(pair, say))}</pre></html>\n'
    )
