/* Cutting UTF-8 into chunks numbered by a dictionary; `chunks.py` holds the same in Python. */
#include "kernel.h"
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 200 };

/* ---- characters ---------------------------------------------------------------------------------- */

/* Bytes of the character at p, at least 1 and never beyond end, whatever the bytes are. */
static inline int width(const uint8_t *p, const uint8_t *end) {
    int n = *p < 0xC0 ? 1 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4;
    return n <= end - p ? n : (int)(end - p);
}

/* White space as str.isspace() has it: the gap that it makes, or NONE; only called for bytes < 0x21 or >= 0xC2. */
static inline int space(const uint8_t *p, int n) {
    if (n == 1) {
        switch (*p) {
        case ' ': case '\t': case '\r': case 0x1C: case 0x1D: case 0x1E: case 0x1F: return SPACE;
        case '\n': return LINE;
        case '\v': case '\f': return BREAK;
        default: return NONE;
        }
    }
    if (n == 2 && p[0] == 0xC2) return p[1] == 0x85 ? BREAK : p[1] == 0xA0 ? SPACE : NONE;
    if (n != 3) return NONE;
    if (p[0] == 0xE1) return p[1] == 0x9A && p[2] == 0x80 ? SPACE : NONE;
    if (p[0] == 0xE3) return p[1] == 0x80 && p[2] == 0x80 ? SPACE : NONE;
    if (p[0] != 0xE2) return NONE;
    if (p[1] == 0x80) {
        if (p[2] <= 0x8A || p[2] == 0xAF) return SPACE;
        if (p[2] == 0xA8 || p[2] == 0xA9) return BREAK;
    }
    return p[1] == 0x81 && p[2] == 0x9F ? SPACE : NONE;
}

/* Characters that are chunks of their own: CJK ideographs, their punctuation, full-width punctuation. */
static inline int stands_alone(const uint8_t *p, int n) {
    if (n != 3 || p[0] < 0xE3) return 0;
    uint32_t c = ((p[0] & 0x0Fu) << 12) | ((p[1] & 0x3Fu) << 6) | (p[2] & 0x3Fu);
    if (c >= 0xFF00) return !((c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A)) && c <= 0xFFEF;
    return (c >= 0x3001 && c <= 0x303F) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF);
}

/* Quotation marks that close or open beside CJK characters: U+2018, 2019, 201C, 201D. */
static inline int quote(const uint8_t *p, int n) {
    return n == 3 && p[0] == 0xE2 && p[1] == 0x80 && (p[2] == 0x98 || p[2] == 0x99 || p[2] == 0x9C || p[2] == 0x9D);
}

/* ---- growing arrays ------------------------------------------------------------------------------ */

typedef struct { char *data; size_t used, room; } Bytes;

static int more(Bytes *b, size_t need) {
    if (b->used + need <= b->room) return 1;
    size_t room = b->room ? b->room : 4096;
    while (room < b->used + need) room *= 2;
    char *data = realloc(b->data, room);
    if (!data) return 0;
    b->data = data;
    b->room = room;
    return 1;
}

static inline int put(Bytes *b, const void *item, size_t size) {
    if (!more(b, size)) return 0;
    memcpy(b->data + b->used, item, size);
    b->used += size;
    return 1;
}

/* ---- the dictionary of chunks -------------------------------------------------------------------- */

/* The first 16 bytes of a key stand in its slot, so that most look-ups touch one line of the cache. */
typedef struct { uint64_t head, tail; uint32_t hash, next, size, spare; } Slot; /* next: chunk number + 1, or 0 */

typedef struct {
    Slot *slots;
    size_t n_slots, n_chunks;
    Bytes keys; /* all keys, one behind the other */
    Bytes ends; /* uint64 a chunk: where its key ends */
} Dictionary;

/* Up to 8 bytes at p as a number, zeros behind; limit is where reading must stop. */
static inline uint64_t word(const uint8_t *p, size_t n, const uint8_t *limit) {
    uint64_t w = 0;
    if (n >= 8) memcpy(&w, p, 8);
    else if (limit - p >= 8) {
        memcpy(&w, p, 8);
        const uint16_t one = 1; /* bytes beyond n are the high ones on a little-endian machine, else the low ones */
        w = *(const uint8_t *)&one ? w & ((1ull << (8 * n)) - 1) : n ? w & ~(~0ull >> (8 * n)) : 0;
    } else
        memcpy(&w, p, n);
    return w;
}

static inline uint32_t hash(uint64_t head, uint64_t tail, const uint8_t *p, size_t n) {
    uint64_t h = (head ^ n) * 0xD6E8FEB86659FD93ull;
    h = (h ^ (h >> 32) ^ tail) * 0xD6E8FEB86659FD93ull;
    for (size_t i = 16; i < n; i++) h = (h ^ (h >> 29) ^ p[i]) * 0xD6E8FEB86659FD93ull;
    return (uint32_t)(h >> 32);
}

static int widen(Dictionary *d) {
    size_t n = d->n_slots ? d->n_slots * 2 : 1 << 12;
    Slot *slots = calloc(n, sizeof *slots);
    if (!slots) return 0;
    for (size_t i = 0; i < d->n_slots; i++) {
        if (!d->slots[i].next) continue;
        size_t at = d->slots[i].hash & (n - 1);
        while (slots[at].next) at = (at + 1) & (n - 1);
        slots[at] = d->slots[i];
    }
    free(d->slots);
    d->slots = slots;
    d->n_slots = n;
    return 1;
}

/* A chunk that waits for its number. */
typedef struct { const uint8_t *p; size_t n; uint64_t head, tail; uint32_t hash; } Wanted;

static inline Wanted want(const Dictionary *d, const uint8_t *p, size_t n, const uint8_t *limit) {
    uint64_t head = word(p, n, limit), tail = n > 8 ? word(p + 8, n - 8, limit) : 0;
    uint32_t h = hash(head, tail, p, n);
    PREFETCH(&d->slots[h & (d->n_slots - 1)]);
    return (Wanted){p, n, head, tail, h};
}

/* Number of a chunk, new or old; -1 when memory runs out. */
static inline int64_t number(Dictionary *d, const Wanted *w) {
    size_t mask = d->n_slots - 1, at = w->hash & mask;
    for (; d->slots[at].next; at = (at + 1) & mask) {
        const Slot *slot = &d->slots[at];
        if (slot->hash != w->hash || slot->head != w->head || slot->tail != w->tail || slot->size != w->n) continue;
        if (w->n <= 16 || !memcmp(d->keys.data + ((const uint64_t *)d->ends.data)[slot->next - 1] - w->n, w->p, w->n)) return (int64_t)slot->next - 1;
    }
    if (d->n_chunks >= UINT32_MAX - 1 || !put(&d->keys, w->p, w->n)) return -1;
    uint64_t end = d->keys.used;
    if (!put(&d->ends, &end, sizeof end)) return -1;
    d->slots[at] = (Slot){w->head, w->tail, w->hash, (uint32_t)++d->n_chunks, (uint32_t)w->n, 0};
    if (d->n_chunks * 2 > d->n_slots && !widen(d)) return -1;
    return (int64_t)d->n_chunks - 1;
}

/* ---- cutting ------------------------------------------------------------------------------------- */

typedef struct { Bytes chunks, starts, gaps, bounds; } Cut;

#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define ONES 0x0101010101010101ull
/* Length of the run of visible ASCII at p, at most 8; digits is set where bytes of 0x30 to 0x3F are among them. */
static inline int run_of_ascii(const uint8_t *p, const uint8_t *end, int *digits) {
    if (end - p < 8) return 0;
    uint64_t w, stop;
    memcpy(&w, p, 8);
    stop = (((w - ONES * 0x21) & ~w) | w) & (ONES * 0x80);
    int n = stop ? __builtin_ctzll(stop) >> 3 : 8;
    uint64_t threes = ((w & (ONES * 0xF0)) ^ (ONES * 0x30));
    threes = ((threes - ONES) & ~threes & (ONES * 0x80));
    if (n < 8) threes &= (1ull << (8 * n)) - 1;
    *digits |= threes != 0;
    return n;
}
#else
static inline int run_of_ascii(const uint8_t *p, const uint8_t *end, int *digits) { return (void)p, (void)end, (void)digits, 0; }
#endif

enum { BLOCK = 16 }; /* look-ups at a time, so that their slots are on the way before they are needed */

/* Write the numbers of the chunks that wait before `end`. */
static inline int settle(Dictionary *d, const Wanted *wanted, int *waiting, int32_t *end) {
    for (int i = 0; i < *waiting; i++) {
        int64_t id = number(d, &wanted[i]);
        if (id < 0) return 0;
        end[i - *waiting] = (int32_t)id;
    }
    *waiting = 0;
    return 1;
}

static int cut_text(Dictionary *d, Cut *out, const uint8_t *text, const uint8_t *end, const uint8_t *limit) {
    const uint8_t *p = text;
    int gap = BREAK, lines = 0, after_cjk = 0;
    /* Two chunks need two bytes at least, and a gap or a character of three bytes between them. */
    size_t most = (size_t)(end - text) / 2 + 2;
    if (!more(&out->chunks, most * 4) || !more(&out->starts, most * 8) || !more(&out->gaps, most)) return 0;
    int32_t *chunks = (int32_t *)(out->chunks.data + out->chunks.used);
    int64_t *starts = (int64_t *)(out->starts.data + out->starts.used);
    uint8_t *gaps = (uint8_t *)out->gaps.data + out->gaps.used;
    size_t k = 0;
    uint8_t keys[BLOCK][4 * LONGEST + 8];
    Wanted wanted[BLOCK];
    int waiting = 0;
    while (p < end) {
        int n = width(p, end);
        int s = (*p < 0x21 || *p >= 0xC2) ? space(p, n) : NONE;
        if (s) {
            if (s == LINE && ++lines == 2) s = BREAK;
            if (s > gap) gap = s;
            after_cjk = 0;
            p += n;
            continue;
        }
        const uint8_t *from = p;
        int alone = 0, digits = 0, plain, count = 0;
        do {
            plain = run_of_ascii(p, end, &digits);
            p += plain;
            count += plain;
        } while (plain == 8 && count <= LONGEST - 8);
        if (!count) {
            alone = stands_alone(p, n);
            digits = n == 1;
            count = 1;
            p += n;
        } else
            n = 0;
        if (plain != 8 && n == 0 && p < end && *p < 0x21 && (*p == ' ' || space(p, 1))) {
            /* a plain word: the common case is done */
        } else if (!alone && !(after_cjk && quote(from, n))) {
            for (; p < end && count < LONGEST; count++, p += n) {
                if (*p > 0x20 && *p < 0x80) {
                    digits |= *p >= '0' && *p <= '9';
                    n = 1;
                    continue;
                }
                n = width(p, end);
                if (((*p < 0x21 || *p >= 0xC2) && space(p, n)) || stands_alone(p, n)) break;
            }
        }
        after_cjk = alone;
        size_t size = (size_t)(p - from);
        uint8_t *key = keys[waiting];
        if (digits) /* all digits are one to the model */
            for (size_t i = 0; i < size; i++) key[i] = from[i] >= '0' && from[i] <= '9' ? '0' : from[i];
        if (k >= most) return 0;
        wanted[waiting++] = want(d, digits ? key : from, size, digits ? key + sizeof keys[0] : limit);
        starts[k] = from - text;
        gaps[k++] = (uint8_t)gap;
        gap = NONE;
        lines = 0;
        if (waiting == BLOCK && !settle(d, wanted, &waiting, chunks + k)) return 0;
    }
    if (!settle(d, wanted, &waiting, chunks + k)) return 0;
    out->chunks.used += k * 4;
    out->starts.used += k * 8;
    out->gaps.used += k;
    int64_t bound = (int64_t)(out->chunks.used / 4);
    return put(&out->bounds, &bound, 8);
}

typedef struct { PyObject_HEAD Dictionary d; } LexiconObject;

static void lexicon_free(PyObject *self) {
    Dictionary *d = &((LexiconObject *)self)->d;
    free(d->slots);
    free(d->keys.data);
    free(d->ends.data);
    PyTypeObject *type = Py_TYPE(self);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(self);
    Py_DECREF(type);
}

static PyObject *lexicon_cut(PyObject *self, PyObject *args) {
    Py_buffer data, offsets;
    if (!PyArg_ParseTuple(args, "y*y*", &data, &offsets)) return NULL;
    Dictionary *d = &((LexiconObject *)self)->d;
    Cut out = {0};
    PyObject *result = NULL;
    Py_ssize_t n = offsets.len / 8 - 1;
    const int64_t *at = offsets.buf;
    const uint8_t *text = data.buf;
    size_t before = d->n_chunks;
    int ok = in_order(at, n, data.len) && (d->n_slots || widen(d));
    if (!ok) {
        PyErr_SetString(PyExc_ValueError, "offsets do not fit the data");
        goto done;
    }
    int64_t zero = 0;
    Py_BEGIN_ALLOW_THREADS
    ok = put(&out.bounds, &zero, 8) && more(&out.chunks, 4) && more(&out.starts, 8) && more(&out.gaps, 1);
    for (Py_ssize_t i = 0; ok && i < n; i++) ok = cut_text(d, &out, text + at[i], text + at[i + 1], text + data.len);
    Py_END_ALLOW_THREADS
    if (!ok) {
        PyErr_NoMemory();
        goto done;
    }
    PyObject *new_keys = PyList_New((Py_ssize_t)(d->n_chunks - before));
    const uint64_t *ends = (const uint64_t *)d->ends.data;
    for (size_t i = before; new_keys && i < d->n_chunks; i++) {
        uint64_t from = i ? ends[i - 1] : 0;
        PyObject *key = PyBytes_FromStringAndSize(d->keys.data + from, (Py_ssize_t)(ends[i] - from));
        if (!key || PyList_SetItem(new_keys, (Py_ssize_t)(i - before), key)) Py_CLEAR(new_keys);
    }
    if (new_keys)
        result = Py_BuildValue("(y#y#y#y#N)", out.chunks.data, (Py_ssize_t)out.chunks.used, out.starts.data, (Py_ssize_t)out.starts.used,
                               out.gaps.data, (Py_ssize_t)out.gaps.used, out.bounds.data, (Py_ssize_t)out.bounds.used, new_keys);
done:
    free(out.chunks.data);
    free(out.starts.data);
    free(out.gaps.data);
    free(out.bounds.data);
    PyBuffer_Release(&data);
    PyBuffer_Release(&offsets);
    return result;
}

static PyMethodDef lexicon_methods[] = {{"cut", lexicon_cut, METH_VARARGS, "cut(data, offsets) -> (chunks, starts, gaps, bounds, new keys)"}, {0}};
static PyType_Slot lexicon_slots[] = {{Py_tp_methods, lexicon_methods}, {Py_tp_dealloc, lexicon_free}, {Py_tp_new, PyType_GenericNew}, {0, 0}};
PyType_Spec lexicon_spec = {"classifier.engine._kernel.Dictionary", sizeof(LexiconObject), 0, Py_TPFLAGS_DEFAULT, lexicon_slots};
