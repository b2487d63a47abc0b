"""What the reader is told about how a query was answered: Russian sentences, each of a kind."""

from collections.abc import Iterator

from indexer.engine import Engine, Filter, Hits, Request
from indexer.query import And, Is, Keyword, Or, Query

from .answers import Note, NoteKind
from .query_language import Problem
from .relax import words_of
from .written import label

UNKNOWN_VALUE = {
    Keyword.SOURCE: "Источника",
    Keyword.REGION: "Региона",
    Keyword.OKRUG: "Округа",
    Keyword.PLACE: "Места",
}


def problem_note(problem: Problem) -> Note:
    """What was left out of the query, or read in another way."""
    kind = NoteKind.BOUND if problem.cut else NoteKind.IGNORED
    return Note(kind, problem.message, (problem.start, problem.stop))


def nothing_asked(text: str) -> Note:
    """Why there are no hits at all."""
    if text.strip():
        return Note(NoteKind.EMPTY, "В запросе не осталось слов, по которым можно искать.")
    return Note(NoteKind.EMPTY, "Запрос пуст: введите слово или выберите издание или дату.")


def words_notes(query: Query, hits: Hits, engine: Engine) -> list[Note]:
    """Which words no article has, and that articles without some of the words are shown."""
    notes: list[Note] = []
    together = hits.tier_totals[0]
    if together == 0:
        unknown = [f"«{label(word)}»" for word in words_of(query) if is_nowhere(word, engine)]
        if unknown:
            words = "Слова" if len(unknown) == 1 else "Слов"
            notes.append(Note(NoteKind.UNKNOWN_WORD, f"{words} {', '.join(unknown)} нет ни в одной статье."))
    if len(hits.tier_totals) > 1 and hits.tier_totals[1]:
        if together:
            text = "Статей, где есть все слова, мало: ниже показаны и те, где есть не все."
        else:
            text = "Нет статей, где есть все слова: показаны те, где есть не все."
        notes.append(Note(NoteKind.FEWER_WORDS, text))
    return notes


def values_notes(query: Query, filters: tuple[Filter, ...], engine: Engine) -> list[Note]:
    """Which of the wanted sources, regions and so on no article has."""
    wanted = dict.fromkeys(node for part in (query, *(f.query for f in filters)) for node in _keywords(part))
    return [
        Note(NoteKind.UNKNOWN_VALUE, f"{UNKNOWN_VALUE[node.keyword]} «{node.value}» нет ни у одной статьи.")
        for node in wanted
        if node.keyword in UNKNOWN_VALUE and is_nowhere(node, engine)
    ]


def _keywords(query: Query) -> Iterator[Is]:
    match query:
        case Is():
            yield query
        case And(parts) | Or(parts):
            for part in parts:
                yield from _keywords(part)


def is_nowhere(query: Query, engine: Engine) -> bool:
    """Whether no article at all matches, whatever the filters."""
    return engine.search(Request(tiers=(query,), limit=0)).total == 0
