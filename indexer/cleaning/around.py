"""What stood around an article whose body is already known, as in HTML: its day, and the text to set aside."""

from dataclasses import dataclass

from ..article import UNDATED, PublishedOn
from .body import stays_out
from .dateline import publication_day
from .lines import Line, lines_of, said

SAME = 0.8  # the share of its runs of three words that the article has too
RUN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The body without furniture that stood in it, the lines with the day, the rest of the page in its order."""

    body: str
    own: str
    side_text: str
    published: PublishedOn = UNDATED


def surroundings(shown: list[str], title: str, body: str) -> Surroundings:
    """Share out the lines that a page shows, given its title and what was taken for its body."""
    inside = [line for line in lines_of(body) if not stays_out(line)]
    taken = _Said([line.said for line in inside])
    lines = lines_of("\n".join(shown))
    headline = said(title)
    at = [number for number, line in enumerate(lines) if line.said == headline]
    article = [number for number, line in enumerate(lines) if number not in at and taken.has(line)]
    first = next((number for number in article if not at or number > at[0]), None)
    # Of several headlines that one counts below which the article begins.
    title_at = max((number for number in at if first is None or number < first), default=None)
    article = [number for number in article if first is not None and number >= first]
    found = publication_day(lines, title_at, article) if article or title_at is not None else None
    own = list(found.lines) if found else []
    stated = {lines[number].said for number in own}
    paragraphs = [line for line in inside if line.said not in stated]
    kept = {*own, *at, *(number for number, line in enumerate(lines) if taken.has(line))}
    return Surroundings(
        body="\n".join(line.text for line in paragraphs),
        own="\n".join(lines[number].text for number in own),
        side_text="\n".join(line.text for number, line in enumerate(lines) if number not in kept),
        published=found.published if found else UNDATED,
    )


class _Said:
    """What an article says, to be looked up line by line."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = frozenset(lines)
        self._runs = frozenset(run for line in lines for run in _runs(line))

    def has(self, line: Line) -> bool:
        if line.said in self._lines:
            return True
        runs = _runs(line.said)
        return bool(runs) and sum(run in self._runs for run in runs) >= SAME * len(runs)


def _runs(line: str) -> list[tuple[str, ...]]:
    words = line.split()
    return [tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)]
