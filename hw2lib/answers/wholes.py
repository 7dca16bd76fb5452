"""What becomes of a whole formula: a factor too many, another function or loss, the derivative of something else."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from hw2lib.answers.operations import factors, is_difference, product_of, sigma
from hw2lib.byhand.names import Places
from hw2lib.byhand.worked import Worked, made
from hw2lib.display import listed

COMMON, LESS_COMMON, RARE = 0, 1, 2


def of_the_whole(line: Worked, before: Mapping[str, Worked], places: Places) -> Iterator[tuple[Worked, str, int]]:
    """Yield what becomes of a line as a whole, in words, and how seldom.

    Args:
        line: the line, which bears its name.
        before: the names that are known when it is worked out.
        places: kind and index of every name.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> lines, places = mazur().trace, mazur().places
        >>> [says for _, says, _ in of_the_whole(lines["net_h1"], lines, places)]
        ['the sign is wrong', 'half of the result', 'twice the result', 'w2 and w3 in place of w1 and w2']
    """
    right, kind = line.unnamed, places[line.name][0]
    plain = kind.removeprefix("new ")
    derivative = plain in ("dw", "db", "layer db", "delta")
    yield -right, "the sign is wrong", COMMON
    by_two = LESS_COMMON if plain in ("z", "a") else COMMON  # where no 1/2 and no square is about
    yield right / 2, "half of the result", by_two
    yield 2 * right, "twice the result", by_two
    if "eta" in before and derivative:
        yield before["eta"] * right, "times the learning rate", COMMON
        yield -(before["eta"] * right), "times minus the learning rate", COMMON
    if plain == "z":
        yield from _of_a_sum(line, before, places)
        return
    if kind in ("new w", "new b"):
        yield from _of_a_step(right)
        return
    if plain in ("w", "b"):
        return
    if derivative:
        yield from _of_a_derivative(line, before, places)
    if plain == "cost" and len(line.names) == 2:
        yield from _other_losses(*(before[n] for n in sorted(line.names, key=lambda n: places[n][0])))
    if plain in ("a", "delta", "cost"):
        yield right * 10, "ten times too large", RARE
        yield right / 10, "ten times too small", RARE
    yield 1 - right, "1 minus the result", LESS_COMMON
    yield 1 / right, "1 divided by the result", LESS_COMMON
    yield right**2, "the square of the result", LESS_COMMON
    yield abs(right).sqrt(), "the square root of the result", LESS_COMMON
    yield right * (1 - right), "the result times 1 minus itself", LESS_COMMON
    if plain == "a" and len(line.names) == 1:
        yield from _other_activations(before[line.names[0]])
    if plain == "delta":
        yield from _of_an_error(line, before, places)


def _of_a_sum(line: Worked, before: Mapping[str, Worked], places: Places) -> Iterator[tuple[Worked, str, int]]:
    """The weights that stand one place further in the list: w2, w3 for w3, w4."""
    new = places[line.name][0].startswith("new ")
    weights = [name for name, (kind, _) in places.items() if kind == ("new w" if new else "w")]
    for shift in (-1, 1):
        other = {name: weights[i + shift] for i, name in enumerate(weights) if 0 <= i + shift < len(weights)}
        own = [(path, part) for path, part in line.parts() if part.name in other]
        if len(own) > 1 and all(other[part.name] in before for _, part in own):
            says = f"{listed(other[part.name] for _, part in own)} in place of {listed(part.name for _, part in own)}"
            yield line.with_parts((path, before[other[part.name]]) for path, part in own), says, LESS_COMMON


def _other_activations(z: Worked) -> Iterator[tuple[Worked, str, int]]:
    """What is taken for the activation, or mistyped for 1/(1 + e^-z)."""
    e, s = (-z).exp(), sigma(z)
    yield z, "not squashed", COMMON
    yield z.tanh(), "tanh for the activation", COMMON
    yield z.exp(), "e^z", COMMON
    yield (z + abs(z)) / 2, "relu for the activation", COMMON
    yield sigma(s), "the activation twice", COMMON
    yield 1 / (1 + 10 ** (-z)), "10 for e", COMMON
    yield s, "sigma for the activation", COMMON
    yield 2 * z.exp(), "e^z/1 + e^z for e^z/(1 + e^z): the parentheses were lost", LESS_COMMON
    yield 1 / (1 - z.exp()), "-e^z for e^-z", LESS_COMMON
    yield 1 / 2 + z / 4, "1/2 + z/4, the tangent at 0", LESS_COMMON
    yield 0.2 * z + 0.5, "0.2 z + 0.5 for sigma", RARE
    yield sigma(1 / z), "1/z in the exponent", RARE
    yield (1 + math.e) ** (-z), "(1 + e)^-z for 1/(1 + e^-z)", RARE
    yield 1 / (1 + math.e - z), "e - z for e^-z", RARE
    yield sigma(z + 1), "1 added to z", RARE
    yield 1 / (1 - made("e times", z, function=lambda v: v * math.e)), "e times -z for e^-z", RARE
    yield 1 / e + 1, "1/e^-z + 1 for 1/(1 + e^-z): the parentheses were lost", LESS_COMMON
    yield 1 / (1 + z), "1/(1 + z), without the exponential", LESS_COMMON
    yield 1 / (1 + z.log()), "ln z for e^-z", LESS_COMMON
    yield 1 / (1 + e * z), "e^-z multiplied by z", RARE
    yield z.exp() / (1 + e), "e^z/(1 + e^-z)", LESS_COMMON
    yield sigma(z**2), "z squared in the exponent", LESS_COMMON
    yield 2 * s - 1, "2 sigma(z) - 1", LESS_COMMON
    yield z * s, "z times sigma(z)", LESS_COMMON
    yield (z / (1 - z)).log(), "the inverse of sigma, ln(z/(1 - z))", LESS_COMMON
    yield (1 + z.exp()).log(), "softplus, ln(1 + e^z)", LESS_COMMON
    yield z / (1 + abs(z)), "z/(1 + |z|)", LESS_COMMON
    yield made("arctan", z, function=np.arctan), "arctan(z)", LESS_COMMON
    yield 1 / (1 + made("e^-1 times", z, function=lambda v: v * math.exp(-1))), "e^-1 times z for e^-z", RARE


def _other_losses(a: Worked, y: Worked) -> Iterator[tuple[Worked, str, int]]:
    """What is taken for the loss of an output a with the target y."""
    yield abs(a - y), f"the difference of {a.name} and {y.name} taken for the loss", LESS_COMMON
    yield a - y, f"{a.name} - {y.name} taken for the loss", LESS_COMMON
    yield (1 - y) / (1 - a) - y / a, "the derivative of the cross-entropy taken for the loss", LESS_COMMON
    yield (
        y * (y / a).log() + (1 - y) * ((1 - y) / (1 - a)).log(),
        "the relative entropy taken for the loss",
        LESS_COMMON,
    )
    yield -((y * a).log() + ((1 - y) * (1 - a)).log()), "the targets inside the logarithms", LESS_COMMON
    yield -(y * a + (1 - y) * (1 - a)).log(), "one logarithm of the whole sum", LESS_COMMON
    yield -(y * a).log(), "the target inside the logarithm", LESS_COMMON
    yield (y / 2 - a) ** 2, f"({y.name}/2 - {a.name})**2: the half inside the square", LESS_COMMON
    yield (
        -(y * a.log() + (1 - a) * (1 - y).log()),
        f"{y.name} and {a.name} exchanged in the second half",
        LESS_COMMON,
    )
    yield y - a**2 / 2, f"{y.name} - {a.name}**2/2: the parentheses were lost", LESS_COMMON
    yield y / 2 - a**2, f"{y.name}/2 - {a.name}**2: the parentheses were lost", LESS_COMMON
    yield (y**2 + a**2) / 2, "the mixed term of the square left out", LESS_COMMON
    yield y**2 - 2 * y * a + a**2 / 2, "only the last term of the square halved", RARE
    yield (y - a) ** 2 / 2 * a * (1 - a), f"the squared error times {a.name}*(1 - {a.name})", RARE
    yield abs((y - a) ** 3) / 2, "the cube for the square", RARE


def _of_a_step(right: Worked) -> Iterator[tuple[Worked, str, int]]:
    """The signs within a step w - eta*dC/dw."""
    if right.op == "-" and right.of[1].op == "*":
        old, (rate, slope) = right.of[0], right.of[1].of
        yield old - rate + slope, "the learning rate subtracted, the derivative added", LESS_COMMON
        yield 1 - rate * slope, f"1 for {old.as_operand()}", LESS_COMMON
        yield (
            old * (1 - rate * slope),
            f"{old.as_operand()} multiplied by (1 - {right.of[1].as_operand()})",
            LESS_COMMON,
        )
        yield old - rate * abs(slope), "the derivative without its sign", LESS_COMMON
        yield old - rate * slope**2, "the derivative squared", LESS_COMMON
        yield rate * slope - old, f"{old.as_operand()} subtracted from the step", LESS_COMMON


def _of_a_derivative(line: Worked, before: Mapping[str, Worked], places: Places) -> Iterator[tuple[Worked, str, int]]:
    """Factors too many, the step taken already, and what is added up for a shared bias."""
    right, (kind, (l, *index)) = line.unnamed, places[line.name]
    for name, (other, at) in places.items():
        if name not in before:
            continue
        own = (other == "w" and kind == "dw" and at == (l, *index)) or (other == "b" and kind == "db" and at[0] == l)
        fed = other == "a" and (at[0] in (l, l + 1) or kind == "dw") and kind != "layer db"
        if own or fed:
            yield right * before[name], f"an extra factor {name}", LESS_COMMON
        if fed:
            a = before[name]
            yield right * (1 - a), f"an extra factor 1 - {name}", LESS_COMMON
            yield right * a * (1 - a), f"an extra factor {name}*(1 - {name})", LESS_COMMON
        if own:
            yield right + before[name], f"{name} added", LESS_COMMON
        if own or (other == "b" and kind == "layer db" and at == (l, 0)):
            yield before[name] - before["eta"] * right, f"{name} after its step", LESS_COMMON
        if kind == "dw" and other == "b" and at == (l, 0) and right.op == "*":
            yield right.of[0] * before[name], f"{name} in place of {right.of[1].as_operand()}", LESS_COMMON
            yield right.of[0] * (right.of[1] + before[name]), f"{name} added to {right.of[1].as_operand()}", LESS_COMMON
    if kind == "layer db":
        errors = {at: before[name] for name, (other, at) in places.items() if other == "delta" and name in before}
        below = {at[1]: before[name] for name, (other, at) in places.items() if other == "a" and at[0] == l}
        here = {at[1]: delta for at, delta in errors.items() if at[0] == l}
        if here.keys() == below.keys():
            yield _total(delta * below[j] for j, delta in here.items()), "each error times an input", LESS_COMMON
        if here and below:
            gradients = [delta * a for delta in here.values() for a in below.values()]
            yield _total(gradients), "the derivatives of all the layer's weights added up", LESS_COMMON
        if len(errors) > len(here):
            yield _total(errors.values()), "the errors of all layers added up", LESS_COMMON


def _of_an_error(line: Worked, before: Mapping[str, Worked], places: Places) -> Iterator[tuple[Worked, str, int]]:
    """Slopes too many, and what is taken for the difference of output and target."""
    right = line.unnamed
    for name in line.names:
        if places[name][0] == "a":
            a = before[name]
            yield right * a * (1 - a), f"an extra factor {name}*(1 - {name})", COMMON
            yield right * (1 - a**2), f"an extra factor 1 - {name}**2", LESS_COMMON
            yield right + a * (1 - a), f"{name}*(1 - {name}) added", LESS_COMMON
    own = next((n for n, at in places.items() if at == ("z", places[line.name][1])), "")
    if own in before:
        yield right * before[own], f"an extra factor {own}", LESS_COMMON
    first, *slope = factors(right)
    if slope and first[1].op == "+" and not first[1].name:  # errors that come back, and a slope for all of them
        one, other = first[1].of
        rest = product_of([("*", Worked(1)), *slope]).of[1] if len(slope) == 1 else product_of(slope)
        yield one * rest + other, f"{rest.as_operand()} with {one.as_operand()} only", LESS_COMMON
        layer, neuron = places[line.name][1]
        for name, at in places.items():
            if at in (("b", (layer, neuron)), ("b", (layer + 1, 0))) and name in before:
                yield (first[1] + before[name]) * rest, f"{name} added to the errors", LESS_COMMON
    for path, part in line.parts():
        if is_difference(part):
            output, target = part.of
            cost = next((n for n, at in places.items() if at == ("cost", places[line.name][1][1:])), "")
            yield right.with_part(path, 1 - output), f"1 - {output.name} for {part.as_operand()}", LESS_COMMON
            yield right.with_part(path, output * target), f"{output.name} times {target.name}", LESS_COMMON
            if cost in before:
                yield right.with_part(path, before[cost]), f"{cost} for {part.as_operand()}", LESS_COMMON
                yield right.with_part(path, before[cost] - target), f"{cost} for {output.name}", LESS_COMMON


def _total(terms: Iterable[Worked]) -> Worked:
    first, *others = terms
    for term in others:
        first = first + term
    return first
