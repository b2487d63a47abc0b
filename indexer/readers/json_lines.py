"""JSON Lines: one record a line."""

import json
from collections.abc import Iterator

from .chunks import lines
from .encoding import decode
from .page import Page, Unreadable
from .records import LONGEST_RECORD, Fields, Item, page_from_record


def read_json_lines(chunks: Iterator[bytes], fields: Fields) -> Iterator[Item]:
    """The records with their line numbers; blank lines are none."""
    for number, line in lines(chunks, LONGEST_RECORD):
        if line is not None and not line.strip():
            continue
        found: Page | Unreadable
        try:
            if line is None:
                raise Unreadable(f"is longer than {LONGEST_RECORD >> 20} MiB and was skipped")
            found = page_from_json(line, fields)
        except Unreadable as unreadable:
            found = unreadable
        yield Item(found, at=f":{number}", id=f"#{number}")


def page_from_json(written: bytes, fields: Fields | None = None) -> Page:
    """The article of one object; `Unreadable` when the bytes hold none."""
    decoded = decode(written)
    try:
        record = json.loads(decoded.text, strict=False)
    except RecursionError:
        raise Unreadable("is not JSON that can be read: it is nested too deeply") from None
    except json.JSONDecodeError as error:
        place = f"column {error.colno}" if error.lineno == 1 else f"line {error.lineno} of the record"
        raise Unreadable(f"is not JSON: {error.msg[0].lower()}{error.msg[1:]}, {place}") from None
    except ValueError as error:  # a number of thousands of digits
        raise Unreadable(f"is not JSON that can be read: {error}") from None
    if not isinstance(record, dict):
        raise Unreadable("is JSON, but not an object with fields")
    return page_from_record(record, (decoded.problem,) if decoded.problem else (), fields)
