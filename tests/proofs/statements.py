"""Statements, true and false, of every kind that has tripped a prover: the sides, and what is passed beside them."""

import sympy as sp

x, y, z = sp.symbols("x y z", real=True)
a, b, u = sp.symbols("a b u", positive=True)
w = sp.Symbol("w", nonnegative=True)
v = sp.Symbol("v", nonpositive=True)
neg = sp.Symbol("s", negative=True)
nz = sp.Symbol("q", real=True, nonzero=True)
t = sp.Symbol("t", imaginary=True)
c, d = sp.symbols("c d")  # any complex number
cc = sp.Symbol("e", complex=True)
free = sp.Symbol("r", real=True)
m, p = sp.symbols("m p", integer=True)
j, n, N, M = sp.symbols("j n N M", integer=True, positive=True)
nn = sp.Symbol("nu", integer=True, nonnegative=True)
even = sp.Symbol("g", even=True)
odd = sp.Symbol("h", odd=True)
prime = sp.Symbol("pi_", prime=True)
rational = sp.Symbol("rho", rational=True)
irrational = sp.Symbol("xi", irrational=True)
zero = sp.Symbol("o", zero=True)
i, k, l = sp.symbols("i k l", integer=True)
X, Y, Z = (sp.IndexedBase(sp.Symbol(name, real=True)) for name in "XYZ")
P = sp.IndexedBase(sp.Symbol("P", positive=True))
W = sp.IndexedBase(sp.Symbol("W", real=True))
C = sp.IndexedBase("C")
f, g = sp.Function("f"), sp.Function("g")
positive = sp.Function("positive", positive=True)
real = sp.Function("real", real=True)
delta = sp.KroneckerDelta
Sum, D, L, R = sp.Sum, sp.Derivative, sp.Limit, sp.Rational
exp, log, sqrt, sin, cos, tan = sp.exp, sp.log, sp.sqrt, sp.sin, sp.cos, sp.tan
Abs, sign, floor, ceiling, Max, Min, PW = sp.Abs, sp.sign, sp.floor, sp.ceiling, sp.Max, sp.Min, sp.Piecewise
oo, pi, I = sp.oo, sp.pi, sp.I
sigma = 1 / (1 + exp(-z))
S = Sum(exp(Z[k]), (k, 1, n))
sizes = Sum(Z[k], (k, 1, n))


def soft(q):
    return exp(Z[q]) / S


def on(symbol, low, high):
    return {"on": {symbol: (low, high)}}


TRUE = [
    # algebra
    ((x + y) ** 2, x**2 + 2 * x * y + y**2),
    ((x + y) ** 5 - x**5 - y**5, 5 * x * y * (x + y) * (x**2 + x * y + y**2)),
    ((x**2 - 1) / (x - 1), x + 1),
    (x / x, 1),
    (1 / x + 1 / y, (x + y) / (x * y)),
    (1 / (1 + 1 / x), x / (x + 1)),
    (c**2 - d**2, (c - d) * (c + d)),
    (R(1, 3) + R(1, 6), R(1, 2)),
    (sqrt(8), 2 * sqrt(2)),
    (sqrt(2) * sqrt(3), sqrt(6)),
    (1 / (sqrt(2) - 1), sqrt(2) + 1),
    # exponentials and hyperbolic functions
    (D(sigma, z), sigma * (1 - sigma)),
    (sigma.subs(z, -z), 1 - sigma),
    (sp.tanh(z), 2 * sigma.subs(z, 2 * z) - 1),
    (log(1 + exp(z)) - z, log(1 + exp(-z))),
    (D(log(1 + exp(z)), z), sigma),
    (D(sigma, z, 2), sigma * (1 - sigma) * (1 - 2 * sigma)),
    (sp.cosh(x) ** 2 - sp.sinh(x) ** 2, 1),
    (sp.cosh(100 * x) ** 2 - sp.sinh(100 * x) ** 2, 1),
    (sp.sinh(2 * x), 2 * sp.sinh(x) * sp.cosh(x)),
    (D(sp.tanh(x), x), 1 - sp.tanh(x) ** 2),
    (exp(x) * exp(y), exp(x + y)),
    (exp(c) * exp(d), exp(c + d)),
    ((exp(x) - exp(-x)) / 2, sp.sinh(x)),
    (4**n, 2 ** (2 * n)),
    (2 ** (n + 1), 2 * 2**n),
    (6**x, 2**x * 3**x),
    (exp(exp(2 * x)), exp(exp(x) ** 2)),
    # trigonometry
    (sin(x) ** 2 + cos(x) ** 2, 1),
    (sin(c) ** 2 + cos(c) ** 2, 1),
    (sin(2 * x), 2 * sin(x) * cos(x)),
    (cos(x + y), cos(x) * cos(y) - sin(x) * sin(y)),
    (tan(x) * cos(x), sin(x)),
    (1 + tan(x) ** 2, 1 / cos(x) ** 2),
    (cos(pi * n), (-1) ** n),
    (sin(pi * m), 0),
    (exp(I * x), cos(x) + I * sin(x)),
    # logarithms, powers and roots, where signs are known
    (log(a * b), log(a) + log(b)),
    (log(a / b), log(a) - log(b)),
    (log(a**2), 2 * log(a)),
    (log(w**2), 2 * log(w)),
    (sqrt(a**2), a),
    (sqrt(w**2), w),
    (sqrt(v**2), -v),
    (sqrt(neg**2), -neg),
    (sqrt(x**2), Abs(x)),
    (a**x * a**y, a ** (x + y)),
    (sqrt(a) * sqrt(b), sqrt(a * b)),
    (log(exp(x)), x),
    (exp(log(c)), c),
    (a ** (1 / log(a)), sp.E, on(a, 1, oo)),
    (log(free / (1 - free)), log(free) - log(1 - free), on(free, 0, 1)),
    (log(free - 2) + log(5 - free), log((free - 2) * (5 - free)), on(free, 2, 5)),
    (Abs(free - 2), free - 2, on(free, 2, 7)),
    (Abs(free), -free, on(free, -3, -1)),
    # every kind of symbol
    (Abs(t) ** 2, -(t**2)),
    (sp.conjugate(t), -t),
    (sp.re(t), 0),
    (sp.conjugate(x), x),
    (cc * sp.conjugate(cc), Abs(cc) ** 2),
    ((-1) ** even, 1),
    ((-1) ** odd, -1),
    (sin(pi * prime), 0),
    (x * zero, 0),
    (exp(zero), 1),
    (nz / nz, 1),
    (Abs(nz) / nz, sign(nz)),
    (sign(a), 1),
    (sign(neg), -1),
    (Abs(m - 7), m - 7, on(m, 10, 20)),
    (floor(m), m),
    (ceiling(m + R(1, 2)), m + 1),
    (floor(x + 1), floor(x) + 1),
    (Abs(x * y), Abs(x) * Abs(y)),
    (Abs(x) ** 2, x**2),
    (sign(x) * Abs(x), x),
    (Abs(positive(x)), positive(x)),
    (sqrt(positive(x) ** 2), positive(x)),
    (log(positive(x) ** 2), 2 * log(positive(x))),
    (Abs(real(x)) ** 2, real(x) ** 2),
    ((rational + 1) ** 2, rational**2 + 2 * rational + 1),
    ((irrational + 1) ** 2, irrational**2 + 2 * irrational + 1),
    # jumps and cases
    (Max(x, 0) - Max(-x, 0), x),
    (Max(x, y) + Min(x, y), x + y),
    (Max(x, 0), (x + Abs(x)) / 2),
    (PW((x, x > 0), (0, True)), Max(x, 0)),
    (PW((1, x > 0), (1, True)), 1),
    (PW((x, x > 1), (2 * x, True)), x, on(x, 1, oo)),
    (D(Max(x, 0), x), 1, on(x, 0, oo)),
    (D(Abs(x), x), sign(x), on(x, 0, 4)),
    # derivatives of unknown functions
    (D(f(x * y), x), y * D(f(z), z).subs(z, x * y)),
    (D(f(x) * g(x), x), D(f(x), x) * g(x) + f(x) * D(g(x), x)),
    (D(f(x) ** 2, x), 2 * f(x) * D(f(x), x)),
    (D(log(positive(x)), x), D(positive(x), x) / positive(x)),
    # limits
    (L(u * log(u), u, 0), 0),
    (L(sin(x) / x, x, 0), 1),
    (L(Abs(x) / x, x, 0, "+"), 1),
    (L(Abs(x) / x, x, 0, "-"), -1),
    (L((1 + 1 / u) ** u, u, oo), sp.E),
    (L(exp(-a * u), u, oo), 0),
    (L(1 / (1 + exp(-u)), u, oo), 1),
    (L(1 / x, x, 0, "+"), oo),
    # sums
    (Sum(X[k] + Y[k], (k, 1, n)), Sum(X[k], (k, 1, n)) + Sum(Y[i], (i, 1, n))),
    (Sum(2 * Y[k] + 1, (k, 1, n)), 2 * Sum(Y[i], (i, 1, n)) + n),
    (Sum(k, (k, 1, n)), n * (n + 1) / 2),
    (Sum(k**2, (k, 1, nn)), nn * (nn + 1) * (2 * nn + 1) / 6),
    (Sum(2 * k - 1, (k, 1, n)), n**2),
    (Sum(1, (k, 1, nn)), nn),
    (Sum(X[k], (k, 1, 3)), X[1] + X[2] + X[3]),
    (Sum(X[k], (k, 1, 0)), 0),
    (Sum(soft(k), (k, 1, n)), 1),
    (D(soft(i), Z[l]), soft(i) * (delta(i, l) - soft(l))),
    (D(-log(soft(p)), Z[l]), soft(l) - delta(l, p)),
    (D(Sum(X[k] ** 2, (k, 1, n)), X[l]), 2 * X[l]),
    (Sum(delta(k, 2) * X[k], (k, 1, 4)), X[2]),
    (Sum(delta(k, 9) * X[k], (k, 1, 4)), 0),
    (Sum(delta(k, j) * X[k], (k, 1, n)), X[j], {"given": {j <= n: True}}),
    (Sum(delta(k, j), (k, 1, 4)), 1, on(j, 0, 5)),
    (Sum(Y[i] * Sum(delta(k, i) * X[k], (k, 1, n)), (i, 1, n)), Sum(X[i] * Y[i], (i, 1, n))),
    (Sum(delta(k, n) * X[k], (k, 1, n)), X[n]),
    (D(Sum(W[l, k] * X[k], (k, 1, n)), W[l, i]), X[i]),
    (Sum(Sum(X[i] * Y[k], (k, 1, M)), (i, 1, n)), Sum(X[i], (i, 1, n)) * Sum(Y[k], (k, 1, M))),
    (D(Sum(log(P[k]), (k, 1, n)), P[l]), 1 / P[l]),
    (Sum(C[k] * c, (k, 1, n)), c * Sum(C[k], (k, 1, n))),
    (Sum(X[k], (k, 1, n + 1)), Sum(X[k], (k, 1, n)) + X[n + 1]),
    # matrices
    (sp.Matrix([[x, y]]) * sp.Matrix([x, y]), sp.Matrix([x**2 + y**2])),
    (
        sp.Matrix([[cos(x), -sin(x)], [sin(x), cos(x)]]) ** 2,
        sp.Matrix([[cos(2 * x), -sin(2 * x)], [sin(2 * x), cos(2 * x)]]),
    ),
    # given
    (x**2, 4 * y**2, {"given": {x: 2 * y}}),
    (Sum(Y[k] * (x + 1), (k, 1, n)), x + 1, {"given": {Sum(Y[k], (k, 1, n)): 1}}),
]

FALSE = [
    # a sign, a factor, a term
    ((x + y) ** 2, x**2 + y**2),
    ((x + y) ** 3, x**3 + y**3),
    (x, x + R(1, 10**9)),
    (x**2 + 10**6, x**2),
    (1 / x + 1 / y, 1 / (x + y)),
    (D(sigma, z), sigma * (1 + sigma)),
    (D(sigma, z), -sigma * (1 - sigma)),
    (D(sigma, z, 2), sigma * (1 - sigma) ** 2),
    (D(x**3, x), 3 * x),
    (sp.tanh(z), 2 * sigma - 1),
    (sin(x), x),
    (sin(x + y), sin(x) + sin(y)),
    (cos(x) ** 2 - sin(x) ** 2, 1),
    (exp(x + y), exp(x) + exp(y)),
    (log(a + b), log(a) + log(b)),
    (sp.cosh(100 * x) ** 2 - sp.sinh(100 * x) ** 2, 2),
    # true for positive numbers alone
    (sqrt(x**2), x),
    (log(x**2), 2 * log(x)),
    (Abs(x), x),
    (sqrt(x * y), sqrt(x) * sqrt(y)),
    (log(x * y), log(x) + log(y)),
    (sqrt(x) * sqrt(x**3), x**2),
    (sqrt(v**2), v),
    (Abs(neg), neg),
    (sqrt(1 / x), 1 / sqrt(x)),
    (Abs(x + y), Abs(x) + Abs(y)),
    (sign(x), 1),
    (sign(nz), 1),
    (x ** R(2, 3), Abs(x) ** R(2, 3)),
    # branch cuts
    (log(exp(c)), c),
    (log(exp(I * x)), I * x),
    (sqrt(c**2), c),
    (log(c**2), 2 * log(c)),
    (log(c * d), log(c) + log(d)),
    (sqrt(c * d), sqrt(c) * sqrt(d)),
    ((c**2) ** R(1, 2), Abs(c)),
    (log(1 / c), -log(c)),
    (log(-x), log(x) + I * pi),
    ((c**3) ** R(1, 3), c),
    (exp(c * d), exp(c) ** d),
    # what a symbol is
    (Abs(c) ** 2, c**2),
    (sp.conjugate(c), c),
    (Abs(t) ** 2, t**2),
    (sp.conjugate(t), t),
    (t**2 + 1, 0),
    (w, Abs(w) + 1),
    (w / w, w / w + 1),
    (log(w**2), log(w)),
    ((-1) ** m, 1),
    ((-1) ** prime, -1),
    ((-1) ** n, -1),
    ((-1) ** even, -1),
    (sin(pi * x), 0),
    (rational**2, 2),
    (floor(irrational), irrational),
    (zero + 1, 0),
    (Abs(m - 7), m - 7),
    (Abs(m - 7), m - 7, on(m, 5, 20)),
    (Abs(positive(x)), -positive(x)),
    (Abs(real(x)), real(x)),
    (Abs(f(x)), f(x)),
    (f(x + y), f(x) + f(y)),
    (f(-x), f(x)),
    # true at whole numbers alone
    (cos(2 * pi * x), 1),
    (floor(x), x),
    (floor(x), ceiling(x)),
    (ceiling(x), floor(x) + 1),
    (sp.frac(x), 0),
    (floor(2 * x), 2 * floor(x)),
    (floor(100 * x), 100 * x),
    (floor(-x), -floor(x)),
    # true almost everywhere
    (sign(x) ** 2, 1),
    (Abs(sign(x - 3)), 1),
    (PW((1, sp.Eq(x, 12345)), (0, True)), 0),
    (PW((x, sp.Ne(x, R(7, 3))), (0, True)), x),
    (sp.Heaviside(x, 0) + sp.Heaviside(-x, 0), 1),
    (delta(m, 17), 0),
    (0**w, 0),
    (0 ** Abs(x - 5), 0),
    (Max(x, 1000), 1000),
    (Min(x, -1000), -1000),
    (PW((x, x < 1000), (0, True)), x),
    (PW((x, x > 0), (0, True)), x),
    (Max(x, 0), x),
    (Max(x, y), (x + y) / 2),
    (n, 1),
    (n, n**2),
    (n**3 - 6 * n**2 + 11 * n, 6),
    (2**n, n + 1),
    (2**n, n**2 - n + 2),
    # derivatives, jumps
    (D(f(x * y), x), D(f(z), z).subs(z, x * y)),
    (D(f(x) * g(x), x), D(f(x), x) * D(g(x), x)),
    (D(Abs(x), x), 1),
    (D(Max(x, 0), x), 1),
    (D(x**x, x), x * x ** (x - 1), on(x, 0, 3)),
    (D(a**x, x), x * a ** (x - 1)),
    # limits
    (L(Abs(x) / x, x, 0, "-"), 1),
    (L(1 / x, x, 0, "-"), oo),
    (L(sin(x) / x, x, 0), 0),
    (L((1 + 1 / u) ** u, u, oo), 1),
    (L(exp(-a * u), u, oo), 1),
    (L(exp(x * u), u, oo), 0),
    (L(floor(x), x, 1, "-"), 1),
    # sums
    (Sum(Y[k] + 1, (k, 1, n)), Sum(Y[i], (i, 1, n)) + 1),
    (Sum(k, (k, 1, n)), n * (n - 1) / 2),
    (Sum(k, (k, 1, n)), n**2 - n + 1),
    (Sum(1, (k, 0, n)), n),
    (Sum(X[k] * Y[k], (k, 1, n)), Sum(X[k], (k, 1, n)) * Sum(Y[k], (k, 1, n))),
    (Sum(X[k] ** 2, (k, 1, n)), Sum(X[k], (k, 1, n)) ** 2),
    (Sum(X[k], (k, 1, n)), Sum(X[k], (k, 1, M))),
    (Sum(X[k], (k, 0, n)), Sum(X[k], (k, 1, n))),
    (Sum(X[k], (k, 1, n)), X[n]),
    (Sum(X[k], (k, 1, nn)), X[1] + Sum(X[k], (k, 1, nn)) - X[1] + PW((1, nn < 1), (0, True))),
    (Sum(1, (k, 1, nn)) / nn, 2),
    (D(soft(i), Z[l]), soft(i) * (1 - soft(l))),
    (D(soft(i), Z[l]), soft(l) * (delta(i, l) - soft(l))),
    (D(-log(soft(p)), Z[l]), soft(l) - 1),
    (D(Sum(W[l, k] * X[k], (k, 1, n)), W[l, i]), X[l]),
    (D(Sum(X[k] ** 2, (k, 1, n)), X[l]), 2 * Sum(X[k], (k, 1, n))),
    (Sum(Sum(X[i] * Y[k], (k, 1, i)), (i, 1, n)), Sum(X[i], (i, 1, n)) * Sum(Y[k], (k, 1, n))),
    # deltas and their ranges
    (Sum(delta(k, j), (k, 1, n)), 1),
    (Sum(delta(k, n) * X[k], (k, 1, 4)), X[n]),
    (Sum(Y[i] * Sum(delta(k, i) * X[k], (k, 1, n)), (i, 1, M)), Sum(X[i] * Y[i], (i, 1, M))),
    (Sum(Y[i] * Sum(delta(k, i), (k, 1, 4)), (i, 1, n)), Sum(Y[i], (i, 1, n))),
    (D(Sum(X[k], (k, 1, n)), X[j]), 1),
    (D(Sum(X[k], (k, 1, 4)), X[j]), 1),
    (Sum(delta(k, j), (k, 2, n)), 1),
    (Sum(delta(k, j), (k, 1, n)), 1, {"given": {j <= n + 1: True}}),
    (Sum(delta(k, j), (k, 1, 4)), 1, on(j, 0, 7)),
    (Sum(delta(k, 2), (k, 1, n)), 1),
    (Sum(delta(k, nn), (k, 1, nn)), 1),
    (Sum(delta(k, j + 1) * X[k], (k, 1, n)), X[j + 1]),
    (Sum(Sum(delta(i, k), (k, 1, M)), (i, 1, n)), n),
    (Sum(Sum(delta(i, k) * delta(k, l), (k, 1, M)), (i, 1, n)), delta(l, l) + 1),
    (Sum(exp(delta(k, l)) * X[k], (k, 1, n)), sp.E * X[l]),
    (delta(i, l), 1),
    (delta(i, l) * X[i], X[l]),
    # matrices and what is given
    (sp.Matrix([x, y]), sp.Matrix([y, x])),
    (sp.Matrix([[1, x], [0, 1]]) ** 2, sp.Matrix([[1, x**2], [0, 1]])),
    (x**2, 2 * y**2, {"given": {x: 2 * y}}),
    (Sum(Y[k] * (x + k), (k, 1, n)), x + 1, {"given": {Sum(Y[k], (k, 1, n)): 1}}),
]

POSITIVE = [
    (w + 1,),
    (1 - v,),
    (nn + 1,),
    (y**2 + 1,),
    (exp(x),),
    (positive(x) + 1,),
    (-neg,),
    (1 - t**2,),
    (1 / free + 1 / (1 - free), on(free, 0, 1)),
    (free - 2, on(free, 2, 5)),
    (6 - free, on(free, 2, 5)),
    ((free - 2) * (5 - free), on(free, 2, 5)),
    (free + 7, on(free, -7, -3)),
    (-free, on(free, -7, -3)),
    ((free + 7) / (-3 - free), on(free, -7, -3)),
    (1 + cos(x) ** 2,),
    (m - 9, on(m, 10, 20)),
    (j,),
    (Abs(nz),),
    (D(sigma, z),),
    (Sum(exp(Z[k]), (k, 1, n)),),
    (prime - 1,),
]
NOT_POSITIVE = [
    (x**2,),
    (w,),
    (v + 1,),
    (nn,),
    (j - 1,),
    (prime - 2,),
    (c**2 + 1,),
    (1 + t**2,),
    (t,),
    (f(x) ** 2,),
    (positive(x) - 1,),
    (sp.Integer(0),),
    (free - 3, on(free, 2, 5)),
    (4 - free, on(free, 2, 5)),
    ((free - 2) * (4 - free), on(free, 2, 5)),
    (-5 - free, on(free, -7, -3)),
    (free - R(1, 2), on(free, 0, 1)),
    (15 - m, on(m, 10, 20)),
    (m - 11, on(m, 10, 20)),
    (50 - x, on(x, 0, 100)),
    (Abs(x - 31),),
    (Sum(exp(Z[k]), (k, 1, nn)),),
    (sin(x) + 1 - sign(x - 4) ** 2,),
]

# --- symbols of every other sort, and what an attack came up with --------------------------------------------

e1 = sp.Symbol("e1", extended_real=True)
inf = sp.Symbol("inf", infinite=True)
noni = sp.Symbol("noni", real=True, integer=False)
alg = sp.Symbol("alg", algebraic=True)
tr = sp.Symbol("tr", transcendental=True)
comp = sp.Symbol("comp", composite=True)
herm = sp.Symbol("herm", hermitian=True)
anti = sp.Symbol("anti", antihermitian=True)
pol = sp.Symbol("pol", polar=True)
cnz = sp.Symbol("cnz", complex=True, zero=False)
npos = sp.Symbol("npos", integer=True, negative=True)
nonneven = sp.Symbol("ne", even=True, positive=True)
nimag = sp.Symbol("nimag", imaginary=False)
nreal = sp.Symbol("nreal", real=False)
epos = sp.Symbol("epos", extended_positive=True)
fin = sp.Symbol("fin", finite=True)
h_int = sp.Function("hi", integer=True)
h_neg = sp.Function("hn", negative=True)
h_im = sp.Function("him", imaginary=True)
h_nz = sp.Function("hnz", nonzero=True, real=True)
h_nn = sp.Function("hnn", nonnegative=True)
PI = sp.IndexedBase("PI", positive=True)
r = free
TRUE += [
    (delta(m, p) * (m - p), 0),
    (PW((1, x > y), (0, True)) + PW((1, x <= y), (0, True)), 1),
    ((-1) ** (2 * m), 1),
    (cos(pi * m) ** 2, 1),
    (Sum(X[k + 1], (k, 1, n)), Sum(X[k], (k, 2, n + 1))),
    (Sum(X[k], (k, 0, n)), X[0] + Sum(X[k], (k, 1, n))),
    (Sum(X[k], (k, 2, n)), Sum(X[k], (k, 1, n)) - X[1]),
    (Sum(x**k, (k, 0, n)) * (1 - x), 1 - x ** (n + 1)),
    (sp.re(c) ** 2 + sp.im(c) ** 2, Abs(c) ** 2),
    (sp.conjugate(c * d), sp.conjugate(c) * sp.conjugate(d)),
    (Abs(exp(I * x)), 1),
    (L((1 + x / u) ** u, u, oo), exp(x)),
    (e1 + 1, 1 + e1),
    ((e1 + 1) ** 2, e1**2 + 2 * e1 + 1),
    (floor(noni) + 1, ceiling(noni)),
    (alg**2 - 1, (alg - 1) * (alg + 1)),
    (tr / tr, 1),
    ((comp + 1) ** 2, comp**2 + 2 * comp + 1),
    (herm * 2, herm + herm),
    (Abs(npos), -npos),
    ((-1) ** nonneven, 1),
    (cnz / cnz, 1),
    (fin * 2 - fin, fin),
    (Abs(h_neg(x)), -h_neg(x)),
    (Abs(h_im(x)) ** 2, -(h_im(x) ** 2)),
    (sqrt(h_nn(x) ** 2), h_nn(x)),
    (floor(h_int(x)), h_int(x)),
    (sp.log(PI[k] ** 2), 2 * log(PI[k])),
    (D(Sum(log(PI[k]), (k, 1, n)), PI[i]), 1 / PI[i]),
    (Max(x, -x), Abs(x)),
    (Min(x, y), -Max(-x, -y)),
    (Abs(x - 3) + Abs(3 - x), 2 * Abs(x - 3)),
    (sqrt(x**2 - 2 * x + 1), Abs(x - 1)),
    (sqrt(x**4), x**2),
    (sp.cosh(x) + sp.sinh(x), exp(x)),
    (D(x**x, x), x**x * (log(x) + 1), on(x, 0, oo)),
    (D(log(r), r), 1 / r, on(r, -5, -1)),
    (tan(x + y) * (1 - tan(x) * tan(y)), tan(x) + tan(y)),
    (sin(3 * x), 3 * sin(x) - 4 * sin(x) ** 3),
    (sin(x) ** 4, R(3, 8) - cos(2 * x) / 2 + cos(4 * x) / 8),
    (exp(2 * log(a) + b), a**2 * exp(b)),
    (log(sqrt(a)), log(a) / 2),
    (log(8), 3 * log(2)),
    (log(r + 1) - log(r), log(1 + 1 / r), on(r, 0, oo)),
    (Sum((X[k] - Sum(X[i], (i, 1, n)) / n), (k, 1, n)), 0),
    (Sum((X[k] - x) ** 2, (k, 1, n)), Sum(X[k] ** 2, (k, 1, n)) - 2 * x * Sum(X[k], (k, 1, n)) + n * x**2),
    (D(Sum(exp(x * Z[k]), (k, 1, n)), x), Sum(Z[k] * exp(x * Z[k]), (k, 1, n))),
    (D(log(S), Z[i]), soft(i)),
    (D(log(S), Z[i], Z[l]), soft(i) * (delta(i, l) - soft(l))),
    (Sum(k**3, (k, 1, n)), Sum(k, (k, 1, n)) ** 2),
    (Sum(k, (k, 0, n)), Sum(k, (k, 1, n))),
    (Sum(W[i, k] * delta(k, l), (k, 1, n)), W[i, l]),
    (Sum(Sum(W[i, k] * delta(k, i), (k, 1, n)), (i, 1, n)), Sum(W[i, i], (i, 1, n))),
    (D(f(g(x)), x), D(f(z), z).subs(z, g(x)) * D(g(x), x)),
    (
        D(
            f(
                x,
            ),
            x,
            2,
        ),
        D(D(f(x), x), x),
    ),
    (sp.Subs(x**2, x, y), y**2),
    (D(x**2 * y, x, y), 2 * x),
    (sp.Matrix([[x]]) * y, sp.Matrix([[x * y]])),
    (1 / (1 + exp(-z)) + 1 / (1 + exp(z)), 1),
    (2 * sp.cosh(x) ** 2 - 1, sp.cosh(2 * x)),
    ((1 + I) ** 2, 2 * I),
    (sqrt(3 + 2 * sqrt(2)), 1 + sqrt(2)),
    (x**3 - 1, (x - 1) * (x**2 + x + 1)),
]
FALSE += [
    ((-1) ** x, cos(pi * x)),
    (sp.Integer(-8) ** R(1, 3), -2),
    (PW((1, x > y), (0, True)) + PW((1, x < y), (0, True)), 1),
    (sign(x * y - 6) ** 2, 1),
    (sign(x - y) ** 2, 1),
    (delta(m, p), 0),
    (delta(m, p) * m, m),
    (sp.re(c * d), sp.re(c) * sp.re(d)),
    (sp.conjugate(log(c)), log(sp.conjugate(c))),
    (L(a**u, u, oo), oo),
    (L(u**x, u, oo), oo),
    (L(x**u, u, oo), 0),
    (L(sign(u - 3), u, 2), 1),
    (e1**2, Abs(e1) + e1),
    (floor(noni), ceiling(noni)),
    (alg, 1),
    ((-1) ** comp, 1),
    (herm, -herm),
    (Abs(npos), npos),
    ((-1) ** odd, 1),
    (sqrt(cnz**2), cnz),
    (Abs(fin), fin),
    (sp.conjugate(nreal), nreal),
    (Abs(h_neg(x)), h_neg(x)),
    (Abs(h_im(x)) ** 2, h_im(x) ** 2),
    (Abs(h_nz(x)), h_nz(x)),
    (floor(h_int(x)), h_int(x) + 1),
    (sqrt(f(x) ** 2), f(x)),
    (sp.log(C[k] ** 2), 2 * log(C[k])),
    (Max(x, -x), x),
    (Min(x, y), Max(-x, -y)),
    (sqrt(x**2 - 2 * x + 1), x - 1),
    (D(log(Abs(x)), x), 1 / Abs(x)),
    (tan(x + y), tan(x) + tan(y)),
    (sin(3 * x), 3 * sin(x) - 4 * sin(x) ** 2),
    (log(x**3), 3 * log(x)),
    (log(sqrt(x)), log(Abs(x)) / 2),
    (log(x + 1) - log(x), log(1 + 1 / x)),
    (exp(log(x) / 2) ** 2 - x + sign(x) ** 2, 1),
    (Sum((X[k] - x) ** 2, (k, 1, n)), Sum(X[k] ** 2, (k, 1, n)) - 2 * x * Sum(X[k], (k, 1, n)) + x**2),
    (D(log(S), Z[i]), 1 - soft(i)),
    (D(log(S), Z[i], Z[l]), -soft(i) * soft(l)),
    (Sum(k**3, (k, 1, n)), Sum(k**2, (k, 1, n)) ** 2),
    (Sum(1, (k, 0, n)), Sum(1, (k, 1, n))),
    (Sum(W[i, k] * delta(k, l), (k, 1, n)), W[l, i]),
    (Sum(W[i, k], (k, 1, n)), Sum(W[k, i], (k, 1, n))),
    (Sum(Sum(W[i, k], (k, 1, i)), (i, 1, n)), Sum(Sum(W[i, k], (i, 1, k)), (k, 1, n))),
    (Sum(delta(k, j) * delta(k, N), (k, 1, n)), delta(j, N)),
    (Sum(delta(k, j) ** 2 * X[k], (k, 1, n)), X[j]),
    (Sum(delta(k, N), (k, 1, N + 1)) - Sum(delta(k, N), (k, 1, n)), 0),
    (Sum(Sum(delta(i, k), (k, 1, N)), (i, 1, n)), N),
    (D(Sum(Y[k] * X[k], (k, 1, n)), X[j]), Y[j]),
    (D(Sum(X[k] ** 2, (k, 1, nn)), X[1]), 2 * X[1]),
    (D(Sum(X[k + 1], (k, 1, n)), X[j + 1]), 1),
    (Sum(delta(k, j) + delta(k, N), (k, 1, n)), 2),
    (Sum(exp(Z[k]) * delta(k, j), (k, 1, n)) / S, exp(Z[j]) / S),
    (Sum(X[k], (k, 1, n)) ** 2, Sum(X[k] * X[k], (k, 1, n))),
    (Sum(X[k], (k, 1, nn)), X[1]),
    (Sum(X[k], (k, 1, n)), n * X[1]),
    (D(f(g(x)), x), D(f(x), x) * D(g(x), x)),
    (sp.Subs(x**2, x, y), x**2),
    (D(f(x), x, 2), D(f(x), x) ** 2),
    (sqrt(3 + 2 * sqrt(2)), 1 - sqrt(2)),
    (x**3 - 1, (x - 1) * (x**2 + x - 1)),
    ((c + d) ** 2, c**2 + d**2),
    (I**m, 1),
    (exp(I * pi * m), -1),
    (a**b, b**a),
    (0**nn, 0),
    (0**nn, 1),
    (m**0 + 0**m, 2),
    (floor(x) + floor(y), floor(x + y)),
    (floor(x / 2), floor(x) / 2),
    (ceiling(x), -floor(x)),
    (sp.frac(x), x - ceiling(x)),
    (floor(m / 2), m / 2),
    (m * (m + 1) / 2, floor(m**2 / 2)),
    (PW((x**2, x < 3), (9, True)), x**2),
    (PW((1, sp.Eq(m, 41)), (0, True)), 0),
    (sp.Heaviside(x - 7), (1 + sign(x - 7)) / 2 + delta(m, 99)),
    (Abs(x - R(22, 7)), x - R(22, 7)),
    (Max(x, -50), x),
    (Min(n, 12), n),
    (Max(n, 20), 20),
    (sp.sqrt(sp.sin(x) ** 2), sp.sin(x)),
    ((a - 1) / Abs(a - 1), 1),
    (Abs(a - b), a - b),
    (log(a) * log(b), log(a * b)),
    (Abs(cos(x)), cos(x)),
    (x**2 * sign(x), Abs(x) ** 2),
    (exp(-Abs(x)), exp(x)),
]
POSITIVE += [
    (x**2 + x * y + y**2 + 1,),
    (a + 1 / a,),
    (a + b,),
    (PI[k],),
    (Sum(PI[k], (k, 1, n)),),
    (h_nn(x) + 1,),
    (Abs(x) + 1,),
    (2 - sin(x),),
    (exp(-(x**2)),),
    (x**4 - x**2 + 1,),
    (-npos,),
    (1 - r**2, on(r, -1, 1)),
    (r - sin(1), on(r, 1, 2)),
    (log(r), on(r, 1, oo)),
    (m**2, on(m, 0, oo)),
    ((r - 3) ** 2 + R(1, 10),),
    (epos + 1,),
    (Abs(cnz),),
]
NOT_POSITIVE += [
    (x**2 - x * y,),
    (a - b,),
    (a + 1 / a - 2,),
    (C[k],),
    (Sum(PI[k], (k, 1, nn)),),
    (h_nn(x),),
    (Abs(x),),
    (1 - sin(x) - R(1, 2),),
    (x**4 - x**2,),
    (npos,),
    (1 - r**2, on(r, -1, R(11, 10))),
    (log(r), on(r, R(9, 10), oo)),
    (m, on(m, -1, 5)),
    ((r - 3) ** 2,),
    (Abs(x - R(22, 7)),),
    (sign(a - 1) + 1,),
    (Sum(X[k] ** 2, (k, 1, n)),),
    (n - N + 5,),
    (Abs(c) - c,),
    (1 - Abs(x - 40) / 1000 + floor(x / 1000) * 0 - PW((1, x > 500), (0, True)),),
]

cj = sp.conjugate
i2 = sp.Symbol("i2", integer=True)
ii = sp.Symbol("ii", integer=True)
FALSE += [
    (Sum(X[k], (k, 1, n)) * Sum(delta(k, M), (k, 1, n)), Sum(X[k], (k, 1, n))),
    (Sum(delta(k, m), (k, m, n)), 1),
    (Sum(X[k] * delta(k, m), (k, 0, n)), X[m], on(m, -3, 3)),
    (Sum(delta(2 * k, m), (k, 1, n)), 1),
    (Sum(delta(k, -k), (k, 1, n)), 1),
    (Sum(X[k] * delta(k, x), (k, 1, n)), X[1]),
    (D(Sum(X[k] * X[k + 1], (k, 1, n)), X[l]), X[l + 1] + X[l - 1]),
    (D(Sum(Sum(W[i, k], (k, 1, n)), (i, 1, M)), W[j, j]), 1),
    (D(Sum(Sum(W[i, k], (k, 1, i)), (i, 1, n)), W[i2, ii]), 1),
    (D(Sum(W[k, k], (k, 1, n)), W[i, l]), 1),
    (D(Sum(W[k, k], (k, 1, n)), W[i, l]), delta(i, l) + delta(i, l)),
    (Sum(x**k, (k, 0, n)), (1 - x ** (n + 1)) / (1 - x) + PW((1, sp.Eq(x, 1)), (0, True))),
    (Sum(1 / k, (k, 1, n)), log(n)),
    (Sum(k * (k - 1), (k, 1, n)), n * (n - 1) * (n + 1) / 4),
    (Sum(2**k, (k, 0, n)), 2 ** (n + 1)),
    (Sum((-1) ** k, (k, 0, n)), 1),
    (sqrt(x + y), sqrt(x) + sqrt(y)),
    ((x**2) ** R(1, 4), sqrt(x)),
    (sqrt(x) ** 2 / x, sign(x)),
    (sqrt(x - 1) * sqrt(x + 1), sqrt(x**2 - 1)),
    (sqrt(1 - x) / sqrt(x - 1), I),
    (log(I * x), log(x) + I * pi / 2),
    (exp(log(x * y) / 2), exp(log(x) / 2) * exp(log(y) / 2)),
    (a**c * b**c, (a + b) ** c),
    ((c * d) ** R(1, 2), c ** R(1, 2) * d ** R(1, 2)),
    ((a**c) ** d, a ** (c * d)),
    ((exp(I * x)) ** R(1, 2), exp(I * x / 2)),
    (x**y * x**z, x ** (y * z)),
    ((-x) ** R(1, 3), -(x ** R(1, 3))),
    (Abs(c + d), Abs(c) + Abs(d)),
    (Abs(exp(c)), exp(c)),
    (sp.re(c**2), sp.re(c) ** 2),
    (cj(sqrt(c)), sqrt(cj(c))),
    (cj(f(c)), f(cj(c))),
    (Max(x, y, z), Max(x, y)),
    (Max(x * y, 0), Max(x, 0) * Max(y, 0)),
    (Max(x, 0) ** 2, x * Max(x, 0) + delta(m, 3)),
    (Min(Max(x, 0), 1), x),
    (Min(Max(x, -1), 1), sp.tanh(x)),
    (Max(x, 0) - Max(x - 3, 0), Min(x, 3)),
    (Abs(x - 2) + Abs(x - 5), 3),
    (Abs(x - 2) + Abs(x - 5), 3, on(x, 2, 6)),
    (sign(x - 1) * sign(x + 1), 1),
    (sign(x) + sign(-x) + sign(Abs(x)), 1),
    (floor(x + R(1, 2)), floor(x)),
    (floor(x) + floor(x + R(1, 2)), floor(2 * x) + delta(m, 0)),
    (floor(sqrt(nn)), nn),
    (sp.frac(x) + sp.frac(-x), 1),
    (floor(m / 3) * 3, m),
    ((m**2 + m) / 2 * 2, m**2),
    (m * (m - 1) * (m - 2), 0),
    ((n - 1) * (n - 2) * (n - 3) * (n - 4) * (n - 5), 0),
    (cos(pi * m / 2), 0),
    (sin(pi * m / 2) ** 2, 1),
    (L((x**2 - 1) / (x - 1), x, 1), 1),
    (L(sin(1 / x), x, 0), 0),
    (L(Max(u, 3), u, 3), 4),
    (L((a**u - 1) / u, u, 0), 1),
    (L((f(x + u) - f(x)) / u, u, 0), f(x)),
    (L(sp.Heaviside(x), x, 0, "-"), 1),
    (L(x * floor(1 / x), x, 0, "+"), 0),
    (L(u**a, u, 0), 1),
    (L(exp(-(x**2) * u), u, oo), 0),
    (L(c**u, u, oo), 0),
    (D(floor(x), x), 1),
    (D(sign(x), x), sign(x)),
    (D(sqrt(x), x), 1 / sqrt(x)),
    (D(Abs(x) ** 3, x), 3 * x**2),
    (D(PW((x**2, x > 0), (0, True)), x), 2 * x),
    (D(x * Abs(x), x), 2 * x),
    (D(f(2 * x), x), D(f(z), z).subs(z, 2 * x)),
    (D(f(x, y), x, y), D(f(x, y), x) * D(f(x, y), y)),
    (D(cj(c), c), 1),
    (D(Abs(c) ** 2, c), 2 * c),
    (sp.Matrix([[x, 1], [1, y]]).det(), x * y),
    (sp.Matrix([[x, 1], [1, y]]).inv() * sp.Matrix([[x, 1], [1, y]]), sp.ones(2, 2)),
    (x, y, {"given": {x**2: y**2}}),
    (x / y, 1, {"given": {x * y: y**2 + 1}}),
    (Sum(Y[k] ** 2, (k, 1, n)), 1, {"given": {Sum(Y[k], (k, 1, n)): 1}}),
    (Abs(x), x, {"given": {x > -1: True}}),
    (Y[1], 1, {"given": {Sum(Y[k], (k, 1, n)): 1}}),
    (log(a), 0, {"given": {a > 1: True}}),
]
TRUE += [
    (sqrt(x) ** 2, x),
    (Max(x, 0) - Max(x - 3, 0), Max(Min(x, 3), 0)),
    (Abs(x - 2) + Abs(x - 5), 3, on(x, 2, 5)),
    (sign(x) + sign(-x), 0),
    (D(x * Abs(x), x), 2 * Abs(x)),
    (D(PW((x**2, x > 0), (0, True)), x), 2 * Max(x, 0)),
    (Sum(k * (k - 1), (k, 1, n)), n * (n - 1) * (n + 1) / 3),
    (D(Sum(W[k, k], (k, 1, n)), W[i, l]), delta(i, l)),
    (D(Sum(X[k] * X[k], (k, 1, n)) / 2, X[l]), X[l]),
    (Sum(delta(k, l) * Sum(W[k, i] * X[i], (i, 1, M)), (k, 1, n)), Sum(W[l, i] * X[i], (i, 1, M))),
    (L((x**2 - 1) / (x - 1), x, 1), 2),
    (L((a**u - 1) / u, u, 0), log(a)),
    (L(u**a, u, 0), 0),
    (Abs(x), x, {"given": {x > 0: True}}),
    (x**2, y**2, {"given": {x: -y}}),
    (sp.Matrix([[x, 1], [1, y]]).det(), x * y - 1),
    ((c * cj(c)), Abs(c) ** 2),
    (sp.re(c) + I * sp.im(c), c),
    (exp(cj(c)), cj(exp(c))),
    (Min(Max(x, 0), 1), x, on(x, 0, 1)),
    (cos(pi * m) ** 2, 1),
    (floor(n), n),
    (sp.Heaviside(x) - sp.Heaviside(-x), sign(x)),
    (a**c * b**c, (a * b) ** c),
    (sqrt(x**2 * y**2), Abs(x * y)),
    (log(Abs(nz) ** 2), 2 * log(Abs(nz))),
    (n / sqrt(n), sqrt(n)),
    (Abs(exp(c)), exp(sp.re(c))),
    (1 / (exp(x) - 1) - 1 / (exp(x) + 1), 2 / (exp(2 * x) - 1)),
    (log((1 + sp.tanh(x)) / (1 - sp.tanh(x))) / 2, x),
    (sp.sinh(x) / sp.cosh(x), sp.tanh(x)),
]
POSITIVE += [(h_nn(x) + R(1, 10**6),), (h_nn(y) + h_nn(z) + R(1, 100),)]

# --- false at points that no sample hits, so that the steps of a proof have to be right by themselves --------------
cube = y**3 - 5  # 0 at no number that is tried
HIDDEN = [
    # SymPy's limits are those of the general case
    (L(x**2 / (x**2 + cube), x, 0), 0),
    (L(x**2 / (x**2 + Abs(cube)), x, 0), 0),
    (L(x**2 / ((x + a**3) * (x - 5 * b) + 5 * a**3 * b), x, 0), 0),
    (L(1 / (1 + u * cube**2), u, oo), 0),
    (L(exp(-u * cube**2), u, oo), 0),
    (L(u ** (cube**2), u, 0), 0),
    (L(x / (x + exp(y) - 2), x, 0), 0),
    (L(x / (x + log(a) - 1), x, 0), 0),
    (L(x / (x + sin(y) - R(1, 3)), x, 0), 0),
    (L(x / (x + y - a), x, 0), 0),
    (L(x / (x + n - 29), x, 0), 0),
    (L(x / log(x + a**3 / 5), x, 0), 0),
    (L(x / (x + sqrt(x + a**3) - sqrt(5)), x, 0), 0),
    (L((exp(2 * a * b * u) + exp((a**2 + b**2) * u)) / exp((a**2 + b**2) * u), u, oo), 1),
    (L((u**5 + u ** (a**3)) / u**5, u, oo), 1),
    # a derivative is another one where a case holds at one point alone, or where kinks cancel
    (D(PW((1, sp.Eq(x, 1)), (x, True)), x), PW((0, sp.Eq(x, 1)), (1, True))),
    (D(PW((5 ** R(1, 3), sp.Eq(x**3, 5)), (x, True)), x), PW((0, sp.Eq(x**3, 5)), (1, True))),
    (D(PW((3, (x - 3) ** 2 <= 0), (x, True)), x), PW((0, (x - 3) ** 2 <= 0), (1, True))),
    (D(x + (x - 1) * delta(x, 1), x), 1 + delta(x, 1)),
    (D(x * sign(x) ** 2, x), sign(x) ** 2),
    (D(x * sp.Heaviside(x, 0) + x * sp.Heaviside(-x, 0), x), sp.Heaviside(x, 0) + sp.Heaviside(-x, 0)),
    (D(Max(x, 2 * x, 3 * x) - Abs(x), x), sp.diff(Max(x, 2 * x, 3 * x) - Abs(x), x)),
    # a case may hold at a place that isn't a whole number, nor real
    (Sum(delta(k, m / 2) * X[k], (k, 1, 4)), X[m / 2], {"given": {m >= 2: True, m <= 8: True}}),
    (Abs(x - c) ** 2, (x - c) ** 2),
]
# --- true, with a scale that is far from that of the steps and distances at which values are compared --------------
FAR = [
    (L(u / (u + 10**60), u, oo), 1),
    (L(u / (u + 10**200), u, oo), 1),
    (L(u / (u + a**60), u, oo), 1),
    (L(u / (u + a**200), u, oo), 1),
    (L(u ** R(1, 10) / (u ** R(1, 10) + 10**25), u, oo), 1),
    (L(sp.tanh(u / 10**60), u, oo), 1),
    (L(exp(-u / 10**300), u, oo), 0),
    (L(sin(10**26 * x) / x, x, 0), 10**26),
    (L((1 + x) ** (1 / x), x, 0), sp.E),
    (D(sp.tanh(10**30 * x), x), 10**30 * (1 - sp.tanh(10**30 * x) ** 2)),
    (D(sp.tanh(a**40 * x), x), a**40 * (1 - sp.tanh(a**40 * x) ** 2)),
    (D(sin(10**40 * x), x), 10**40 * cos(10**40 * x)),
    (D(x / (Abs(x) + R(1, 10**30)), x), 1 / (10**30 * (Abs(x) + R(1, 10**30)) ** 2)),
    (D(x * exp(-(10**45) * x**2), x), (1 - 2 * 10**45 * x**2) * exp(-(10**45) * x**2)),
    (D(x / (1 + 10**60 * x**2), x), (1 - 10**60 * x**2) / (1 + 10**60 * x**2) ** 2),
    (D(PW((1, sp.Eq(x, 1)), (x, True)), x), 1),
    (D(y * Abs(x), x, y), PW((1, x >= 0), (-1, True))),
]
TRUE += [
    (D(Max(x, 0) ** 2, x), 2 * Max(x, 0)),
    (D(PW((0, x < 0), (x**2, True)), x), PW((0, x < 0), (2 * x, True))),
    (D(Sum(Max(0, X[k]) ** 2, (k, 1, n)), X[l]), 2 * Max(0, X[l])),
    (L(1 / (1 + exp(-a * u)), u, oo), 1),
]
POSITIVE += [
    (1 + Sum(P[k], (k, 1, nn)),),
    (1 + Sum(P[k], (k, 3, n)),),
    (Sum(Sum(exp(i), (i, 1, k)), (k, 1, n)),),
]
NOT_POSITIVE += [  # at the length that leaves nothing to be summed
    (Sum(exp(k), (k, 7, n)),),
    (Sum(P[k], (k, 8, nn)),),
    (sqrt(Sum(exp(k), (k, 8, n))),),
    (Sum(Sum(exp(i), (i, 1, k - 1)), (k, 1, n)),),
]

# a case in an unreached branch, kinks of second order, zeros that SymPy denies, and conditions mended at each other's cost
r5 = 5 ** R(1, 3)
K = a**13 * b**13 * n**13 * N**13
kk = sp.Symbol("kk")
HIDDEN += [
    (PW((1 / x, y > 0), (sign(x) ** 2, True)), PW((1 / x, y > 0), (1, True))),
    (PW((oo, y > 0), (sign(x - r5) ** 2, True)), PW((oo, y > 0), (1, True))),
    (sign(x - r5) ** 2 * PW((1 / (x - r5), y > 0), (3, True)), PW((1 / (x - r5), y > 0), (3, True))),
    (D(sp.cosh(Abs(x - r5)), x, 2), sp.cosh(x - r5) * sign(x - r5) ** 2),
    (D(log(sp.cosh(Abs(x - r5))), x, 2), (1 - sp.tanh(x - r5) ** 2) * sign(x - r5) ** 2),
    (D(sp.cosh(Abs(x - exp(y))), x, y), -exp(y) * sp.cosh(x - exp(y)) * sign(x - exp(y)) ** 2),
    (D((x - r5) * Max(x - r5, 0) - Max(x - r5, 0) ** 2, x, 2), PW((R(1, 2), sp.Eq(x, r5)), (0, True))),
]
HIDDEN_POSITIVE = [(a**100 - R(1, 10**300), on(a, 0, 1))]  # and is answered at once
FAR += [
    (Sum(P[k] * (X[k] - x), (k, 1, n)), 0, {"given": {Sum(P[k] * X[k], (k, 1, n)): x, Sum(P[k], (k, 1, n)): 1}}),
    (x, 1, {"given": {x: y, x + y: 2}}),
    (x + y + z, 6, {"given": {x + y: 3, y + z: 5, x + z: 4}}),
    (Abs(x), x, {"given": {x > 0: True, x + y: -3}}),
    (x, 1, {"given": {x: 1, x + 1: 3}}),
    (x, y, {"given": {exp(-40) * x: exp(-40) * y}}),
    (sin(x), 0, {"given": {sin(x) / 10**20: 0}}),
    (L(sp.tanh(10**6 / log(u)), u, oo), 0),
    (L(sp.tanh(exp(60 - sqrt(log(u)))), u, oo), 0),
    (L(sp.tanh(10**28 * log(1 + 10**28 / u)), u, oo), 0),
    (L(sp.tanh(a**27 * b**27 / u), u, oo), 0),
    (D(x + sin(K * x) / K, x), 1 + cos(K * x)),
    (D(cos(pi * c), c) * Sum(X[kk], (kk, 1, c)), -pi * sin(pi * c) * Sum(X[kk], (kk, 1, c))),
    (Sum(D(sin(pi * kk), kk), (kk, 1, n)), Sum(pi * cos(pi * kk), (kk, 1, n))),
]
FAR_POSITIVE = [
    (1 - sigma, on(z, 100, 1000)),
    (sigma.subs(z, z + 1) - sigma, on(z, -2000, 2000)),
    (1 - exp(700 * n) / Sum(exp(700 * k), (k, 0, n)),),
    (1 - (1 - exp(-x)) ** 2, on(x, 0, 3000)),
    (sqrt(1 + exp(-exp(x))) - 1, on(x, 0, 12)),
]
TRUE += [
    ((x + 1) ** 2, x**2 + 2 * x + 1, {"on": {x: (0, oo)}, "given": {x > -1: True}}),
    (Sum(2 * X[k], (k, 1, p)), 2 * Sum(X[k], (k, 1, p)), {"given": {p >= 0: True}}),
    (2 * a - a, a, {"given": {a > 0: True}}),
]

# signs that SymPy misjudges, branch cuts that a path crosses, what holds at a point alone, and limits in unreached cases
r7 = x - sqrt(7)
wave = Max(sin(2 * pi * x) + 1, -5)
many = (x - R(1, 2)) * sp.Mul(*[(x - q) for q in range(-4, 13)]) * Max(x, -100)
HIDDEN += [
    (sp.Subs(delta(c, 2), c, irrational**2), 0),
    (D(r7 * (log(-1 + I * r7) + log(-1 - I * r7)), x), log(-1 + I * r7) + log(-1 - I * r7) + 2 * r7**2 / (1 + r7**2)),
    (D(Sum(f(k), (k, 1, n)), f(j)), 0),
    (D(f(1) ** 2, f(1)), 0),
    (D(f(j) * f(k), f(j)), f(k)),
    (D(exp(f(0)), f(0)), 0),
    (D(wave**2 * many, x), D(wave * many, x), {"given": {wave: 1}}),
    (PW((Sum(1, (k, 1, oo)) * x, y > 5000), (0, True)), PW((Sum(1, (k, 1, oo)) * 2 * x, y > 5000), (0, True))),
    (PW((0, y < 5000), (L(PW((1, sp.Eq(x, 0)), (0, True)), x, 0, "+"), True)), PW((0, y < 5000), (1, True))),
]
HIDDEN_POSITIVE += [
    ((irrational**2 - 7) ** 2,),
    (Abs(irrational**2 - 3),),
]
FAR += [
    (D(f(1) ** 2, f(1)), 2 * f(1)),
    (sp.Subs(sp.Subs(c * d**2, c, d), d, x), x**3),
]
FAR_POSITIVE += [  # real, but for the rounding of what they are made of
    ((-1) ** R(1, 3) - (-1) ** R(2, 3),),
    (-I * sqrt(neg),),
    (sqrt(neg) * sp.conjugate(sqrt(neg)),),
    ((-1) ** x * exp(-I * pi * x),),
    (exp(I * x) / cos(x) - I * tan(x),),
    (-I * log((1 + I * x) / (1 - I * x)) + 4,),
]

# what a point hides at which nothing hangs on a limit, a sum without end, and what is put into an arc function
L0 = L(PW((1, sp.Eq(x, 0)), (0, True)), x, 0, "+")
endless = Sum(1 - (k**2 + k - 1) / (k**2 + k), (k, 1, oo))
HIDDEN += [
    (y * L0, y),
    (floor(n / 1000) * L0, floor(n / 1000)),
    (Sum(L(sp.Heaviside(sin(x)), x, pi, "+"), (k, 1, nn)), nn / 2),
    (sp.Heaviside(y - sqrt(7), endless), sp.Heaviside(y - sqrt(7), endless + 7)),
]
FAR += [  # what is given has to hold to the last digit
    (x, 1 + R(1, 10**16), {"given": {pi * x: pi * (1 + R(1, 10**16))}}),
    (sign(x - 1), 1, {"given": {pi * x: pi + R(1, 10**16)}}),
    (floor(-x), -2, {"given": {pi * x: pi + R(1, 10**16)}}),
    ((u**2 - 2) * 10**20, 2, {"given": {u**2: 2 + R(2, 10**20)}}),
]

# what SymPy evaluates by our assumptions alone, ends that an outer sum binds, sums in which a term is lost beside 1,
# and second derivatives at kinks
c1, c2 = sp.symbols("c1 c2")
HIDDEN += [
    (sp.re(c1 ** (n / 2)), 0, on(c1, -2, -1)),
    (sp.im(c1 ** (n / 2)), -I * c1 ** (n / 2), on(c1, -2, -1)),
    (sp.re(c1 ** (prime / 2)), 0, on(c1, -2, -1)),
    (delta(1, c1 ** (nn / 2)), 0, on(c1, -3, 0)),
    (PW((1, sp.Eq(c1 ** (n / 2), -4)), (0, True)), 0, on(c1, -5, 0)),
    (log(exp(c1 ** (n / 2) * t)), c1 ** (n / 2) * t, on(c1, -3, 0)),
    (sqrt((I ** (even / 3) + c1) ** 2), Abs(I ** (even / 3) + c1), on(c1, -2, 2)),
    (Sum(floor(c1 * even / 6), (c1, 1, 3)), even),
    (Sum(sin(pi * c1 * even / 6), (c1, 1, k)), 0),
    (Sum(1, (i, 1, c1)) + floor(c1 * even / 6), c1 + c1 * even / 6),
    (sp.re((-2) ** (c1 / 2)) + Sum(1, (i, 1, c1)), c1),
    (floor(even**2 / 6, evaluate=False), even**2 / 6),
    (Abs(k) + Sum(Sum(1, (j, 1, k)), (k, 1, 3)), k + 6),
    (exp(2 * pi * I * c1) * Sum(Sum(1, (j, 1, c1)), (c1, 1, 3)), 6),
    (sqrt(c1**2) * Sum(Sum(1, (j, 1, c1)), (c1, 1, 3)), 6 * c1),
    (sp.Subs(D(exp(c1), c1) * c2**2, (c1, c2), (c2, c1)), exp(c2) * c1**2),
]
HIDDEN_POSITIVE += [
    ((even / 3 - 20) ** 2,),
    (log(1 + (even / 3 - 20) ** 2), on(even, 0, 100)),
    ((even / 3 - 50 * n) ** 2,),
    (Abs(c1 ** (n / 2) + 4), on(c1, -20, 0)),
    (Abs(I * tan(t) + R(1, 2)),),
    (Abs(t * tan(t) + 1),),
]
FAR += [
    ((1 - sigma.subs(z, 30 * z)) * (1 + exp(30 * z)), 1),
    ((1 - sigma) / sigma.subs(z, -z), 1, on(z, -1000, 1000)),
    ((1 - sigma.subs(z, 50 * z)) * (1 + exp(50 * z)), 1, on(z, 0, oo)),
    (D(sigma.subs(z, 500 * z), z) * (2 + exp(500 * z) + exp(-500 * z)), 500),
    ((1 - a / (a + b)) * (a + b), b, on(a, 10**200, 10**201)),
    (D(Max(x, 0), (x, 2)), 0),
    (D(Abs(x), (x, 2)), 0),
    (D(exp(-Abs(x)), (x, 2)), exp(-Abs(x))),
    (D(D(Max(x, 0), x), x), 0),
    (D(Sum(Max(X[k], 0), (k, 1, n)), (X[j], 2)), 0),
    (D(Max(x, 0) / 10**13, x), PW((1, x >= 0), (0, True)) / 10**13),
    (D(Max(x, 0), (x, 3)), 0),
]
FAR_POSITIVE += [
    ((1 - sigma.subs(z, 1000 * z)) * (1 + exp(1000 * z)) - R(1, 2),),
    (1 - D(Max(x, 0), (x, 2)),),
]

# a derivative at a point where a case holds alone, whatever is given; limits that don't exist, beside something unknown
alone = [R(1001, 7), sqrt(7)]
HIDDEN += [
    *((D(PW((r**2, sp.Eq(x, r)), (x**2, True)), x), PW((0, sp.Eq(x, r)), (2 * x, True))) for r in alone),
    *(
        (sp.Subs(D(PW((r**2, sp.Eq(x, r)), (x**2, True)), x), x, y), PW((0, sp.Eq(y, r)), (2 * y, True)), *beside)
        for r in alone
        for beside in ((), ({"given": {z: 1}},))
    ),
]
waves = (cos(2 * pi * x), sp.frac(x), sp.frac(7 * x / 8), tan(2 * pi * x), sign(cos(2 * pi * x)))
FAR += [
    *((L(unknown * oscillating, x, oo), 0) for oscillating in waves for unknown in (Z[1], f(y))),
    (L(cos(2 * pi / x) * Z[1], x, 0), 0),
    # decimals, rounded as they are
    (sin(0.3 * x**4), sin(3 * x**4 / 10)),
    (cos(0.1 * x * y) * 1e3, 1000 * cos(x * y / 10)),
    (tan(0.1 * x**3), tan(x**3 / 10)),
    (log(1 + 1e-9 * x), log(1 + x / 10**9)),
]
# numbers that would grow beyond all bounds where one is put in
endless = Sum(2**k, (k, 10**10, 10**10 + 3)), 2 * Sum(2**k, (k, 10**10 - 1, 10**10 + 2))
FAR += [
    (
        (1 + 2 ** (10**x)) ** 2 + Abs(x - 10) * sign(x - 10),
        1 + 2 * 2 ** (10**x) + 2 ** (2 * 10**x) + x - 10,
    ),
    (
        Abs(x - 30) * sign(x - 30) + (1 + tan(exp(exp(x)))) ** 2,
        x - 29 + 2 * tan(exp(exp(x))) + tan(exp(exp(x))) ** 2,
    ),
    tuple(PW((total, x > exp(50)), (0, True)) for total in endless),
]
