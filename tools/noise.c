/* One unit in the last place, up, down or not at all, on what libm and BLAS return: a stand-in for other processors.

   cc -shared -fPIC -fno-builtin -O2 -o noise.so noise.c -ldl
   ULP_NOISE=1 LD_PRELOAD=./noise.so python ...

   The shift depends on the result and on the seed ULP_NOISE alone, so that equal results stay equal. Results with many
   zeros at their end (0, 1/2, 1, 12) are exact, as are products without a sum, and the same on every machine: they are left alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t seed;

__attribute__((constructor)) static void start(void) {
    const char *text = getenv("ULP_NOISE");
    seed = text ? strtoull(text, NULL, 10) : 0;
}

static int shift(uint64_t bits) { /* -1, 0 or 1, by the finalizer of splitmix64 */
    uint64_t h = bits + (seed + 1) * 0x9E3779B97F4A7C15u;
    h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9u;
    h = (h ^ (h >> 27)) * 0x94D049BB133111EBu;
    return (int)((h ^ (h >> 31)) % 3) - 1;
}

#define SHAKEN(REAL, BITS, EXPONENT, ZEROS)                                     \
    static REAL shaken_##REAL(REAL y) {                                         \
        BITS bits;                                                              \
        memcpy(&bits, &y, sizeof y);                                            \
        int finite = (bits & (EXPONENT)) != (EXPONENT);                         \
        if (finite && (bits & (ZEROS)) != 0) bits += (BITS)shift(bits);         \
        memcpy(&y, &bits, sizeof y);                                            \
        return y;                                                               \
    }
SHAKEN(double, uint64_t, 0x7FF0000000000000u, 0xFFFFFu)
SHAKEN(float, uint32_t, 0x7F800000u, 0x3FFu)

static int in_blas(struct dl_phdr_info *library, size_t size, void *wanted) { /* NumPy loads its BLAS for itself alone */
    void **found = wanted;
    (void)size;
    if (!strstr(library->dlpi_name, "blas")) return 0;
    void *handle = dlopen(library->dlpi_name, RTLD_NOLOAD | RTLD_LAZY);
    void *symbol = handle ? dlsym(handle, *(const char **)found[0]) : NULL;
    if (symbol) found[1] = symbol;
    return symbol != NULL;
}

static void *original(const char *name) {
    void *symbol = dlsym(RTLD_NEXT, name);
    void *found[2] = {&name, NULL};
    if (!symbol && dl_iterate_phdr(in_blas, found)) symbol = found[1];
    if (!symbol) {
        fprintf(stderr, "noise.c: there is no %s to call\n", name);
        abort();
    }
    return symbol;
}

#define ORIGINAL(RESULT, NAME, ...)           \
    static RESULT (*real)(__VA_ARGS__);       \
    if (!real) real = original(#NAME)

#define OF_ONE(REAL, NAME)                    \
    REAL NAME(REAL x) {                       \
        ORIGINAL(REAL, NAME, REAL);           \
        return shaken_##REAL(real(x));        \
    }
#define OF_TWO(REAL, NAME)                    \
    REAL NAME(REAL x, REAL y) {               \
        ORIGINAL(REAL, NAME, REAL, REAL);     \
        return shaken_##REAL(real(x, y));     \
    }
#define BOTH(KIND, NAME) KIND(double, NAME) KIND(float, NAME##f)
BOTH(OF_ONE, exp) BOTH(OF_ONE, exp2) BOTH(OF_ONE, expm1)
BOTH(OF_ONE, log) BOTH(OF_ONE, log2) BOTH(OF_ONE, log10) BOTH(OF_ONE, log1p)
BOTH(OF_ONE, sinh) BOTH(OF_ONE, cosh) BOTH(OF_ONE, tanh)
BOTH(OF_ONE, sin) BOTH(OF_ONE, cos) BOTH(OF_ONE, tan) BOTH(OF_ONE, atan)
BOTH(OF_TWO, pow) BOTH(OF_TWO, hypot) BOTH(OF_TWO, atan2)

enum { ROWS = 101, PLAIN = 111 }; /* of cblas.h: row-major order, no transpose */

#define DOT(REAL, INT, NAME)                                                                                   \
    REAL NAME(INT n, const REAL *x, INT dx, const REAL *y, INT dy) {                                           \
        ORIGINAL(REAL, NAME, INT, const REAL *, INT, const REAL *, INT);                                       \
        REAL sum = real(n, x, dx, y, dy);                                                                      \
        return n > 1 ? shaken_##REAL(sum) : sum;                                                               \
    }
#define GEMV(REAL, INT, NAME)                                                                                  \
    void NAME(int order, int trans, INT m, INT n, REAL alpha, const REAL *a, INT da, const REAL *x, INT dx,    \
              REAL beta, REAL *y, INT dy) {                                                                    \
        ORIGINAL(void, NAME, int, int, INT, INT, REAL, const REAL *, INT, const REAL *, INT, REAL, REAL *, INT); \
        real(order, trans, m, n, alpha, a, da, x, dx, beta, y, dy);                                            \
        INT rows = trans == PLAIN ? m : n;                                                                     \
        if (m + n - rows > 1)                                                                                  \
            for (INT i = 0; i < rows; i++) y[i * dy] = shaken_##REAL(y[i * dy]);                               \
    }
#define GEMM(REAL, INT, NAME)                                                                                  \
    void NAME(int order, int trans_a, int trans_b, INT m, INT n, INT k, REAL alpha, const REAL *a, INT da,     \
              const REAL *b, INT db, REAL beta, REAL *c, INT dc) {                                             \
        ORIGINAL(void, NAME, int, int, int, INT, INT, INT, REAL, const REAL *, INT, const REAL *, INT, REAL,   \
                 REAL *, INT);                                                                                 \
        real(order, trans_a, trans_b, m, n, k, alpha, a, da, b, db, beta, c, dc);                              \
        INT lines = order == ROWS ? m : n, length = order == ROWS ? n : m;                                     \
        if (k > 1)                                                                                             \
            for (INT i = 0; i < lines; i++)                                                                    \
                for (INT j = 0; j < length; j++) c[i * dc + j] = shaken_##REAL(c[i * dc + j]);                 \
    }
#define SYRK(REAL, INT, NAME)                                                                                  \
    void NAME(int order, int half, int trans, INT n, INT k, REAL alpha, const REAL *a, INT da, REAL beta,      \
              REAL *c, INT dc) {                                                                               \
        ORIGINAL(void, NAME, int, int, int, INT, INT, REAL, const REAL *, INT, REAL, REAL *, INT);             \
        real(order, half, trans, n, k, alpha, a, da, beta, c, dc);                                             \
        int above = (order == ROWS) == (half == 121); /* the half that is written, in the order of memory */   \
        if (k > 1)                                                                                             \
            for (INT i = 0; i < n; i++)                                                                        \
                for (INT j = above ? i : 0; j < (above ? n : i + 1); j++)                                      \
                    c[i * dc + j] = shaken_##REAL(c[i * dc + j]);                                              \
    }
#define BLAS(REAL, LETTER, INT, BEFORE, AFTER)   \
    DOT(REAL, INT, BEFORE##LETTER##dot##AFTER)   \
    GEMV(REAL, INT, BEFORE##LETTER##gemv##AFTER) \
    GEMM(REAL, INT, BEFORE##LETTER##gemm##AFTER) \
    SYRK(REAL, INT, BEFORE##LETTER##syrk##AFTER)
BLAS(double, d, int64_t, scipy_cblas_, 64_) /* the BLAS of NumPy's own wheels */
BLAS(float, s, int64_t, scipy_cblas_, 64_)
BLAS(double, d, int, cblas_, ) /* that of a Linux distribution */
BLAS(float, s, int, cblas_, )
