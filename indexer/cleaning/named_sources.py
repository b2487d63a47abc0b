"""The sources that a text names: «со ссылкой на ИА „Заря“», «сообщает ТАСС», «по данным пресс-службы мэрии».

The name of an outlet is taken as it is written, in its case: a nominative of
«Коммерсанта» would be a guess. The head of an office gets its first form in the
table. Persons who say something are no sources in this sense.
"""

import re
from importlib.resources import files

from ..language import fold, normalize
from ..language.morphology import dictionary
from ..language.persons import is_given_name
from ..language.tables import rows

MOST_SOURCES = 20
"""Sources of one text that are named; a text with more of them is a list of something else."""

MOST_WORDS = 8
"""Words of an office's name that are taken."""

TABLE = tuple(rows("references", files(__package__) / "tables"))


def _words(kind: str) -> list[str]:
    return [row["words"] for row in TABLE if row["kind"] == kind]


def _any_of(words: list[str]) -> str:
    """A pattern for any of the words, whatever their capitals, with ё or without."""
    return (
        "(?i:" + "|".join(re.escape(word).replace("ё", "[её]") for word in sorted(words, key=len, reverse=True)) + ")"
    )


OFFICES = {form: forms.partition("|")[0] for forms in _words("office") for form in forms.split("|")}

QUOTED = r'«[^«»\n]{2,60}»|"[^"\n]{2,60}"|„[^„“”\n]{2,60}[“”]|“[^“”\n]{2,60}”'
CAPITAL = r"[A-ZА-ЯЁ][\w-]*"
SITE = r"[a-zа-яё\d-]+\.(?:ru|рф|com|org|net|info|media|news|su|online)\b"
NAME = rf"(?:{CAPITAL} ){{0,2}}(?:{QUOTED})|(?i:{SITE})|{CAPITAL}(?: {CAPITAL}){{0,3}}"

BEFORE = re.compile(
    rf"\b{_any_of(_words('before'))} (?:{_any_of(_words('outlet'))} ){{0,2}}"
    rf"(?:(?P<office>{_any_of(list(OFFICES))})(?P<rest>(?: [^\n,.;:()]+)?)|(?P<name>{NAME}))"
)
AFTER = re.compile(rf"(?<!\w)(?P<name>{QUOTED}|[A-ZА-ЯЁ]{{3,}}) {_any_of(_words('after'))}\b")
PIECE = re.compile(rf"{QUOTED}|[^ ]+")


def named_sources(text: str) -> tuple[str, ...]:
    """The sources that the text refers to, each once, in the order of the text."""
    text = normalize(text).text
    found = []
    for pattern in (BEFORE, AFTER):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            office = groups.get("office")
            name = _office(office, groups["rest"]) if office else _outlet(groups["name"])
            if name:
                found.append((match.start(), name))
    once = {fold(name): name for _, name in sorted(found, reverse=True)}
    return tuple(reversed(once.values()))[:MOST_SOURCES]


def _outlet(name: str) -> str:
    """The name without quotation marks around the whole of it; "" for a person."""
    if re.fullmatch(QUOTED, name):
        return name[1:-1].strip()
    first = name.split()[0]
    return "" if not first.isupper() and is_given_name(first) else name


def _office(form: str, rest: str) -> str:
    """The office's first form and whose office it is: words in the genitive, names, and «по» or «в» before a name."""
    kept: list[str] = []
    pieces = PIECE.findall(rest)
    for at, piece in enumerate(pieces[:MOST_WORDS]):
        follows = pieces[at + 1] if at + 1 < len(pieces) else ""
        local = "по" in kept or "в" in kept
        belongs = (
            piece[0].isupper()
            or piece[0] in '«"„“'
            or (piece in ("по", "в") and follows[:1].isupper())
            or _has_case(piece, "gent")
            or (local and _has_case(piece, "datv", "loct", "loc2"))
        )
        if not belongs:
            break
        kept.append(piece)
    return " ".join([OFFICES[form.lower().replace("ё", "е")], *kept])


def _has_case(word: str, *cases: str) -> bool:
    """Whether the word is, most probably, a noun or an adjective in one of the cases."""
    tag = dictionary().parse(word.lower())[0][1]
    return tag.case in cases and tag.POS in ("NOUN", "ADJF", "PRTF")
