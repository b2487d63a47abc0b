"""Gubernia as a program uses it: `NewsSearch.search`, from the text that a person types to ten snippets."""

from functools import partial
from pathlib import Path
from typing import Any

from search_web import NewsSearch

from .executor import FACETS, Gubernia
from .peer import PAGE, Ask, Found, Question


class Peer(Gubernia):
    """All of it: analysis, tiers, other words, repair, snippets."""

    def open(self, folder: Path) -> None:
        """The build that serves. Questions are asked several times, and each time they are to be worked out."""
        self.news = NewsSearch.open(folder, answer_cache=0)

    def session(self) -> "Peer":
        """Threads share it."""
        return self

    def prepare(self, question: Question, *, count: bool) -> Ask:
        """Nothing is done before the clock runs."""
        more: dict[str, Any] = {
            "sources": (question.source,) if question.source else (),
            "regions": (question.region,) if question.region else (),
            "since": question.since or None,
            "until": question.until or None,
            "sort": "newest" if question.newest else "relevance",
            "page": question.page,
            "per_page": PAGE,
            "facets": tuple(keyword.value for keyword in FACETS) if question.facets else (),
        }
        return partial(self._ask, typed(question), more)

    def _ask(self, text: str, more: dict[str, Any]) -> Found:
        answers = self.news.search(text, **more)
        return Found(answers.total, sum(1 for hit in answers.hits if hit.snippet.text))


def typed(question: Question) -> str:
    """What a person types. A headline is typed as it is; six words and more are taken for one."""
    words = question.words
    match question.how:
        case "prefix":
            return words[0] + "*"
        case "phrase":
            return f'"{" ".join(words)}"'
        case "any" if len(words) < 6:
            return " OR ".join(words)
    return " ".join(words)
