"""Feeds: what an entry says becomes an article, however the stream is cut and whatever is wrong with it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.readers import feeds
from indexer.readers.feeds import entries, feed_root
from indexer.readers.formats import Format, format_of
from indexer.readers.page import BrokenOff, Unreadable
from tests.indexer.readers.given import pieces, read, told

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:yandex="http://news.yandex.ru">
<channel><title>Вести Приамурья</title><link>https://a.ru</link>
{items}
</channel></rss>
"""
ITEM = """<item><title>Мост &amp; паром</title><guid isPermaLink="false">12</guid><link>https://a.ru/1</link>
<pubDate>Sun, 05 Nov 2023 01:00:00 +1000</pubDate><category>Город</category><category>Мосты</category>
<description>&lt;p&gt;Первый абзац [&amp;hellip;]&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>Первый абзац и дальше.</p><p>Второй <b>абзац</b></p>
<script>x</script></item>]]></content:encoded></item>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Заря</title>
<entry><id>tag:a.ru,2023:1</id><title type="html">Порт &lt;b&gt;открыт&lt;/b&gt;</title>
<link rel="alternate" href="https://a.ru/2"/><published>2023-11-05T10:20:00+10:00</published>
<updated>2024-01-01T00:00:00Z</updated><summary>Коротко.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Раз</p><p>Два</p></div></content>
<category term="порт"/></entry>
<entry><id>tag:a.ru,2023:2</id><title>Только правка</title><updated>2024-01-01T00:00:00Z</updated></entry></feed>"""
RDF = """<?xml version="1.0" encoding="windows-1251"?><!-- RSS 1.0 -->
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://a.ru"><title>Край</title>
<items><rdf:Seq><rdf:li rdf:resource="https://a.ru/3"/></rdf:Seq></items></channel>
<item rdf:about="https://a.ru/3"><title>Школа</title><link>https://a.ru/3</link><dc:date>2023-11-05</dc:date>
<description>Открыта новая школа</description></item></rdf:RDF>"""


def rss(*items: str, encoding: str = "utf-8") -> bytes:
    return RSS.format(encoding=encoding, items="\n".join(items)).encode(encoding)


def test_rss(tmp_path: Path) -> None:
    (tmp_path / "news.xml").write_bytes(rss(ITEM))
    ((article,), articles) = read(tmp_path)
    assert (article.id, article.url, article.title) == ("https://a.ru/1", "https://a.ru/1", "Мост & паром")
    assert article.text == "Первый абзац и дальше.\nВторой абзац"
    assert (article.lead, article.source, article.tags) == ("", "Вести Приамурья", ("Город", "Мосты"))
    assert article.published.day == date(2023, 11, 5), "the day where it was published, not in Greenwich"
    assert article.published.moment is not None
    assert articles.warnings == []


def test_atom_and_rss_1(tmp_path: Path) -> None:
    (tmp_path / "1").write_text(ATOM, "utf-8")
    (tmp_path / "2").write_text(RDF, "cp1251")
    (tmp_path / "3").write_text(ATOM, "utf-16")
    found, articles = read(tmp_path)
    assert articles.warnings == []
    assert [(article.id, article.title, article.lead, article.text, article.source) for article in found[:3]] == [
        ("tag:a.ru,2023:1", "Порт открыт", "Коротко.", "Раз\nДва", "Заря"),
        ("tag:a.ru,2023:2", "Только правка", "", "", "Заря"),
        ("https://a.ru/3", "Школа", "", "Открыта новая школа", "Край"),
    ]
    assert [str(article.published.day) for article in found[:3]] == ["2023-11-05", "None", "2023-11-05"]
    assert [article.title for article in found[3:]] == ["Порт открыт", "Только правка"]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-r"])
def test_encodings_are_told_by_their_look(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "news.rss").write_bytes(rss(ITEM, encoding=encoding).replace(b"koi8-r", b"utf-8"))
    ((article,), _) = read(tmp_path)
    assert (article.title, article.source) == ("Мост & паром", "Вести Приамурья")


def test_full_text_for_yandex(tmp_path: Path) -> None:
    item = "<item><title>Мост</title><link>https://a.ru/1</link><description>Анонс моста</description>\
<yandex:full-text>Полный текст о мосте.</yandex:full-text></item>"
    (tmp_path / "yandex.xml").write_bytes(rss(item))
    ((article,), _) = read(tmp_path)
    assert (article.lead, article.text) == ("Анонс моста", "Полный текст о мосте.")


@settings(deadline=None)
@given(st.lists(st.sampled_from([ITEM, "<item>\n<a/></item>", "<item ><![CDATA[</item><item>]]></item >"])))
def test_entries_are_cut_wherever_chunks_end(items: list[str]) -> None:
    data = rss(*items, "<!-- <item> -->")
    whole = list(entries([data], b"rss", b"item", 10_000))
    assert [piece for place, piece in whole if place > 0] == [item.encode() for item in items]
    for size in (1, 7, 300):
        assert list(entries(pieces(data, size), b"rss", b"item", 10_000)) == whole
    for place, piece in whole[1:]:
        assert piece is not None
        assert b"\n".join(data.split(b"\n")[place - 1 :]).find(piece.split(b"\n")[0]) >= 0


@settings(deadline=None)
@given(st.floats(0.05, 0.999), st.integers(1, 500))
def test_a_feed_that_does_not_end(kept: float, size: int) -> None:
    data = rss(ITEM, ITEM, ITEM)

    def cut() -> Iterator[bytes | None]:
        for place, piece in entries(pieces(data[: int((len(data) - 8) * kept)], size), b"rss", b"item", 10_000):
            if place > 0:
                yield piece

    got: list[bytes | None] = []
    with pytest.raises(BrokenOff, match="does not end"):
        got.extend(cut())
    assert got == [ITEM.encode()] * len(got)


def test_a_truncated_feed_gives_what_came_before(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(rss(ITEM, ITEM.replace("a.ru/1", "a.ru/2"))[:-200])
    found, articles = read(tmp_path)
    assert [article.id for article in found] == ["https://a.ru/1"]
    assert told(articles) == ["a.xml: breaks off in the middle: the entry that begins at line 9 does not end"]
    assert not articles.complete


def test_broken_entries_cost_at_most_themselves(tmp_path: Path) -> None:
    broken = "<item><title>Паром & порт</title><link>https://a.ru/2</link><description>a < b &nbsp; x"
    (tmp_path / "a.xml").write_bytes(rss("<item></item>", f"{broken}</description></item>", ITEM))
    found, articles = read(tmp_path)
    assert [(article.id, article.title) for article in found] == [
        ("https://a.ru/2", "Паром & порт"),
        ("https://a.ru/1", "Мост & паром"),
    ]
    assert told(articles) == ["a.xml:4: is an entry with neither a title nor a text"]


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))


@pytest.mark.parametrize(
    "declared",
    [
        f'<!DOCTYPE rss [<!ENTITY l0 "ха">{LAUGHS}]>',
        '<!DOCTYPE rss [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_entities_are_not_expanded(tmp_path: Path, declared: str) -> None:
    item = "<item><title>Смех &l9; и мост</title><link>https://a.ru/1</link></item>"
    (tmp_path / "a.xml").write_bytes(rss(item).replace(b"<rss", declared.encode() + b"<rss", 1))
    ((article,), _) = read(tmp_path)
    assert article.title.startswith("Смех")
    assert len(article.title) < 40
    assert "root" not in article.title


def test_an_entry_without_end_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "LONGEST_RECORD", 2000)
    (tmp_path / "a.xml").write_bytes(rss(f"<item><title>{'x' * 5000}</title></item>", ITEM))
    found, articles = read(tmp_path)
    assert len(found) == 1
    assert told(articles)[0].startswith("a.xml:4: is an entry longer than")


def test_a_head_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "LONGEST_HEAD", 2000)
    (tmp_path / "a.xml").write_bytes(rss("x" * 5000, ITEM))
    assert told(read(tmp_path)[1])[0].startswith("a.xml: is a feed whose first")
    (tmp_path / "a.xml").write_bytes(rss())
    assert told(read(tmp_path)[1]) == ["a.xml: is a feed without entries"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<rss version='2.0'>", Format.FEED),
        ("\ufeff <?xml version='1.0'?><!-- a --><atom:feed xmlns:atom='http://www.w3.org/2005/Atom'>", Format.FEED),
        ("<!DOCTYPE html><p>О теге <rss version='2.0'>", Format.HTML),
        ("Заметка о теге <rss version='2.0'>", Format.PLAIN_TEXT),
    ],
)
def test_told_by_the_root(text: str, expected: Format) -> None:
    assert format_of(text.encode()) is expected
    assert format_of(text.encode("utf-16")) is expected


def test_other_xml_is_refused() -> None:
    for text in ("<?xml version='1.0'?><urlset>", "<?xml version='1.0'?><feed xmlns='urn:x'>"):
        with pytest.raises(Unreadable, match="is XML, but neither a page nor a feed"):
            format_of(text.encode())
    assert feed_root(b"<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'>") == (b"atom:feed", b"atom:entry")
