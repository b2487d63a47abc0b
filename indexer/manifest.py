"""The note beside an index that says how it was made: a small JSON file for each committed generation.

It is written before the generation is committed and carries its number, so a
generation without its manifest does not exist, and the other way round a
manifest without its generation is a leftover of a crash.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

from .errors import IndexDamaged, IndexMissing, IndexOutdated
from .files import write_json
from .language import ANALYSIS_VERSION, dictionary_versions

NAME = re.compile(r"manifest-(\d+)\.json")


@dataclass(frozen=True, slots=True)
class FileSum:
    """Length in bytes and CRC-32 of one file."""

    bytes: int
    crc32: int

    @classmethod
    def of(cls, path: Path) -> "FileSum":
        """Read the file and sum it up."""
        length, total = 0, 0
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                length, total = length + len(chunk), crc32(chunk, total)
        return cls(length, total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """How a generation was made. `built_at` is in UTC; `dictionaries` are package versions."""

    engine: str
    schema: int
    generation: int
    articles: int
    analysis: int
    dictionaries: Mapping[str, str]
    built_at: datetime
    files: Mapping[str, FileSum]

    @classmethod
    def now(
        cls, *, engine: str, schema: int, generation: int, articles: int, files: Mapping[str, FileSum]
    ) -> "Manifest":
        """The manifest of a generation that this process, with its analysis, is about to commit."""
        return cls(
            engine=engine,
            schema=schema,
            generation=generation,
            articles=articles,
            analysis=ANALYSIS_VERSION,
            dictionaries=dictionary_versions(),
            built_at=datetime.now(UTC).replace(microsecond=0),
            files=files,
        )

    def write(self, folder: Path) -> None:
        """Put it beside the generation's files."""
        write_json(folder / f"manifest-{self.generation}.json", asdict(self) | {"built_at": self.built_at.isoformat()})

    @classmethod
    def read(cls, folder: Path, generation: int, *, schema: int) -> "Manifest":
        """The manifest of a generation.

        Raises `IndexMissing` where there is none, `IndexOutdated` when its schema
        is not `schema`, `IndexDamaged` when it cannot be read or a file of the
        generation is missing or has another length.
        """
        path = folder / f"manifest-{generation}.json"
        try:
            row: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if row["schema"] != schema:
                raise IndexOutdated(
                    f"The index was built with schema {row['schema']}, this version reads schema {schema}: "
                    "build it anew with `gubernia index SOURCE...`."
                )
            files = {name: FileSum(**value) for name, value in row.pop("files").items()}
            built_at = datetime.fromisoformat(row.pop("built_at"))
            row["dictionaries"] = dict(row["dictionaries"])
            manifest = cls(**row, files=files, built_at=built_at)
        except FileNotFoundError:
            raise IndexMissing(f"There is no index at {folder}: build one with `gubernia index SOURCE...`.") from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise IndexDamaged(
                f"The manifest {path.name} cannot be read: build the index anew with `gubernia index SOURCE...`."
            ) from error
        for name, expected in files.items():
            if not (folder / name).is_file() or (folder / name).stat().st_size != expected.bytes:
                raise IndexDamaged(
                    f"The index's file {name} is missing or cut: build the index anew with `gubernia index SOURCE...`."
                )
        return manifest

    @property
    def same_analysis(self) -> bool:
        """Whether this process would analyze texts as they were analyzed for the index."""
        return self.analysis == ANALYSIS_VERSION and dict(self.dictionaries) == dictionary_versions()

    def damaged_files(self, folder: Path) -> list[str]:
        """Files that are not what was committed, by length and checksum; reads every byte."""
        return [name for name in self.files if not self.is_sound(folder, name)]

    def is_sound(self, folder: Path, name: str) -> bool:
        """Whether the file is what was committed; reads every byte."""
        try:
            return FileSum.of(folder / name) == self.files.get(name)
        except OSError:
            return False


def remove_old_manifests(folder: Path, generation: int) -> None:
    """Drop the manifests of other generations; what cannot be removed stays for the next time."""
    for path in folder.glob("manifest-*.json"):
        match = NAME.fullmatch(path.name)
        if match and int(match[1]) != generation:
            try:
                path.unlink()
            except OSError:
                continue
