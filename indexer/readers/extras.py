"""Packages that only some formats need: imported when the first of them comes, named when they are missing."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import ExtraMissing

PURPOSES = {
    "warc": "WARC files",
    "sql": "databases",
}


@contextmanager
def brought_by(extra: str) -> Iterator[None]:
    """Within it, a package that cannot be imported is `ExtraMissing`: one sentence with the command that helps."""
    try:
        yield
    except ImportError as error:
        raise ExtraMissing(f'Reading {PURPOSES[extra]} needs more packages: pip install "gubernia[{extra}]"') from error
