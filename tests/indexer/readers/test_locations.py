"""What holds the place of an article: by this it is told whether an article is gone."""

import os
from pathlib import Path

import pytest

from indexer.readers.locations import holders_of


@pytest.mark.parametrize(
    ("location", "holders"),
    [
        ("/a/b.txt", ["/a", "/"]),
        ("/a/b.zip!c/d/e.txt", ["/a/b.zip!c/d", "/a/b.zip!c", "/a/b.zip", "/a", "/"]),
        ("/a/b.zip!c.tar!d.txt", ["/a/b.zip!c.tar", "/a/b.zip", "/a", "/"]),
        ("sqlite:////a/n.db?query=5f#7#8", ["sqlite:////a/n.db?query=5f"]),
        ("postgresql://host/n?query=5f", []),
        ("-!a.txt", ["-"]),
    ],
)
@pytest.mark.skipif(os.sep != "/", reason="the paths are those of POSIX")
def test_holders(location: str, holders: list[str]) -> None:
    assert list(holders_of(location)) == [location, *holders]


def test_a_file_whose_name_has_the_sign_is_no_member(tmp_path: Path) -> None:
    path = tmp_path / "Ура!.txt"
    path.write_text("Ура", "utf-8")
    assert str(tmp_path / "Ура") not in list(holders_of(str(path)))
    assert str(tmp_path) in list(holders_of(str(path)))
    path.unlink()
    assert str(tmp_path / "Ура") in list(holders_of(str(path)))
