"""From text to tokens: normalizing, words, morphology."""

from .analysis import ANALYSIS_VERSION, analyze
from .morphology import dictionary_versions, is_function_word
from .normalize import fold, normalize
from .sentences import sentences
from .token import EXACT, Token

__all__ = [
    "ANALYSIS_VERSION",
    "EXACT",
    "Token",
    "analyze",
    "dictionary_versions",
    "fold",
    "is_function_word",
    "normalize",
    "sentences",
]
