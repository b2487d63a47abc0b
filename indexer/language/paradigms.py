"""pymorphy3's dictionary: the parses of the forms that it has, and guesses for those that it has not.

`MorphAnalyzer.parse` works out anew for every form what its places in their
paradigms say; here each of these places is worked out once. The parses are the
same, in half of the time. So are those of words that it does not have: of a dozen
units that `parse` asks in turn, only those that look for similar words know them.
"""

import re
from collections.abc import Callable
from functools import cache
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

import pymorphy3
from pymorphy3.units import KnownPrefixAnalyzer, KnownSuffixAnalyzer, UnknownPrefixAnalyzer


class _Analyzer(pymorphy3.MorphAnalyzer):  # type: ignore[misc]
    """pymorphy3 for any word at all."""

    def parse(self, word: str) -> Any:
        try:
            return super().parse(word)
        except ValueError:
            # It asks Unicode for the names of letters, and some have none: «0𗀀ф».
            return [(word, self.TagClass("UNKN"), word.lower(), 1.0, ())]


@cache
def dictionary() -> Any:
    """pymorphy3 with its dictionary, one for the process; a parse is (word, tag, lemma, score, methods)."""
    # Plain tuples: the named ones cost a third of a parse.
    return _Analyzer(result_type=None)


Place = tuple[int, int]
"""A paradigm and a place in it."""

MILLION = 1_000_000
RUSSIAN = re.compile("[а-яё]{2,}")
"""Neither numbers nor marks, initials or words with a hyphen, which have units of their own."""

Tag = TypeVar("Tag")
"""What the user of this wants to know of a tag."""


class _Ending(NamedTuple, Generic[Tag]):
    """What a place says of every form there: its tag, and what to take off and to put in its stead for the lemma."""

    tag: Tag
    name: str
    before: int
    after: int
    prefix: str
    suffix: str

    def lemma(self, form: str) -> str:
        return self.prefix + form[self.before : len(form) - self.after] + self.suffix


class Paradigms(dict[Place, _Ending[Tag]]):
    """What the places of the dictionary say, of those that were asked for; `tag_of` makes of their tags what one wants.

    There are some 100,000 places, so no more than that are ever remembered.
    """

    def __init__(self, tag_of: Callable[[Any], Tag]) -> None:
        super().__init__()
        morph = dictionary()
        self._tag_of = tag_of
        self._inside = morph.dictionary
        self._similar = morph.dictionary.words.similar_items
        self._substitutes = morph.char_substitutes
        times = morph.prob_estimator.p_t_given_w
        self._times = times.get
        self._forms_and_tags = times.iterkeys
        units = {type(unit): unit for unit, _ in morph._units}
        self._by_known_prefix = units[KnownPrefixAnalyzer].parse
        self._by_unknown_prefix = units[UnknownPrefixAnalyzer].parse
        self._by_suffix = units[KnownSuffixAnalyzer].parse

    def __missing__(self, place: Place) -> _Ending[Tag]:
        number, at = place
        inside = self._inside
        paradigm = inside.paradigms[number]
        size = len(paradigm) // 3
        tag = inside.gramtab[paradigm[size + at]]
        if at == 0:  # the lemma itself
            found = _Ending(self._tag_of(tag), str(tag), 0, 0, "", "")
        else:
            before, prefix = (inside.paradigm_prefixes[paradigm[2 * size + where]] for where in (at, 0))
            after, suffix = (inside.suffixes[paradigm[where]] for where in (at, 0))
            found = _Ending(self._tag_of(tag), str(tag), len(before), len(after), prefix, suffix)
        self[place] = found
        return found

    def parses(self, form: str) -> list[tuple[Tag, str, float]] | None:
        """Tag, lemma and share of each parse of a lower-case form, the likeliest first.

        None for what the dictionary does not have. It has «ещё» for «еще».
        """
        found = [
            (self[place], written) for written, places in self._similar(form, self._substitutes) for place in places
        ]
        if not found:
            return None
        if len(found) > 1 and self._has_times(form):
            times = [self._times(f"{form}:{ending.name}", 0) for ending, _ in found]
            if any(times):
                parses = [(e.tag, e.lemma(w), share / MILLION) for (e, w), share in zip(found, times, strict=True)]
                parses.sort(key=_share, reverse=True)
                return parses
        share = 1.0 / len(found)
        return [(ending.tag, ending.lemma(written), share) for ending, written in found]

    def _has_times(self, form: str) -> bool:
        """Whether it was counted how often the form is what."""
        # A set of all such forms answers sooner, and takes a sixth of a second to make in every process.
        return next(self._forms_and_tags(f"{form}:"), None) is not None

    def guesses(self, form: str) -> list[tuple[Tag, str, float]]:
        """Tag, lemma and share of each parse of a lower-case form that the dictionary does not have."""
        found: list[Any] = []
        if RUSSIAN.fullmatch(form) and not self._has_times(form):
            seen: set[Any] = set()
            found = self._by_known_prefix(form, form, seen)
            if not found:
                found = self._by_unknown_prefix(form, form, seen) + self._by_suffix(form, form, seen)
        if not found:
            return [(self._tag_of(tag), lemma, share) for _, tag, lemma, share, _ in dictionary().parse(form)]
        each = 1.0 / sum([score for *_, score, _ in found])
        return [(self._tag_of(tag), lemma, score * each) for _, tag, lemma, score, _ in found]


_share = itemgetter(2)
