"""The notation of these tests: «text → readings; readings ...», a compound's whole and parts joined by « + »."""

from collections.abc import Callable, Sequence

from indexer.language import SENTENCE_END, Token, analyze


def readings(text: str, analyze: Callable[[str], Sequence[Token]] = analyze) -> str:
    """What each word of the text is read as, without the forms as written and the ends of sentences."""
    by_position: dict[int, list[str]] = {}
    for token in analyze(text):
        if token.terms != (SENTENCE_END,):
            by_position.setdefault(token.position, []).append(" ".join(token.readings))
    return "; ".join(" + ".join(words) for words in by_position.values())
