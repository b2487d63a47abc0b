"""The words around a mention of a place, and what they make of it: a town, a person, a street."""

from collections.abc import Sequence

from indexer.language import Token, fold

from .gazetteer import LARGE, Doubt, Expression

PLACE_PREPOSITIONS = frozenset({"в", "во", "из", "под", "близ", "около", "возле", "через"})
TYPES = frozenset({"город", "г", "г.", "зато"})
VILLAGES = frozenset({"село", "деревня", "посёлок", "пос", "хутор", "станица", "аул", "станция", "пгт"})
STREETS = frozenset(
    {"улица", "ул", "проспект", "пр", "шоссе", "переулок", "пер", "бульвар", "площадь", "пл", "набережная", "проезд"}
    | {"тракт", "вокзал", "тупик", "аллея", "сквер", "парк", "рынок", "кладбище", "направление", "линия", "микрорайон"}
    | {"мост", "трасса", "станция", "метро", "квартал", "слобода", "застава", "лес", "пруд"}
)
STREETS_IN_PLURAL = frozenset({"улицам", "улицах", "улицами", "дорогам", "дорогах", "площадях", "парках", "скверах"})
PAPERS = frozenset({"комсомолец", "правда", "ведомости", "новости", "лента", "вестник", "курьер", "известия", "газета"})
NAMED_AFTER = frozenset({"имя", "им", "памятник", "орден"})
REGION_WORDS = frozenset({"область", "край", "республика", "округ", "район", "обл"})
LOCAL = frozenset(
    {"город", "мэр", "мэрия", "градоначальник", "житель", "район", "улица", "центр", "метро", "аэропорт", "полиция"}
    | {"суд", "больница", "школа", "власть", "горожанин", "двор", "департамент", "префектура", "ГИБДД", "столичный"}
)
REACH = 4
"""Words after «Тульской» among which «областях» is looked for."""
OPENING = "«\"„“'"


class Around:
    """A mention, from the first token to the last, and its neighbours."""

    def __init__(self, text: str, tokens: Sequence[Token], first: int, last: int, expression: Expression) -> None:
        self.text = text
        self.tokens = tokens
        self.expression = expression
        self.start, self.stop = tokens[first].start, tokens[last].stop
        self.first, self.last = first, last
        self.kind = expression.senses[0].kind
        self.readings = tokens[first].terms
        before = first - 1
        while before >= 0 and tokens[before].stop > self.start:
            before -= 1  # a compound around the mention
        self.inside = any(tokens[k].start < self.start or tokens[k].stop > self.stop for k in range(before + 1, first))
        self.before = tokens[before] if before >= 0 and tokens[before].start < tokens[before].stop else None
        after = following(tokens, last)
        self.after = tokens[after] if after < len(tokens) and tokens[after].start < tokens[after].stop else None
        self.gap_before = (
            text[self.before.stop : self.start] if self.before else text[max(0, self.start - 2) : self.start]
        )
        self.gap_after = text[self.stop : self.after.start] if self.after else text[self.stop : self.stop + 2]
        self.before_that = tokens[before - 1] if self.before and before >= 1 else None

    def terms(self, token: Token | None) -> tuple[str, ...]:
        """The terms of a word; none where there is no word."""
        return token.terms if token else ()

    def may_be_other(self) -> bool:
        """Whether this form is also one of another word: «Иванова» of a surname."""
        words = self.expression.words[0]
        if "-" in self.expression.nominative:
            return False
        others = [term for term in self.readings if term not in words and term[0] not in "=~" and term[1:] != "."]
        if not others or is_nominative(self.tokens[self.first], self.expression):
            return False
        # «Саратова» is mostly the city; «Иванова» is mostly a woman.
        return not self.is_large() or self.expression.nominative.endswith("о")

    def begins(self) -> bool:
        """Whether a capital says nothing here."""
        return self.before is None or ":" in self.gap_before or any(mark in self.gap_before for mark in OPENING)

    def in_place(self) -> bool:
        """Whether the word before says that a place is meant: «город Орёл», «жители Орла», «в Орле»."""
        if not self.before or self.gap_before.strip(" .\u00a0"):
            return False
        terms = self.before.terms
        if not TYPES.isdisjoint(terms) or self.before.terms[-1] == "=г":
            return True
        nominative = is_nominative(self.tokens[self.first], self.expression)
        if self.gap_before == " " and not nominative and not LOCAL.isdisjoint(terms):
            return True  # «жители Орла»
        return self.after_preposition() and not (self.after and self.capital(self.after) and self.gap_after == " ")

    def after_preposition(self) -> bool:
        """Whether a preposition of place stands before."""
        return self.gap_before == " " and not PLACE_PREPOSITIONS.isdisjoint(self.terms(self.before))

    def stands_for_itself(self) -> bool:
        """Whether no noun follows that it could belong to: «в Мирном прошёл», not «в Мирном районе»."""
        return self.gap_after.strip() != "" or self.after is None or self.gap_after == ""

    def capital(self, token: Token) -> bool:
        """Whether the word has a capital."""
        return self.text[token.start].isupper()

    def is_person(self) -> bool:
        """Whether it is a part of somebody's name: «Владимир Путин», «С. Киров»."""
        last = fold(self.text[self.start : self.stop])
        if last.endswith("ым") and self.expression.nominative.endswith(("ов", "ев", "ин", "ын")):
            return True  # «Пушкиным» is the poet, «Пушкином» the town
        if self.before and self.gap_before in (" ", ". ", "."):
            initial = _is_initial(self.before)
            if self.capital(self.before) and (initial or (self.gap_before == " " and self.doubtful_name())):
                return initial or not self.stands_first(self.before)
        if self.after and self.gap_after == " " and self.capital(self.after):
            return _is_initial(self.after) or self.doubtful_name()
        return False

    def doubtful_name(self) -> bool:
        """Whether people are called so."""
        return self.expression.doubt is Doubt.NAME

    def stands_first(self, token: Token) -> bool:
        """Whether the word before begins its sentence, so that its capital says nothing."""
        return token is self.before and (self.before_that is None or self.before_that.start == self.before_that.stop)

    def is_street(self) -> bool:
        """Whether it names a street or a station: «улица Омская», «Ярославский вокзал»."""
        following = self.terms(self.after) if self.gap_after == " " else ()
        if not STREETS.isdisjoint(following):
            return True
        if self.gap_before not in (" ", ". ", "."):
            return False
        previous = self.terms(self.before)
        return not STREETS.isdisjoint(previous) and previous[-1].removeprefix("=") not in STREETS_IN_PLURAL

    def named_after(self) -> bool:
        """Whether something is named after it: «имени Кирова», «площадь Кирова»."""
        if self.gap_before not in (" ", ". ", "."):
            return False
        return not NAMED_AFTER.isdisjoint(self.terms(self.before)) or self.is_street()

    def is_paper(self) -> bool:
        """Whether it names a newspaper: «Московский комсомолец»."""
        return not PAPERS.isdisjoint(self.terms(self.after)) and self.gap_after == " "

    def of_several_regions(self) -> bool:
        """«в Тульской и Калужской областях»."""
        following = self.tokens[self.last + 1 : self.last + 1 + REACH]
        return any(not REGION_WORDS.isdisjoint(token.terms) for token in following)

    def is_large(self) -> bool:
        """Whether so many people live there that the city is thought of first."""
        return self.expression.senses[0].people >= LARGE

    def local(self) -> bool:
        """Whether the words around speak of life in a city."""
        near = (*self.terms(self.before_that), *self.terms(self.before), *self.terms(self.after))
        return not LOCAL.isdisjoint(near)


def following(tokens: Sequence[Token], i: int) -> int:
    """The next word; a compound's parts lie within it."""
    stop = tokens[i].stop
    i += 1
    while i < len(tokens) and tokens[i].start < stop:
        i += 1
    return i


def is_nominative(token: Token, expression: Expression) -> bool:
    """Whether the word has the very form of the name."""
    return f"={expression.nominative}" in token.terms


def _is_initial(token: Token) -> bool:
    """Whether the word is a given name or an initial of one."""
    return any(len(term) == 2 and term[1] == "." for term in token.terms)
