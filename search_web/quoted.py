"""The words within quotes: what may stand at each place of a phrase.

"мэр города"      words in any form, one after the other
"!мэра города"    this form
"мэр хабаров*"    any word that begins like this
"мэр * Кравчук"   any one word
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.language import EXACT, Token
from indexer.query import Field, Phrase, Prefix, Word

from .words import grouped, word

SHORTEST_PREFIX = 3

ANY_WORD = re.compile(r"(?<!\S)\*(?!\S)")


@dataclass(frozen=True, slots=True)
class Slot:
    """A word of a phrase, at which place it stands."""

    place: int
    word: Word | Prefix


def slots(text: str, where: Field) -> tuple[list[Slot], list[str]]:
    """The words of the text at their places, and what was not understood, in Russian.

    A place is a position of the analysis, so the end of a sentence leaves one
    open: «Кто виноват? Что делать».
    """
    problems: list[str] = []
    any_words = [match.start() for match in ANY_WORD.finditer(text)]
    stars = text.count("*") - len(any_words)
    found: list[Slot] = []
    for whole, parts in grouped(text):
        for token in parts or [whole]:
            place = token.position + sum(at < token.start for at in any_words)
            if text[: token.start].split(" ")[-1].startswith("!"):
                node: Word | Prefix = exact_word(token, text, where)
            elif text.startswith("*", token.stop) and not text[token.stop + 1 : token.stop + 2].isalnum():
                stars -= 1
                node = prefix(token, text, where) or word(token, text, where)
                if isinstance(node, Word):
                    problems.append(too_short(node.typed))
            else:
                node = word(token, text, where)
            found.append(Slot(place, node))
    if stars:
        problems.append("В кавычках звёздочка понимается в конце слова или вместо слова.")
    return found, problems


def phrase(found: Sequence[Slot], slop: int, where: Field) -> Phrase:
    """The phrase of these words, one at least; places between them that no word has are open."""
    at = {slot.place: slot.word for slot in found}
    places = range(found[0].place, found[-1].place + 1)
    return Phrase(tuple(at.get(place, Word((), where)) for place in places), slop if len(at) > 1 else 0, where)


def exact_word(token: Token, text: str, where: Field) -> Word:
    """This form of the word alone: its last exact term keeps the ё, where one was typed."""
    return Word(token.exact[-1:] or token.terms, where, text[token.start : token.stop])


def prefix(token: Token, text: str, where: Field) -> Prefix | None:
    """The words that begin like this one; None when it is too short to ask for them."""
    start = min(token.exact, key=len, default="")
    if len(start.removeprefix(EXACT)) < SHORTEST_PREFIX:
        return None
    return Prefix(start, where, text[token.start : token.stop])


def too_short(typed: str) -> str:
    """What is said of a prefix that is too short."""
    return f"Перед звёздочкой нужно не меньше {SHORTEST_PREFIX} букв: «{typed}» искали как слово."
