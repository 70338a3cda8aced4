"""What a stream of forms is: each known to be safe to send again, one after the other, also after a kill."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from luoshi.base.rights.rules.rights import Actor
from luoshi.org.actors.models import Person
from luoshi.org.actors.queries import actor_of
from luoshi.org.tree.models import Unit
from office import TODAY

Said = dict[int, str]  # the answer to each form, by its place
Form = Callable[[Said], str]


@dataclass(frozen=True)
class Target:
    """What is killed: how its office is prepared, the forms that are sent, and what runs beside them."""

    forms: Sequence[Form]
    prepare: Callable[[], object] | None = None
    beside: Callable[[threading.Event], None] | None = None
    ends: Callable[[], object] = lambda: None


def who(name: str) -> Actor:
    return actor_of(Person.objects.get(user__username=name), TODAY)


def unit(code: str) -> str:
    return str(Unit.objects.get(code=code).pk)


def key(*parts: object) -> UUID:
    return uuid5(NAMESPACE_URL, " ".join(map(str, parts)))


def run(target: Target, first: int, said: Said, tell: Callable[[int, str], object]) -> None:
    """Send the forms from a place on, ``tell`` each answer, and end as the target does.

    Raises:
        AssertionError: a form that was sent before got another answer.
    """
    stop = threading.Event()
    faults: list[BaseException] = []

    def guarded() -> None:
        try:
            if target.beside:
                target.beside(stop)
        except BaseException as error:
            faults.append(error)

    thread = threading.Thread(target=guarded)
    thread.start()
    try:
        for at in range(first, len(target.forms)):
            answered = target.forms[at](said)
            assert said.get(at, answered) == answered, f"form {at} said {said.get(at)!r}, and now {answered!r}"
            said[at] = answered
            tell(at, answered)
    finally:
        stop.set()
        thread.join()
    if faults:
        raise faults[0]
    target.ends()
