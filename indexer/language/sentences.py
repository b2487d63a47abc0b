"""Where sentences are: razdel within a line; a line's end always ends a sentence."""

import re
from collections.abc import Iterator

from razdel import sentenize

LINE = re.compile(r"[^\r\n\u2028\u2029]+")
ENDING = re.compile(r"[.!?…;]")
"""What razdel looks for; a line without any of these is one sentence."""


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences of the text, without the blanks around them."""
    for line in LINE.finditer(text):
        start = line.start()
        if ENDING.search(line[0]):
            for sentence in sentenize(line[0]):
                if sentence.text.strip():
                    yield _trim(text, start + sentence.start, start + sentence.stop)
        elif line[0].strip():
            yield _trim(text, *line.span())


def _trim(text: str, start: int, stop: int) -> tuple[int, int]:
    inner = text[start:stop]
    return start + len(inner) - len(inner.lstrip()), stop - (len(inner) - len(inner.rstrip()))
