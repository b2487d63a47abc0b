"""`python -m search_web`: the same as the command `gubernia`."""

from .cli import main

main(prog_name="python -m search_web")
