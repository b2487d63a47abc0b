"""Whoosh behind the seam: Whoosh keeps the files, NumPy works out the answers."""

from .engine import WhooshEngine, committed

__all__ = ["WhooshEngine", "committed"]
