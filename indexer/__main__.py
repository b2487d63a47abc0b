"""`python -m indexer`: the commands about building."""

from .cli import main

main(prog_name="python -m indexer")
