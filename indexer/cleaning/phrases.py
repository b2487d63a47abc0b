"""What page furniture is called: phrases of menus, buttons, forms and side blocks, from a table."""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from ..language.tables import rows

UNIT = re.compile(r"[a-zа-я]+|[:©»/>]")
# A block of something else begins here; the other kinds are a line by themselves.
BLOCKS = frozenset({"related", "news", "comments", "footer"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a line of furniture was recognized by: how it is matched («line», «start», «within»), and its kind."""

    text: str
    match: str
    kind: str
    labels: bool = False
    """Whether a colon follows: «Читайте также: …»."""

    @property
    def opens_block(self) -> bool:
        """Whether more of the kind follows: other headlines, comments, the imprint."""
        return self.kind in BLOCKS


def plain(line: str) -> str:
    """A line as phrases are compared: small letters and the marks that matter, no figures."""
    return " ".join(UNIT.findall(line.lower().replace("ё", "е")))


def phrase_of(line: str) -> Phrase | None:
    """The furniture phrase that the line is, begins with or has within; the longest of several."""
    whole, starts, within = _tables()
    written = plain(line)
    bare = written.strip(" :»/>")
    if found := whole.get(bare):
        return found
    first, _, _ = written.partition(" ")
    for phrase in starts.get(first, ()):
        if written == phrase.text or written.startswith(phrase.text + " "):
            labels = phrase.text.endswith(":") or written.startswith(phrase.text + " :")
            return replace(phrase, labels=True) if labels else phrase
    for word in written.split():
        for phrase in within.get(word, ()):
            if f" {phrase.text}" in f" {written}":
                return phrase
    return None


@cache
def _all() -> tuple[Phrase, ...]:
    return tuple(
        Phrase(row["phrase"], row["match"], row["kind"]) for row in rows("furniture", files(__package__) / "tables")
    )


@cache
def _tables() -> tuple[dict[str, Phrase], dict[str, list[Phrase]], dict[str, list[Phrase]]]:
    """Whole lines; beginnings and what is found anywhere by their first word, longest first."""
    by_first: dict[str, defaultdict[str, list[Phrase]]] = {"start": defaultdict(list), "within": defaultdict(list)}
    for phrase in sorted(_all(), key=lambda phrase: -len(phrase.text)):
        if phrase.match in by_first:
            by_first[phrase.match][phrase.text.partition(" ")[0]].append(phrase)
    whole = {phrase.text: phrase for phrase in _all() if phrase.match == "line"}
    return whole, dict(by_first["start"]), dict(by_first["within"])


@cache
def menu_words() -> frozenset[str]:
    """The single words that menus consist of: several of them may share a line."""
    return frozenset(
        p.text for p in _all() if p.match == "line" and p.kind in ("menu", "news", "share") and " " not in p.text
    )
