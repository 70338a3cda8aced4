"""What a sheet of people would make: row by row a person, a post and an account, or what is wrong with it and why.

- A unit is known by its code, name or abbreviation. An unknown one is wrong until somebody says which one is meant, or
  that it is to be made.
- A person is known by name and telephone. Of a namesake of whom the one or the other telephone is not known, the row
  means the same person if they hold a post in the same unit, and is wrong if they hold one elsewhere: nobody is given
  another's rights because they are called alike.
- A post of that title in the unit is filled where nobody holds it; else the new one gets a number.
- An account is opened for everybody who gets a post and has none. What the guarded roles need (a second person) the
  actions say: nothing of that is decided here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from luoshi.codes.contact import check_email_address, check_mobile_number, check_telephone_number
from luoshi.codes.model import CodeRemark
from luoshi.org.accounts.rules.accounts import is_valid_username, suggest_free_username
from luoshi.org.base.invisible_characters import first_unseen
from luoshi.org.rights.rules.rights import Role
from luoshi.org.rights.rules.roles import GUARDED, is_exclusive_role
from luoshi.org.roster.words import CHIEF, EXAMPLES, LONGEST, ROLE_OF

NEAR = 0.7  # from which two names are near: 云岭县农业局 and 云岭县农业农村局, not 云岭县教育局 and 云岭县


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A line of the sheet as it was written. ``carried``: the unit is that of the row above."""

    number: int
    unit: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    title: str = ""
    role: str = ""
    fields: str = ""
    charges: tuple[str, ...] = ()
    username: str = ""
    carried: bool = False
    another: bool = False  # somebody said that this is no namesake who is recorded already
    faults: tuple[CodeRemark, ...] = ()

    def words(self) -> tuple[str, ...]:
        """All that is kept of it and could say what must not be said, telephone and e-mail left out."""
        return (self.unit, self.name, self.title, self.role, self.fields, self.username, *self.charges)


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody recorded under a name of the sheet; ``posts``: of those they hold now or later, id and unit and role."""

    id: int
    phone: str
    account: bool
    posts: tuple[tuple[int, int, Role], ...] = ()


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post that there is: ``held`` by this person now or later, or by nobody."""

    id: int
    role: Role
    held: int | None = None


@dataclass(frozen=True, slots=True)
class World:
    """What is recorded already.

    Attributes:
        units: of each code, name and abbreviation the units that are called so today.
        called: the units' names by id; ``tops``: those under no other.
        people: by name.
        posts: by unit and title.
        accounts: the names of all accounts, in small letters.
    """

    units: Mapping[str, frozenset[int]]
    called: Mapping[int, str]
    tops: frozenset[int]
    people: Mapping[str, tuple[KnownPerson, ...]]
    posts: Mapping[tuple[int, str], KnownPost]
    accounts: frozenset[str]


@dataclass(frozen=True, slots=True)
class RosterVerdict:
    """What a row would make; ``said`` are its sentences, ``doubts`` ask for a second look, ``kind`` sorts it."""

    row: int
    unit: str
    name: str
    title: str
    role: str
    account: str
    kind: str  # new, unchanged, wrong
    said: tuple[CodeRemark, ...] = ()
    doubts: tuple[CodeRemark, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A post to be given: to a person recorded already or a new one, known by ``key``; in a unit by id or new name."""

    row: int
    key: str
    person: int | None
    name: str
    phone: str
    email: str
    unit: int | str
    post: int | None
    title: str
    role: Role
    fields: str
    charges: tuple[int | str, ...]
    account: str

    @property
    def guarded(self) -> bool:
        """Whether it can take two persons."""
        return self.role in GUARDED


@dataclass(slots=True)
class RosterPlan:
    """What would be written; ``unknown``: the names of units that are neither known nor to be made, with near ones."""

    verdicts: list[RosterVerdict] = field(default_factory=list)
    entries: list[RosterEntry] = field(default_factory=list)
    unknown: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def wrong(self) -> list[RosterVerdict]:
        """The rows for which nothing may be written at all."""
        return [verdict for verdict in self.verdicts if verdict.kind == "wrong"]

    def counts(self) -> dict[str, int]:
        """How many rows there are of each kind."""
        found = dict.fromkeys(("wrong", "new", "unchanged"), 0)
        for verdict in self.verdicts:
            found[verdict.kind] += 1
        return {**found, "doubtful": sum(bool(verdict.doubts) for verdict in self.verdicts)}

    def digest(self) -> str:
        """The same for the same changes: the plan that was shown and the one that is carried out must agree in it."""
        return hashlib.sha256(repr((self.verdicts, self.entries)).encode()).hexdigest()


def plan_roster_rows(
    rows: Sequence[RosterRow], world: World, meant: Mapping[str, int], made: Iterable[str], spell: Callable[[str], str]
) -> RosterPlan:
    """What the rows would make.

    Args:
        meant: the unit by id that an unknown name means, as somebody said.
        made: the unknown names of which units are to be made.
        spell: a name as an account is called.
    """
    work = _RosterWork(world, meant, frozenset(made), spell)
    for row in rows:
        work.read(row)
    return work.plan


def role_of(words: str, top: bool) -> Role | None:
    """The role that is meant by these words; ``top``: at a unit under no other."""
    plain = "".join(words.split()).lower()
    if plain in CHIEF:
        return Role.LEADER if top else Role.HEAD
    return ROLE_OF.get(plain)


def similar_unit_ids(words: str, called: Mapping[int, str]) -> tuple[int, ...]:
    """The units whose names are most like these words, at most three, the nearest first."""
    found = [(_alike(words, name), -unit) for unit, name in called.items()]
    return tuple(-unit for score, unit in sorted(found, reverse=True)[:3] if score >= NEAR)


def _alike(one: str, other: str) -> float:
    """From 0 to 1; an abbreviation whose characters stand in the name in their order (县科协) is very like it."""
    signs = iter(other)
    if len(one) > 1 and all(sign in signs for sign in one):
        return 0.9
    return SequenceMatcher(None, one, other).ratio()


class _RosterWork:
    def __init__(
        self, world: World, meant: Mapping[str, int], made: frozenset[str], spell: Callable[[str], str]
    ) -> None:
        self.world, self.meant, self.made, self.spell = world, meant, made, spell
        self.plan = RosterPlan()
        self.taken = set(world.accounts)
        self.accounts: dict[str, str] = {}  # key of a person → the account named here
        self.held: dict[str, list[Role]] = {}  # key → roles, recorded and of this sheet
        self.titles: set[tuple[int | str, str]] = set()
        self.posts: set[tuple[str, int | str, str]] = set()
        self.phones: dict[str, dict[str, str]] = {}  # name → telephone → key, of this sheet
        self.named: set[str] = set()
        self.filled: set[int] = set()

    def read(self, row: RosterRow) -> None:
        """Judge a row; what it makes is added where nothing is wrong."""
        wrong = [*row.faults, *_faults(row)]
        doubts = [CodeRemark("roster.carried", {"unit": row.unit})] if row.carried and row.unit else []
        unit = self._unit(row.unit, wrong) if row.unit else None
        role = role_of(row.role, unit in self.world.tops) if row.role else None
        if row.role and role is None:
            wrong.append(CodeRemark("roster.role", {"words": row.role, "examples": EXAMPLES}))
        charges = tuple(one for words in row.charges if (one := self._unit(words, wrong)) is not None)
        phone = _phone(row.phone)
        key, person = self._person(row, phone, unit, wrong, doubts)
        self.named.add(row.name)
        title = row.title or row.role
        before = _roles_of(person)
        if not wrong and unit is not None and role is not None:
            if self._there(key, person, unit, title, role):
                self._says(row, "unchanged", role, "", [CodeRemark("roster.there")], doubts)
                return
            if clash := next(
                (held_role for held_role in [*before, *self.held.get(key, [])] if is_exclusive_role(held_role, role)),
                None,
            ):
                wrong.append(CodeRemark("roster.excluded", {"one": clash.value, "other": role.value}))
        if wrong or unit is None or role is None:
            self._says(row, "wrong", role, "", wrong, doubts)
            return
        post, title = self._post(row, unit, title, role, doubts)
        account = self._account(row, key, person, wrong)
        if wrong:
            self._says(row, "wrong", role, "", wrong, doubts)
            return
        self.held.setdefault(key, []).append(role)
        self.posts.add((key, unit, title))
        if phone:
            self.phones.setdefault(row.name, {})[phone] = key
        said = [CodeRemark("roster.new_post" if post is None else "roster.vacant_post", {"title": title})]
        said += [CodeRemark("roster.same_person")] if person else []
        said += [CodeRemark("roster.unit_made", {"unit": unit})] if isinstance(unit, str) else []
        self._says(row, "new", role, account, said, doubts, title)
        self.plan.entries.append(
            RosterEntry(
                row.number,
                key,
                person.id if person else None,
                row.name,
                phone,
                check_email_address(row.email).value if row.email else "",
                unit,
                post,
                title,
                role,
                row.fields,
                charges,
                account,
            )
        )

    def _says(
        self,
        row: RosterRow,
        kind: str,
        role: Role | None,
        account: str,
        said: Sequence[CodeRemark],
        doubts: Sequence[CodeRemark],
        title: str = "",
    ) -> None:
        shown = role.value if role else ""
        self.plan.verdicts.append(
            RosterVerdict(
                row.number, row.unit, row.name, title or row.title, shown, account, kind, tuple(said), tuple(doubts)
            )
        )

    def _unit(self, words: str, wrong: list[CodeRemark]) -> int | str | None:
        """The unit meant, by id, or by its name where it is to be made."""
        found = self.world.units.get(words, frozenset())
        if len(found) == 1:
            return next(iter(found))
        if words in self.meant:
            return self.meant[words]
        if found:
            wrong.append(CodeRemark("roster.several_units", {"unit": words, "count": len(found)}))
            return None
        if words in self.made:
            return words
        if words not in self.plan.unknown:
            self.plan.unknown[words] = similar_unit_ids(words, self.world.called)
        names = "、".join(self.world.called[near_unit] for near_unit in self.plan.unknown[words])
        code = "roster.no_unit_near" if names else "roster.no_unit"
        wrong.append(CodeRemark(code, {"unit": words, "near": names}))
        return None

    def _person(
        self, row: RosterRow, phone: str, unit: int | str | None, wrong: list[CodeRemark], doubts: list[CodeRemark]
    ) -> tuple[str, KnownPerson | None]:
        """Who is meant: a key for this sheet, and who is recorded as this person."""
        if row.another:
            return f"{row.name}/{phone or row.number}", None
        mine = self.phones.get(row.name, {})
        if phone and phone in mine:
            key = mine[phone]
            known = next((person for person in self.world.people.get(row.name, ()) if key == f"#{person.id}"), None)
            return key, known
        known_ones = self.world.people.get(row.name, ())
        if same := next((namesake for namesake in known_ones if phone and namesake.phone == phone), None):
            return f"#{same.id}", same
        here = [namesake for namesake in known_ones if any(place == unit for _, place, _ in namesake.posts)]
        unsure = [namesake for namesake in known_ones if not (phone and namesake.phone)]
        if len(here) == 1 and here[0] in unsure:
            return f"#{here[0].id}", here[0]
        if unsure:
            wrong.append(CodeRemark("roster.namesake", {"name": row.name}))
        elif known_ones or row.name in self.named:
            doubts.append(CodeRemark("roster.another", {"name": row.name}))
        return f"{row.name}/{phone or row.number}", None

    def _there(self, key: str, person: KnownPerson | None, unit: int | str, title: str, role: Role) -> bool:
        """Whether this very person has this very post already, recorded or by a row above."""
        if (key, unit, title) in self.posts:
            return True
        post = self.world.posts.get((unit, title)) if isinstance(unit, int) else None
        return bool(post and person and post.held == person.id and post.role == role)

    def _post(
        self, row: RosterRow, unit: int | str, wanted: str, role: Role, doubts: list[CodeRemark]
    ) -> tuple[int | None, str]:
        """The vacant post that is filled, or None and a title that the unit has not yet."""
        there = self.world.posts.get((unit, wanted)) if isinstance(unit, int) else None
        if there and there.held is None and there.role == role and there.id not in self.filled:
            self.filled.add(there.id)
            if row.charges or row.fields:
                doubts.append(CodeRemark("roster.charges_stay"))
            self.titles.add((unit, wanted))
            return there.id, wanted
        title, number = wanted, 1
        while (unit, title) in self.titles or (isinstance(unit, int) and (unit, title) in self.world.posts):
            number += 1
            title = f"{wanted[:56]}{number}"
        if title != wanted:
            doubts.append(CodeRemark("roster.title", {"old": wanted, "new": title}))
        self.titles.add((unit, title))
        return None, title

    def _account(self, row: RosterRow, key: str, person: KnownPerson | None, wrong: list[CodeRemark]) -> str:
        """What the account is called that is opened for the person, or "" where they have one."""
        if (person and person.account) or key in self.accounts:
            return ""
        name = row.username or suggest_free_username(self.spell(row.name), self.taken)
        if not is_valid_username(name):
            wrong.append(CodeRemark("roster.account", {"account": name}))
        elif name.casefold() in self.taken:
            wrong.append(CodeRemark("roster.account_taken", {"account": name}))
        else:
            self.taken.add(name.casefold())
            self.accounts[key] = name
        return name


def _roles_of(person: KnownPerson | None) -> list[Role]:
    """The roles that somebody recorded holds now or later."""
    return [role for _, _, role in person.posts] if person else []


def _phone(words: str) -> str:
    """A number in its plain form, or "" where it is none."""
    return next(
        (
            found.value
            for found in (check_mobile_number(words), check_telephone_number(words))
            if words and not found.errors
        ),
        "",
    )


def _faults(row: RosterRow) -> list[CodeRemark]:
    """What is wrong with what stands in a row by itself."""
    found = [
        CodeRemark("roster.missing", {"field": name}) for name in ("unit", "name", "role") if not getattr(row, name)
    ]
    for name, limit in LONGEST.items():
        words = str(getattr(row, name))
        if len(words) > limit:
            found.append(CodeRemark("roster.long", {"field": name, "limit": limit}))
        if unseen := first_unseen(words):
            found.append(CodeRemark("roster.unseen", {"field": name, "code": unseen.code}))
    if row.phone and not _phone(row.phone):
        found.append(CodeRemark("roster.phone"))  # which number it was is nobody's business: the report is kept
    if row.email and check_email_address(row.email).errors:
        found.append(CodeRemark("roster.email"))
    return found
