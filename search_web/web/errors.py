"""What a person and a program are told when something fails: one sentence, the right status, nothing of the inside.

Registered on the blueprint, so that the error pages of an application that
mounts it stay its own. Failures that nobody foresaw are not caught here: Flask
logs them and then asks for the page of status 500.
"""

import json
from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, render_template, request
from flask.sansio.scaffold import Scaffold
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from indexer.errors import ArticleMissing, GuberniaError

from .addresses import to
from .params import Problem

TITLES = {
    400: "Запрос составлен неверно",
    404: "Ничего нет по этому адресу",
    405: "Так обратиться нельзя",
    414: "Адрес слишком длинный",
    500: "Ошибка на сервере",
    503: "Поиск временно недоступен",
}
SENTENCES = {
    400: "Проверьте адрес страницы или начните поиск заново.",
    404: "Такой страницы нет: проверьте адрес или начните с поиска.",
    405: "Эта страница только для чтения.",
    414: "Сократите запрос или уберите часть фильтров.",
    500: "Мы не смогли ответить на этот запрос; попробуйте ещё раз чуть позже.",
    503: "Архив сейчас не открывается; попробуйте через минуту.",
}
NO_ARTICLE = "Такой статьи в архиве нет: возможно, её убрали или адрес записан не полностью."
RETRY_AFTER = "30"


class BadParameter(Exception):
    """Parameters of the JSON API that cannot be used."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].parameter)
        self.problems = problems


class Failures:
    """The answers to failures, for a blueprint or a whole application."""

    def __init__(self, brand: str) -> None:
        self.brand = brand

    def register(self, scaffold: Scaffold) -> None:
        """Answer the failures of its views in our words."""
        scaffold.register_error_handler(HTTPException, self.http_error)
        scaffold.register_error_handler(GuberniaError, self.own_error)
        scaffold.register_error_handler(BadParameter, self.bad_parameter)

    def http_error(self, error: HTTPException) -> BaseResponse:
        """A status that Flask or a view asked for."""
        given = error.get_response(request.environ)
        if given.status_code < 400:  # a redirect
            return given
        response = self.answer(given.status_code)
        if allow := given.headers.get("Allow"):
            response.headers["Allow"] = allow
        return response

    def own_error(self, error: GuberniaError) -> Response:
        """A missing article, or an index that cannot serve. The message may name paths: it goes to the log."""
        if isinstance(error, ArticleMissing):
            return self.answer(404, NO_ARTICLE)
        current_app.logger.warning("%s: %s", type(error).__name__, error)
        response = self.answer(503)
        response.headers["Retry-After"] = RETRY_AFTER
        return response

    def bad_parameter(self, error: BadParameter) -> Response:
        """The parameter, what came and what may come."""
        errors = [
            {"parameter": problem.parameter, "given": problem.given, "allowed": problem.allowed}
            for problem in error.problems
        ]
        first = error.problems[0]
        got = f"; получено: «{first.given}»" if first.given else ""
        return problem_json(400, f"{first.parameter}: {first.allowed}{got}.", parameter=first.parameter, errors=errors)

    def answer(self, status: int, sentence: str = "") -> Response:
        """The error page, or the same as problem details where a program asked."""
        sentence = sentence or SENTENCES.get(status) or SENTENCES[500 if status >= 500 else 400]
        if for_programs():
            return problem_json(status, sentence)
        page = render_template(
            "gubernia/error.html",
            brand=self.brand,
            to=to,
            status=status,
            title=title(status),
            sentence=sentence,
        )
        return Response(page, status)


def problem_json(status: int, detail: str, **members: Any) -> Response:
    """Problem details of RFC 9457."""
    body = {"title": title(status), "status": status, "detail": detail} | members
    return json_response(body, status, "application/problem+json")


def json_response(body: Any, status: int = 200, mimetype: str = "application/json") -> Response:
    """JSON in UTF-8, letters as they are; half a surrogate pair becomes «?»: one code point, so spans fit.

    Whoever has just this answer already gets status 304 and no body.
    """
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    response = Response(text.encode("utf-8", "replace"), status, content_type=f"{mimetype}; charset=utf-8")
    if status == 200:
        response.add_etag()
        response.make_conditional(request)
    return response


def title(status: int) -> str:
    """What happened, in a few words."""
    return TITLES.get(status) or TITLES[500 if status >= 500 else 400]


def for_programs() -> bool:
    """Is the address one of the JSON API?"""
    if request.endpoint:
        return request.endpoint.rpartition(".")[2].startswith("api_")
    return request.path.startswith("/api/")  # no route: the stand-alone application, mounted at its root
