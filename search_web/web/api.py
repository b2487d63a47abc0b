"""The JSON API, version 1: texts with spans in code points, never markup; faults as problem details."""

from typing import Any

from flask import Response, request

from indexer.article import published_json
from search_web import ArticleView, Hit, Reprint
from search_web.as_json import answers_json, explanation_json, hit_json, marked_json, region_json, reprint_json

from .addresses import to, to_article, web_address
from .errors import BadParameter, json_response, problem_json
from .params import Asked, Problem, Reader, misuse, read
from .shelf import Shelf

MOST_SUGGESTIONS = 20


class Api:
    """The views of the API over one index."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def search(self) -> Response:
        """GET /api/v1/search."""
        asked, problems = read(request.args)
        refuse(misuse(request.args) + problems)
        try:
            answers = asked.search(self.shelf.news())
        except ValueError as error:
            return problem_json(400, str(error))
        page, pages = answers.page, answers.pages
        return json_response(
            {
                "query": asked.text,
                **answers_json(answers),
                "hits": [linked_hit(hit) for hit in answers.hits],
                "links": {
                    "self": page_link(asked, page),
                    "prev": page_link(asked, min(page - 1, pages)) if page > 1 else None,
                    "next": page_link(asked, page + 1) if page < pages else None,
                },
            }
        )

    def article(self, article_id: str) -> Response:
        """GET /api/v1/articles/<id>."""
        refuse(misuse(request.args, frozenset({"q"})))
        return self._article(article_id)

    def article_by_id(self) -> Response:
        """GET /api/v1/articles?id=, for ids that a path would not keep."""
        refuse(misuse(request.args, frozenset({"q", "id"})))
        if not request.args.get("id"):
            refuse([Problem("id", "", "идентификатор статьи", "")])
        return self._article(request.args["id"])

    def _article(self, article_id: str) -> Response:
        news = self.shelf.news()
        return json_response(
            article_json(news.article(article_id, request.args.get("q", "")), news.reprints(article_id))
        )

    def suggest(self) -> Response:
        """GET /api/v1/suggest."""
        refuse(misuse(request.args, frozenset({"q", "limit"})))
        reader = Reader(request.args)
        limit = reader.number("limit", 8, MOST_SUGGESTIONS, "")
        refuse(reader.problems)
        text = request.args.get("q", "")
        return json_response({"query": text, "suggestions": self.shelf.news().suggest(text, limit=limit)})

    def explain(self) -> Response:
        """GET /api/v1/explain."""
        refuse(misuse(request.args, frozenset({"q", "id"})))
        text = request.args.get("q", "")
        explanation = self.shelf.news().explain(text, request.args.get("id", ""))
        return json_response({"query": text, **explanation_json(explanation)})


def refuse(problems: list[Problem]) -> None:
    """Raise `BadParameter` if there are problems."""
    if problems:
        raise BadParameter(problems)


def page_link(asked: Asked, page: int) -> str:
    """Another page of the same search."""
    return to("api_search", **asked.but(page=page).parameters())


def linked_hit(hit: Hit) -> dict[str, Any]:
    """A hit with its links; an address that is not of the web is none."""
    first = hit.first_published
    return hit_json(hit) | {
        "url": web_address(hit.url) or None,
        "first_published": linked_reprint(first) if first else None,
        "links": links_json(hit.id),
    }


def linked_reprint(reprint: Reprint) -> dict[str, Any]:
    """One of the articles of a story, with its links."""
    return reprint_json(reprint) | {"url": web_address(reprint.url) or None, "links": links_json(reprint.id)}


def article_json(view: ArticleView, story: tuple[Reprint, ...]) -> dict[str, Any]:
    """A whole article, and the others with the same text."""
    article = view.article
    return {
        "id": article.id,
        "title": marked_json(view.title),
        "lead": marked_json(view.lead),
        "body": marked_json(view.body),
        "side": marked_json(view.side),
        "url": web_address(article.url) or None,
        "source": article.source,
        "published": published_json(article.published),
        "regions": view.about.region_names,
        "okrugs": view.about.okrugs,
        "places": view.about.places,
        "about": [region_json(region) for region in view.about.regions],
        "tags": article.tags,
        "named_sources": view.named_sources,
        "reprints": [linked_reprint(one) for one in story if one.id != article.id],
        "links": links_json(article.id),
    }


def links_json(article_id: str) -> dict[str, str | None]:
    """Where the article is as JSON and as a page."""
    return {
        "self": to_article("api_article", article_id) or None,
        "page": to_article("article", article_id) or None,
    }
