"""Persons in a query: «С. Собянин» is a person and an initial; «Сергей Собянин» may be written so in an article."""

from indexer.language.persons import is_given_name, surnames_of
from indexer.query import Phrase, Query, Word


def beside(initial: Word, name: Word) -> Phrase:
    """The initial beside the name, on either side; a patronymic or its initial may stand between them.

    In an article the initial stands for any given name that begins so.
    """
    return Phrase((initial, name), 1, name.field)


def initial_beside(first: Query, second: Query) -> Phrase | None:
    """For a given name and a surname, in either order, the initial beside the surname; None for other words."""
    if not isinstance(first, Word) or not isinstance(second, Word):
        return None
    for given, surname in ((first, second), (second, first)):
        if is_given_name(given.typed) and surnames_of(surname.typed) and not is_given_name(surname.typed):
            letter = given.typed[0]
            return beside(Word((f"{letter.lower()}.",), given.field, f"{letter.upper()}."), surname)
    return None


def written_name(person: Phrase) -> str:
    """The person as an article may write it: «С. Собянин»."""
    return " ".join(word.typed for word in person.words)
