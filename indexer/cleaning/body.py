"""Which lines of a page are the article: the best path through «before», «article», «inset», «after».

Each line has a worth: how much more it looks like a part of an article than like
page furniture. The path that gathers the most worth wins; changing over costs,
so a short line among paragraphs stays (a subhead, a question, a line of verse),
and a sentence among headlines does not begin a new article.
"""

from collections import Counter
from dataclasses import dataclass, field

from .lines import FIGURE, ITEM, SCORE, Line, Shape, menu_share, stem_counts

BEFORE, ARTICLE, INSET, AFTER = range(4)
NEVER = -1e9
# Found with benchmarks/dumps.py; what each gains is told in docs/decisions/0007-cleaning.md.
LEAVE_AT_OPENER, LEAVE = 0.3, 2.2  # from the article to what follows it
INTERRUPT_AT_OPENER, INTERRUPT = 0.6, 12.0  # from the article to an inset
UNFINISHED = 1.5  # more where the last line has no end: «Рассказать в соцсетях:»
RESUME, RESUME_LATE = 1.5, 5.0  # from an inset back to the article; where other news or comments have begun
LONGEST_COUNTED = 60  # words
UNDER = {"news": 0.3, "comments": 0.25, "footer": 0.3, "related": 0.6}  # what a paragraph below such a line is worth
STRONG = 20  # words of a paragraph that proves an article
# Of a paragraph's stems, an article has a quarter elsewhere, a foreign text one in twenty: counted in 2,500 articles.
RELATED, UNRELATED, MOST_RELATED, MOST_RELATED_HEADLINE = 20.0, 3.5, 2.0, 0.7
FEWEST_STEMS, MANY_STEMS, ENOUGH_STEMS = 4, 7, 50
IN_LIST = 0.6
CELLS = 3  # to either side
LISTED = -1.2  # a row of menu words is one whatever it speaks of


@dataclass(slots=True)
class Chosen:
    """The article's lines by number, in order; `dropped` are furniture lines that stand among them."""

    article: list[int] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    worth: float = 0.0


def choose(lines: list[Line]) -> Chosen:
    """The article among the lines: first by their looks, then also by whether they speak of the same as it."""
    looks = [worth_of(line) for line in lines]
    first = _best_path(lines, _worths(lines, looks, None, frozenset()))
    kept = frozenset(first.article)
    if not kept:
        return first
    about = stem_counts([lines[number] for number in first.article])
    return _best_path(lines, _worths(lines, looks, about, kept))


def relevance(line: Line, about: Counter[str], *, counted: bool) -> float:
    """The share of the line's words that the article has elsewhere; `counted` when `about` has the line itself."""
    if not line.stems:
        return 0.0
    return sum(about.get(stem, 0) > counted for stem in line.stems) / len(line.stems)


def _worths(
    lines: list[Line], looks: list[float], about: Counter[str] | None, kept: frozenset[int]
) -> list[tuple[float, float]]:
    """The worth of each line, and what it costs to go on with the article there after an inset."""
    found = []
    # What a short article does not say of a subject says little.
    weight = min(1.0, len(about) / ENOUGH_STEMS) if about is not None else 0.0
    under = ""
    begun = listing = False
    for number, line in enumerate(lines):
        share = relevance(line, about, counted=number in kept) if about is not None else None
        worth = looks[number]
        if line.shape is not Shape.HEADLINE and line.shape is not Shape.MARKS:
            # «Награждены:» and a line for each.
            listing = line.shape is Shape.OPEN and not line.is_known_furniture and not under
        listed = line.shape is Shape.HEADLINE and not line.is_known_furniture and (listing or _in_table(lines, number))
        if listed:
            worth += IN_LIST
        if line.is_known_furniture:
            if line.phrase and line.phrase.opens_block and begun and opens_here(line):
                under = line.phrase.kind
        else:
            if share is not None and len(line.stems) >= FEWEST_STEMS and worth > LISTED:
                most = MOST_RELATED if line.shape is not Shape.HEADLINE else MOST_RELATED_HEADLINE
                sure = weight * min(1.0, len(line.stems) / MANY_STEMS)
                gain = sure * min(most, RELATED * share - UNRELATED)
                worth += max(gain, 0.0) if listed else gain
            if under:
                worth = worth * UNDER[under] if worth > 0 else worth - 0.6
            if under == "related" and line.is_paragraph and line.words >= STRONG:
                under = ""
        if line.is_paragraph and line.words >= STRONG and not line.is_known_furniture:
            begun = True
        found.append((worth, RESUME if under in ("", "related") else RESUME_LATE))
    return found


def _in_table(lines: list[Line], number: int) -> bool:
    """Whether figures stand above or below the line, as cells of a table that was saved cell by cell."""
    around = lines[max(0, number - CELLS) : number + CELLS + 1]
    return sum(line.shape is Shape.MARKS and FIGURE.match(line.text) is not None for line in around) > 1


def opens_here(line: Line) -> bool:
    """Whether the block follows; «Читайте также: …» with a headline on the same line is all of it."""
    phrase = line.phrase
    return phrase is not None and (
        phrase.kind != "related" or phrase.match == "line" or line.words <= phrase.text.count(" ") + 2
    )


def worth_of(line: Line) -> float:
    """How much the line looks like a part of an article, by itself; furniture is below 0."""
    if line.repeated:
        return -1.5 - 2 * line.repeated
    if line.is_known_furniture and line.phrase:
        return -2.0 if line.phrase.opens_block else -1.0 if line.phrase.kind == "menu" else -1.5
    match line.shape:
        case Shape.PARAGRAPH:
            worth = 1.0 + min(line.words, LONGEST_COUNTED) / 12
            return worth * 0.3 if line.phrase else worth
        case Shape.SENTENCE:
            return 0.6
        case Shape.OPEN:
            return 0.5
        case Shape.DAY | Shape.CLOCK:
            return -1.0
        case Shape.HASHTAGS:
            return -0.2
        case Shape.MARKS:
            return 0.0 if FIGURE.match(line.text) else -0.4
    worth = -0.6
    if line.words > 1 and menu_share(line) > 0.6:
        worth -= 1.0
    if SCORE.search(line.text):
        worth += 0.5
    if line.text[:1].islower():
        worth += 0.6
    elif ITEM.match(line.text):
        worth += 0.2
    return worth


def stays_out(line: Line) -> bool:
    """Whether the line is set aside even where the article goes on around it."""
    if line.repeated:
        return True
    return line.is_known_furniture and line.phrase is not None and line.phrase.kind != "menu"


def _best_path(lines: list[Line], worths: list[tuple[float, float]]) -> Chosen:
    score = [0.0, NEVER, NEVER, NEVER]
    back: list[tuple[int, int, int, int]] = []
    unfinished = 0.0
    for line, (worth, resume) in zip(lines, worths, strict=True):
        out = stays_out(line)
        opener = out or line.is_known_furniture or line.shape is Shape.DAY
        leave = (LEAVE_AT_OPENER if opener else LEAVE) + unfinished
        interrupt = INTERRUPT_AT_OPENER if opener else INTERRUPT
        before, article, inset, after = score
        # A furniture line among paragraphs costs little: a credit, a button.
        inside = (-1.0 if line.phrase and line.phrase.opens_block else -0.3) if out else worth
        from_article = max((before, BEFORE), (article, ARTICLE), (inset - resume, INSET))
        from_inset = max((article - interrupt, ARTICLE), (inset, INSET))
        from_after = max((article - leave, ARTICLE), (after, AFTER))
        score = [before, from_article[0] + inside, from_inset[0], from_after[0]]
        if not out:
            unfinished = UNFINISHED if line.shape is Shape.OPEN else 0.0
        back.append((BEFORE, from_article[1], from_inset[1], from_after[1]))
    return _walked_back(lines, score, back)


def _walked_back(lines: list[Line], score: list[float], back: list[tuple[int, int, int, int]]) -> Chosen:
    state = max((BEFORE, ARTICLE, AFTER), key=lambda s: score[s])
    chosen = Chosen(worth=score[state])
    for number in range(len(lines) - 1, -1, -1):
        if state == ARTICLE:
            (chosen.dropped if stays_out(lines[number]) else chosen.article).append(number)
        state = back[number][state]
    chosen.article.reverse()
    chosen.dropped.reverse()
    return chosen
