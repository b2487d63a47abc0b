"""What an article is about: federal subjects with the words that led to them, okrugs, places."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Region:
    """A federal subject that an article is about.

    `words` are the expressions of title, lead and body that led to it, as
    written, in their order, each once. `given` is how the article's own record
    names it, "" where it was found in the text alone; a record's region that is
    no federal subject keeps its name.
    """

    name: str
    words: tuple[str, ...] = ()
    given: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """The regions, the one it is most about first; their okrugs and those it names itself; all places it names."""

    regions: tuple[Region, ...] = ()
    okrugs: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def region_names(self) -> tuple[str, ...]:
        """The names of the regions."""
        return tuple(region.name for region in self.regions)


NOWHERE = About()


def about_to_row(about: About) -> dict[str, Any]:
    """As values that JSON knows; `about_from_row` brings it back."""
    return {
        "regions": [[region.name, list(region.words), region.given] for region in about.regions],
        "okrugs": list(about.okrugs),
        "places": list(about.places),
    }


def about_from_row(row: Mapping[str, Any]) -> About:
    """What `about_to_row` wrote down."""
    regions = tuple(Region(name, tuple(words), given) for name, words, given in row["regions"])
    return About(regions, tuple(row["okrugs"]), tuple(row["places"]))
