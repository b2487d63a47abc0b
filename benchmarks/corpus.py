"""Articles to measure with: somebody's own, or made up of the words of the sample pages."""

import random
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from indexer import Article, read_articles

SEEDS = Path(__file__).parents[1] / "seeds"
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
        yield Article(id=str(number), title=title, text=text + ".", source=f"Издание {number % 40}")
