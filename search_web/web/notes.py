"""Notes as a reader sees them: sentences with links in them, each of which is another search.

Links are made of what the answers say was repaired or offered, never cut out of
the text of a note.
"""

from collections.abc import Iterator, Sequence

from search_web import Answers, Explanation, NewsSearch, Note, NoteKind

from . import marks, plural
from .choices import Link, link
from .params import Asked, Problem

Line = tuple[str | Link, ...]
"""Pieces of a sentence; joined, their texts are the sentence."""

MORE_THAN_WRITTEN = {
    NoteKind.EXPANDED: "Только как написано",
    NoteKind.FEWER_WORDS: "Только где есть все слова",
}
"""Notes which say that some hits are not as written, and the way to those that are."""


def lines(asked: Asked, answers: Answers, problems: Sequence[Problem]) -> list[Line]:
    """All that the page says about how it was asked and how it answered."""
    narrower = as_written(asked, answers)
    found = []
    for note in answers.notes:
        line = _line(note, asked, answers)
        if narrower and note.kind in MORE_THAN_WRITTEN:
            line += (" ", Link(MORE_THAN_WRITTEN[note.kind], link(narrower)))
            narrower = None  # one way is enough where both notes are there
        found.append(line)
    return found + [(problem.note,) for problem in problems]


def _line(note: Note, asked: Asked, answers: Answers) -> Line:
    match note.kind:
        case NoteKind.REPAIRED if answers.repaired:
            shown = _query(answers.repaired, asked.but(text=answers.repaired))
            typed = _query(asked.text, asked.but(strict=True))
            return ("Показано по запросу ", shown, ". Искать вместо этого ", typed)
        case NoteKind.OFFERED if answers.offered:
            links = [_query(text, asked.but(text=text, strict=False)) for text in answers.offered]
            return ("Возможно, вы имели в виду: ", *_listed(links))
        case NoteKind.EXPANDABLE:
            return (note.text, " ", Link("Искать и другими словами", link(asked.but(expand="always"))))
        case _:
            return (note.text,)


def repaired_line(asked: Asked, explanation: Explanation) -> Iterator[Line]:
    """That another query is explained than was answered: with `strict`, or where filters leave nothing of it."""
    if explanation.repaired:
        other = _query(explanation.repaired, asked.but(text=explanation.repaired, strict=False))
        yield ("Объяснён исправленный запрос: ", other)


def _query(text: str, asked: Asked) -> Link:
    return Link(marks.shortened(text), link(asked))


def _listed(links: Sequence[Link]) -> Iterator[str | Link]:
    for n, one in enumerate(links):
        if n:
            yield ", "
        yield one


def as_written(asked: Asked, answers: Answers) -> Asked | None:
    """The same query, answered by articles that match as written alone; None unless others are among the hits too."""
    # «Нет статей, где есть все слова»: there, a way to them would lead to an empty page.
    if not answers.as_written or not any(note.kind in MORE_THAN_WRITTEN for note in answers.notes):
        return None
    return asked.but(text=answers.repaired or asked.text, strict=True, expand="auto")


def ways_out(asked: Asked, news: NewsSearch) -> list[Link]:
    """Wider searches that do find something, where this one found nothing."""
    wider = []
    if asked.filtered:
        wider.append(("Искать без фильтров", asked.unfiltered().but()))
    if asked.strict:
        wider.append(("Искать не только как написано", asked.but(strict=False)))
    elif asked.expand == "never":
        wider.append(("Искать и другими словами", asked.but(expand="auto")))
    if asked.scope == "article":
        wider.append(("Искать и вне статьи: в меню, анонсах, соседних заголовках", asked.but(scope="page")))
    found = []
    for text, other in wider:
        if other.text.strip() or other.filtered:
            total = _total(other, news)
            if total:
                found.append(Link(text, link(other), number=plural.articles(total)))
    return found


def _total(asked: Asked, news: NewsSearch) -> int:
    return asked._replace(per_page=1, facets=()).search(news).total
