"""Students for the tests of the feedback: random networks to ask about, and the numbers that slips give on them."""

import numpy as np

from hw2lib import Network, check, cross_entropy, log_likelihood, quadratic, sigmoid, softmax
from hw2lib.answers.numbers import _problem
from hw2lib.answers.questions import Right, every_question
from hw2lib.answers.slips import Work, combine
from hw2lib.byhand.mazur import mazur

LOSSES = [cross_entropy, quadratic, log_likelihood]


def random_network(loss, rng, sizes=(2, 2, 2)):
    output = softmax if loss is log_likelihood else sigmoid
    net = Network.random(list(sizes), [sigmoid] * (len(sizes) - 2) + [output], seed=rng)
    return {"net": net, "x": rng.normal(size=sizes[0]), "y": softmax(rng.normal(size=sizes[-1])), "loss": loss}


def standard_network(loss):
    e = mazur(loss)
    return {"net": e.net, "x": e.x, "y": e.y, "loss": loss}


def problem_of(settings, **more):
    return _problem(settings["net"], settings["x"], settings["y"], settings["loss"], 0.5, more.get("biases", "held"))[0]


def digits_of(value, digits):
    """The value to so many significant digits, as a student would write it."""
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - int(np.floor(np.log10(abs(value)))))
    return f"{value:.{decimals}f}"


def answers_of(slip, settings, least):
    """The questions whose answer the slip changes, with the number it gives."""
    problem = problem_of(settings)
    right, work = Right(problem), Work.begin(problem, combine([slip]))
    with np.errstate(all="ignore"):
        for question in every_question((2, 2, 2)):
            value, wrong = float(question.get(right)), float(work.way.answer(question.get(work)))
            if np.isfinite(wrong) and abs(wrong - value) > least * abs(value) and abs(wrong) > 1e-9:
                yield question.name, wrong


def wrong_answers(slip, rng, digits, least, networks, each=3):
    """Up to `each` answers that the slip gives under every loss, on the standard network and on random ones, with what
    they are told. Answers that can't be told from the right one are left out."""
    for loss in LOSSES:
        for settings in [standard_network(loss), *(random_network(loss, rng) for _ in range(networks))]:
            if not slip.needs <= problem_of(settings).traits:
                continue
            answers = list(answers_of(slip, settings, least))
            for index in rng.permutation(len(answers))[:each]:
                question, wrong = answers[index]
                feedback = check(question, digits_of(wrong, digits), **settings)
                if not feedback.right:
                    yield question, wrong, feedback


def slips_in(feedback):
    return [name for e in feedback.explanations for name in e.slips]
