"""Answers as values that JSON knows: the HTTP API and `gubernia search --json` speak alike."""

from typing import Any

from indexer.about import Region
from indexer.article import published_json

from .answers import Answers, Explanation, Hit, Marked, Reprint


def answers_json(answers: Answers) -> dict[str, Any]:
    """A page of hits, without links; spans are in code points."""
    return {
        "understood": answers.understood,
        "repaired": answers.repaired,
        "offered": answers.offered,
        "expansions": answers.expansions,
        "total": answers.total,
        "folded": answers.folded,
        "as_written": answers.as_written,
        "page": answers.page,
        "pages": answers.pages,
        "per_page": answers.per_page,
        "notes": [{"kind": note.kind, "text": note.text, "span": note.span} for note in answers.notes],
        "hits": [hit_json(hit) for hit in answers.hits],
        "facets": {
            keyword: [{"value": value, "count": count} for value, count in counts.items()]
            for keyword, counts in answers.facets.items()
        },
        "generation": answers.generation,
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """One hit. Where the article was read from stays inside."""
    return {
        "id": hit.id,
        "title": hit.title,
        "title_spans": hit.title_spans,
        "url": hit.url or None,
        "source": hit.source,
        "published": published_json(hit.published),
        "regions": hit.regions,
        "score": hit.score,
        "snippet": marked_json(hit.snippet),
        "via": hit.via,
        "in_side_text": hit.in_side_text,
        "reprints": hit.reprints,
        "first_published": reprint_json(hit.first_published) if hit.first_published else None,
    }


def reprint_json(reprint: Reprint) -> dict[str, Any]:
    """One of the articles of a story."""
    return {
        "id": reprint.id,
        "title": reprint.title,
        "url": reprint.url or None,
        "source": reprint.source,
        "published": published_json(reprint.published),
    }


def marked_json(marked: Marked) -> dict[str, Any]:
    """A text and its marks."""
    return {"text": marked.text, "spans": marked.spans}


def region_json(region: Region) -> dict[str, Any]:
    """A region of an article, with the words that led to it; `given` is how the record names it, if it does."""
    return {"name": region.name, "words": region.words, "given": region.given or None}


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """How a query was read and what its words bring."""
    return {
        "understood": explanation.understood,
        "repaired": explanation.repaired,
        "reading": explanation.reading,
        "tree": explanation.tree,
        "matches": explanation.matches,
        "missing": explanation.missing,
        "words": [
            {
                "word": word.word,
                "terms": word.terms,
                "occurrences": dict(word.occurrences),
                "idf": word.idf,
                "score": word.score,
            }
            for word in explanation.words
        ],
        "total": explanation.total,
        "regions": [region_json(region) for region in explanation.regions],
    }
