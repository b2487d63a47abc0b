"""Python's own module for zstd (RFC 8878), which Pythons before 3.14 have from the package `backports.zstd`."""

import sys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["zstd"]
