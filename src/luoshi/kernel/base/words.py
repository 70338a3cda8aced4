"""Translation by line of work: the same English may need different Chinese in another line.

  _ = words(__name__)  # in a module of a line: as gettext_lazy
  _ = words_now(__name__)  # as gettext, translated at once
  _p = words_in(__name__)  # as pgettext_lazy: _p("state", "Open") 未结, _p("step", "Open") 打开

The Chinese is in the line's own catalogue; ``tools/translations.py`` compiles it with the line's name as context
(gettext's msgctxt), a message with a context of its own under both: ``care:state``. A message that the line does not
translate uses the program's translation; one without Chinese in its context, that of the line without it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext

# What is in these has its own translations.
ROOMS = ("luoshi.lines.", "luoshi.parts.", "luoshi.desk.approvals.", "luoshi.facts.returns.")
LINE = "x-line"  # in the schema of a line's model: the line that translates its descriptions


def translate_in_context(context: str, message: str) -> str:
    """Return the message in the active language, in the line's translation or else the program's."""
    found = pgettext(context, message)
    return gettext(message) if found == message else found


def translate_in_two(line: str, context: str, message: str) -> str:
    """Return the message in the active language, in this context of the line, or else as the line says it."""
    found = pgettext(f"{line}:{context}", message)
    return translate_in_context(line, message) if found == message else found


_lazily, _lazily_in_two = lazy(translate_in_context, str), lazy(translate_in_two, str)


def context_of(module: str) -> str:
    """Return the name of the line, or of the part of lines, that a module belongs to.

    Raises:
        ValueError: it belongs to none.
    """
    if not module.startswith(ROOMS):
        raise ValueError(f"{module} is no module of a line or part: its words are those of the program")
    return module.split(".")[2]


def line_schema_config(module: str) -> Any:
    """Return the ``model_config`` of an API model whose descriptions are translated by a line."""
    return {"json_schema_extra": {LINE: context_of(module)}}


def words(module: str) -> Callable[[str], str]:
    """Return the function that marks a line's English for translation when it is displayed."""
    return partial(_lazily, context_of(module))


def words_now(module: str) -> Callable[[str], str]:
    """Return the function that translates a line's English into the active language at once."""
    return partial(translate_in_context, context_of(module))


def words_in(module: str) -> Callable[[str, str], str]:
    """Return the function that marks a line's English, with its context, where one word has two translations."""
    return partial(_lazily_in_two, context_of(module))
