"""What zip and tar archives have in common: members that are never written to a folder, and their names."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from .page import Unreadable


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its name there, and its bytes, or why there are none."""

    name: str
    content: Iterator[bytes] | Unreadable


def member_name(written: str) -> str:
    """The name with its parts joined by slashes; what would lead out of the archive is left out of it."""
    parts = [part for part in re.split(r"[/\\]", written) if part not in ("", ".", "..")]
    return unicodedata.normalize("NFC", "/".join(parts).encode("utf-8", "backslashreplace").decode("utf-8"))


def is_passed_over(name: str) -> bool:
    """Whether a member is none of the archive's own files, as in folders: «.DS_Store», «__MACOSX/._page.html»."""
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))
