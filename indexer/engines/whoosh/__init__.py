"""Whoosh behind the seam: Whoosh keeps the files, NumPy works out the answers."""

from .engine import WhooshEngine, committed
from .state import CommittedState

__all__ = ["CommittedState", "WhooshEngine", "committed"]
