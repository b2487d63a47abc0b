"""Word families: the aspects of a verb and its noun, by the regular endings of Russian.

    осудить → осужу → осуждать, осуждение      the 1st person shows the stem that the others have
    подписать → подписывать, подписание        ending for ending; irregular endings are «root» lines
    ратифицировать → ратификация               borrowed verbs have borrowed nouns

The rules propose, and only what the dictionary has is taken. Where they find
two perfectives for one imperfective none is taken: «сравнивать» is of сравнить
and of сровнять.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from .derive_lexicon import DERIVED, HAND, Lexicon

VOWELS = "аеёиоуыэюя"
HUSHES = "жшчщ"
VELARS = "гкх"
VOICELESS = "кпстфхцчшщ"
STEMS = {"ве": "д", "обре": "т", "ме": "т", "пле": "т", "блю": "д", "цве": "т"}
"""How the stem of a verb in -сти ends: провести has провед-."""


class Families:
    """The rules that link verbs and their nouns."""

    def __init__(self, lexicon: Lexicon, lines: dict[str, list[list[str]]]) -> None:
        self.lexicon = lexicon
        # The longest ending decides: «зреть» is not «петь».
        self.roots = sorted(((root[0], root[1:]) for root in lines["root"]), key=lambda root: -len(root[0]))
        self.never = {word for words in lines["never"] for word in words}
        self.by_hand = lines["family"]

    def lines(self) -> Iterator[tuple[str, str]]:
        """Each family as its words joined by «|», perfectives first, and its source."""
        links = [*self.aspects(), *self.prefixed(), *self.verbal_nouns()]
        hand = [(words[0], other) for words in self.by_hand for other in words[1:]]
        known = self.lexicon.perfective | self.lexicon.imperfective | self.lexicon.nouns
        of_hand = {word for words in self.by_hand for word in words}
        for family in grouped([link for link in links + hand if known.issuperset(link) or set(link) <= of_hand]):
            words = sorted(family, key=lambda word: (self._kind(word), word))
            yield "|".join(words), DERIVED if of_hand.isdisjoint(words) else HAND

    def _kind(self, word: str) -> int:
        if word in self.lexicon.perfective:
            return 0
        return 1 if word in self.lexicon.imperfective else 2

    def aspects(self) -> Iterator[tuple[str, str]]:
        """Perfective and imperfective of one stem."""
        # A verb of both aspects is two verbs in one spelling: «доносить» is of донести, and «донашивать» of its twin.
        single = self.lexicon.perfective - self.lexicon.imperfective - self.never
        partners = {verb: self.imperfectives(verb) for verb in single}
        perfectives: dict[str, list[str]] = defaultdict(list)
        for verb, others in partners.items():
            for other in others:
                perfectives[other].append(verb)
        for other, verbs in perfectives.items():
            if len(verbs) == 1 and other not in self.never:
                yield verbs[0], other

    def imperfectives(self, verb: str) -> list[str]:
        """The imperfectives that the dictionary has for a perfective."""
        plain, ending = active(verb)
        found = [with_ending(other, ending) for other in self._irregular(plain, ending) or self._regular(plain)]
        return [other for other in dict.fromkeys(found) if other in self.lexicon.imperfective and other != verb]

    def _irregular(self, verb: str, ending: str) -> list[str]:
        for root, others in self.roots:
            prefix = verb.removesuffix(root)
            if prefix and prefix != verb:
                prefixes = (prefix, _shorter(prefix))
                found = [
                    next((w for p in prefixes if self._has(w := joined(p, other), ending)), "") for other in others
                ]
                if any(found):
                    return [word for word in found if word]
        return []

    def _has(self, verb: str, ending: str) -> bool:
        return with_ending(verb, ending) in self.lexicon.imperfective

    def _regular(self, verb: str) -> Iterator[str]:
        stem = verb[:-3]
        if verb.endswith("нуть"):
            stem = verb[:-4]
            if stem and stem[-1] not in VOWELS:
                yield stem + "ать"
                for root in alternated(stem):
                    yield from (root + "ивать", root + "ывать")
        elif verb.endswith(("ить", "еть")):
            if verb.endswith("еть") and self.lexicon.first_person(verb).endswith("ею"):
                yield stem + "евать"
                return
            for soft in self._softened(verb):
                yield soft + ("ать" if soft.endswith((*HUSHES, "жд")) else "ять")
                yield from (root + "ивать" for root in alternated(soft))
        elif verb.endswith("ать"):
            yield from (root + ("ивать" if stem[-1:] in HUSHES + VELARS else "ывать") for root in alternated(stem))
        elif verb.endswith("ять"):
            yield from (root + "ивать" for root in alternated(stem))
        elif verb.endswith("оть"):
            yield from (root + "ывать" for root in alternated(stem))

    def _softened(self, verb: str) -> list[str]:
        """The stem as the 1st person has it: осуд-ить → осужд-, осуж-; посет-ить → посещ-, замет-ить → замеч-."""
        stem = verb[:-3]
        first = self.lexicon.first_person(verb)
        soft = first[:-1] if first else stem
        if stem.endswith("д") and (not first or soft.endswith("ж")):
            return [stem[:-1] + "жд", stem[:-1] + "ж"]
        return [soft] if soft else []

    def prefixed(self) -> Iterator[tuple[str, str]]:
        """Borrowed verbs with a prefix that says nothing but «done»: проинформировать, зафиксировать."""
        for verb in self.lexicon.perfective & self.lexicon.transitive - self.never:
            for prefix in ("про", "от", "за", "с"):
                plain = verb.removeprefix(prefix)
                if plain != verb and plain.endswith("ировать") and plain in self.lexicon.imperfective:
                    yield verb, plain

    def verbal_nouns(self) -> Iterator[tuple[str, str]]:
        """A verb and its noun; of a reflexive one only where it has no plain twin: появиться → появление."""
        verbs = self.lexicon.perfective | self.lexicon.imperfective
        for verb in verbs - self.never:
            plain, ending = active(verb)
            if (ending and plain in verbs) or (plain.endswith("еть") and plain[:-3] + "ить" in verbs):
                continue  # обрушиться → обрушение is of обрушить; пополнение of пополнить, not of пополнеть
            for noun in dict.fromkeys(self._noun(plain)):
                if noun in self.lexicon.nouns and noun not in self.never:
                    yield verb, noun
                    break

    def _noun(self, verb: str) -> Iterator[str]:
        stem = verb[:-2]
        if verb.endswith(("ать", "ять")):
            if verb.endswith(("нять", "чать", "жать", "ъять", "зять", "пять", "мять")):
                yield stem + "тие"
            yield stem + "ние"
            if verb.endswith("ничать"):
                yield verb[:-3] + "ество"
            if verb.endswith("ствовать"):
                yield from (verb[: -len("овать")] + "ие", verb[: -len("овать")] + "о")
            yield from _borrowed(verb)
        elif verb.endswith(("ить", "еть")):
            if verb.endswith("еть"):
                yield stem[:-1] + "ение"
            # A noun has щ where the 1st person has ч: «лечу» of лететь is not in лечение.
            yield from (soft + "ение" for soft in self._softened(verb) if not soft.endswith("ч") or verb[-4] == "ч")
            yield stem + "тие"
        elif verb.endswith(("сти", "зти")):
            last = next((STEMS[end] for end in STEMS if verb.endswith(end + "сти")), verb[-3])
            yield verb[:-3] + last + "ение"
        elif verb.endswith("чь"):
            yield from (stem + "чение", stem + "жение")
        elif verb.endswith("нуть"):
            yield from (verb[:-3] + "овение", stem + "тие")
        elif verb.endswith(("ыть", "уть", "оть")):
            yield stem + "тие"


def _borrowed(verb: str) -> Iterator[str]:
    if verb.endswith("цировать"):
        yield from (verb[: -len("цировать")] + "кация", verb[: -len("ировать")] + "ия")
    if verb.endswith("лировать"):
        yield verb[: -len("ировать")] + "яция"
    if verb.endswith("ировать"):
        yield from (verb[: -len("ировать")] + "ация", verb[: -len("ировать")] + "ция")
    if verb.endswith("овать"):
        yield verb[: -len("овать")] + "ация"


def _shorter(prefix: str) -> str:
    """The prefix without the о or ъ that a cluster of consonants needs: отобрать → отбирать, объять → обымать."""
    return prefix[:-1] if len(prefix) > 1 and prefix[-1] in "оъ" else prefix


def joined(prefix: str, verb: str) -> str:
    """The verb with the prefix; з is written с before a voiceless consonant: разойтись → расходиться."""
    return prefix[:-1] + "с" + verb if prefix[-1] == "з" and verb[0] in VOICELESS else prefix + verb


def active(verb: str) -> tuple[str, str]:
    """The verb without -ся, and its -ся."""
    return (verb[:-2], verb[-2:]) if verb.endswith(("ся", "сь")) else (verb, "")


def with_ending(verb: str, ending: str) -> str:
    """«-ся» after a consonant, «-сь» after a vowel."""
    return verb + ("сь" if verb[-1] in VOWELS else "ся") if ending else verb


def alternated(stem: str) -> Iterator[str]:
    """The stem, and with the last vowel as -ивать changes it: построить → выстраивать, подчеркнуть → подчёркивать."""
    yield stem
    last = max((i for i, letter in enumerate(stem) if letter in VOWELS), default=-1)
    if last >= 0 and stem[last] in "ое":
        yield stem[:last] + {"о": "а", "е": "ё"}[stem[last]] + stem[last + 1 :]


def grouped(links: Iterable[tuple[str, str]]) -> list[set[str]]:
    """The sets of words that links hold together."""
    family_of: dict[str, set[str]] = {}
    for a, b in links:
        first, second = family_of.setdefault(a, {a}), family_of.setdefault(b, {b})
        if first is not second:
            first |= second
            family_of.update(dict.fromkeys(second, first))
    return list({id(family): family for family in family_of.values()}.values())
