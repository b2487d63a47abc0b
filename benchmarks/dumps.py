"""What is left of an article when its page was saved as text: words kept, furniture kept out, title, day.

    python -m benchmarks.dumps --articles news.jsonl.gz [--count 3000] [--show STYLE] [--without PART]

Articles of an archive are put on the pages of ten made-up sites (`dump_styles`),
saved as text files in a folder for each site, and read back, each page by itself
and then with the statistics of repeated lines of their folder. Articles that
already have furniture in their text are passed over, and counted.
"""

import argparse
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import ModuleType

from indexer import Article, Precision, read_articles
from indexer.cleaning import body, title
from indexer.cleaning import lines as cleaning_lines
from indexer.cleaning.days import days_in

from .dump_styles import Dump, Site, Story, held_out, known

STYLES = {**known.STYLES, **held_out.STYLES}
WORD = re.compile(r"\w+")
# What exports leave in the texts of articles: counting it as an article's words would measure the archive.
DIRTY = re.compile(
    r"^\W*(?:фото|видео|читайте|подпис|смотрите|ранее:|источник|автор|теги|реклама|ещё|еще|похожие|другие новости)"
    r"|^.{0,20}по теме\W*$|добав\w+ .*(?:источник|избран)|ctrl|соцсет|телеграм|telegram|яндекс.{0,8}(?:дзен|новост)"
    r"|instagram|facebook|выделите|опечатк|комментарии \(|понравилась",
    re.IGNORECASE | re.MULTILINE,
)
MEASURES = ("kept", "out", "title", "day")


@dataclass(slots=True)
class Figures:
    """Sums over pages."""

    pages: int = 0
    words: int = 0
    kept: int = 0
    furniture: int = 0
    inside: int = 0
    titles: int = 0
    days: int = 0

    def add(self, other: "Figures") -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def row(self) -> str:
        shares = (
            self.kept / self.words,
            1 - self.inside / max(1, self.furniture),
            self.titles / self.pages,
            self.days / self.pages,
        )
        return f"{self.pages:6} " + " ".join(f"{share:8.2%}" for share in shares)


def change(module: ModuleType, **values: object) -> None:
    """Give names of a module other values."""
    for name, value in values.items():
        setattr(module, name, value)


ABLATIONS: dict[str, Callable[[], None]] = {
    "phrases": lambda: change(cleaning_lines, phrase_of=lambda _: None),
    "relevance": lambda: change(body, RELATED=0.0, UNRELATED=0.0),
    "blocks": lambda: change(body, UNDER=dict.fromkeys(body.UNDER, 1.0), RESUME_LATE=body.RESUME),
    "costs": lambda: change(body, LEAVE=0.0, LEAVE_AT_OPENER=0.0, INTERRUPT=0.0, INTERRUPT_AT_OPENER=0.0, RESUME=0.0),
    "lists": lambda: change(body, IN_LIST=0.0),
    "title-relevance": lambda: change(title, relevance=lambda *_, **__: 0.3),
    "title-place": lambda: change(title, BESIDE_DAY=0.0, NAMES_WINDOW=0.0, NEARLY_AS_GOOD=2.0),
}


def main() -> None:
    """Print a table without and one with the statistics."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=Path, required=True)
    options.add_argument("--count", type=int, default=3000)
    options.add_argument("--seed", type=int, default=4)
    options.add_argument("--show", choices=sorted(known.STYLES), help="print what goes wrong on the pages of this site")
    options.add_argument("--without", choices=sorted(ABLATIONS), help="leave a part of the cleaning out")
    chosen = options.parse_args()
    if chosen.without:
        ABLATIONS[chosen.without]()
    stories, passed_over = stories_of(chosen.articles, chosen.count)
    print(f"{len(stories)} articles; {passed_over} passed over, which have furniture in their text")
    with tempfile.TemporaryDirectory() as place:
        dumps = write(stories, Path(place), random.Random(chosen.seed))
        articles = read_articles(place)
        for name in ("each page by itself", "with repeated lines"):
            if name == "with repeated lines":
                articles.furniture = articles.repeated_lines()
            begun = time.perf_counter()
            read = {article.id: article for article in articles}
            took = (time.perf_counter() - begun) * 1000 / len(read)
            print(f"\n{name}: {took:.2f} ms a page, with its reading from disk")
            table(dumps, read, chosen.show)


def stories_of(path: Path, count: int) -> tuple[list[Story], int]:
    """Articles that can be put on a page, and how many were passed over on the way."""
    stories: list[Story] = []
    passed_over = 0
    for article in read_articles(path):
        text = article.text.strip()
        moment = article.published.moment
        if len(article.title.split()) < 3 or len(text) < 200 or moment is None:
            continue
        if DIRTY.search(text):
            passed_over += 1
            continue
        paragraphs = tuple(line.strip() for line in text.split("\n") if line.strip())
        stories.append(Story(article.title.strip(), paragraphs, moment))
        if len(stories) == count:
            break
    return stories, passed_over


def write(stories: list[Story], folder: Path, chance: random.Random) -> dict[str, Dump]:
    """Save the pages; their dumps by article id. The sites take turns."""
    dumps = {}
    site = Site(stories, chance)
    for number, story in enumerate(stories):
        name = list(STYLES)[number % len(STYLES)]
        dump = STYLES[name](story, site)
        dump.title = " ".join(story.title.split())
        (folder / name).mkdir(exist_ok=True)
        (folder / name / f"{number:05}.txt").write_text("\n".join(dump.lines), encoding="utf-8")
        dumps[f"{name}/{number:05}.txt"] = dump
    return dumps


def table(dumps: dict[str, Dump], read: dict[str, Article], show: str | None) -> None:
    """A line for each site, for those held out, and for all."""
    sums = {name: Figures() for name in STYLES}
    for page, dump in dumps.items():
        name = page.partition("/")[0]
        figures = measured(dump, read[page])
        sums[name].add(figures)
        if name == show:
            tell(page, dump, read[page], figures)
    print(f"{'':14} {'pages':>6} " + " ".join(f"{name:>8}" for name in MEASURES))
    for name, figures in sums.items():
        print(f"{name:14} {figures.row()}{'   held out' if name in held_out.STYLES else ''}")
    for label, names in (("held out", held_out.STYLES), ("all", STYLES)):
        total = Figures()
        for name in names:
            total.add(sums[name])
        print(f"{label:14} {total.row()}")


def words(*texts: str) -> Counter[str]:
    """The words with their counts."""
    return Counter(word.lower() for text in texts for word in WORD.findall(text))


def measured(dump: Dump, article: Article) -> Figures:
    """One page against what it was made of."""
    own = words(*dump.own)
    got = words(article.title, article.lead, article.text)
    return Figures(
        pages=1,
        words=own.total(),
        kept=(own & got).total(),
        furniture=words(*dump.furniture).total(),
        inside=(got - own).total(),
        titles=article.title == dump.title,
        days=day_of(article) == dump.day,
    )


def day_of(article: Article) -> str:
    """The publication day as dumps have it."""
    published = article.published
    if published.day:
        return published.day.isoformat()
    if published.precision is Precision.DAY_MONTH:
        day = next(islice(days_in(published.as_written), 1))
        return f"--{day.month:02}-{day.day:02}"
    return ""


def tell(page: str, dump: Dump, article: Article, figures: Figures) -> None:
    """Print what is wrong with one page."""
    lost = [line for line in dump.own if line and line not in f"{article.title}\n{article.lead}\n{article.text}"]
    shown = f"{article.title}\n{article.lead}\n{article.text}".split("\n")
    kept = [line for line in dump.furniture if line and line in shown and line not in dump.own]
    for what, lines in (("lost", lost), ("inside", kept)):
        for line in lines:
            print(f"{page} {what}: {line[:160]}")
    if not figures.titles:
        print(f"{page} title: {article.title[:160]}")
    if not figures.days:
        print(f"{page} day: {day_of(article)!r}, not {dump.day!r}")


if __name__ == "__main__":
    main()
