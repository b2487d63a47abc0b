"""What makes an article of a page, or says more of it: pure functions over text and tokens.

From a saved page to its article: true title, lead, body, publication day; the
furniture is set aside. And beyond it: where an article happens, and whom it quotes.
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
