"""Names of places as people type them → the names that articles are found by."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from indexer.language import Token, analyze
from indexer.language.tables import rows
from indexer.query import Keyword

from .gazetteer import Expression, Kind, Sense, gazetteer, spellings
from .toponyms import matched


@cache
def _okrugs() -> dict[str, str]:
    return {row["name"]: row["okrug"] for row in rows("regions")}


def okrug_of(region: str) -> str:
    """The okrug of a federal subject; "" for one in none and for a name that is no subject's."""
    return _okrugs().get(region, "")


@lru_cache(1 << 12)
def subject(name: str) -> str:
    """The federal subject that a record names, by our name for it: «Республика Саха» is Республика Саха (Якутия)."""
    found = canonical(Keyword.REGION, name)
    return found[0] if len(found) == 1 else ""


def canonical(keyword: Keyword, typed: str) -> tuple[str, ...]:
    """The values of the keyword that a typed name may mean, in any case and spelling; () for a name of no table.

    «Амурской области», «амурская», «Приамурье» mean Амурская область as a
    region, «ДФО» an okrug, «Хабаровска» a place; «Алтай» means two regions.
    """
    senses = _senses(typed)
    match keyword:
        case Keyword.REGION:
            subjects = [s.region for s in senses if s.region == s.place]
            # A city is a fair name of its region, where only one region has such a city.
            inside = {s.region for s in senses if s.kind is Kind.CITY}
            return tuple(dict.fromkeys(subjects)) or (tuple(inside) if len(inside) == 1 else ())
        case Keyword.OKRUG:
            found = [s.place for s in senses if s.kind is Kind.OKRUG]
            return tuple(dict.fromkeys(found)) or _okrug_by_adjective(typed)
        case Keyword.PLACE:
            return tuple(dict.fromkeys(s.place for s in senses if s.kind is not Kind.OKRUG))
        case _:
            return ()


SHORT = (
    (re.compile(r"\bобл(?:\.|$|(?= ))", re.IGNORECASE), "область"),
    (re.compile(r"\bкр(?:\.|$)", re.IGNORECASE), "край"),
    (re.compile(r"^респ(?:\.|(?= ))", re.IGNORECASE), "Республика"),
    (re.compile(r"^Еврейская АО$", re.IGNORECASE), "Еврейская автономная область"),
    (re.compile(r"\bАО$"), "автономный округ"),
    (re.compile(r"^г(?:\.|(?= ))\s*", re.IGNORECASE), ""),
)
"""How registers shorten the names of federal subjects: «Тульская обл», «респ. Татарстан»."""
TWO_NAMES = re.compile(r"\s+[-–—]\s+|\s*[-–—]\s*(?=Югра|Алания|Кузбасс|Чувашия)|\s*[()]\s*")
"""What stands between two names of one subject: «ХМАО-Югра», «Саха (Якутия)»."""


def _writings(typed: str) -> dict[str, None]:
    """The text as it is typed, then as it may be meant."""
    text = " ".join(typed.split())
    full = text
    for short, name in SHORT:
        full = " ".join(short.sub(name, full).split())
    firsts = [name for name in TWO_NAMES.split(full) if name][:1]
    return dict.fromkeys(w for t in (text, full, *firsts) for w in (t, t.capitalize(), t.upper()))


def _okrug_by_adjective(typed: str) -> tuple[str, ...]:
    """«Дальневосточный» alone, in any case."""
    terms = {term for words in spellings(typed.capitalize()) if len(words) == 1 for term in words[0]}
    return tuple(row["name"] for row in rows("okrugs") if not terms.isdisjoint(next(spellings(row["name"]))[0]))


def _senses(typed: str) -> list[Sense]:
    """The places that the whole of a typed text names, as it is or as a name with a capital."""
    for text in _writings(typed):
        tokens = analyze(f"в {text}")
        words = [token for token in tokens if token.start >= 2 and token.start < token.stop]
        if words and (found := [s for e in _expressions(words) for s in e.senses]):
            return found
    return []


def _expressions(words: Sequence[Token]) -> list[Expression]:
    heads = gazetteer().heads
    found = []
    for term in words[0].terms:
        for expression in heads.get(term, ()):
            last = matched(words, 0, expression)
            if last is not None and words[last].stop == max(word.stop for word in words):
                found.append(expression)
    return found
