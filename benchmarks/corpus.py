"""Articles to measure with: somebody's own, or made up of the words of the sample pages."""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from zlib import crc32

from indexer import Article, PublishedOn, read_articles

from .peers.peer import Row

SEEDS = Path(__file__).parents[1] / "seeds"
MADE_UP = 2000
FIRST_DAY, DAYS = date(2020, 1, 1), 1000
REGIONS = 85
WORD = re.compile(r"[а-яё]+(?:-[а-яё]+)?", re.IGNORECASE)


def real(path: Path, limit: int) -> list[Article]:
    """The first articles of an archive."""
    return list(islice(read_articles(path), limit))


def made_up(count: int, seed: int = 1) -> Iterator[Article]:
    """Articles of 150 to 450 words: those of the sample pages and numbered ones, as rare as words of a language are.

    The rank of each word is drawn from Zipf's law over a vocabulary that grows
    with the number of articles, so posting lists have realistic lengths.
    """
    rng = random.Random(seed)
    known = sorted({word for page in SEEDS.iterdir() for word in WORD.findall(page.read_text(encoding="utf-8"))})
    rng.shuffle(known)
    vocabulary = known + [f"слово{i}" for i in range(20 * int(count**0.6))]
    weights = [1 / (rank + 2.7) for rank in range(len(vocabulary))]
    for number in range(count):
        words = rng.choices(vocabulary, weights, k=rng.randint(150, 450))
        text = ". ".join(" ".join(words[i : i + 14]).capitalize() for i in range(0, len(words), 14))
        title = " ".join(rng.choices(vocabulary, weights, k=9)).capitalize()
        yield Article(
            id=str(number),
            title=title,
            text=text + ".",
            source=f"Издание {number % 40}",
            published=PublishedOn.on(FIRST_DAY + timedelta(days=number % DAYS)),
        )


def rows_of(archive: Path | None) -> Iterator[Row]:
    """The articles of an archive, or made-up ones, as every engine gets them.

    An article without a region gets one after its outlet: what is measured is a
    filter, not whether the region is right.
    """
    for article in read_articles(archive) if archive else made_up(MADE_UP):
        region = article.regions[0] if article.regions else f"Регион {crc32(article.source.encode()) % REGIONS}"
        day = article.published.day
        text = f"{article.lead}\n{article.text}" if article.lead else article.text
        yield Row(article.id, article.title, text, article.source, region, day.isoformat() if day else "")
