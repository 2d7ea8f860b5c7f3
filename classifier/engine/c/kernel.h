/* What the parts of the compiled kernel share. Each does in one pass what Python or NumPy do in many. */
#ifndef POLICYTAG_KERNEL_H
#define POLICYTAG_KERNEL_H
#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030b0000
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NONE = 0, SPACE = 1, LINE = 2, BREAK = 3 }; /* what stands before a chunk */

#ifdef __GNUC__
#define PREFETCH(p) __builtin_prefetch(p)
#else
#define PREFETCH(p) ((void)0)
#endif

/* Whether n + 1 cuts stand in order, none beyond end. */
static inline int in_order(const int64_t *cuts, Py_ssize_t n, int64_t end) {
    for (Py_ssize_t i = 0; i <= n; i++)
        if (cuts[i] < (i ? cuts[i - 1] : 0) || cuts[i] > end) return 0;
    return n >= 0;
}

/* The highest of n numbers, -1 for none, INT32_MAX where one is negative. */
static inline int32_t most(const int32_t *numbers, Py_ssize_t n) {
    int32_t top = -1;
    for (Py_ssize_t i = 0; i < n; i++) {
        if (numbers[i] < 0) return INT32_MAX;
        if (numbers[i] > top) top = numbers[i];
    }
    return top;
}

extern PyType_Spec lexicon_spec, pairs_spec;
PyObject *sentence_ends(PyObject *module, PyObject *args);
PyObject *segment_sums(PyObject *module, PyObject *args);
PyObject *repeats(PyObject *module, PyObject *args);

#endif
