"""Derives families.tsv and adjectives.tsv from the OpenCorpora dictionary that pymorphy3 carries.

    python -m indexer.language.tables.derive        about a minute; writes both files beside this one

The rules are in derive_families.py and derive_places.py. What no rule can know
stands in checked.tsv, one judgement a line, by kind:

    root           сечь|секать                          an irregular ending of perfectives, and of their imperfectives
    family         построить|строить|строительство      an irregular noun, a prefix that only says «done»
    never          питание                              no rule may link it: it is not what питать says
    adjective      Уфа|уфимский                         irregular
    no-adjective   украинск                             украинский is not of this place
"""

import sys
from collections.abc import Iterable

from .derive_families import Families
from .derive_lexicon import HERE, Lexicon, checked
from .derive_places import Places


def write(name: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> int:
    """Write a table beside this file, sorted; returns the number of its lines."""
    lines = sorted(set(rows), key=lambda row: [cell.lower().replace("ё", "е") for cell in row])
    text = "".join("\t".join(row) + "\n" for row in (header, *lines))
    (HERE / name).write_text(text, encoding="utf-8", newline="\n")
    return len(lines)


def main() -> None:
    """Write both tables."""
    lexicon, lines = Lexicon.read(), checked()
    families = write("families.tsv", ("words", "source"), Families(lexicon, lines).lines())
    places = write("adjectives.tsv", ("place", "adjective", "source"), Places(lexicon, lines).lines())
    sys.stdout.write(f"families.tsv: {families} lines, adjectives.tsv: {places} lines\n")


if __name__ == "__main__":
    main()
