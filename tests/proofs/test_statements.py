"""Nothing false is proved and nothing true refuted: statements of many kinds, and random ones with a term too many."""

import pickle
import sys
from pathlib import Path

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from hw2lib.proofs import Counterexample, prove, prove_positive
from tests.proofs.statements import (
    FALSE,
    FAR,
    FAR_POSITIVE,
    HIDDEN,
    HIDDEN_POSITIVE,
    NOT_POSITIVE,
    POSITIVE,
    TRUE,
    a,
    sigma,
    w,
    x,
    y,
    z,
)
from tests.snapshots import kept


def judged(statement, court):
    """The verdict, and what is said of it."""
    sides = [part for part in statement if not isinstance(part, dict)]
    options = statement[len(sides)] if len(statement) > len(sides) else {}
    try:
        proof = court(*sides, **options)
    except Counterexample as counterexample:
        return "refuted", f"{', '.join(map(str, statement))}: {counterexample}"
    return ("proved" if proof else "undecided"), f"{proof}; {proof.points} points"


def verdict(statement, court):
    return judged(statement, court)[0]


def verdicts(table, court, says, capsys):
    """The verdicts, each with its statement.

    A snapshot holds all that is said with one SymPy, from the first point that is tried to the step that settles it.
    """
    found, words = zip(*(judged(statement, court) for statement in table), strict=True)
    with capsys.disabled():
        share = found.count("undecided") / len(found)
        print(f"\n{says}: {len(found)} statements, {share:.0%} undecided", end=" ")
    snapshot = Path(__file__).with_name(f"{says}_{court.__name__}.txt")
    lines = [f"SymPy {sp.__version__}", *("".join(line.splitlines()) for line in words)]
    before = kept(snapshot, "\n".join(lines) + "\n").splitlines()
    assert before[0] != lines[0] or before == lines
    return list(zip(found, table, strict=True))


@pytest.mark.parametrize(("court", "table"), [(prove, TRUE), (prove_positive, POSITIVE)], ids=["equal", "positive"])
def test_nothing_true_is_refuted_and_what_was_proved_still_is(court, table, capsys):
    found = verdicts(table, court, "true", capsys)
    assert not [statement for answer, statement in found if answer == "refuted"]
    assert sum(answer == "undecided" for answer, _ in found) <= 0.25 * len(table)


@pytest.mark.parametrize(
    ("court", "table"), [(prove, FALSE), (prove_positive, NOT_POSITIVE)], ids=["equal", "positive"]
)
def test_nothing_false_is_proved(court, table, capsys):
    found = verdicts(table, court, "false", capsys)
    assert not [statement for answer, statement in found if answer == "proved"]
    assert sum(answer == "refuted" for answer, _ in found) >= 0.95 * len(table)


def test_what_is_false_at_points_that_are_not_tried_is_not_proved():
    assert not [statement for statement in HIDDEN if verdict(statement, prove) == "proved"]
    assert not [statement for statement in HIDDEN_POSITIVE if verdict(statement, prove_positive) == "proved"]


def test_what_is_true_beyond_the_steps_that_are_taken_is_not_refuted():
    assert not [statement for statement in FAR if verdict(statement, prove) == "refuted"]
    assert not [statement for statement in FAR_POSITIVE if verdict(statement, prove_positive) == "refuted"]


def test_a_side_that_may_have_no_value_is_told():
    k, low, high, n = sp.symbols("k low high n", integer=True)
    family = sp.IndexedBase("Z", real=True)
    may_be_infinite = sp.Symbol("e", extended_real=True)
    for left, right in (
        (sp.Sum(family[k] + 1, (k, 4, n)), sp.Sum(family[k], (k, 4, n)) + n - 3),  # the range may be turned round
        (sp.Sum(2 * family[k], (k, low, high)), 2 * sp.Sum(family[k], (k, low, high))),
        (may_be_infinite * (may_be_infinite + 1), may_be_infinite**2 + may_be_infinite),
    ):
        assert not prove(left, right).everywhere
    assert prove(sp.Derivative(sp.log(a), a), 1 / a).everywhere


def test_there_are_many_of_each():
    assert len(TRUE) >= 100
    assert len(FALSE) >= 100


def test_the_steps_of_a_proof_prove_nothing_false_by_themselves(monkeypatch):
    monkeypatch.setattr(sys.modules["hw2lib.proofs.prove"], "refute", lambda *_: 1)  # nothing is compared beforehand
    for table, court in ((FALSE + HIDDEN, prove), (NOT_POSITIVE, prove_positive)):
        assert not [statement for statement in table if verdict(statement, court) == "proved"]


EXPRESSIONS = st.recursive(
    st.sampled_from([x, y, a, w, sigma.subs(z, x), sp.Integer(2), sp.Rational(1, 3)]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: p[0] + p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] * p[1]),
        inner.map(sp.exp),
        inner.map(sp.sin),
        inner.map(lambda e: sp.log(1 + e**2)),
        inner.map(lambda e: 1 / (1 + e**2)),
        inner.map(sp.Abs),
        inner.map(lambda e: sp.Max(e, 0)),
    ),
    max_leaves=5,
)
REWRITTEN = [sp.expand, sp.together, lambda e: e.rewrite(sp.exp), lambda e: e.subs(x, x + 1).subs(x, x - 1)]


@settings(max_examples=60)
@given(
    EXPRESSIONS, st.sampled_from(REWRITTEN), st.sampled_from([x, y, sp.Integer(1), x * y, a]), st.sampled_from([1, -1])
)
def test_random_identities_with_and_without_a_term_added(expression, rewrite, term, sign):
    other = rewrite(expression)
    assert verdict((expression, other), prove) != "refuted"
    assert verdict((expression, other + sign * term / 1000), prove) != "proved"


def test_a_verdict_is_the_same_every_time():
    for statement in (*TRUE[::9], *FALSE[::9]):
        assert verdict(statement, prove) == verdict(statement, prove)


def test_counterexamples_can_be_sent_to_another_process():
    with pytest.raises(Counterexample) as caught:
        prove(sp.sqrt(x**2), x)
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert (again.point, again.left, again.right) == (caught.value.point, caught.value.left, caught.value.right)
