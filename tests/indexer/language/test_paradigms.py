"""The parses of the dictionary's forms are pymorphy3's own."""

from random import Random

import pytest

from indexer.language.paradigms import Paradigms, dictionary

SOME = 3000
WORDS = "стали ещё еще все всё елка в о мама наибольшего подешевле Минск стать печь Иванова белых три".lower().split()


@pytest.fixture(scope="module")
def forms() -> list[str]:
    """Words with several parses and prefixes, and of every corner of the dictionary some; with е for ё, too."""
    morph = dictionary()
    initials = Random(7).choices("абвгдежзиклмнопрстуфхцчшщэюя", k=12)
    known = [word for one in initials for word, *_ in morph.dictionary.iter_known_words(one + "о")][:200_000]
    some = Random(1).sample(known, SOME)
    keys = morph.prob_estimator.p_t_given_w.keys()
    weighed = [
        word for word in Random(2).sample([key.partition(":")[0] for key in keys], SOME) if morph.word_is_known(word)
    ]
    return [*WORDS, *some, *weighed, *(word.replace("ё", "е") for word in some if "ё" in word)]


def test_parses_are_those_of_pymorphy(forms: list[str]) -> None:
    paradigms = Paradigms(str)
    for form in forms:
        expected = [(str(tag), lemma, share) for _, tag, lemma, share, _ in dictionary().parse(form)]
        assert paradigms.parses(form) == expected, form


def test_words_that_the_dictionary_does_not_have_have_no_parses() -> None:
    paradigms = Paradigms(str)
    assert [paradigms.parses(word) for word in ("снесарем", "vk", "17", "мэр-ка")] == [None] * 4


def test_guesses_are_those_of_pymorphy(forms: list[str]) -> None:
    paradigms = Paradigms(str)
    chance = Random(3)
    endings = [form[-chance.randint(2, 6) :] for form in forms]
    made_up = [chance.choice(("", "бр", "супер", "недо", "наи", "спецпо", "кибер")) + ending for ending in endings]
    odd = ["снесарем", "vk", "17", "мэр-ка", "по-хабаровски", "київ", "ж", "щщ", "xviii"]
    for form in odd + [word for word in made_up if not dictionary().word_is_known(word)]:
        expected = [(str(tag), lemma, share) for _, tag, lemma, share, _ in dictionary().parse(form)]
        assert paradigms.guesses(form) == expected, form
