"""Folding hits: of each story only the first in the order, in arrays."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from indexer.reprints import Stories

Ints = npt.NDArray[np.int64]


def story_numbers(stories: Stories, numbers: Mapping[str, int], size: int) -> Ints:
    """For each of `size` articles the number of its story, or a number below 0 that no other article has."""
    story = -1 - np.arange(size, dtype=np.int64)
    for article_id, number in stories.number.items():
        if article_id in numbers:
            story[numbers[article_id]] = number
    return story


def fold(story: Ints) -> tuple[Ints, Ints]:
    """From the stories of the hits in order: the places of those that stay, and how many others each stands for."""
    with_reprints = np.flatnonzero(story >= 0)  # few have any: the others need no sorting
    _, first, counts = np.unique(story[with_reprints], return_index=True, return_counts=True)
    others = np.where(story >= 0, -1, 0)
    others[with_reprints[first]] = counts - 1
    stay = np.flatnonzero(others >= 0)
    return stay, others[stay]
