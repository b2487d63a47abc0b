"""Toponyms and their adjectives, by the regular endings of Russian.

    Хабаровск → хабаровский    Караганда → карагандинский    Прага → пражский    Елец → елецкий

An adjective is given to one place only, the one it is nearest to: «ивановский»
is of Иваново, and a search for the village Ивановка is better off without it.
"""

from collections import defaultdict
from collections.abc import Iterator

from .derive_lexicon import DERIVED, HAND, Lexicon

ENDINGS = ("ский", "ской", "цкий")
HUSHED = {"г": "ж", "з": "ж", "х": "ш"}
SHORTEST = 4
"""Letters of a place. Shorter names are mostly of little rivers with a great namesake: Ома is not in Омск."""


class Places:
    """The rules that link places and adjectives."""

    def __init__(self, lexicon: Lexicon, lines: dict[str, list[list[str]]]) -> None:
        self.places = {place for place in lexicon.places if len(place) >= SHORTEST and "-" not in place}
        self.adjectives = {word for word in lexicon.adjectives if word.endswith(ENDINGS)}
        self.by_hand = lines["adjective"]
        self.never = {word for words in lines["no-adjective"] for word in words}

    def lines(self) -> Iterator[tuple[str, str, str]]:
        """Each place, with a capital, its adjective and the source."""
        of_hand = {place.lower() for place, _ in self.by_hand}
        claims: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for place in self.places - of_hand - self.never:
            ranked = [(rank, word) for rank, word in self._adjectives(place) if word in self.adjectives]
            if ranked and ranked[0][1] != place:
                claims[ranked[0][1]].append((ranked[0][0], place))
        for place, adjective in self.by_hand:
            yield place, adjective, HAND
            claims.pop(adjective, None)
        for adjective, claimed in claims.items():
            nearest = min(rank for rank, _ in claimed)
            for rank, place in claimed:
                if rank == nearest:
                    yield place.capitalize(), adjective, DERIVED

    def _adjectives(self, place: str) -> Iterator[tuple[int, str]]:
        """What the adjective may be, the likeliest first; the number grows with the distance from the place."""
        for stem in stems(place):
            yield from ((0, stem + "ский"), (0, stem + "ской"))
            if stem.endswith("л"):
                yield 0, stem + "ьский"  # Тула
            if stem.endswith("ль"):
                yield 0, stem[:-2] + "ский"  # Ярославль
            if stem.endswith(("ск", "цк")):
                yield 0, stem + "ий"  # Омск, Донецк
            if stem.endswith(("ц", "ч", "тк")):
                yield 0, stem[:-1] + "цкий"  # Елец; Камчатка has its own line below
            if stem.endswith("тк"):
                yield 0, stem[:-1] + "ский"  # Камчатка
            if stem[-1] in HUSHED:
                yield 0, stem[:-1] + HUSHED[stem[-1]] + "ский"  # Прага
            if place[-1] in "аяыиуоеь":
                yield from ((0, stem + "инский"), (0, stem + "енский"))  # Караганда, Пенза
            if place[-1] in "оеуэи":
                yield from ((0, place + "йский"), (0, place + "нский"))  # Токио, Сочи
            if len(stem) > 2 and stem[-1] not in "аеёиоуыэюяьй" and stem[-2] not in "аеёиоуыэюяьй":
                yield from ((0, stem[:-1] + vowel + stem[-1] + "ский") for vowel in "ое")  # Москва
            if stem.endswith("к") and place[-1] in "аи":
                yield 1, stem[:-1] + "ский"  # Матвеевка


def stems(place: str) -> Iterator[str]:
    """What may stand before -ский."""
    if place.endswith("ия"):
        yield from (place[:-1] + "й", place[:-2], place[:-2] + "ь")  # Россия, Сербия, Бразилия
    elif place.endswith(("ья", "ье", "ьё")):
        yield from (place[:-2], place[:-2] + "ь")  # Поволжье
    elif place.endswith(("ый", "ий", "ой")):
        yield place[:-2] + "ен"  # Грозный
    elif place[-1] in "аяоеыиуэь":
        yield place[:-1]
        if place[-1] == "я":
            yield place[:-1] + ("й" if place[-2] in "аеёиоуыэюя" else "ь")  # Адыгея, Шарья
        if place[-1] == "ь":
            yield place  # Тюмень is тюменский, but Ярославль without its ль
    else:
        yield place
