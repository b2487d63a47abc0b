"""The true title among the lines before an article: not the menu, not the bar above it, not a caption below it."""

from collections import Counter

from .body import relevance
from .lines import CUT_OFF, ITEM, SEPARATED, Line, Shape, menu_share, said

LONGEST = 300  # characters
LOOKED_BACK, LOOKED_INTO = 14, 2  # lines before the article, and of it
NEARLY_AS_GOOD = 0.6
BELOW_TITLES = frozenset({"counter", "credit", "full", "share", "summary"})
SHORTEST_CUT = 15  # characters
WORST = 0.0
BESIDE_DAY, NAMES_WINDOW = 0.15, 0.4


def title_of(lines: list[Line], article: list[int], about: Counter[str]) -> int | None:
    """The number of the line that is the title; None when none of them looks like one."""
    start = article[0]
    inside = article[:LOOKED_INTO]
    numbers = [*range(max(0, start - LOOKED_BACK), start), *inside]
    scores: dict[int, float] = {
        number: score
        for number in numbers
        if (score := _score(lines, number, start, about, counted=number in inside)) > WORST
    }
    beginnings = [lines[number].said for number in article]
    cut = [said(CUT_OFF.sub("", lines[n].text)) for n in numbers if CUT_OFF.search(lines[n].text)]
    for number in list(scores):
        # A lead that is repeated below is no title, nor one that breaks off.
        if (
            _ends(lines[number])
            and lines[number].words >= 4
            and _repeats(lines[number], beginnings, counted=number in inside)
        ):
            del scores[number]
            continue
        # What an excerpt above it begins with is the lead, with a full stop or without.
        if any(len(beginning) > SHORTEST_CUT and lines[number].said.startswith(beginning) for beginning in cut):
            del scores[number]
            continue
        # «Мост открыт — Амур.инфо» is the name of the window, «Мост открыт» below it the title.
        if any(_is_more_than(lines[number], lines[other]) for other in scores if other != number):
            del scores[number]
    if not scores:
        return None
    best = max(scores, key=lambda number: scores[number])
    # Of a headline and the subtitle below it, the first is the title.
    for number in sorted(scores):
        if number >= best:
            break
        if scores[number] >= NEARLY_AS_GOOD * scores[best] and not any(
            _parts(lines[between]) for between in range(number + 1, best)
        ):
            return number
    return best


def _parts(line: Line) -> bool:
    """Whether what stands above such a line is no headline of what stands below it: a menu, a button to log in."""
    return line.is_known_furniture and line.phrase is not None and line.phrase.kind not in BELOW_TITLES


def _ends(line: Line) -> bool:
    return line.text.endswith(".") or CUT_OFF.search(line.text) is not None


def _repeats(line: Line, beginnings: list[str], *, counted: bool) -> bool:
    beginning = said(CUT_OFF.sub("", line.text))
    return sum(other.startswith(beginning) for other in beginnings) > counted


def is_caption(lines: list[Line], number: int) -> bool:
    """Whether the line stands under a picture: its credit follows."""
    following = lines[number + 1] if number + 1 < len(lines) else None
    return (
        number > 0
        and following is not None
        and not following.after_blank
        and following.phrase is not None
        and following.phrase.kind == "credit"
        and following.is_known_furniture
    )


def _score(lines: list[Line], number: int, start: int, about: Counter[str], *, counted: bool) -> float:
    line = lines[number]
    if line.shape not in (Shape.HEADLINE, Shape.SENTENCE, Shape.PARAGRAPH, Shape.OPEN) or len(line.text) > LONGEST:
        return WORST
    share = relevance(line, about, counted=counted)
    matched = round(share * len(line.stems))
    if line.is_known_furniture and not (
        line.words >= 4 and matched >= 3 and line.phrase and line.phrase.match == "start"
    ):
        return WORST
    score = share * min(1.0, matched / 3) + 0.3
    if line.is_known_furniture:
        score -= 0.5
    if line.shape is Shape.PARAGRAPH and (line.words > 25 or (line.words > 14 and counted and line.text.endswith("."))):
        score -= 1.0
    if ITEM.match(line.text):
        score -= 0.5  # «— Вы согласны?» is asked in an interview
    if line.text.endswith((".", "…", ",", ":")):
        score -= 0.8 if counted else 0.2
    elif counted and line.shape is not Shape.HEADLINE:
        score -= 0.2
    if any(lines[n].shape is Shape.DAY for n in (number - 1, number + 1, number + 2) if 0 <= n < len(lines)):
        score += BESIDE_DAY
    if any(_is_more_than(other, line) for other in lines[max(0, number - LOOKED_BACK) : number]):
        score += NAMES_WINDOW
    if line.words < 3:
        score -= 0.3 if number else 0.1
    elif 4 <= line.words <= 20:
        score += 0.2
    if number == 0:
        score += 0.2
    if is_caption(lines, number):
        score -= 0.6
    if len(SEPARATED.findall(line.text)) > 1:
        score -= 1.0
    elif SEPARATED.search(line.text) or menu_share(line) > 0.6:
        score -= 0.3
    score -= 0.4 * min(1.0, line.repeated * 2)
    return score - 0.02 * max(0, start - number)


def _is_more_than(line: Line, other: Line) -> bool:
    return (
        other.words >= 2
        and len(line.said) > len(other.said)
        and line.said.startswith(other.said + " ")
        and line.words - other.words <= 6
    )
