/* Summing what chunks contribute over sentences, and sentences over passages; `views.py` holds the same in NumPy. */
#include "kernel.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* On glibc the loader picks the wide form where the machine has it; both round alike, so results are the same. */
#if defined(__GNUC__) && defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

/* out[s] = sum of the records of the chunks from cuts[s] to cuts[s + 1]; records have n_fields floats. */
WIDE static void add_up(const int32_t *chunks, Py_ssize_t n_chunks, const int64_t *cuts, Py_ssize_t n_sums, const float *records, Py_ssize_t n_fields, double *out) {
    for (Py_ssize_t s = 0; s < n_sums; s++, out += n_fields) {
        memset(out, 0, (size_t)n_fields * sizeof *out);
        for (int64_t i = cuts[s]; i < cuts[s + 1]; i++) {
            if (i + 8 < n_chunks) /* records lie all over memory: ask for what is needed soon */
                for (Py_ssize_t f = 0; f < n_fields; f += 16) PREFETCH(records + chunks[i + 8] * n_fields + f);
            const float *record = records + chunks[i] * n_fields;
            for (Py_ssize_t f = 0; f < n_fields; f++) out[f] += record[f];
        }
    }
}

PyObject *segment_sums(PyObject *module, PyObject *args) {
    Py_buffer chunks, cuts, records, out;
    Py_ssize_t n_fields;
    if (!PyArg_ParseTuple(args, "y*y*y*nw*", &chunks, &cuts, &records, &n_fields, &out)) return NULL;
    const int32_t *ids = chunks.buf;
    const int64_t *at = cuts.buf;
    Py_ssize_t n_chunks = chunks.len / 4, n_sums = cuts.len / 8 - 1;
    int ok = n_fields > 0 && n_sums >= 0 && out.len == n_sums * n_fields * 8;
    Py_ssize_t n_records = ok ? records.len / 4 / n_fields : 0;
    for (Py_ssize_t i = 0; ok && i < n_chunks; i++) ok = ids[i] >= 0 && ids[i] < n_records;
    for (Py_ssize_t i = 0; ok && i <= n_sums; i++) ok = at[i] >= (i ? at[i - 1] : 0) && at[i] <= n_chunks;
    if (ok) {
        Py_BEGIN_ALLOW_THREADS
        add_up(ids, n_chunks, at, n_sums, records.buf, n_fields, out.buf);
        Py_END_ALLOW_THREADS
    }
    PyBuffer_Release(&chunks);
    PyBuffer_Release(&cuts);
    PyBuffer_Release(&records);
    PyBuffer_Release(&out);
    if (!ok) {
        PyErr_SetString(PyExc_ValueError, "arrays do not fit each other");
        return NULL;
    }
    Py_RETURN_NONE;
}

/* One over the divisors of a view. */
typedef struct { double mean, terms; } Scale;

static inline Scale scale_of(const double *sums, Py_ssize_t n_labels, double mean, double terms) {
    double w = sums[2 * n_labels] + mean, q = sums[2 * n_labels + 1] + terms;
    return (Scale){w > 0 ? 1 / w : 0, q > 0 ? 1 / sqrt(q) : 0};
}

typedef struct { double mean, terms, sentence_mean, sentence_terms, best; } Settings;

WIDE static void look(const double *sums, Py_ssize_t n_fields, const int64_t *cuts, Py_ssize_t n_passages, Py_ssize_t n_labels,
                      Settings s, const double *intercept, double *total, double *views, double *best_views, double *values) {
    const Py_ssize_t used = 2 * n_labels + 2;
    for (Py_ssize_t p = 0; p < n_passages; p++, best_views += n_labels, values += n_labels) {
        memset(total, 0, (size_t)used * sizeof *total);
        for (int64_t i = cuts[p]; i < cuts[p + 1]; i++) {
            const double *row = sums + i * n_fields;
            double *view = views + i * n_labels;
            const Scale scale = scale_of(row, n_labels, s.sentence_mean, s.sentence_terms);
            for (Py_ssize_t f = 0; f < used; f++) total[f] += row[f];
            for (Py_ssize_t l = 0; l < n_labels; l++) view[l] = row[l] * scale.mean + row[n_labels + l] * scale.terms;
            if (i == cuts[p]) memcpy(best_views, view, (size_t)n_labels * sizeof *view);
            else
                for (Py_ssize_t l = 0; l < n_labels; l++) best_views[l] = view[l] > best_views[l] ? view[l] : best_views[l];
        }
        const Scale scale = scale_of(total, n_labels, s.mean, s.terms);
        for (Py_ssize_t l = 0; l < n_labels; l++)
            values[l] = intercept[l] + (total[l] * scale.mean + total[n_labels + l] * scale.terms) + s.best * best_views[l];
    }
}

PyObject *passage_views(PyObject *module, PyObject *args) {
    Py_buffer sums, cuts, intercept, views, best_views, values;
    Py_ssize_t n_fields;
    Settings s;
    if (!PyArg_ParseTuple(args, "y*ny*y*(ddddd)w*w*w*", &sums, &n_fields, &cuts, &intercept, &s.mean, &s.terms, &s.sentence_mean, &s.sentence_terms, &s.best,
                          &views, &best_views, &values))
        return NULL;
    const int64_t *at = cuts.buf;
    Py_ssize_t n_passages = cuts.len / 8 - 1, n_labels = intercept.len / 8;
    Py_ssize_t n_sentences = n_fields > 0 ? sums.len / 8 / n_fields : -1;
    int ok = n_passages >= 0 && n_sentences >= 0 && n_labels > 0 && n_fields >= 2 * n_labels + 2 && views.len == n_sentences * n_labels * 8 &&
             best_views.len == n_passages * n_labels * 8 && values.len == best_views.len;
    for (Py_ssize_t i = 0; ok && i <= n_passages; i++) ok = at[i] >= (i ? at[i - 1] : 0) && at[i] <= n_sentences;
    double *total = ok ? malloc((size_t)(2 * n_labels + 2) * sizeof *total) : NULL;
    if (total) {
        Py_BEGIN_ALLOW_THREADS
        look(sums.buf, n_fields, at, n_passages, n_labels, s, intercept.buf, total, views.buf, best_views.buf, values.buf);
        Py_END_ALLOW_THREADS
        free(total);
    }
    PyBuffer_Release(&sums);
    PyBuffer_Release(&cuts);
    PyBuffer_Release(&intercept);
    PyBuffer_Release(&views);
    PyBuffer_Release(&best_views);
    PyBuffer_Release(&values);
    if (!ok) PyErr_SetString(PyExc_ValueError, "arrays do not fit each other");
    else if (!total) PyErr_NoMemory();
    else Py_RETURN_NONE;
    return NULL;
}
