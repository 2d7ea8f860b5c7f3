/* How often words stand in their passage, and sums over stretches of text; `views.py` holds the same in NumPy. */
#include "kernel.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

PyObject *repeats(PyObject *module, PyObject *args) {
    Py_buffer forms, cuts, zeros, out;
    if (!PyArg_ParseTuple(args, "y*y*w*w*", &forms, &cuts, &zeros, &out)) return NULL;
    const int32_t *form = forms.buf;
    const int64_t *at = cuts.buf;
    int32_t *times = out.buf, *counts = zeros.buf;
    Py_ssize_t n = forms.len / 4, n_passages = cuts.len / 8 - 1;
    int ok = most(form, n) < zeros.len / 4 && out.len == forms.len && in_order(at, n_passages, n);
    if (ok) {
        Py_BEGIN_ALLOW_THREADS
        for (Py_ssize_t p = 0; p < n_passages; p++) {
            for (int64_t i = at[p]; i < at[p + 1]; i++) counts[form[i]]++;
            for (int64_t i = at[p]; i < at[p + 1]; i++) times[i] = counts[form[i]];
            for (int64_t i = at[p]; i < at[p + 1]; i++) counts[form[i]] = 0;
        }
        Py_END_ALLOW_THREADS
    }
    PyBuffer_Release(&forms);
    PyBuffer_Release(&cuts);
    PyBuffer_Release(&zeros);
    PyBuffer_Release(&out);
    if (ok) Py_RETURN_NONE;
    PyErr_SetString(PyExc_ValueError, "arrays do not fit each other");
    return NULL;
}

/* On glibc the loader picks the wide form where the machine has it; both round alike, so results are the same. */
#if defined(__GNUC__) && defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

enum { COMMON = 64, LANES = 16, TILE = 32 };

/* What the fields of a word that stands k times in its passage count, each time: the first n_weighed less one the share
 * (1 + log k) / k, the last of them (1 + log k)^2 / k, the others one. */
static void weigh(int32_t k, Py_ssize_t n_fields, Py_ssize_t n_weighed, double *weights) {
    const double share = (1 + log(k)) / k;
    for (Py_ssize_t f = 0; f < n_fields; f++) weights[f] = f < n_weighed - 1 ? share : f < n_weighed ? share * share * k : 1;
}

/* out[s] = sum of the records of the forms from cuts[s] to cuts[s + 1], weighed: LANES fields at a time, which fit the
 * registers, of TILE records at a time, which fit the nearest cache while the next are on the way. */
WIDE static void add_up(const int32_t *forms, const int32_t *times, Py_ssize_t n, const int64_t *cuts, Py_ssize_t n_sums, const float *records, Py_ssize_t n_fields,
                        Py_ssize_t n_weighed, const double *weights, double *rare, double *out) {
    for (Py_ssize_t s = 0; s < n_sums; s++, out += n_fields) {
        memset(out, 0, (size_t)n_fields * sizeof *out);
        for (int64_t first = cuts[s]; first < cuts[s + 1]; first += TILE) {
            const int64_t last = first + TILE < cuts[s + 1] ? first + TILE : cuts[s + 1];
            for (Py_ssize_t from = 0; from < n_fields; from += LANES) {
                double sum[LANES];
                memcpy(sum, out + from, sizeof sum);
                for (int64_t i = first; i < last; i++) {
                    if (i + TILE < n) PREFETCH(records + forms[i + TILE] * n_fields + from);
                    const float *record = records + forms[i] * n_fields + from;
                    const double *weight = weights + times[i] * n_fields;
                    if (times[i] >= COMMON) weigh(times[i], n_fields, n_weighed, rare), weight = rare;
                    weight += from;
                    for (int f = 0; f < LANES; f++) sum[f] += weight[f] * record[f];
                }
                memcpy(out + from, sum, sizeof sum);
            }
        }
    }
}

PyObject *segment_sums(PyObject *module, PyObject *args) {
    Py_buffer forms, times, cuts, records, out;
    Py_ssize_t n_fields, n_weighed;
    if (!PyArg_ParseTuple(args, "y*y*y*y*nnw*", &forms, &times, &cuts, &records, &n_fields, &n_weighed, &out)) return NULL;
    Py_ssize_t n = forms.len / 4, n_sums = cuts.len / 8 - 1;
    int ok = n_fields > 0 && n_fields % LANES == 0 && n_fields >= n_weighed && n_weighed > 0;
    ok = ok && n_sums >= 0 && out.len == n_sums * n_fields * 8 && times.len == forms.len && in_order(cuts.buf, n_sums, n);
    ok = ok && most(forms.buf, n) < records.len / 4 / n_fields;
    for (Py_ssize_t i = 0; ok && i < n; i++) ok = ((const int32_t *)times.buf)[i] > 0;
    double *weights = ok ? malloc((COMMON + 1) * (size_t)n_fields * sizeof *weights) : NULL;
    if (weights) {
        Py_BEGIN_ALLOW_THREADS
        for (int32_t k = 1; k < COMMON; k++) weigh(k, n_fields, n_weighed, weights + k * n_fields);
        add_up(forms.buf, times.buf, n, cuts.buf, n_sums, records.buf, n_fields, n_weighed, weights, weights + COMMON * n_fields, out.buf);
        Py_END_ALLOW_THREADS
        free(weights);
    }
    PyBuffer_Release(&forms);
    PyBuffer_Release(&times);
    PyBuffer_Release(&cuts);
    PyBuffer_Release(&records);
    PyBuffer_Release(&out);
    if (!ok) PyErr_SetString(PyExc_ValueError, "arrays do not fit each other");
    else if (!weights) PyErr_NoMemory();
    else Py_RETURN_NONE;
    return NULL;
}
