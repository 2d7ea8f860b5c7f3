/* How often words stand in their passage, and sums over stretches of text; `views.py` holds the same in NumPy. */
#include "kernel.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

PyObject *repeats(PyObject *module, PyObject *args) {
    Py_buffer forms, cuts, out;
    if (!PyArg_ParseTuple(args, "y*y*w*", &forms, &cuts, &out)) return NULL;
    const int32_t *form = forms.buf;
    const int64_t *at = cuts.buf;
    int32_t *times = out.buf;
    Py_ssize_t n = forms.len / 4, n_passages = cuts.len / 8 - 1;
    int32_t top = most(form, n);
    int ok = top < INT32_MAX && out.len == forms.len && in_order(at, n_passages, n);
    uint32_t *counts = ok ? calloc((size_t)top + 2, sizeof *counts) : NULL;
    if (counts) {
        Py_BEGIN_ALLOW_THREADS
        for (Py_ssize_t p = 0; p < n_passages; p++) {
            for (int64_t i = at[p]; i < at[p + 1]; i++) counts[form[i]]++;
            for (int64_t i = at[p]; i < at[p + 1]; i++) times[i] = (int32_t)counts[form[i]];
            for (int64_t i = at[p]; i < at[p + 1]; i++) counts[form[i]] = 0;
        }
        Py_END_ALLOW_THREADS
        free(counts);
    }
    PyBuffer_Release(&forms);
    PyBuffer_Release(&cuts);
    PyBuffer_Release(&out);
    if (!ok) PyErr_SetString(PyExc_ValueError, "arrays do not fit each other");
    else if (!counts) PyErr_NoMemory();
    else Py_RETURN_NONE;
    return NULL;
}

/* On glibc the loader picks the wide form where the machine has it; both round alike, so results are the same. */
#if defined(__GNUC__) && defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

enum { COMMON = 64 };

/* out[s] = sum of the records of the forms from cuts[s] to cuts[s + 1]: the first n_weighed fields less one by the share
 * (1 + log k) / k of a word that stands k times in its passage, the last of them by (1 + log k)^2 / k, the others as they are. */
WIDE static void add_up(const int32_t *forms, const int32_t *times, Py_ssize_t n, const int64_t *cuts, Py_ssize_t n_sums, const float *records, Py_ssize_t n_fields,
                        Py_ssize_t n_weighed, const double *shares, double *out) {
    for (Py_ssize_t s = 0; s < n_sums; s++, out += n_fields) {
        memset(out, 0, (size_t)n_fields * sizeof *out);
        for (int64_t i = cuts[s]; i < cuts[s + 1]; i++) {
            if (i + 8 < n) /* records lie all over memory: ask for what is needed soon */
                for (Py_ssize_t f = 0; f < n_fields; f += 16) PREFETCH(records + forms[i + 8] * n_fields + f);
            const float *record = records + forms[i] * n_fields;
            const int32_t k = times[i];
            const double share = k < COMMON ? shares[k] : (1 + log(k)) / k;
            for (Py_ssize_t f = 0; f < n_weighed - 1; f++) out[f] += share * record[f];
            out[n_weighed - 1] += share * share * k * record[n_weighed - 1];
            for (Py_ssize_t f = n_weighed; f < n_fields; f++) out[f] += record[f];
        }
    }
}

PyObject *segment_sums(PyObject *module, PyObject *args) {
    Py_buffer forms, times, cuts, records, out;
    Py_ssize_t n_fields, n_weighed;
    if (!PyArg_ParseTuple(args, "y*y*y*y*nnw*", &forms, &times, &cuts, &records, &n_fields, &n_weighed, &out)) return NULL;
    Py_ssize_t n = forms.len / 4, n_sums = cuts.len / 8 - 1;
    int ok = n_fields >= n_weighed && n_weighed > 0 && n_sums >= 0 && out.len == n_sums * n_fields * 8 && times.len == forms.len && in_order(cuts.buf, n_sums, n);
    ok = ok && most(forms.buf, n) < records.len / 4 / n_fields;
    for (Py_ssize_t i = 0; ok && i < n; i++) ok = ((const int32_t *)times.buf)[i] > 0;
    if (ok) {
        double shares[COMMON] = {0};
        for (int k = 1; k < COMMON; k++) shares[k] = (1 + log(k)) / k;
        Py_BEGIN_ALLOW_THREADS
        add_up(forms.buf, times.buf, n, cuts.buf, n_sums, records.buf, n_fields, n_weighed, shares, out.buf);
        Py_END_ALLOW_THREADS
    }
    PyBuffer_Release(&forms);
    PyBuffer_Release(&times);
    PyBuffer_Release(&cuts);
    PyBuffer_Release(&records);
    PyBuffer_Release(&out);
    if (ok) Py_RETURN_NONE;
    PyErr_SetString(PyExc_ValueError, "arrays do not fit each other");
    return NULL;
}
