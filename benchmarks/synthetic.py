"""Any number of articles like those of an archive: in words, phrases, lengths, and in how new words keep coming.

    python -m benchmarks.synthetic 100000 --articles news.jsonl.gz > articles.jsonl

A text is walked together: the walk copies the archive word by word, and at one
word in ten jumps to another place where the same word stands, and goes on from
there. So neighbours are real neighbours, a frequent word stays as frequent, and
most phrases of three words are those of the archive.

Alone, that would never bring a new word, while real archives do: the number of
different words grows like the number of all words to the power of 0.5 to 0.7
(Heaps' law). By the reckoning of Good and Turing, words that the archive has
just once stand for all that it has not seen. So each place of such a word
holds one of ever so many variants of it, drawn from a power law that makes the
vocabulary grow with the exponent measured in the archive itself.

Article number n depends on the archive, the seed and n alone: 10,000 articles
are the first of 100,000. A batch of articles is in memory at a time.
"""

import argparse
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .corpus import rows_of
from .peers.peer import Row

JUMP = 0.1
BATCH = 1024
TOKEN = re.compile(r"\S+\s*")
LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
SYLLABLES = tuple(consonant + vowel for consonant in "бвгдзклмнпрст" for vowel in "аеиоу")
LEAST_GROWTH, MOST_GROWTH = 0.4, 0.8
END = "\x00"

Ints = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Model:
    """The archive as one stream of tokens, and where each of them stands."""

    tokens: npt.NDArray[np.object_]
    """Each different token: a word with the marks and blanks around it."""
    stream: Ints
    first: Ints
    """`places[first[token]:first[token + 1]]` are the places of a token."""
    places: Ints
    begins: Ints
    """Where texts begin that are not empty; titles begin at `titles`."""
    titles: Ints
    lengths: Ints
    title_lengths: Ints
    single: npt.NDArray[np.bool_]
    """Tokens whose word the archive has just once."""
    ends: Ints
    """Places that stand for the end of a title or a text."""
    growth: float
    """Heaps' exponent."""
    outlets: tuple[tuple[str, str], ...]
    """Source and region of each article."""
    days: tuple[date | None, ...]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Model":
        """Learn from articles; all of them are in memory, as numbers."""
        number: dict[str, int] = {}
        stream: list[int] = []
        titles: list[int] = []
        begins: list[int] = []
        lengths: list[int] = []
        title_lengths: list[int] = []
        outlets: list[tuple[str, str]] = []
        days: list[date | None] = []
        for row in rows:
            for text, starts, sizes in (
                (row.title, titles, title_lengths),
                (row.text, begins, lengths),
            ):
                found = TOKEN.findall(text.strip() + " ")
                starts.append(len(stream))
                sizes.append(len(found))
                stream += [number.setdefault(token, len(number)) for token in found]
                stream.append(number.setdefault(END, len(number)))
            outlets.append((row.source, row.region))
            days.append(date.fromisoformat(row.day) if row.day else None)
        if not outlets:
            raise SystemExit("There is no article to learn from: give an archive that has some.")
        tokens = list(number)
        words = ["".join(LETTERS.findall(token)).lower() for token in tokens]
        counts = np.bincount(stream, minlength=len(tokens))
        of_word: Counter[str] = Counter()
        for word, count in zip(words, counts.tolist(), strict=True):
            of_word[word] += count
        numbers = np.array(stream, dtype=np.int32)
        places = np.argsort(numbers, kind="stable").astype(np.int32)
        return cls(
            tokens=np.array(tokens, dtype=object),
            stream=numbers,
            first=np.concatenate(([0], np.cumsum(counts))),
            places=places,
            begins=np.array([place for place, size in zip(begins, lengths, strict=True) if size]),
            titles=np.array([place for place, size in zip(titles, title_lengths, strict=True) if size]),
            lengths=np.array(lengths),
            title_lengths=np.array(title_lengths),
            single=np.array([bool(word) and of_word[word] == 1 for word in words]),
            ends=np.flatnonzero(numbers == number[END]),
            growth=_growth([words[token] for token in stream]),
            outlets=tuple(outlets),
            days=tuple(days),
        )

    def articles(self, seed: int = 1) -> Iterator[Row]:
        """Articles without end."""
        batch = 0
        while True:
            yield from self._batch(batch, np.random.default_rng((seed, batch)))
            batch += 1

    def _batch(self, batch: int, rng: np.random.Generator) -> Iterator[Row]:
        like = rng.integers(len(self.outlets), size=BATCH)
        titles = self._texts(rng, self.titles, self.title_lengths[like])
        texts = self._texts(rng, self.begins, self.lengths[rng.integers(len(self.lengths), size=BATCH)])
        shift = rng.integers(365, size=BATCH)
        for n, (title, text) in enumerate(zip(titles, texts, strict=True)):
            source, region = self.outlets[like[n]]
            day = self.days[like[n]]
            written = (day + timedelta(days=int(shift[n]))).isoformat() if day else ""
            yield Row(f"synthetic-{batch * BATCH + n:07}", title, text, source, region, written)

    def _texts(self, rng: np.random.Generator, begins: Ints, lengths: Ints) -> list[str]:
        """Walk all texts of a batch together, from jump to jump."""
        left = lengths.copy()
        walking = np.flatnonzero(left)
        at = begins[rng.integers(len(begins), size=len(walking))] if walking.size else walking
        walkers, starts, runs = [], [], []
        while walking.size:
            end = self.ends[np.searchsorted(self.ends, at)]
            run = np.minimum(np.minimum(rng.geometric(JUMP, size=len(at)), end - at), left[walking])
            walkers.append(walking)
            starts.append(at)
            runs.append(run)
            left[walking] -= run
            on = left[walking] > 0
            walking, at = walking[on], (at + run)[on]
            token = self.stream[at - 1]
            at = self.places[rng.integers(self.first[token], self.first[token + 1])] + 1
            ended = np.flatnonzero(self.ends[np.searchsorted(self.ends, at)] == at)
            at[ended] = begins[rng.integers(len(begins), size=ended.size)]
        if not runs:
            return [""] * len(lengths)
        order = np.argsort(np.concatenate(walkers), kind="stable")
        start, run = np.concatenate(starts)[order], np.concatenate(runs)[order]
        bounds = np.concatenate(([0], np.cumsum(run)))
        places = np.repeat(start - bounds[:-1], run) + np.arange(bounds[-1])
        found = self.stream[places]
        words = self.tokens[found].tolist()
        rare = np.flatnonzero(self.single[found])
        # P(number > n) = n ** -shape makes m draws hold about m ** (1 / (1 + shape)) different numbers.
        shape = 1 / self.growth - 1
        number = np.minimum(rng.random(rare.size) ** (-1 / shape), 1e12).astype(np.int64) - 1
        for n, variant in zip(rare[number > 0].tolist(), number[number > 0].tolist(), strict=True):
            words[n] = _variant(words[n], variant)
        stops = np.cumsum(lengths).tolist()
        return ["".join(words[stop - size : stop]).rstrip() for stop, size in zip(stops, lengths.tolist(), strict=True)]


def _variant(token: str, number: int) -> str:
    """The word with syllables in its middle that write the number, 1 or more."""
    place = (len(token.rstrip()) + 1) // 2
    inserted = ""
    while number:
        number, syllable = divmod(number - 1, len(SYLLABLES))
        inserted += SYLLABLES[syllable]
    return token[:place] + inserted + token[place:]


def _growth(words: list[str]) -> float:
    """Heaps' exponent, from the vocabulary of half of the words and of all."""
    half = len(words) // 2
    early = len(set(words[:half]))
    growth = math.log(max(2, len(set(words))) / max(1, early)) / math.log(2) if half else LEAST_GROWTH
    return min(MOST_GROWTH, max(LEAST_GROWTH, growth))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print articles as JSON Lines."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("count", type=int, help="how many articles")
    options.add_argument("--articles", type=Path, help="an archive to be like; made-up articles otherwise")
    options.add_argument("--seed", type=int, default=1, help="another number, other articles (default 1)")
    chosen = options.parse_args(arguments)
    for row in islice(Model.of(rows_of(chosen.articles)).articles(chosen.seed), chosen.count):
        record = row._asdict()
        record["date"] = record.pop("day")
        record["regions"] = [record.pop("region")]
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
