"""Encodings of Russian pages: told by what Russian looks like."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers.encoding import code_page, declared_encoding, decode, printable

SEEDS = Path(__file__).parents[3] / "seeds"
PAGES = [page.read_text(encoding="utf-8") for page in sorted(SEEDS.glob("*.txt"))]

HEADLINE = "Мэр Хабаровска открыл новый мост через Амур"


def in_code_page(text: str, name: str) -> str:
    """The text without the characters that the code page lacks."""
    return text.encode(name, errors="ignore").decode(name)


@st.composite
def pieces_of_pages(draw: st.DrawFn) -> str:
    """A piece of a sample page with 40 letters beyond ASCII or more."""
    page = draw(st.sampled_from(PAGES))
    start = draw(st.integers(0, len(page) - 200))
    stop = draw(st.integers(start + 60, len(page)))
    piece = page[start:stop]
    while sum(character.isalpha() and not character.isascii() for character in piece) < 40 and stop < len(page):
        stop += 20
        piece = page[start:stop]
    if sum(character.isalpha() and not character.isascii() for character in piece) < 40:
        piece = page[-400:]
    return piece


@pytest.mark.parametrize("name", ["cp1251", "koi8_r", "cp866"])
@given(piece=pieces_of_pages())
def test_forty_letters_of_any_page_are_enough(name: str, piece: str) -> None:
    text = in_code_page(piece, name)
    assert decode(text.encode(name)).text == text


@pytest.mark.parametrize("name", ["cp1251", "koi8_r", "cp866", "mac_cyrillic"])
@pytest.mark.parametrize("page", PAGES, ids=range(len(PAGES)))
def test_whole_pages(page: str, name: str) -> None:
    text = in_code_page(page, name)
    assert decode(text.encode(name)).text == text
    assert decode(text.upper().encode(name)).text == text.upper()


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8_r", "cp866", "mac_cyrillic"])
@pytest.mark.parametrize("text", [HEADLINE, "В Чите открыли школу", "новости Благовещенска: паводок на Зее"])
def test_headlines(text: str, name: str) -> None:
    assert decode(text.encode(name)) == decode(text.encode(name), declares=True)
    assert decode(text.encode(name)).text == text
    assert decode(text.encode(name)).problem == ""


def test_big_endian_utf16() -> None:
    assert decode("\ufeffПаводок в Чите".encode("utf-16-be")).text == "Паводок в Чите"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf8_round_trip(text: str) -> None:
    if not text.startswith(("\ufeff", "\x00", "\x04")):
        assert decode(text.encode()).text == text


@given(st.binary(), st.booleans())
def test_any_bytes_become_text(data: bytes, declares: bool) -> None:
    decode(data, declares=declares).text.encode("utf-8")


def test_the_mark_of_utf16_is_a_russian_word_ending_in_windows_1251() -> None:
    assert decode("яют в Хабаровске новый мост через реку".encode("cp1251")).text.startswith("яют в Хабаровске")


def test_damaged_utf8_stays_utf8() -> None:
    data = bytearray(PAGES[0].encode())
    data[100:101] = b"\xff"
    data[2000:2001] = b"\xc3"
    decoded = decode(bytes(data))
    assert decoded.encoding == "utf-8"
    assert decoded.text[:40] == PAGES[0][:40]
    assert decoded.text[-40:] == PAGES[0][-40:]
    assert "\ufffd" in decoded.text
    assert "could not be decoded" in decoded.problem


def test_utf8_cut_within_a_letter() -> None:
    assert decode("Паводок".encode()[:-1]).text == "Паводо\ufffd"


@pytest.mark.parametrize(
    "declared",
    ["utf-8", "koi8-r", "windows-1252", "iso-8859-1", "utf-16", "base64", "unicode_escape", "cp932", "nonsense"],
)
def test_a_wrong_declaration_is_not_believed(declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body>{HEADLINE}. {PAGES[2][:300]}</body></html>'
    page = in_code_page(page, "cp1251")
    assert decode(page.encode("cp1251"), declares=True).text == page


def test_a_right_declaration_of_a_rarer_code_page_is_believed() -> None:
    page = f'<html><meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-5"><p>{HEADLINE}</p></html>'
    assert decode(page.encode("iso8859-5"), declares=True).text == page
    french = '<meta charset="windows-1252"><p>Un café à Besançon, l’été dernier : « déjà vu »</p>'
    assert decode(french.encode("cp1252"), declares=True).text == french


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (b'<meta charset="windows-1251">', "cp1251"),
        (b"<meta charset = KOI8-R >", "koi8-r"),
        (b'<?xml version="1.0" encoding="utf-8"?>', "utf-8"),
        (b'<meta charset="klingon">', ""),
        (b"<p>", ""),
    ],
)
def test_declarations(page: bytes, name: str) -> None:
    assert declared_encoding(page) == name


def test_letters_after_a_long_head_of_scripts() -> None:
    page = "var a = 1;\n" * 50_000 + HEADLINE
    assert code_page(page.encode("koi8_r")) == "koi8-r"


def test_printable() -> None:
    assert printable("а\x00б\x07в\tг\nд\ud800") == "абв\tг\nд\ufffd"


def test_what_is_no_russian_in_any_encoding_says_so() -> None:
    assert (
        "does not look like Russian"
        in decode("黑龙江省与阿穆尔州签署合作协议，双方代表出席仪式。".encode("gbk")).problem
    )
    assert decode("Президент України заявив, що є нові можливості для співпраці".encode("cp1251")).problem == ""
    assert decode("Copyright © 2010 — “hello” – yes… 20 € ® °".encode("cp1251")).problem == ""
