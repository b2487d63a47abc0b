"""Which federal subjects an article is about, from the words of its title, lead and body.

Each mention of a place adds to its subject what it says, more in the title and
the lead. Names that several places have, or persons too, are settled by the
other places of the article, then by how many people live there. Side text is
never looked at: the banner of another town is no news of it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from indexer.about import About, Region
from indexer.language import Token
from indexer.query import Zone

from .gazetteer import Doubt, Gazetteer, Kind, Sense, gazetteer
from .place_names import subject
from .toponyms import CAPITAL, SOFT_HYPHEN, WEAK, Mention, mentions

ZONE_WEIGHT = {Zone.TITLE: 3.0, Zone.LEAD: 2.0, Zone.BODY: 1.0}
EARLY_BODY = 600
"""Code points of the body that weigh more: news says first what it is about."""
EARLY = 1.3
AGAIN = 0.5
"""What each further mention in a zone adds, as a share of the one before."""

ENOUGH = 0.75
"""The least that makes a subject one of the article: a firm mention in the body does, a name in quotes does not."""
SHARE = 0.34
"""The least share of what the first subject has; what is mentioned in passing stays below."""
MOST_IN_PASSING = 4
"""More subjects than this, none of them in the title, are a list: the story is of the whole country."""
AHEAD = 1.4
"""How many times more than the second of a list the first must have to be what the story is about."""
LITTLE, ABROAD = 2.0, 4
"""A subject with less than so much is in passing where places abroad have so many times more."""
CLEARLY_LARGER = 3
"""How many times more people make one of two towns of a name the one that is meant."""
CAPITAL_ALONE = 0.3
"""What Москва says without words of its own life around it: it stands for the government of the country."""
CAPITAL_AS_PLACE = 0.7


@dataclass
class _Tally:
    """What speaks for a subject: by zone the weights, the words as written."""

    weights: dict[Zone, list[float]] = field(default_factory=lambda: defaultdict(list))
    words: dict[str, None] = field(default_factory=dict)

    def score(self) -> float:
        """The sum over zones; each further mention in a zone counts half of the one before."""
        total = 0.0
        for zone, weights in self.weights.items():
            share = ZONE_WEIGHT[zone]
            for weight in sorted(weights, reverse=True):
                total += share * weight
                share *= AGAIN
        return total


class _Found(NamedTuple):
    zone: Zone
    text: str
    mention: Mention
    weight: float


def places_of(texts: Mapping[Zone, str], tokens: Mapping[Zone, Sequence[Token]], given: Iterable[str] = ()) -> About:
    """What the article of these zones is about; `given` are the regions that its record names, which come first."""
    names = gazetteer()
    found = [
        _Found(zone, texts[zone], mention, _weight(zone, mention, names))
        for zone in ZONE_WEIGHT
        for mention in mentions(texts[zone], tokens[zone], names)
    ]
    named = {subject(name) or name: name for name in reversed(tuple(given)) if name}
    given_names = dict(reversed(named.items()))
    if not found and not named:
        return NOTHING
    return _Decision(found, given_names, names).about()


NOTHING = About()


def _weight(zone: Zone, mention: Mention, names: Gazetteer) -> float:
    weight = mention.weight
    if zone is Zone.BODY and mention.start < EARLY_BODY:
        weight *= EARLY
    return weight


class _Decision:
    def __init__(self, found: list[_Found], given: dict[str, str], names: Gazetteer) -> None:
        self.found = found
        self.given = given
        self.names = names
        self.firm = self._firm()
        self.tallies: dict[str, _Tally] = defaultdict(_Tally)
        self.okrugs: dict[str, _Tally] = defaultdict(_Tally)
        self.places: Counter[str] = Counter()
        self.abroad = _Tally()
        for one in found:
            self._count(one)

    def _firm(self) -> Counter[str]:
        """The subjects that are named beyond doubt, with the sum of what is said for each."""
        firm: Counter[str] = Counter()
        for name in self.given:
            firm[name] += 10
        for one in self.found:
            regions = {sense.region for sense in one.mention.expression.senses}
            if one.mention.doubt is Doubt.NONE and len(regions) == 1 and one.mention.weight > WEAK:
                firm[next(iter(regions))] += 1
        del firm[""]
        short = Counter(
            next(iter(one.mention.expression.senses)).region
            for one in self.found
            if one.mention.doubt is Doubt.SUPPORT and one.text[one.mention.start : one.mention.stop].isupper()
        )
        firm.update(region for region, count in short.items() if count > 1)  # «РТ» again and again
        return firm

    def _sense(self, mention: Mention) -> Sense | None:
        """The place that is meant; None where nothing tells."""
        senses = mention.expression.senses
        if mention.doubt is not Doubt.NONE:
            supported = [sense for sense in senses if self.firm[sense.region]]
            return max(supported, key=lambda sense: self.firm[sense.region], default=None)
        if len({sense.region for sense in senses}) == 1:
            return senses[0]
        supported = [sense for sense in senses if self.firm[sense.region]]
        if supported:
            return max(supported, key=lambda sense: self.firm[sense.region])
        people: dict[str, int] = {}
        for sense in senses:
            people[sense.region] = max(sense.people, people.get(sense.region, 0))
        largest, second = sorted(people.values(), reverse=True)[:2]
        if largest and largest >= CLEARLY_LARGER * second:
            return max(senses, key=lambda sense: sense.people)
        return None

    def _count(self, one: _Found) -> None:
        sense = self._sense(one.mention)
        if sense is None:
            return
        written = " ".join(one.text[one.mention.start : one.mention.stop].replace(SOFT_HYPHEN, "").split())
        match sense.kind:
            case Kind.ABROAD:
                tally = self.abroad
                self.places[sense.place] += 1
            case Kind.OKRUG:
                tally = self.okrugs[sense.place]
            case _:
                tally = self.tallies[sense.region]
                self.places[sense.place] += 1
        weight = one.weight
        if sense.place == CAPITAL:
            weight *= self._of_capital(one)
        tally.weights[one.zone].append(weight)
        tally.words.setdefault(written)

    def _of_capital(self, one: _Found) -> float:
        if one.mention.local:
            return 1.0
        before = one.text[: one.mention.start].rstrip().rpartition(" ")[2].lower()
        return CAPITAL_AS_PLACE if before in ("в", "по", "из", "под") else CAPITAL_ALONE

    def about(self) -> About:
        """The regions that stand out, the best first."""
        scores = {name: tally.score() for name, tally in self.tallies.items()}
        ranked = sorted(scores, key=lambda name: -scores[name])
        best = scores[ranked[0]] if ranked else 0.0
        chosen = [name for name in ranked if scores[name] >= max(ENOUGH, SHARE * best)]
        titled = [name for name in chosen if self.tallies[name].weights[Zone.TITLE]]
        if len(chosen) > MOST_IN_PASSING:
            chosen = titled or [name for name in chosen[:1] if best >= AHEAD * scores[chosen[1]]]
        if best < LITTLE and best < self.abroad.score() / ABROAD and not titled:
            chosen = []
        regions = [Region(name, self._words(name), given) for name, given in self.given.items()]
        regions += [Region(name, self._words(name)) for name in chosen if name not in self.given]
        okrugs = [self.names.okrug_of.get(region.name, "") for region in regions]
        okrugs += [name for name, tally in self.okrugs.items() if tally.score() >= ENOUGH]
        places = dict.fromkeys(region.name for region in regions)
        places |= dict.fromkeys(name for name, _ in self.places.most_common())
        return About(tuple(regions), tuple(dict.fromkeys(filter(None, okrugs))), tuple(places))

    def _words(self, name: str) -> tuple[str, ...]:
        return tuple(self.tallies[name].words) if name in self.tallies else ()
