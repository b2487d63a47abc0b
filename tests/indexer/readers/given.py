"""What tests of readers share: bytes in pieces, a file that is read, and what was told of it."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from indexer.article import Article
from indexer.readers import Articles, read_articles
from indexer.readers.page import BrokenOff


def pieces(data: bytes, size: int = 7) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def until_the_break(chunks: Iterable[bytes]) -> tuple[bytes, str]:
    got = b""
    try:
        for chunk in chunks:
            got += chunk
    except BrokenOff as broken:
        return got, str(broken)
    return got, ""


def read(path: Path, fields: Mapping[str, str] | None = None) -> tuple[list[Article], Articles]:
    articles = read_articles(path, fields=fields)
    found = list(articles)
    assert found or articles.warnings
    if path.is_file():
        assert articles.bytes_read == articles.bytes_total == path.stat().st_size
    return found, articles


def told(articles: Articles) -> list[str]:
    """The warnings, with the last part of each place."""
    return [f"{Path(warning.location).name}: {warning.reason}" for warning in articles.warnings]
