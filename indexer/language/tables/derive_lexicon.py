"""What the derivation of tables knows: the lemmas of the dictionary, and what was judged by hand."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymorphy3

HERE = Path(__file__).parent
DERIVED, HAND = "opencorpora", "usage"


@dataclass
class Lexicon:
    """The lemmas that the rules look at."""

    perfective: set[str] = field(default_factory=set)
    imperfective: set[str] = field(default_factory=set)
    transitive: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    adjectives: set[str] = field(default_factory=set)
    morph: Any = field(default_factory=pymorphy3.MorphAnalyzer)

    @classmethod
    def read(cls, lemmas: Iterable[str] | None = None) -> "Lexicon":
        """All lemmas of the dictionary, or only the given ones."""
        lexicon = cls()
        for lemma, tag in lexicon.every() if lemmas is None else lexicon.of(lemmas):
            lexicon.add(lemma, tag)
        return lexicon

    def every(self) -> Iterator[tuple[str, str]]:
        """Each lemma of the dictionary with its tag: the first form of a paradigm is the lemma."""
        dictionary = self.morph.dictionary
        tags: dict[int, str] = {}
        for word, (paradigm, form) in dictionary.words.iteritems():
            if form == 0:
                if paradigm not in tags:
                    tags[paradigm] = str(dictionary.build_tag_info(paradigm, 0))
                yield word, tags[paradigm]

    def of(self, lemmas: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The given lemmas with their tags, as far as the dictionary has them."""
        for lemma in lemmas:
            for parse in self.morph.parse(lemma):
                if parse.is_known and parse.normal_form == parse.word == lemma:
                    yield lemma, str(parse.tag)

    def add(self, lemma: str, tag: str) -> None:
        """Put a lemma where the rules look for it."""
        if tag.startswith("INFN"):
            (self.perfective if "perf" in tag else self.imperfective).add(lemma)
            if "tran" in tag:
                self.transitive.add(lemma)
        elif tag.startswith("NOUN"):
            if "Geox" in tag:
                self.places.add(lemma)
            elif "inan" in tag and ("neut" in tag or "femn" in tag) and "Name" not in tag:
                self.nouns.add(lemma)
        elif tag.startswith("ADJF"):
            self.adjectives.add(lemma)

    def first_person(self, verb: str) -> str:
        """«осужу» of осудить; "" where the verb has none."""
        for parse in self.morph.parse(verb):
            if parse.normal_form == verb and "INFN" in parse.tag:
                form = parse.inflect({"1per", "sing"})
                if form is not None:
                    return str(form.word)
        return ""


def checked() -> dict[str, list[list[str]]]:
    """The lines of checked.tsv by kind, each as its words."""
    lines: dict[str, list[list[str]]] = defaultdict(list)
    with (HERE / "checked.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            lines[row["kind"]].append(row["words"].split("|"))
    return lines
