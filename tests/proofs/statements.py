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
    (D(sp.atan(x), x), 1 / (1 + x**2)),
    (exp(I * x), cos(x) + I * sin(x)),
    (D(sp.asin(x), x), 1 / sqrt(1 - x**2), on(x, -1, 1)),
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
    # counting
    (sp.factorial(n), n * sp.factorial(n - 1)),
    (sp.binomial(n, 2), n * (n - 1) / 2),
    (sp.binomial(nn + 1, 1), nn + 1),
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
    (sp.atan(tan(x)), x),
    (sp.asin(sin(x)), x),
    (sp.acos(cos(x)), x),
    (sp.atan(x) + sp.atan(1 / x), pi / 2),
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
    (sp.factorial(n), n),
    (sp.factorial(n), n**2 - n + 1),
    (sp.binomial(n, 2), n - 1),
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
