"""From articles to an index: the one loop with input and output."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from .article import Article
from .cleaning.furniture import BLOCK as FURNITURE
from .cleaning.furniture import Furniture
from .collecting import collecting_seldom
from .engine import Engine, Writer
from .engines.whoosh import WhooshEngine
from .errors import IndexUnusable, NothingToIndex
from .index_folder import IndexFolder
from .language.analysis import forget
from .parallel import put_all
from .readers import Articles, ReadWarning
from .readers.locations import holders_of
from .readers.sources import upwards
from .reprints.noting import noting_reprints

COMPARED_AT_ONCE = 200
"""Articles that an update compares with the index in one go."""

MANY = 100_000
"""Articles of a build that is worth forgetting words for, which a search or an update in this process may want."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: articles taken so far, bytes read and bytes there are (0 when unknown).

    `writing` is True once all is read and the index is being written.
    """

    articles: int
    bytes_read: int = 0
    bytes_total: int = 0
    writing: bool = False


@dataclass(kw_only=True)
class BuildReport:
    """What a build did.

    `articles` is how many the index now has; `added`, `changed`, `unchanged` and
    `removed` count what happened to them; `warnings` name what was not read or
    not clear; `seconds` is the time it took.
    """

    articles: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    warnings: list[ReadWarning] = field(default_factory=list)
    seconds: float = 0.0


Report = Callable[[Progress], None]


def build_index(
    articles: Iterable[Article],
    path: str | os.PathLike[str],
    *,
    jobs: int | None = 1,
    allow_empty: bool = False,
    progress: Report | None = None,
) -> BuildReport:
    """Build the index at `path` from these articles alone.

    The new index is written beside the old one and takes its place in one step;
    until then, and after any failure, the old one serves. With `jobs` above 1
    that many processes analyze; with None as many as the machine has cores and
    room for, four at most, where there are more than a few hundred articles. Raises
    `NothingToIndex` rather than replace a non-empty index by an empty one, unless
    `allow_empty`; `IndexLocked` when another process changes the index.
    """
    begun = time.monotonic()
    report = BuildReport()
    folder = IndexFolder(Path(path))
    with folder.locked(), collecting_seldom():
        folder.remove_others()
        source = _Source(articles, report, progress)
        try:
            source.count_furniture()
            _build(folder, source, jobs=jobs, allow_empty=allow_empty)
        finally:
            source.finish()
    report.added = report.articles
    report.seconds = time.monotonic() - begun
    return report


def update_index(
    articles: Iterable[Article],
    path: str | os.PathLike[str],
    *,
    jobs: int | None = 1,
    gone: bool = False,
    spare_empty: bool = False,
    progress: Report | None = None,
) -> BuildReport:
    """Bring the index at `path` up to these articles; those that have not changed cost no analysis.

    With `gone`, articles of the index that were read from a place under the given
    sources and are not there any more are removed; only when the sources were
    read to their end, and never for a file that could not be read. A source that
    is gone itself, or has no file in it, may be a disk that is not mounted: with
    `spare_empty`, nothing of it is removed and a warning says so. Without an
    index, builds one. If the index was made with another version of the
    dictionary or the analysis, all of its articles are analyzed anew.
    """
    return update_noting(articles, path, {}, jobs=jobs, gone=gone, spare_empty=spare_empty, progress=progress)


def update_noting(
    articles: Iterable[Article],
    path: str | os.PathLike[str],
    rivals: dict[str, set[str]],
    *,
    jobs: int | None = 1,
    gone: bool = False,
    spare_empty: bool = False,
    progress: Report | None = None,
) -> BuildReport:
    """See `update_index`. Also notes ids that came, or had come before, from more than one location, and these."""
    if gone and not isinstance(articles, Articles):
        raise ValueError("gone=True needs articles that read_articles() gives: only they know where they come from")
    begun = time.monotonic()
    report = BuildReport()
    folder = IndexFolder(Path(path))
    with folder.locked(), collecting_seldom():
        folder.remove_others()
        source = _Source(articles, report, progress, rivals, spare_bare=spare_empty)
        if not (folder.path / "serving.json").exists():
            source.count_furniture()
            _build(folder, source, jobs=jobs, allow_empty=True)
            report.added = report.articles
        else:
            with closing(WhooshEngine(folder.serving())) as engine:
                source.use_furniture(engine)
                if engine.manifest.same_analysis:
                    _update(engine, source, report, jobs=jobs, gone=gone)
                    report.articles = engine.manifest.articles
                else:
                    _rebuild_with_stored(folder, engine, source, report, jobs=jobs, gone=gone)
    source.finish()
    report.seconds = time.monotonic() - begun
    return report


class _Source:
    """The articles that came in, each id once: of equal ones the last, as a warning tells."""

    def __init__(
        self,
        articles: Iterable[Article],
        report: BuildReport,
        progress: Report | None,
        rivals: dict[str, set[str]] | None = None,
        *,
        spare_bare: bool = False,
    ) -> None:
        self.articles = articles
        self.report = report
        self.progress = progress or (lambda _: None)
        self.seen: dict[str, str] = {}  # id -> location
        self.furniture: Furniture | None = None
        self.rivals = {} if rivals is None else rivals
        self.spare_bare = spare_bare
        self._roots: frozenset[str] | None = None

    def __iter__(self) -> Iterator[Article]:
        for count, article in enumerate(self.articles, 1):
            if article.id in self.seen:
                earlier = self.seen[article.id] or "an earlier article"
                reason = f"has the same id as {earlier} ({article.id!r}) and replaces it"
                self.report.warnings.append(ReadWarning(article.location or article.id, reason))
                self.met(article, self.seen[article.id])
            self.seen[article.id] = article.location
            yield article
            self.tell(Progress(count))
        self.tell(Progress(len(self.seen), writing=True))

    def count_furniture(self) -> None:
        """Before a build: count the lines that come back, and clean pages by that."""
        if isinstance(self.articles, Articles):
            self.furniture = self.articles.furniture = self.articles.repeated_lines()

    def use_furniture(self, engine: Engine) -> None:
        """Before an update: clean pages as those of the index were cleaned."""
        if isinstance(self.articles, Articles):
            self.furniture = self.articles.furniture = _kept_furniture(engine, self.report)

    def tell(self, progress: Progress) -> None:
        """Report how far it is, with what the reader knows of bytes."""
        if isinstance(self.articles, Articles):
            read, total = self.articles.bytes_read, self.articles.bytes_total
            progress = replace(progress, bytes_read=read, bytes_total=total)
        self.progress(progress)

    def make_room(self) -> None:
        """After the last article of a large build: what reading and analyzing held is wanted for what follows."""
        if len(self.seen) + self.report.unchanged >= MANY:
            self.seen.clear()
            forget()

    def finish(self) -> None:
        """Take over what the reader has to say."""
        if isinstance(self.articles, Articles):
            self.report.warnings[:0] = self.articles.warnings

    def met(self, article: Article, other: str) -> None:
        """Note that an article with this id came from another location too."""
        if other != article.location:
            self.rivals.setdefault(article.id, set()).update((other, article.location))

    def is_gone(self, article: Article) -> bool:
        """Whether the article of the index is no longer where it was read. Ask after the last article."""
        source = self.articles
        if not isinstance(source, Articles) or not source.complete or article.id in self.seen:
            return False
        holders = list(holders_of(article.location)) if article.location else []
        if not source.unread.isdisjoint(holders):
            return False
        if self._roots is None:
            self._roots = self._roots_of(source)
        return not self._roots.isdisjoint(holders)

    def _roots_of(self, source: Articles) -> frozenset[str]:
        """Below which articles may be gone: not below what may be a disk that is not mounted."""
        bare = source.bare() if self.spare_bare else ()
        for place in bare:
            reason = (
                "is gone or has no file in it, so nothing of it was dropped: mount or restore it, "
                "or allow the index to be emptied (--allow-empty)"
            )
            self.report.warnings.append(ReadWarning(place, reason))
        return frozenset(root for root in source.roots if not any(place in bare for place in upwards(root)))


def _build(
    folder: IndexFolder,
    source: _Source,
    articles: Iterable[Article] | None = None,
    *,
    jobs: int | None,
    allow_empty: bool,
) -> None:
    """Fill a new build with the articles, those of the source unless given; on any error the folder is as before."""
    build = folder.new_build()
    try:
        with closing(WhooshEngine(build, create=True)) as engine:
            with noting_reprints(engine) as writer:
                if source.furniture:
                    writer.keep(FURNITURE, source.furniture.to_bytes())
                put_all(writer, source if articles is None else articles, jobs)
                source.make_room()
            source.report.articles = engine.manifest.articles
        if source.report.articles == 0 and not allow_empty and _serving_articles(folder):
            raise NothingToIndex(
                "No article was found, and the index has some: check the source, or pass --allow-empty.",
                source.report.warnings,
            )
        folder.serve(build)
    finally:
        # Whatever happened, also right after the change-over: the build that does not serve goes.
        folder.remove_others()


def _kept_furniture(engine: Engine, report: BuildReport) -> Furniture | None:
    """What the build found of lines that come back; None where it kept nothing that can be used."""
    data = engine.kept(FURNITURE)
    if data is None:
        return None
    try:
        return Furniture.from_bytes(data)
    except ValueError as error:
        reason = f"has {error} of repeated lines: pages are read without them until the index is built anew"
        report.warnings.append(ReadWarning("the index", reason))
        return None


def _serving_articles(folder: IndexFolder) -> int:
    try:
        with closing(WhooshEngine(folder.serving())) as engine:
            return engine.manifest.articles
    except IndexUnusable:
        return 0


def _update(engine: WhooshEngine, source: _Source, report: BuildReport, *, jobs: int | None, gone: bool) -> None:
    """Write what changed into the serving build, in one commit."""

    with noting_reprints(engine) as writer:
        put_all(writer, _compared(engine, source, report, all_of_them=False), jobs)
        if gone:
            _remove_gone(engine, writer, source, report)


def _compared(engine: Engine, source: _Source, report: BuildReport, *, all_of_them: bool) -> Iterator[Article]:
    """The articles that differ from those of the index, or all of them; the report counts each id once."""
    found: dict[str, str] = {}
    incoming = iter(source)
    while batch := list(islice(incoming, COMPARED_AT_ONCE)):
        stored = {article.id: article for article in engine.articles(article.id for article in batch)}
        for article in batch:
            if article.id in stored:
                source.met(article, stored[article.id].location)
            same = stored.get(article.id) == article
            before = found.get(article.id)
            if before is None:
                now = "unchanged" if same else "changed" if article.id in stored else "added"
            else:
                # A second article with this id: it must replace the first, even if it says what the index said before.
                now = "changed" if before == "unchanged" and not same else before
                _count(report, before, -1)
            found[article.id] = now
            _count(report, now, 1)
            if all_of_them or now != "unchanged":
                yield article


def _count(report: BuildReport, what: str, by: int) -> None:
    setattr(report, what, getattr(report, what) + by)


def _remove_gone(engine: Engine, writer: Writer, source: _Source, report: BuildReport) -> None:
    for article in engine.articles():
        if source.is_gone(article):
            writer.delete(article.id)
            report.removed += 1


def _rebuild_with_stored(
    folder: IndexFolder, engine: Engine, source: _Source, report: BuildReport, *, jobs: int | None, gone: bool
) -> None:
    """Analyze everything anew: what came in, then what the index has besides."""

    def everything() -> Iterator[Article]:
        yield from _compared(engine, source, report, all_of_them=True)
        for article in engine.articles():
            if article.id in source.seen:
                continue
            if gone and source.is_gone(article):
                report.removed += 1
                continue
            report.unchanged += 1
            yield article

    _build(folder, source, everything(), jobs=jobs, allow_empty=True)
