"""What can be asked of an index: a small, closed tree of frozen nodes.

The tree speaks in index terms, not in words: whoever builds it has already run
the words through the same analysis as the articles. Nodes are equal by value
and print as text, the notation in which tests compare them:

    стать/сталь       a word with two readings      title:мост    in the title only
    "новый мост"      a phrase                      "мост река"~3 near each other
    {мост река}       in one sentence
    (a & b)  (a | b)  every part, any part          -a            not this one
    =дорог*           a prefix of written forms     2 of (a, b, c)
    source:Вести      a keyword                     date:2023-01-01..2023-06-30
"""

from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date
from enum import StrEnum
from typing import TypeAlias


class Zone(StrEnum):
    """The parts of an article that hold words."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    SIDE = "side"


class Field(StrEnum):
    """Where to look: the article itself, its title alone, or all of the page it came from."""

    ARTICLE = "article"
    TITLE = "title"
    PAGE = "page"


ZONES: dict[Field, tuple[Zone, ...]] = {
    Field.ARTICLE: (Zone.TITLE, Zone.LEAD, Zone.BODY),
    Field.TITLE: (Zone.TITLE,),
    Field.PAGE: (Zone.TITLE, Zone.LEAD, Zone.BODY, Zone.SIDE),
}


class Keyword(StrEnum):
    """Properties with exact values: they filter articles and count facets."""

    ID = "id"
    SOURCE = "source"
    REGION = "region"
    OKRUG = "okrug"
    PLACE = "place"
    TAG = "tag"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches every article."""

    def __str__(self) -> str:
        return "*"


@dataclass(frozen=True, slots=True)
class Word:
    """Matches articles with any of the terms: the readings of one query word.

    `typed` is the word as the person typed it, for messages; it takes no part
    in equality. In a `Phrase`, a word without terms is an open slot: it holds a
    position whatever stands there. Articles that have the term `form`, the word
    as it was typed, rank higher.
    """

    terms: tuple[str, ...]
    field: Field = Field.ARTICLE
    typed: str = attribute(default="", compare=False)
    form: str = ""

    def __str__(self) -> str:
        return _within(self.field, "/".join(self.terms) or "_")


@dataclass(frozen=True, slots=True)
class Prefix:
    """Matches articles with a term that begins like this."""

    start: str
    field: Field = Field.ARTICLE
    typed: str = attribute(default="", compare=False)

    def __str__(self) -> str:
        return _within(self.field, f"{self.start}*")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Matches the words near each other in one zone.

    With `slop` 0 the words stand at consecutive positions, in this order. With
    slop n they stand in any order, each at a position of its own, and at most n
    positions more than the words need lie between the first and the last. A
    phrase looks into its own `field`, whatever those of its words. `insisted`
    says that a person wrote a plus before it; it takes no part in equality.
    """

    words: tuple[Word | Prefix, ...]
    slop: int = 0
    field: Field = Field.ARTICLE
    insisted: bool = attribute(default=False, compare=False)

    def __str__(self) -> str:
        words = " ".join(f"{w.start}*" if isinstance(w, Prefix) else "/".join(w.terms) or "_" for w in self.words)
        return _within(self.field, f'"{words}"' + (f"~{self.slop}" if self.slop else ""))


@dataclass(frozen=True, slots=True)
class Together:
    """Matches articles with a sentence in which every part stands.

    The parts are words, prefixes and phrases, and `And`, `Or` and `Together` of
    these; see `stands_in_sentences`. Any other node stands in no sentence.
    """

    parts: tuple["Query", ...]

    def __str__(self) -> str:
        return f"{{{' '.join(map(str, self.parts))}}}"


@dataclass(frozen=True, slots=True)
class And:
    """Matches articles that every part matches."""

    parts: tuple["Query", ...]

    def __str__(self) -> str:
        return f"({' & '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Or:
    """Matches articles that at least one part matches.

    Its score is that of its best part; of the parts after the first only the
    share `worth` counts, which is below 1 where they merely stand in for it.
    """

    parts: tuple["Query", ...]
    worth: float = 1.0

    def __str__(self) -> str:
        return f"({' | '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Matches articles that at least `n` of the parts match."""

    n: int
    parts: tuple["Query", ...]

    def __str__(self) -> str:
        return f"{self.n} of ({', '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Not:
    """Matches articles that the part does not match."""

    part: "Query"

    def __str__(self) -> str:
        return f"-{self.part}"


@dataclass(frozen=True, slots=True)
class Is:
    """Matches articles that have this value of the keyword, capitals and ё aside. Not scored."""

    keyword: Keyword
    value: str

    def __str__(self) -> str:
        value = f'"{self.value}"' if " " in self.value else self.value
        return f"{self.keyword}:{value}"


@dataclass(frozen=True, slots=True)
class Published:
    """Matches articles whose whole publication interval lies in the range, both ends included. Not scored.

    An article without a known year matches only when the range is open at both ends.
    """

    since: date | None = None
    until: date | None = None

    def __str__(self) -> str:
        return f"date:{self.since or ''}..{self.until or ''}"


Query: TypeAlias = Everything | Word | Prefix | Phrase | Together | And | Or | AtLeast | Not | Is | Published


def stands_in_sentences(query: Query) -> bool:
    """Whether the node can be a part of `Together`: keywords and days belong to an article as a whole."""
    match query:
        case Word() | Prefix() | Phrase():
            return True
        case Together(parts) | And(parts) | Or(parts):
            return all(map(stands_in_sentences, parts))
        case _:
            return False


def _within(where: Field, text: str) -> str:
    return text if where is Field.ARTICLE else f"{where}:{text}"


def join(kind: type[And] | type[Or], parts: tuple[Query, ...] | list[Query]) -> Query:
    """`parts` under one node, or the part itself when there is just one."""
    return parts[0] if len(parts) == 1 else kind(tuple(parts))
