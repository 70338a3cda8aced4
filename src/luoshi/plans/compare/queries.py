"""Compares the plan of the level above with ours: what is implemented, with which figure, and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Model, Q, QuerySet

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.files.models import Document
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from luoshi.reading.model import Kind
from luoshi.reading.model import LoadedDocument as PureDocument
from luoshi.writing.pair_model import DocumentPair, PairAnswer, Quote
from luoshi.writing.pair_terms import quote_cut_marks

if TYPE_CHECKING:
    from luoshi.matching.pair_builder import PairedDocument

CHOICES = 500  # plans offered as choices
LONGEST = 100_000  # characters of either side compared within a request: two such take about six seconds
ONLY = ("missing", "lower", "uncertain", "equal", "higher", "taken")


@dataclass(frozen=True)
class ComparedPlan:
    """The words of a plan for comparison, and how to read them."""

    name: str
    sha256: str
    text: str
    year: int | None
    joined: tuple[tuple[int, int], ...] = ()
    pages: tuple[int, ...] = ()
    kind: Kind | None = None  # as chosen by a person
    columns: tuple[tuple[tuple[str, ...], int | None], ...] = ()  # the task columns that a person named, by the heads

    @property
    def paired_document(self) -> PairedDocument:
        """The plan as ``matching`` takes it."""
        from luoshi.matching.pair_builder import PairedDocument
        from luoshi.reading.read import read_text_document

        document = PureDocument(self.name, "txt", self.sha256, self.text, self.pages, self.joined, ())
        return PairedDocument(
            document,
            read_text_document(
                self.text, year=self.year, kind=self.kind, joined=self.joined, columns=dict(self.columns)
            ),
        )


@dataclass(frozen=True)
class ComparedSentence:
    """A commitment of the upper plan for a page: its sentence in three pieces, and ours likewise."""

    answer: PairAnswer
    asked: tuple[str, str, str]
    found: list[tuple[str, str, str]]


def of_plan(plan: Plan) -> ComparedPlan:
    """Return the words of a plan: its documents in order, then the rows in the ledger from no document. Two queries."""
    sources = list(plan.sources.select_related("document").order_by("place"))
    documents = [source.document for source in sources]
    said = {source.kind_given for source in sources}
    added = plan.rows.filter(state=PlanRow.KEPT, span=None).order_by("place", "pk").values_list("words", flat=True)
    text, joined = "", []
    for document in documents:
        start = len(text)
        joined += [(start + first, start + last) for first, last in document.joined]
        text += document.text.rstrip("\n") + "\n"
    alone = documents[0] if len(documents) == 1 and not added else None
    text += "".join(f"{words}\n" for words in added)
    return ComparedPlan(
        plan.title, alone.sha256 if alone else "", text, plan.year, tuple(joined), tuple(alone.pages) if alone else (),
        said.pop() if len(said) == 1 else None,
        tuple(answer for source in sources for answer in source.columns_given.items()),
    )  # fmt: skip


def of_document(document: Document) -> ComparedPlan:
    """Return the words of a document that is not a plan of ours."""
    pure = document.pure
    return ComparedPlan(document.name, document.sha256, document.text, None, pure.joined, pure.pages)


@lru_cache(maxsize=8)
def compare_plan_texts(upper: ComparedPlan, own: ComparedPlan) -> DocumentPair:
    """Compare the own plan with the upper one. Pure, and cached for the next page."""
    from luoshi.matching.compare import compare_plans
    from luoshi.matching.pair_builder import PairedDocument, compared_pair

    one, two = upper.paired_document, own.paired_document
    if two.document.name == one.document.name:
        two = PairedDocument(
            PureDocument(f"{own.name}　", "txt", own.sha256, own.text, own.pages, own.joined, ()), two.reading
        )
    return compared_pair(compare_plans(one.paper, two.paper), (one, two))


def filter_answers(pair: DocumentPair, only: str) -> list[PairAnswer]:
    """Return the answers with a status, the uncertain ones, or without a filter all."""
    if only == "uncertain":
        return [answer for answer in pair.answers if not answer.certain]
    return [answer for answer in pair.answers if only in ("", answer.status)]


def answer_with_context(pair: DocumentPair, answer: PairAnswer) -> ComparedSentence:
    """Return an answer with its words: each sentence before, in and after the quote."""
    sentences = {(quote.source, quote.around): quote for quote in reversed(answer.found)}
    return ComparedSentence(
        answer,
        _pieces(pair, answer.asked),
        [_pieces(pair, sentence) for sentence in reversed(list(sentences.values()))],
    )


def _pieces(pair: DocumentPair, quote: Quote) -> tuple[str, str, str]:
    text, (first, last) = pair.sources[quote.source].text, quote.around
    before, after = quote_cut_marks(pair, quote)
    return before + text[first : quote.start].lstrip(), text[quote.start : quote.end], text[quote.end : last] + after


def upper_plan_choices(plan: Plan, actor: Actor, day: date) -> QuerySet[Model]:
    """List the possible plans of the level above: readable, of the same year or earlier.

    Not the plan itself, nor one below it. Two more queries for each level below.
    """
    below, last = {plan.pk}, {plan.pk}
    while last:
        last = set(Plan.objects.filter(above__in=last).values_list("pk", flat=True)) - below
        below |= last
    found: QuerySet[Model] = readable_records(get_kind("plans"), actor, day)
    found = found.filter(Q(year__lte=plan.year) & ~Q(state="discarded")).exclude(pk__in=below)
    return found.select_related("unit").order_by("-year", "-opened", "-pk")


def document_of(pk: int, actor: Actor) -> Document | None:
    """Return a document that the actor received, or None. One query."""
    return Document.objects.filter(pk=pk, received_by=actor.person or None).first() if actor.person else None
