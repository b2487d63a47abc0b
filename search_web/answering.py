"""Asking the engine: the query as typed, then what was meant, then more than was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from indexer.engine import Hits, Reader, Request
from indexer.query import Field, Query

from .answers import Note
from .bounds import bounded
from .glued import glued
from .notes import repair_notes, tiers_notes, words_notes
from .plan import Expand, Plan, plan
from .query_language import parse
from .relax import ENOUGH
from .repair import Edit, Repaired, repaired


@dataclass(frozen=True, slots=True)
class Done:
    """The hits, and by which plan; `understood` is the query of a repaired text, None where nothing was repaired."""

    hits: Hits
    plan: Plan
    notes: list[Note]
    written: int = 0
    """How many articles match as written, or as it was repaired."""
    understood: Query | None = None
    repaired: str = ""
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answering:
    """One search: `request` says all but the tiers."""

    reader: Reader
    request: Request
    where: Field
    strict: bool
    expand: Expand

    def answered(self, text: str, query: Query) -> Done:
        """Answer the text, which was read as this query."""
        first = self._plan(query, strict=self.strict)
        hits = self._asked(first)
        if self.strict:
            return Done(hits, first, [] if hits.total else words_notes(query, self.reader), hits.total)
        written = self._as_written(first, hits)
        if written:
            return Done(hits, first, self._notes(first, hits, written), written)
        repair = repaired(text, self.reader)
        mended = parse(repair.text, self.where).query if repair.edits else None
        if mended is not None:
            mended, cut = bounded(mended, self.reader)
            second = self._plan(mended, strict=False, edits=repair.edits)
            better = self._asked(second)
            if better.total:
                written = self._as_written(second, better)
                notes = [*repair_notes(repair, text.strip()), *cut, *self._notes(second, better, written)]
                return Done(better, second, notes, written, mended, repair.text, _offers(repair))
        notes = [*words_notes(query, self.reader), *repair_notes(replace(repair, edits=()), text)]
        return Done(hits, first, notes + self._notes(first, hits, written), offered=_offers(repair))

    def _plan(self, query: Query, *, strict: bool, edits: Sequence[Edit] = ()) -> Plan:
        as_written = partial(glued, reader=self.reader)
        return plan(query, strict=strict, expand=self.expand, edits=edits, as_written=as_written)

    def _asked(self, plan: Plan) -> Hits:
        tiers = tuple(tier.query for tier in plan.tiers)
        request = replace(self.request, words=plan.tokens)
        if self.expand is not Expand.ALWAYS or len(tiers) == 1:
            return self.reader.search(replace(request, tiers=tiers, enough=ENOUGH))
        # Other words are wanted whatever there is; fewer words only when that is little.
        hits = self.reader.search(replace(request, tiers=tiers[:2]))
        if hits.total < ENOUGH and len(tiers) > 2:
            hits = self.reader.search(replace(request, tiers=tiers))
        return hits

    def _as_written(self, plan: Plan, hits: Hits) -> int:
        """How many articles match as written."""
        if plan.is_headline and hits.total:
            return self.reader.search(replace(self.request, tiers=(plan.query,), limit=0, facets=())).total
        return hits.tier_totals[0]

    def _notes(self, plan: Plan, hits: Hits, written: int) -> list[Note]:
        return tiers_notes(plan, hits, written, asked_all=self.expand is not Expand.AUTO)


def _offers(repair: Repaired) -> tuple[str, ...]:
    """The repaired text with each of the offered words in its place."""
    offers = []
    for offered in repair.offered:
        shift = sum(len(e.read) - len(e.typed) for e in repair.edits if e.stop <= offered.start)
        start, stop = offered.start + shift, offered.stop + shift
        offers.append(repair.text[:start] + offered.read + repair.text[stop:])
    return tuple(offers)
