"""From text to tokens: normalizing, words, morphology."""

from .analysis import ANALYSIS_VERSION, analyze, analyze_query
from .morphology import dictionary_versions, is_function_word, is_interrogative
from .normalize import fold, normalize
from .sentences import sentences
from .token import EXACT, SENTENCE_END, Token, Tokens, compounds, is_initial

__all__ = [
    "ANALYSIS_VERSION",
    "EXACT",
    "SENTENCE_END",
    "Token",
    "Tokens",
    "analyze",
    "analyze_query",
    "compounds",
    "dictionary_versions",
    "fold",
    "is_function_word",
    "is_initial",
    "is_interrogative",
    "normalize",
    "sentences",
]
