"""Speed against a peer, measured in one run: `make bench`, or `python -m benchmarks --help`."""
