"""The engines behind the seam of `indexer/engine.py`."""
