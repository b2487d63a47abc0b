"""Plain words of a query -> nodes: what a word, a compound, a day or a person with initials asks for."""

import re
from collections.abc import Iterator, Sequence

from indexer.language import EXACT, Token, analyze_query, compounds, is_function_word, is_initial, is_interrogative
from indexer.query import Field, Or, Phrase, Query, Word

from .persons import beside

NO_LETTER = re.compile(r"[\W_]")

Group = tuple[Token, list[Token]]
"""A word of the query and, where it is a compound, its parts."""


def grouped(text: str) -> list[Group]:
    """The words of a text of a query; a compound with its parts."""
    return compounds(analyze_query(text))


def words_query(groups: Sequence[Group], text: str, where: Field) -> list[Query]:
    """What the words of `text` ask for, in their order; all of them are wanted."""
    found: list[Query] = []
    at = 0
    while at < len(groups):
        person = _person(groups, at)
        if person:
            initial, name = (word(token, text, where) for token in person)
            found.append(beside(initial, name))
            at += sum(1 for _ in _run(groups, at)) + 1
        else:
            token, parts = groups[at]
            found.append(compound(token, parts, text, where))
            at += 1
    return found


def _run(groups: Sequence[Group], at: int) -> Iterator[Token]:
    """The initials among the words from `at` on that belong to one person."""
    initials = [token for token, _ in groups[at : at + 3]]
    for token in initials if is_initial(initials[0]) else initials[1:]:
        if not is_initial(token):
            return
        yield token


def _person(groups: Sequence[Group], at: int) -> tuple[Token, Token] | None:
    """The first initial and the name of «С. Собянин», «С.С. Собянин» or «Собянин С.С.»; None for other words."""
    run = list(_run(groups, at))[:2]
    if not run:
        return None
    first = groups[at][0]
    if first is not run[0]:
        return (run[0], first) if len(first.readings[0]) > 1 and not groups[at][1] else None
    following = groups[at + len(run) : at + len(run) + 1]
    return (run[0], following[0][0]) if following and len(following[0][0].readings[0]) > 1 else None


def word(token: Token, text: str, where: Field) -> Word:
    """A word in all of its readings."""
    return Word(token.readings, where, text[token.start : token.stop], token.exact[0] if token.exact else "")


def compound(token: Token, parts: list[Token], text: str, where: Field) -> Query:
    """A word; a compound also as its parts side by side, as others write it: онлайн-форум, онлайн форум."""
    whole = word(token, text, where)
    if not parts:
        return whole
    return Or((whole, Phrase(tuple(word(part, text, where) for part in parts), 0, where)))


def asks_nothing(part: Query) -> bool:
    """Whether the part is a plain preposition, conjunction or particle: it asks nothing beside other words.

    Neither does a word that asks: where «кто губернатор» is answered, there is no «кто».
    Nor a single small letter: «г. Хабаровск», «с. Ивановка».
    """
    if not isinstance(part, Word) or part.terms[0].startswith(EXACT):
        return False
    letter = len(part.typed) == 1 and part.typed.isalpha() and part.typed.islower()
    return letter or is_function_word(part.typed.lower()) or is_interrogative(part.terms[0])


def is_compound(query: Query) -> bool:
    """Whether alternatives are one compound, whole and in parts, and not two things that a person wants either of."""
    match query:
        case Or((Word(typed=typed), Phrase(parts))):
            return letters(typed) == "".join(letters(part.typed) for part in parts)
        case _:
            return False


def letters(text: str) -> str:
    """The letters and figures of a text, small."""
    return NO_LETTER.sub("", text.lower())
