"""Speed against other engines and more: `make bench`, or `python -m benchmarks --help`; README.md has the rest."""
