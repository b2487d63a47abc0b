"""Tables as text: CSV with commas, semicolons, tabs or bars, as Excel, databases and statistics offices save them.

The first line names the columns. A row may go over many lines where a field is
in quotes. A quote that is never closed would swallow the rest of the file: a
row that has the wrong number of fields is given up after its first line, and
reading goes on with the second.
"""

import csv
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Iterator

from .chunks import lines
from .encoding import decode
from .page import Page, Unreadable, cut
from .records import LONGEST_RECORD, Fields, Item, page_from_record

DELIMITERS = ",;\t|"
LONGEST_NAME = 60
MOST_NAMED = 20
MOST_LINES_AGAIN = 1000  # a row with an open quote is read again line by line, but not a whole archive of them


def looks_like_table(head: str, fields: Fields) -> bool:
    """Whether the first line names the columns of a table of articles: a title or a text, and something else."""
    columns, _ = columns_of(head)
    known = fields.known(columns)
    return (
        len(columns) > 1
        and len(known) > 1
        and ("title" in known or "text" in known)
        and all(len(column) <= LONGEST_NAME for column in columns)
    )


def columns_of(head: str) -> tuple[list[str], str]:
    """The names of the columns and what is between them, by the first line that is not blank."""
    first = next((line for line in head.splitlines() if line.strip()), "")
    best: tuple[list[str], str] = ([first.strip()], ",")
    for delimiter in DELIMITERS:
        try:
            columns = [column.strip() for column in next(csv.reader([first], delimiter=delimiter), [])]
        except csv.Error:
            continue
        if len(columns) > len(best[0]):
            best = columns, delimiter
    return best


def read_table(chunks: Iterator[bytes], fields: Fields, head: bytes = b"") -> Iterator[Item]:
    """The rows with the numbers of their first lines; `Unreadable` when the columns are not known.

    `head` is the beginning of the stream, by which its encoding is told.
    """
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_RECORD))  # 128 KiB unless told: less than an interview
    source = _Lines(chunks, decode(head[: head.rfind(b"\n") + 1] or head).encoding)
    header = source.first()
    if header.lower().startswith("sep=") and len(header.strip()) == 5:  # a line for Excel
        header = source.first()
    columns, delimiter = columns_of(header)
    known = fields.known(columns)
    if not header:
        return
    if "title" not in known and "text" not in known:
        raise Unreadable(_unknown(columns))
    names = fields.usual(columns)
    # Strictly: a quote that is left open ends at the next one, and only what follows that shows it.
    rows = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        source.begin()
        try:
            row = next(rows)
        except StopIteration:
            return
        except _TooLong as error:
            yield Item(Unreadable(str(error)), at=f":{error.number}")
            continue
        except csv.Error as error:
            # A file that ends within quotes is cut off: what it has of the row is not the row.
            row = [] if "end of data" in str(error) else source.as_it_is(delimiter, len(names))
            if not row:
                number = source.number
                yield Item(Unreadable(f"is no row of this table ({error}){source.given_up()}"), at=f":{number}")
                continue
        yield from _item(row, names, fields, source)


def _item(row: list[str], names: list[str], fields: Fields, source: "_Lines") -> Iterator[Item]:
    number = source.number
    while len(row) > len(names) and not row[-1].strip():
        row.pop()
    if not any(cell.strip() for cell in row):
        return
    if len(row) != len(names):
        reason = f"has {counted(len(row), 'field')}, and the table has {counted(len(names), 'column')}"
        yield Item(Unreadable(reason + source.given_up()), at=f":{number}")
        return
    found: Page | Unreadable
    record: dict[str, str] = {}
    for name, cell in zip(names, row, strict=True):
        record[name] = record.get(name) or cell
    try:
        found = page_from_record(record, tuple(source.problems), fields)
    except Unreadable as unreadable:
        found = unreadable
    yield Item(found, at=f":{number}", id=f"#{number}")


def _unknown(columns: list[str]) -> str:
    named = ", ".join(repr(cut(column, LONGEST_NAME)) for column in columns[:MOST_NAMED])
    more = f" and {len(columns) - MOST_NAMED} more" if len(columns) > MOST_NAMED else ""
    return (
        f"has no column with a title or a text that is known here, its columns are {named}{more}: "
        f"say which is which, for example --map title={cut(columns[0].split()[0] if columns[0] else 'NAME', 30)}"
    )


class _TooLong(Exception):
    """A row or line that is longer than any article."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(reason)
        self.number = number


class _Lines:
    """The lines of the table as text, for the `csv` module; they can be given once more after a row went wrong."""

    def __init__(self, chunks: Iterator[bytes], encoding: str) -> None:
        self._coming = lines(chunks, LONGEST_RECORD)
        self._again: deque[tuple[int, bytes | None]] = deque()
        self._held: list[tuple[int, bytes | None]] = []
        self._size = 0
        self._encoding = encoding
        self.problems: list[str] = []

    @property
    def number(self) -> int:
        """The line that the row begins at."""
        return self._held[0][0] if self._held else 0

    def first(self) -> str:
        """The next line that is not blank; "" at the end."""
        for _, line in self._coming:
            if line is None:
                raise Unreadable(f"begins with a line longer than {LONGEST_RECORD >> 20} MiB, which names no columns")
            text = self._text(line.removeprefix(BOM_UTF8)).strip("\r\n ")
            if text.strip():
                return text
        return ""

    def begin(self) -> None:
        """A new row begins."""
        self._held.clear()
        self.problems.clear()
        self._size = 0

    def as_it_is(self, delimiter: str, columns: int) -> list[str]:
        """The row, if it is one line, with quotes that stand within fields; empty when that makes no row either."""
        if len(self._held) > 1:
            return []
        try:
            row = next(csv.reader([self._text(line) for _, line in self._held if line], delimiter=delimiter), [])
        except csv.Error:
            return []
        return row if len(row) == columns else []

    def given_up(self) -> str:
        """Give the lines of the row, but for its first one, once more; what is to be said of that."""
        if len(self._held) == 1:
            return ": it was skipped"
        if len(self._held) > MOST_LINES_AGAIN:
            return f": it was skipped to line {self._held[-1][0]} (is a quote left open?)"
        self._again.extendleft(reversed(self._held[1:]))
        return ": its first line was skipped (is a quote left open?)"

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        numbered = self._again.popleft() if self._again else next(self._coming)
        _, line = numbered
        self._held.append(numbered)
        self._size += len(line or b"")
        if line is None or self._size > LONGEST_RECORD:
            raise _TooLong(self.number, f"is longer than {LONGEST_RECORD >> 20} MiB{self.given_up()}")
        return self._text(line) + "\n"

    def _text(self, line: bytes) -> str:
        for encoding in ("utf-8", self._encoding):
            try:
                return line.decode(encoding)
            except UnicodeDecodeError:
                pass
        decoded = decode(line)
        if decoded.problem:
            self.problems.append(decoded.problem)
        return decoded.text


def counted(number: int, noun: str) -> str:
    """«1 field», «2 fields»."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
