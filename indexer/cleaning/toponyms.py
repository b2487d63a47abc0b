"""Mentions of places in a text, and what their neighbours say of them.

«в Кирове»          the town: a preposition of place
«Владимир Путин»    a person: another word with a capital beside it
«площадь Кирова»    a street
«ФК «Амкар»         a name in quotation marks says little
"""

from collections.abc import Iterator, Sequence
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from indexer.language import Token, Tokens

from .gazetteer import LOWER_CASE, Doubt, Expression, Gazetteer, Kind
from .neighbours import OPENING, VILLAGES, Around, following, is_nominative

ABBREVIATION_AFTER = frozenset({"по", "в", "из"})
MANY_MEANINGS = frozenset({"МО", "СО", "НАО", "РС", "РА", "РИ", "УР"})
CAPITAL = "Москва"
TERMS = itemgetter(3)
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
CLOSING = "»\"”“'"
LONGEST_NAME = 40
"""Code points of a name in quotation marks; longer texts in them are somebody's words."""

FIRM, SMALL_ADJECTIVE, FAIR, WEAK = 1.0, 0.8, 0.6, 0.25


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
    free = 0
    # A call of a set for each word, all of them in C: most words are looked at no further.
    terms = tokens.terms if isinstance(tokens, Tokens) else map(TERMS, tokens)
    named = [i for i, unknown in enumerate(map(gazetteer.terms.isdisjoint, terms)) if not unknown]
    if not named:
        return
    tokens = list(tokens)  # a token of columns is made anew each time that it is asked for
    for i in named:
        if tokens[i].start < free:
            continue
        found = _longest(tokens, i, gazetteer)
        if found is None:
            continue
        expression, last = found
        mention = _Look(text, tokens, i, last, expression).mention()
        if mention:
            free = mention.stop
            yield mention


def _longest(tokens: Sequence[Token], i: int, gazetteer: Gazetteer) -> tuple[Expression, int] | None:
    """The longest expression that begins at a token, with its last token; of several as long, all their places."""
    found: list[Expression] = []
    stop = i
    for expression in gazetteer.candidates(tokens[i].terms):
        length = len(expression.words)
        if found and length < len(found[0].words):
            break
        last = i if length == 1 else matched(tokens, i, expression)
        if last is not None:
            found.append(expression)
            stop = last
    if len(found) > 1:
        # «Иваново» is that town and no man's name.
        found = [expression for expression in found if is_nominative(tokens[i], expression)] or found
    if not found:
        return None
    return (found[0] if len(found) == 1 else merged(tuple(found))), stop


@cache
def merged(expressions: tuple[Expression, ...]) -> Expression:
    """One expression for all of the places; what is least in doubt tells how much is to prove."""
    surest = min(expressions, key=lambda expression: expression.doubt)
    senses = dict.fromkeys(sense for expression in (surest, *expressions) for sense in expression.senses)
    return Expression(surest.words, tuple(senses), surest.doubt, surest.nominative)


def matched(tokens: Sequence[Token], i: int, expression: Expression) -> int | None:
    """The last token of the expression, if it stands here."""
    for terms in expression.words[1:]:
        i = following(tokens, i)
        if i == len(tokens) or terms.isdisjoint(tokens[i].terms):
            return None
    return i


class _Look(Around):
    """What a mention is worth."""

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
            return None if not (capital or named) or (named and self.is_street()) else self._made(FIRM, Doubt.NONE)
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
        if of_region and not ABBREVIATION_AFTER.isdisjoint(self.terms(self.before)):
            return self._made(FAIR, Doubt.NONE)
        return self._made(WEAK, Doubt.SUPPORT)

    def _made(self, weight: float, doubt: Doubt) -> Mention:
        local = self.expression.senses[0].place == CAPITAL and self.local()
        return Mention(self.start, self.stop, self.expression, weight, doubt, local)

    def _city(self, doubt: Doubt) -> Mention | None:
        if not VILLAGES.isdisjoint(self.terms(self.before)) or (self.inside and (doubt or self.may_be_other())):
            return self._made(WEAK, Doubt.SUPPORT)  # «село Покров», «Покрово-Пригородное» are other places
        if doubt >= Doubt.WORD or self.may_be_other():
            doubt = max(doubt, Doubt.NAME if self.may_be_other() else doubt)
            if self.is_person() or self.named_after():
                return None
            if self.in_place() or (
                doubt <= Doubt.COMMON and (not self.begins() or (doubt is Doubt.WORD and self.is_large()))
            ):
                doubt = Doubt.NONE
        if doubt is Doubt.RARE and not self.begins() and self.stands_for_itself() and self.after_preposition():
            doubt = Doubt.NONE
        weight = FAIR if self.inside else FIRM
        return self._made(self._quoted(weight), doubt)

    def _adjective(self, capital: bool) -> Mention | None:
        doubt = self.expression.doubt
        if capital and (self.is_person() or self.is_street() or self.is_paper()):
            return None
        if doubt is Doubt.RARE:
            doubt = Doubt.SUPPORT if capital else Doubt.NONE
        weight = FIRM if self.of_several_regions() else FAIR if capital else SMALL_ADJECTIVE
        if self.inside:
            weight = WEAK
        return self._made(self._quoted(weight), doubt)

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
