"""Predictions are judged whatever is typed, and the self-check counts what was said to them."""

import pytest

from hw2lib import answered, check, choose
from hw2lib.answers.choice import choices

each = pytest.mark.parametrize("name", choices())


class Odd(str):
    def strip(self, *_):
        raise RuntimeError

    __hash__ = str.__hash__

    def __eq__(self, other):
        raise RuntimeError


class Unprintable:
    def __repr__(self):
        raise RuntimeError

    __str__ = __eq__ = __hash__ = __repr__


@each
def test_one_choice_is_right_and_each_gets_words_of_its_own(name):
    asked = choices()[name]
    said = {letter: choose(name, letter) for letter in asked.options}
    assert [letter for letter, feedback in said.items() if feedback] == [asked.right]
    assert all(feedback.verdict in ("right", "wrong") for feedback in said.values())
    assert len({option.says for option in asked.options.values()}) == len(asked.options) >= 2
    assert list(asked.options) == [chr(ord("a") + i) for i in range(len(asked.options))]


@each
def test_nothing_but_a_choice_shows_which_is_right(name):
    asked = choices()[name]
    for feedback in (choose(name, None), choose(name, ...)):
        assert feedback.verdict == "no answer"
        assert all(option.text in feedback.text for option in asked.options.values())
        assert not any(option.says in feedback.text for option in asked.options.values())
    wrong = [option for letter, option in asked.options.items() if letter != asked.right]
    assert not any(asked.options[asked.right].text.rstrip(".") in option.says for option in wrong)


@pytest.mark.parametrize("spelling", ["a", "A", " (a) ", "a)", "a.", "To the left.", "to the LEFT."])
def test_a_choice_is_read_as_it_is_written(spelling):
    assert choose("one step of the ball", spelling)


@pytest.mark.parametrize(
    "typed",
    [1, 0.5, True, b"a", ["a"], {}, "", "d", "ab", "to the", "\0", "🙂" * 999, Odd("d"), Unprintable(), object, choose],
)
def test_anything_else_is_not_read(typed):
    feedback = choose("one step of the ball", typed)
    assert feedback.verdict == "not read"
    assert '"a", "b", "c"' in feedback._repr_html_().replace("&quot;", '"')


@pytest.mark.parametrize("name", ["one step of the bal", "", None, 3, [], Unprintable(), "x" * 999])
def test_a_question_that_does_not_exist(name):
    feedback = choose(name, "a")
    assert feedback.verdict == "not read"
    assert len(feedback.text) < 200


def test_a_near_name_is_suggested():
    assert "'one step of the ball'" in choose("one step of the bal", "a").text


def test_the_self_check_tells_right_from_wrong_from_open():
    progress = answered(
        {
            "number": check("dC/dw5", 0.43983),
            "prediction": choose("one step of the ball", "b"),
            "unread": choose("one step of the ball", 7),
            "later": choose("one step of the ball", None),
            "sentence": "Downhill.",
            "blank": "  \u200b",
            "hole": ...,
        }
    )
    assert progress.answered == ("number", "sentence")
    assert progress.wrong == ("prediction", "unread")
    assert progress.open == ("later", "blank", "hole")
    assert repr(progress).startswith("2 of 7 answered.")


def test_the_self_check_holds_nothing_but_names_with_answers():
    assert answered({"one": "yes"})._repr_html_() != answered({"one": None})._repr_html_()
    with pytest.raises(TypeError, match="names with their answers"):
        answered([None])
