"""Which terms are near a word, by edits."""

from rapidfuzz import process
from rapidfuzz.distance import OSA


class Vocabulary:
    """The terms of a generation, ready to be compared with words."""

    def __init__(self, terms: list[str]) -> None:
        self._terms = terms

    def near(self, word: str, distance: int) -> list[tuple[str, int]]:
        """The terms within `distance` edits of the word, and how many edits each is away."""
        found = process.extract(word, self._terms, scorer=OSA.distance, score_cutoff=distance, limit=None)
        return [(term, int(edits)) for term, edits, _ in found]
