"""Mentions of places in a text, and what their neighbours say of them.

«в Кирове»          the town: a preposition of place
«Владимир Путин»    a person: another word with a capital beside it
«площадь Кирова»    a street
«ФК «Амкар»         a name in quotation marks says little
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from indexer.language import Token, fold

from .gazetteer import LARGE, Doubt, Expression, Gazetteer, Kind

PLACE_PREPOSITIONS = frozenset({"в", "во", "из", "под", "близ", "около", "возле", "через"})
TYPES = frozenset({"город", "г", "г.", "посёлок", "поселок", "пос", "село", "станция", "зато", "горсовет", "пгт"})
STREETS = frozenset(
    {"улица", "ул", "проспект", "пр", "шоссе", "переулок", "пер", "бульвар", "площадь", "пл", "набережная", "проезд"}
    | {"тракт", "вокзал", "тупик", "аллея", "сквер", "парк", "рынок", "кладбище", "направление", "линия", "микрорайон"}
    | {"мост", "трасса", "станция", "метро", "квартал", "слобода", "застава", "лес", "пруд"}
)
STREETS_IN_PLURAL = frozenset({"улицам", "улицах", "улицами", "дорогам", "дорогах", "площадях", "парках", "скверах"})
PAPERS = frozenset({"комсомолец", "правда", "ведомости", "новости", "лента", "вестник", "курьер", "известия", "газета"})
ABBREVIATION_AFTER = frozenset({"по", "в", "из"})
MANY_MEANINGS = frozenset({"МО", "СО", "НАО", "РС", "РА", "РИ", "УР"})
NAMED_AFTER = frozenset({"имя", "им", "памятник", "орден"})
CAPITAL = "Москва"
TERMS = itemgetter(3)
OPENING, CLOSING = "«\"„“'", "»\"”“'"
LONGEST_NAME = 40
"""Code points of a name in quotation marks; longer texts in them are somebody's words."""

FIRM, FAIR, WEAK = 1.0, 0.6, 0.25


class Mention(NamedTuple):
    """An expression in a text: where, how much it says (0 to 1), and what is still in doubt about it.

    `local` is worked out for capitals alone: whether the words around it speak
    of life in the place, «мэр Москвы» and not «Москва заявила».
    """

    start: int
    stop: int
    expression: Expression
    weight: float
    doubt: Doubt
    local: bool = False


def mentions(text: str, tokens: Sequence[Token], gazetteer: Gazetteer) -> Iterator[Mention]:
    """The mentions of places, in their order; of two that overlap the longer one."""
    heads = gazetteer.heads
    free = 0
    # One call of a set for each word, all of them in C: this is what an article without places costs.
    strange = map(gazetteer.terms.isdisjoint, map(TERMS, tokens))
    for i in [i for i, unknown in enumerate(strange) if not unknown]:
        if tokens[i].start < free:
            continue
        found = _longest(tokens, i, heads)
        if found is None:
            continue
        expression, last = found
        if expression.senses[0].kind is Kind.NATION:
            continue
        mention = _Look(text, tokens, i, last, expression).mention()
        if mention:
            free = mention.stop
            yield mention


def _longest(
    tokens: Sequence[Token], i: int, heads: Mapping[str, tuple[Expression, ...]]
) -> tuple[Expression, int] | None:
    """The longest expression that begins at a token, with its last token; of several as long, all their places."""
    found: list[Expression] = []
    stop = i
    for expression in candidates(tokens[i].terms, heads):
        if found and len(expression.words) < len(found[0].words):
            break
        last = matched(tokens, i, expression)
        if last is not None and expression not in found:
            found.append(expression)
            stop = last
    if len(found) > 1:
        # «Иваново» is that town and no man's name.
        found = [expression for expression in found if _is_nominative(tokens[i], expression)] or found
    if not found:
        return None
    return (found[0] if len(found) == 1 else merged(tuple(found))), stop


def candidates(terms: tuple[str, ...], heads: Mapping[str, tuple[Expression, ...]]) -> Sequence[Expression]:
    """The expressions that may begin with a word of these terms, longer ones first."""
    groups = [heads[term] for term in terms if term in heads]
    if len(groups) == 1:
        return groups[0]
    return sorted((expression for group in groups for expression in group), key=lambda e: -len(e.words))


@cache
def merged(expressions: tuple[Expression, ...]) -> Expression:
    """One expression for all of the places; what is least in doubt tells how much is to prove."""
    surest = min(expressions, key=lambda expression: expression.doubt)
    senses = dict.fromkeys(sense for expression in (surest, *expressions) for sense in expression.senses)
    return Expression(surest.words, tuple(senses), surest.doubt, surest.nominative)


def _is_nominative(token: Token, expression: Expression) -> bool:
    return f"={expression.nominative}" in token.terms


def matched(tokens: Sequence[Token], i: int, expression: Expression) -> int | None:
    """The last token of the expression, if it stands here."""
    for terms in expression.words[1:]:
        i = _following(tokens, i)
        if i == len(tokens) or terms.isdisjoint(tokens[i].terms):
            return None
    return i


def _following(tokens: Sequence[Token], i: int) -> int:
    """The next word; a compound's parts lie within it."""
    stop = tokens[i].stop
    i += 1
    while i < len(tokens) and tokens[i].start < stop:
        i += 1
    return i


class _Look:
    """A mention and the words around it."""

    def __init__(self, text: str, tokens: Sequence[Token], first: int, last: int, expression: Expression) -> None:
        self.text = text
        self.tokens = tokens
        self.expression = expression
        self.start, self.stop = tokens[first].start, tokens[last].stop
        self.first = first
        self.kind = expression.senses[0].kind
        self.readings = tokens[first].terms
        before = first - 1
        while before >= 0 and tokens[before].stop > self.start:
            before -= 1  # a compound around the mention
        self.inside = any(tokens[k].start < self.start or tokens[k].stop > self.stop for k in range(before + 1, first))
        self.before = tokens[before] if before >= 0 and tokens[before].start < tokens[before].stop else None
        after = _following(tokens, last)
        self.after = tokens[after] if after < len(tokens) and tokens[after].start < tokens[after].stop else None
        self.gap_before = (
            text[self.before.stop : self.start] if self.before else text[max(0, self.start - 2) : self.start]
        )
        self.gap_after = text[self.stop : self.after.start] if self.after else text[self.stop : self.stop + 2]
        self.before_that = tokens[before - 1] if self.before and before >= 1 else None

    def mention(self) -> Mention | None:
        """What it is worth; None where it is no place at all."""
        name = self.text[self.start : self.stop]
        capital = name[0].isupper()
        kind, doubt = self.kind, self.expression.doubt
        if kind in (Kind.ADJECTIVE, Kind.RESIDENTS):
            return self._adjective(capital) if kind is Kind.ADJECTIVE else self._made(FIRM, doubt)
        if kind is Kind.ABROAD and (doubt is Doubt.NONE or not capital):
            # Only adjectives may have a small letter: «китайский»; of a street they say nothing.
            named = "ск" in name or "цк" in name
            return None if not (capital or named) or (named and self._is_street()) else self._made(FIRM, Doubt.NONE)
        if not capital and kind is not Kind.DISTRICT and self.expression.nominative not in LOWER_CASE:
            return None
        if len(self.expression.words) > 1 or kind is Kind.OKRUG:
            if self.inside:
                return None  # «Рыбно-Слободский район» is no Слободский район
            return self._made(self._quoted(FIRM), doubt)
        if doubt is Doubt.SUPPORT:
            return self._abbreviation(name)
        return self._city(doubt)

    def _abbreviation(self, name: str) -> Mention:
        """«МВД по РТ», «в РТ»."""
        of_region = name.isupper() and name not in MANY_MEANINGS and self.gap_before == " "
        if of_region and not ABBREVIATION_AFTER.isdisjoint(self._terms(self.before)):
            return self._made(FAIR, Doubt.NONE)
        return self._made(WEAK, Doubt.SUPPORT)

    def _made(self, weight: float, doubt: Doubt) -> Mention:
        local = self.expression.senses[0].place == CAPITAL and self._local()
        return Mention(self.start, self.stop, self.expression, weight, doubt, local)

    def _city(self, doubt: Doubt) -> Mention | None:
        if doubt >= Doubt.WORD or self._may_be_other():
            doubt = max(doubt, Doubt.NAME if self._may_be_other() else doubt)
            if self._is_person() or self._named_after():
                return None
            if self._in_place() or (
                doubt <= Doubt.COMMON and (not self._begins() or (doubt is Doubt.WORD and self._is_large()))
            ):
                doubt = Doubt.NONE
        if doubt is Doubt.RARE and not self._begins() and self._stands_for_itself() and self._after_preposition():
            doubt = Doubt.NONE
        weight = FAIR if self.inside else FIRM
        return self._made(self._quoted(weight), doubt)

    def _adjective(self, capital: bool) -> Mention | None:
        doubt = self.expression.doubt
        if capital and (self._is_person() or self._is_street() or self._is_paper()):
            return None
        if doubt is Doubt.RARE:
            doubt = Doubt.SUPPORT if capital else Doubt.NONE
        weight = FAIR if capital and not self._before_region_word() else 0.8
        if self.inside:
            weight = WEAK
        return self._made(self._quoted(weight), doubt)

    # What the neighbours are

    def _terms(self, token: Token | None) -> tuple[str, ...]:
        return token.terms if token else ()

    def _may_be_other(self) -> bool:
        """Whether this form is also one of another word: «Иванова» of a surname."""
        words = self.expression.words[0]
        if "-" in self.expression.nominative:
            return False
        others = [term for term in self.readings if term not in words and term[0] not in "=~" and term[1:] != "."]
        if not others or _is_nominative(self.tokens[self.first], self.expression):
            return False
        # «Саратова» is mostly the city; «Иванова» is mostly a woman.
        return not self._is_large() or self.expression.nominative.endswith("о")

    def _begins(self) -> bool:
        """Whether a capital says nothing here."""
        return self.before is None or ":" in self.gap_before or any(mark in self.gap_before for mark in OPENING)

    def _in_place(self) -> bool:
        if not self.before or self.gap_before.strip(" .\u00a0"):
            return False
        terms = self.before.terms
        if not TYPES.isdisjoint(terms) or self.before.terms[-1] == "=г":
            return True
        nominative = _is_nominative(self.tokens[self.first], self.expression)
        if self.gap_before == " " and not nominative and not LOCAL.isdisjoint(terms):
            return True  # «жители Орла»
        return self._after_preposition() and not (self.after and self._capital(self.after) and self.gap_after == " ")

    def _after_preposition(self) -> bool:
        return self.gap_before == " " and not PLACE_PREPOSITIONS.isdisjoint(self._terms(self.before))

    def _stands_for_itself(self) -> bool:
        """Whether no noun follows that it could belong to: «в Мирном прошёл», not «в Мирном районе»."""
        return self.gap_after.strip() != "" or self.after is None or self.gap_after == ""

    def _capital(self, token: Token) -> bool:
        return self.text[token.start].isupper()

    def _is_person(self) -> bool:
        last = fold(self.text[self.start : self.stop])
        if last.endswith("ым") and self.expression.nominative.endswith(("ов", "ев", "ин", "ын")):
            return True  # «Пушкиным» is the poet, «Пушкином» the town
        if self.before and self.gap_before in (" ", ". ", "."):
            initial = _is_initial(self.before)
            if self._capital(self.before) and (initial or (self.gap_before == " " and self._doubtful_name())):
                return initial or not self._stands_first(self.before)
        if self.after and self.gap_after == " " and self._capital(self.after):
            return _is_initial(self.after) or self._doubtful_name()
        return False

    def _doubtful_name(self) -> bool:
        return self.expression.doubt is Doubt.NAME

    def _stands_first(self, token: Token) -> bool:
        return token is self.before and (self.before_that is None or self.before_that.start == self.before_that.stop)

    def _is_street(self) -> bool:
        following = self._terms(self.after) if self.gap_after == " " else ()
        if not STREETS.isdisjoint(following):
            return True
        if self.gap_before not in (" ", ". ", "."):
            return False
        previous = self._terms(self.before)
        return not STREETS.isdisjoint(previous) and previous[-1].removeprefix("=") not in STREETS_IN_PLURAL

    def _named_after(self) -> bool:
        if self.gap_before not in (" ", ". ", "."):
            return False
        return not NAMED_AFTER.isdisjoint(self._terms(self.before)) or self._is_street()

    def _is_paper(self) -> bool:
        return not PAPERS.isdisjoint(self._terms(self.after)) and self.gap_after == " "

    def _before_region_word(self) -> bool:
        return not REGION_WORDS.isdisjoint(self._terms(self.after))

    def _is_large(self) -> bool:
        return self.expression.senses[0].people >= LARGE

    def _local(self) -> bool:
        near = (*self._terms(self.before_that), *self._terms(self.before), *self._terms(self.after))
        return not LOCAL.isdisjoint(near)

    def _quoted(self, weight: float) -> float:
        """A name in quotation marks says little of where something is."""
        opening = self.text[self.start - 1 : self.start]
        if opening and opening in OPENING:
            closing = min(
                (at for mark in CLOSING if (at := self.text.find(mark, self.stop, self.stop + LONGEST_NAME)) >= 0),
                default=-1,
            )
            if closing >= 0 and not any(mark in self.text[self.stop : closing] for mark in ",.!?:"):
                return min(weight, WEAK)
        return weight


def _is_initial(token: Token) -> bool:
    """Whether the word is a given name or an initial of one."""
    return any(len(term) == 2 and term[1] == "." for term in token.terms)


REGION_WORDS = frozenset({"область", "край", "республика", "округ", "район", "обл"})
LOWER_CASE = frozenset({"подмосковье"})
LOCAL = frozenset(
    {"мэр", "мэрия", "градоначальник", "житель", "район", "улица", "центр", "метро", "аэропорт", "полиция", "суд"}
    | {"больница", "школа", "власть", "горожанин", "двор", "департамент", "префектура", "ГИБДД", "столичный"}
)
