"""What the reader is told about how a query was answered: Russian sentences, each of a kind."""

from collections.abc import Iterator

from indexer.engine import Filter, Hits, Reader, Request
from indexer.query import And, Is, Keyword, Or, Query

from .answers import Note, NoteKind
from .plan import Plan, Reason
from .relax import words_of
from .repair import MOST_REPAIRED, Repaired
from .symbols import Problem
from .written import label

MOST_NAMED = 5
"""Other expressions that a note names."""

UNKNOWN_VALUE = {
    Keyword.SOURCE: "Источника",
    Keyword.REGION: "Региона",
    Keyword.OKRUG: "Округа",
    Keyword.PLACE: "Места",
    Keyword.TAG: "Метки",
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


def words_notes(query: Query, reader: Reader) -> list[Note]:
    """Which words of a query that nothing matches no article has."""
    unknown = list(dict.fromkeys(f"«{label(word)}»" for word in words_of(query) if is_nowhere(word, reader)))
    if not unknown:
        return []
    words = "Слова" if len(unknown) == 1 else "Слов"
    return [Note(NoteKind.UNKNOWN_WORD, f"{words} {', '.join(unknown)} нет ни в одной статье.")]


def repair_notes(repair: Repaired, typed: str) -> list[Note]:
    """What was answered instead of what was typed, or may have been meant."""
    notes = []
    if repair.edits:
        notes.append(Note(NoteKind.REPAIRED, f"Показано по запросу «{repair.text}». Искать вместо этого «{typed}»."))
    if repair.offered:
        words = ", ".join(f"«{edit.read}»" for edit in repair.offered)
        notes.append(Note(NoteKind.OFFERED, f"Возможно, вы имели в виду {words}."))
    if repair.cut:
        notes.append(Note(NoteKind.BOUND, f"Исправлены только первые {MOST_REPAIRED} слов, которых нет в статьях."))
    return notes


def tiers_notes(plan: Plan, hits: Hits, written: int, asked_all: bool) -> list[Note]:
    """That articles without some of the words, or with other words instead, are among the hits.

    `written` is how many match as written; with `asked_all`, other words were looked for, or were not wanted.
    """
    notes = []
    totals = dict(zip((tier.reason for tier in plan.tiers), hits.tier_totals, strict=False))
    if totals.get(Reason.EXPANDED):
        if written:
            text = "Статей с этими словами мало: ниже показаны и те, где то же сказано иначе."
        else:
            text = "Показаны статьи, где то же сказано другими словами."
        notes.append(Note(NoteKind.EXPANDED, text))
    elif not asked_all and hits.total and plan.other_words and Reason.WRITTEN in totals and len(totals) == 1:
        notes.append(Note(NoteKind.EXPANDABLE, f"То же говорят и другими словами: {_other_words(plan)}."))
    if plan.expansion.cut and len(totals) > 1:
        notes.append(Note(NoteKind.BOUND, "Других слов для этого запроса слишком много: искали самые близкие."))
    fewer = totals.get(Reason.FEWER) or totals.get(Reason.HEADLINE, 0) - written
    if fewer > 0:
        if plan.is_headline and written:
            text = "Среди найденных есть и статьи, где есть не все слова."
        elif hits.total > fewer:
            text = "Статей, где есть все слова, мало: ниже показаны и те, где есть не все."
        else:
            text = "Нет статей, где есть все слова: показаны те, где есть не все."
        notes.append(Note(NoteKind.FEWER_WORDS, text))
    return notes


def _other_words(plan: Plan) -> str:
    words = plan.other_words
    return ", ".join(f"«{word}»" for word in words[:MOST_NAMED]) + (" и другие" if len(words) > MOST_NAMED else "")


def values_notes(query: Query, filters: tuple[Filter, ...], reader: Reader) -> list[Note]:
    """Which of the wanted sources, regions and so on no article has."""
    wanted = dict.fromkeys(node for part in (query, *(f.query for f in filters)) for node in _keywords(part))
    return [
        Note(NoteKind.UNKNOWN_VALUE, f"{UNKNOWN_VALUE[node.keyword]} «{node.value}» нет ни у одной статьи.")
        for node in wanted
        if node.keyword in UNKNOWN_VALUE and is_nowhere(node, reader)
    ]


def _keywords(query: Query) -> Iterator[Is]:
    match query:
        case Is():
            yield query
        case And(parts) | Or(parts):
            for part in parts:
                yield from _keywords(part)


def is_nowhere(query: Query, reader: Reader) -> bool:
    """Whether no article at all matches, whatever the filters."""
    return reader.search(Request(tiers=(query,), limit=0)).total == 0
