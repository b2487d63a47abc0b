"""Whether a word of a query names a person, and how else the same person may be named."""

from .form import ENOUGH
from .morphology import CYRILLIC, Kind, Reading, readings
from .names import counterpart, surnames
from .normalize import fold


def is_given_name(word: str) -> bool:
    """Whether the word, in any case, can be a given name: «Сергея»."""
    return any(r.given and r.kind is Kind.PERSON and r.share >= ENOUGH for r in _readings(word))


def surnames_of(word: str) -> tuple[str, ...]:
    """The nominatives, lower case, of the surname that the word can be in any case; () for words that are none."""
    found = _readings(word)
    known = [r.lemma for r in found if r.kind is Kind.PERSON and not r.given and r.share >= ENOUGH and r.known]
    if known or not found or found[0].known:
        return tuple(dict.fromkeys(known))
    return tuple(name for name, _ in surnames(fold(word)))


def counterparts(word: str) -> tuple[str, ...]:
    """The same surname of the other gender, unless the word can be that, too: «Киреев» gives киреева."""
    own = surnames_of(word)
    others = (counterpart(name) for name in own)
    return tuple(dict.fromkeys(name for name in others if name and name not in own))


def _readings(word: str) -> tuple[Reading, ...]:
    lower = word.lower()
    return readings(lower) if lower.isalpha() and CYRILLIC.search(lower) else ()
