"""Whoosh behind the seam: Whoosh keeps the files, NumPy works out the answers."""

from .engine import WhooshEngine

__all__ = ["WhooshEngine"]
