"""The place of a declaration in errors that stop the start: file, kind and a sentence."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from luoshi.kernel.kinds.language.kind import Kind


class DeclarationError(ValueError):
    """A declaration that does not start; its message begins with the file."""


def module_file(module: str) -> str:
    """Return the file of a module as errors name it, ``luoshi/lines/fairs/models.py``."""
    return module.replace(".", "/") + ".py"


def kind_file(kind: Kind) -> str:
    """Return the file in which a kind is declared; if no module names it, the ``line.py`` beside its model."""
    usual = kind.record.__module__.rpartition(".")[0] + ".line"
    named = sorted(
        name
        for name, module in list(sys.modules.items())
        if name.startswith("luoshi.") and any(value is kind for value in vars(module).values())
    )
    return module_file(next((name for name in named if not name.endswith(".line")), next(iter(named), usual)))


@contextmanager
def refused_with_place(package: str) -> Iterator[None]:
    """Turn whatever a package of a line raises into a ``DeclarationError`` that names file, line and sentence."""
    try:
        yield
    except DeclarationError:
        raise
    except Exception as error:
        place, sentence = error_place(error, package), error_sentence(error)
        raise DeclarationError(sentence if sentence.startswith(place) else f"{place}: {sentence}") from error


def error_place(error: Exception, package: str) -> str:
    """Return file and line where an error arose in a package; if it arose in none of its files, its ``line.py``."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_shown(error.filename)}:{error.lineno}"
    folder = f"/{package.replace('.', '/')}/"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if folder in _posix(frame.filename)]
    return f"{_shown(frames[-1].filename)}:{frames[-1].lineno}" if frames else module_file(f"{package}.line")


def error_sentence(error: Exception) -> str:
    """Return what an error says; what was not written for authors of declarations begins with its type."""
    if isinstance(error, ValueError | TypeError) and str(error):
        return str(error)
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _posix(file: str) -> str:
    return file.replace("\\", "/")


def _shown(file: str) -> str:
    """Return a file from the package luoshi on; one outside of it by its name alone."""
    _before, found, rest = _posix(file).rpartition("/luoshi/")
    return f"luoshi/{rest}" if found else _posix(file).rpartition("/")[2]
