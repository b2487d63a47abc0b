"""Bytes to text: which encoding a page was saved in.

UTF-8 is proved by its own structure, UTF-16 by its byte order mark. The Cyrillic
code pages prove nothing: every byte is a letter in each of them. They are told
apart by what Russian looks like: its letters are common ones, a capital does not
follow a small letter, and a word does not mix Latin letters with Cyrillic ones.

Pure functions; nothing here opens a file.
"""

import codecs
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, pairwise
from math import log

# Letters of Russian texts per thousand, rounded; capitals count as their small letters.
FREQUENCIES = """
    о110 е84 а80 и74 н67 т63 с55 р47 в45 л44 к35 м32 д30 п28 у26 я20 ы19
    ь17 г17 з16 б16 ч14 й12 х10 ж9 ш7 ю6 ц5 щ4 э3 ф3 ё2 ъ0.4
"""
LETTERS = {entry[0]: float(entry[1:]) for entry in FREQUENCIES.split()}
# The hundred commonest pairs of letters: two thirds of all pairs within the words of a Russian text.
PAIRS = """
    ст но ни то ен ра на ро ов по ко пр ре ан го ос ор та ер ли те ал од не ет ва от ом во ле де ка ол ит ль
    ти ны ат ел ск ри ин он ес ла ог за об ме ть ве да тр ло ед ил со ас до ак ой ия ки ав ем ми ар мо че ие
    тв ис нн ви ам се ма ся ии ци ру им аз ди же ик из бо ей пе вы ьн сл си нт ек сс ок тс ий ег
"""
COMMON_PAIRS = frozenset(PAIRS.split())
COMMON_MARKS = frozenset("«»„“”–—…№\u00a0")
RARE_MARKS = frozenset("‘’‚‹›§°•€©®™·±\u00ad")
# Log likelihoods, relative to a plain text: found by measuring, none of them is critical.
COMMON_PAIR, OTHER_PAIR = 0.7, -0.9
COMMON_MARK, RARE_MARK, OTHER_LETTER, NOISE = -4.0, -6.5, -7.5, -10.0
SMALL_THEN_CAPITAL, CAPITALS, MIXED_ALPHABETS, MISPLACED_MARK = -6.0, -0.5, -5.0, -5.0
OPENING_MARKS, CLOSING_MARKS = frozenset("«„"), frozenset("—–…»”")  # not after a letter, not before one
LATIN_END = "\u0250"
# How much more often than the others each is met in archives, in the same measure.
CODE_PAGES = {"cp1251": 0.0, "koi8-r": -1.0, "cp866": -2.0, "mac-cyrillic": -4.0}

DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z][\w.:-]{1,30})""")
DECLARED_WITHIN = 8192
# Words with anything beyond ASCII in them: a page may begin with any length of scripts.
WORD_BEYOND_ASCII = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
SAMPLED_WORDS = 4000
BENEFIT_OF_THE_DOUBT = 10.0
UNLIKELY = -5.5  # on average a byte; Russian has about -3, Ukrainian -4, Chinese in GBK -7

UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
ASCII = bytes(range(0x80))
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, and what was wrong with it ("" when nothing was)."""

    text: str
    encoding: str
    problem: str = ""


def decode(data: bytes, *, declares: bool = False, declared: str = "") -> Decoded:
    """Turn the bytes of a page into text; never raises.

    `declares`: the text may name its encoding itself, as HTML does; `declared` is
    the name that a server gave. Both are hints: servers and editors recode pages
    and leave the names as they were.
    """
    if data.startswith(codecs.BOM_UTF8):
        return _forgiving(data[len(codecs.BOM_UTF8) :], "utf-8")
    if is_utf16(data):
        return _forgiving(data, "utf-16")
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    if _is_damaged_utf8(data):
        return _forgiving(data, "utf-8")
    named = known_encoding(declared) or (declared_encoding(data) if declares else "")
    encoding, likelihood = _code_page(data, named)
    decoded = _forgiving(data, encoding)
    if likelihood < UNLIKELY and not decoded.problem:
        return replace(
            decoded, problem=f"does not look like Russian in any encoding that is known here: read as {encoding}"
        )
    return decoded


def is_utf16(data: bytes) -> bool:
    """Whether the bytes are UTF-16 with its mark.

    The mark alone is «яю» in windows-1251; but UTF-16 has zeros in its spaces,
    or 0x04 in its Cyrillic letters, and no code page has either.
    """
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return marked and (b"\x00" in data[:4096] or b"\x04" in data[:4096] or len(data) == 2)


def declared_encoding(data: bytes) -> str:
    """The Python name of the encoding that an HTML page or XML declaration names; "" when there is none."""
    match = DECLARED.search(data, 0, DECLARED_WITHIN)
    return known_encoding(match[1].decode("ascii")) if match else ""


def known_encoding(name: str) -> str:
    """The Python name of an encoding; "" when there is none by that name."""
    try:
        return codecs.lookup(name).name if name else ""
    except (LookupError, ValueError):
        return ""


def code_page(data: bytes, declared: str = "") -> str:
    """The single-byte encoding in which the bytes look most like Russian."""
    return _code_page(data, declared)[0]


def printable(text: str) -> str:
    """The text without control characters and lone surrogates, which no output format can carry."""
    return SURROGATE.sub("\ufffd", CONTROLS.sub("", text))


def _forgiving(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    places = "1 place" if lost == 1 else f"{lost} places"
    problem = f"is damaged text: {places} could not be decoded as {encoding} and became \ufffd"
    return Decoded(text, encoding, problem)


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether sequences that only UTF-8 has outnumber by far the bytes that it cannot have.

    In a code page the two-byte pattern is a capital or a rare letter before a
    mark of print: it turns up, among hundreds of bytes that are no UTF-8.
    """
    rest, sequences = UTF8_SEQUENCE.subn(b"", data)
    broken = len(rest.translate(None, ASCII))
    return sequences > 0 and sequences >= 4 * broken


def _code_page(data: bytes, declared: str) -> tuple[str, float]:
    """The best code page, and how likely a byte beyond ASCII is in it on average."""
    sample = b" " + b" ".join(islice((match[0] for match in WORD_BEYOND_ASCII.finditer(data)), SAMPLED_WORDS))
    pairs = Counter(pairwise(sample))
    beyond_ascii = sum(count for (_, right), count in pairs.items() if right > 0x7F)
    fits = {name: prior + _fit(pairs, name) for name, prior in CODE_PAGES.items()}
    best = max(fits, key=lambda name: fits[name])
    if declared and declared not in CODE_PAGES and _is_single_byte(declared):
        fits[declared] = _fit(pairs, declared)
    # A declaration is believed unless another code page fits clearly better.
    if declared in fits and fits[declared] + BENEFIT_OF_THE_DOUBT >= fits[best]:
        best = declared
    return best, fits[best] / max(beyond_ascii, 20)


def _fit(pairs: Mapping[tuple[int, int], int], encoding: str) -> float:
    """How much the pairs of bytes look like Russian in that encoding: a log likelihood, higher is better."""
    return sum(count * _likelihood(left, right, encoding) for (left, right), count in pairs.items())


@cache
def _likelihood(left_byte: int, right_byte: int, encoding: str) -> float:
    """How likely the right byte is after the left one."""
    left, right = (bytes([byte]).decode(encoding, errors="replace") for byte in (left_byte, right_byte))
    both_letters = left.isalpha() and right.isalpha()
    mixed = both_letters and (left < LATIN_END) != (right < LATIN_END)
    likelihood = MIXED_ALPHABETS if mixed else 0.0
    if right.isascii():
        return likelihood
    if not right.isalpha():
        misplaced = MISPLACED_MARK if right in OPENING_MARKS and left.isalpha() else 0.0
        return misplaced + (COMMON_MARK if right in COMMON_MARKS else RARE_MARK if right in RARE_MARKS else NOISE)
    per_thousand = LETTERS.get(right.lower())
    likelihood += log(per_thousand / 1000) if per_thousand else OTHER_LETTER
    if right.isupper():
        likelihood += SMALL_THEN_CAPITAL if left.islower() and not left.isascii() else CAPITALS
    if left in CLOSING_MARKS:
        likelihood += MISPLACED_MARK
    if both_letters and not mixed:
        likelihood += COMMON_PAIR if (left + right).lower() in COMMON_PAIRS else OTHER_PAIR
    return likelihood


def _is_single_byte(encoding: str) -> bool:
    """Whether a declared name is that of a code page, and not of UTF-7, Shift JIS or some transformation."""
    if not encoding.startswith(("cp", "iso8859", "koi8", "mac", "ptcp", "kz")):
        return False
    return len(b"\xe0\xe1".decode(encoding, errors="replace")) == 2
