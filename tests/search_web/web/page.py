"""An HTML page as tests see it: strictly nested elements, found by tag and attributes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = {"meta", "link", "input", "img", "br"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)

    def walk(self) -> "Iterator[Element]":
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag: str = "", **attributes: str) -> "list[Element]":
        """Elements inside with that tag and these attributes; `class_` is one of the classes, `_` stands for «-»."""
        return [element for element in self.walk() if element is not self and element.fits(tag, attributes)]

    def one(self, tag: str = "", **attributes: str) -> "Element":
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of <{tag}> {attributes}"
        return found[0]

    def fits(self, tag: str, attributes: dict[str, str]) -> bool:
        for name, value in attributes.items():
            if name == "class_":
                if value not in self.attributes.get("class", "").split():
                    return False
            elif self.attributes.get(name.replace("_", "-")) != value:
                return False
        return not tag or self.tag == tag

    @property
    def raw(self) -> str:
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    @property
    def text(self) -> str:
        return " ".join(self.raw.split())

    @property
    def href(self) -> str:
        return self.attributes["href"]


class Page(HTMLParser):
    """Parses, and fails on a tag that is closed in the wrong place or never."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.root = Element("")
        self.open = [self.root]
        self.feed(html)
        self.close()
        assert self.open == [self.root], f"not closed: {[element.tag for element in self.open[1:]]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice: <{tag} {names}>"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def check(self) -> None:
        """What holds for every page: ids, labels, one main heading, nothing inline, no strange links."""
        elements = list(self.root.walk())
        ids = [element.attributes["id"] for element in elements if "id" in element.attributes]
        assert len(ids) == len(set(ids)), ids
        for element in elements:
            attributes = element.attributes
            for name in ("for", "aria-labelledby", "aria-describedby"):
                assert attributes.get(name, ids[0]) in ids, (name, attributes[name])
            assert "style" not in attributes
            assert not [name for name in attributes if name.startswith("on")]
            assert element.tag not in {"script", "style", "base", "iframe", "object"}
            if "href" in attributes:
                assert attributes["href"].startswith(("/", "#", "http://", "https://")), attributes["href"]
                assert not attributes["href"].startswith("//")
                if attributes["href"].startswith("http"):
                    assert attributes["rel"] == "noopener noreferrer nofollow external"
            if element.tag == "input" and attributes.get("type") != "hidden":
                assert self.root.one("label", **{"for": attributes["id"]}).text
            if element.tag in {"a", "button", "summary"}:
                assert element.text or attributes.get("aria-label"), "a link without words"
            if element.tag == "img":
                assert "alt" in attributes
            if element.tag in {"ul", "ol"}:
                assert all(child.tag == "li" for child in element.children if isinstance(child, Element))
                assert element.all("li"), "an empty list"
        assert len(self.root.all("h1")) == len(self.root.all("main")) == len(self.root.all("title")) == 1
        levels = [int(element.tag[1]) for element in elements if element.tag in {"h1", "h2", "h3", "h4"}]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), levels
        assert self.root.one("html").attributes["lang"] == "ru"
        assert self.root.all("a")[0].href == "#main"
