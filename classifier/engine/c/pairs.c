/* Numbers of pairs of word forms: a table of 64-bit keys. */
#include "kernel.h"

typedef struct { uint64_t key; int32_t number; int32_t taken; } Entry;
typedef struct { PyObject_HEAD Entry *entries; size_t n_entries, used; } PairsObject;

static inline size_t place(uint64_t key, size_t mask) {
    key = (key ^ (key >> 31)) * 0xD6E8FEB86659FD93ull;
    return (size_t)(key >> 32) & mask;
}

static inline Entry *find(PairsObject *t, uint64_t key) {
    size_t mask = t->n_entries - 1, at = place(key, mask);
    while (t->entries[at].taken && t->entries[at].key != key) at = (at + 1) & mask;
    return &t->entries[at];
}

static int widen(PairsObject *t) {
    PairsObject wider = {.n_entries = t->n_entries ? t->n_entries * 2 : 1 << 12};
    wider.entries = calloc(wider.n_entries, sizeof *wider.entries);
    if (!wider.entries) return 0;
    for (size_t i = 0; i < t->n_entries; i++)
        if (t->entries[i].taken) *find(&wider, t->entries[i].key) = t->entries[i];
    free(t->entries);
    t->entries = wider.entries;
    t->n_entries = wider.n_entries;
    return 1;
}

static PyObject *pairs_number(PyObject *self, PyObject *args) {
    Py_buffer keys, out;
    long long next;
    if (!PyArg_ParseTuple(args, "y*Lw*", &keys, &next, &out)) return NULL;
    PairsObject *t = (PairsObject *)self;
    Py_ssize_t n = keys.len / 8;
    const uint64_t *key = keys.buf;
    int32_t *number = out.buf;
    size_t before = t->used;
    PyObject *result = NULL;
    uint64_t *new = malloc((size_t)n * 8 + 8);
    int ok = new && out.len == n * 4 && (t->n_entries || widen(t));
    if (!ok) PyErr_SetString(PyExc_ValueError, "pairs and numbers differ in length, or memory ran out");
    for (Py_ssize_t i = 0; ok && i < n; i++) {
        Entry *entry = find(t, key[i]);
        if (!entry->taken) {
            *entry = (Entry){key[i], (int32_t)(next + (long long)(t->used - before)), 1};
            new[t->used++ - before] = key[i];
            number[i] = entry->number;
            if (t->used * 2 > t->n_entries && !(ok = widen(t))) PyErr_NoMemory();
        } else
            number[i] = entry->number;
    }
    if (ok) result = PyBytes_FromStringAndSize((const char *)new, (Py_ssize_t)(t->used - before) * 8);
    free(new);
    PyBuffer_Release(&keys);
    PyBuffer_Release(&out);
    return result;
}

static void pairs_free(PyObject *self) {
    free(((PairsObject *)self)->entries);
    PyTypeObject *type = Py_TYPE(self);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(self);
    Py_DECREF(type);
}

static PyMethodDef pairs_methods[] = {{"number", pairs_number, METH_VARARGS, "number(keys, next, out) -> new keys, in the order of their numbers"}, {0}};
static PyType_Slot pairs_slots[] = {{Py_tp_methods, pairs_methods}, {Py_tp_dealloc, pairs_free}, {Py_tp_new, PyType_GenericNew}, {0, 0}};
PyType_Spec pairs_spec = {"classifier.engine._kernel.Pairs", sizeof(PairsObject), 0, Py_TPFLAGS_DEFAULT, pairs_slots};
