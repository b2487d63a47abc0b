"""From a saved page to its article: true title, lead, body, publication day; the furniture is set aside.

Pure functions over text; the readers call them.
"""

from .around import Surroundings, surroundings
from .days import WrittenDay, day_in_address, days_in
from .furniture import Furniture
from .page import CleanPage, Repeated, clean

__all__ = [
    "CleanPage",
    "Furniture",
    "Repeated",
    "Surroundings",
    "WrittenDay",
    "clean",
    "day_in_address",
    "days_in",
    "surroundings",
]
