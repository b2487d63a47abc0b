"""Numbers and the Russian nouns that go with them."""

from functools import lru_cache

NO_BREAK = "\N{NO-BREAK SPACE}"


@lru_cache(4096)  # a page has two hundred of them, most of them small
def number(n: int) -> str:
    """The number with its thousands set apart: «12 345»; four digits stay together."""
    return f"{n:,}".replace(",", NO_BREAK) if abs(n) >= 10_000 else str(n)


def plural(n: int, one: str, few: str, many: str) -> str:
    """The form of a noun that goes with a number: 1 статья, 2 статьи, 5 статей, 11 статей, 21 статья."""
    if n % 10 == 1 and n % 100 != 11:
        return one
    if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14:
        return few
    return many


def articles(n: int) -> str:
    """«1 статья», «2 статьи», «5 статей»."""
    return f"{number(n)} {plural(n, 'статья', 'статьи', 'статей')}"


def reprints(n: int) -> str:
    """«1 перепечатка», «2 перепечатки», «5 перепечаток»."""
    return f"{number(n)} {plural(n, 'перепечатка', 'перепечатки', 'перепечаток')}"


def regions(n: int) -> str:
    """«1 регион», «2 региона», «5 регионов»."""
    return f"{number(n)} {plural(n, 'регион', 'региона', 'регионов')}"


def decimal(x: float) -> str:
    """A number for comparing, with two digits after the comma: «1,91»."""
    return f"{x:.2f}".replace(".", ",")
