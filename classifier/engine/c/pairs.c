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

enum { BLOCK = 16 }; /* look-ups at a time, so that their entries are on the way before they are needed */
typedef struct { uint64_t key; int64_t at; } Wanted;

typedef struct { uint64_t *keys; size_t used, room; int64_t next; } New;

/* Write the numbers of the pairs that wait; 0 when memory runs out. */
static int settle(PairsObject *t, New *new, const Wanted *wanted, int waiting, int32_t *out) {
    for (int i = 0; i < waiting; i++) {
        Entry *entry = find(t, wanted[i].key);
        if (!entry->taken) {
            if (new->used == new->room) {
                uint64_t *keys = realloc(new->keys, (new->room = new->room * 2 + 256) * 8);
                if (!keys) return 0;
                new->keys = keys;
            }
            *entry = (Entry){wanted[i].key, (int32_t)(new->next + (int64_t)new->used), 1};
            new->keys[new->used++] = wanted[i].key;
            out[wanted[i].at] = entry->number;
            if (++t->used * 2 > t->n_entries && !widen(t)) return 0;
        } else
            out[wanted[i].at] = entry->number;
    }
    return 1;
}

/* The form of each chunk, that of a pair where two chunks that pair stand side by side. */
static int number_pairs(PairsObject *t, New *new, const int32_t *ids, const uint8_t *gaps, int64_t n, const int32_t *forms, const uint8_t *pairs, int32_t *out) {
    Wanted wanted[BLOCK];
    int waiting = 0;
    for (int64_t i = 0; i < n; i++) {
        int32_t own = forms[ids[i]];
        out[i] = own;
        if (!pairs[ids[i]] || i + 1 == n || gaps[i + 1] != NONE || !pairs[ids[i + 1]]) continue;
        uint64_t key = (uint64_t)(uint32_t)own << 32 | (uint32_t)forms[ids[i + 1]];
        PREFETCH(&t->entries[place(key, t->n_entries - 1)]);
        wanted[waiting++] = (Wanted){key, i};
        if (waiting == BLOCK && (waiting = 0, !settle(t, new, wanted, BLOCK, out))) return 0;
    }
    return settle(t, new, wanted, waiting, out);
}

static PyObject *pairs_forms(PyObject *self, PyObject *args) {
    Py_buffer ids, gaps, forms, pairs, out;
    long long next;
    if (!PyArg_ParseTuple(args, "y*y*y*y*Lw*", &ids, &gaps, &forms, &pairs, &next, &out)) return NULL;
    PairsObject *t = (PairsObject *)self;
    Py_ssize_t n = gaps.len;
    New new = {.next = next};
    PyObject *result = NULL;
    int fits = ids.len == n * 4 && out.len == n * 4 && forms.len == pairs.len * 4 && most(ids.buf, n) < pairs.len;
    int ok = fits && (t->n_entries || widen(t));
    if (ok) {
        Py_BEGIN_ALLOW_THREADS
        ok = number_pairs(t, &new, ids.buf, gaps.buf, n, forms.buf, pairs.buf, out.buf);
        Py_END_ALLOW_THREADS
    }
    if (ok) result = PyBytes_FromStringAndSize((const char *)new.keys, (Py_ssize_t)new.used * 8);
    else if (fits) PyErr_NoMemory();
    else PyErr_SetString(PyExc_ValueError, "arrays do not fit each other");
    free(new.keys);
    PyBuffer_Release(&ids);
    PyBuffer_Release(&gaps);
    PyBuffer_Release(&forms);
    PyBuffer_Release(&pairs);
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

static PyMethodDef pairs_methods[] = {{"forms", pairs_forms, METH_VARARGS, "forms(ids, gaps, forms, pairs, next, out) -> new keys, in the order of their numbers"}, {0}};
static PyType_Slot pairs_slots[] = {{Py_tp_methods, pairs_methods}, {Py_tp_dealloc, pairs_free}, {Py_tp_new, PyType_GenericNew}, {0, 0}};
PyType_Spec pairs_spec = {"classifier.engine._kernel.Pairs", sizeof(PairsObject), 0, Py_TPFLAGS_DEFAULT, pairs_slots};
