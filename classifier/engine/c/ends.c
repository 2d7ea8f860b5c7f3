/* Sentence ends by the flags of chunks: the rules of `sentences.py`. */
#include "kernel.h"

/* As `sentences.Flag` has them. */
enum {
    STOP = 1, DOT = 2, ABBREVIATION = 4, NUMBER = 8, CJK_STOP = 16, CLOSER = 32, OPENER = 64, LOWER = 128, CAPITAL = 256, LINE_STOP = 512, ITEM = 1024, CN_NUMBER = 2048, ENUMERATION = 4096, COMMA = 8192
};
enum { SHORT_LINE = 60, LONGEST_SENTENCE = 600, LONGEST_CHUNK = 200, QUOTED = 60 };

typedef struct { const int32_t *ids; const int64_t *starts; const uint8_t *gaps; const int32_t *flags, *characters; int64_t n; } Read;

/* Characters from chunk `first` to `last`, a gap counting one; enough is as far as anyone asks. */
static int64_t length(const Read *r, int64_t first, int64_t last, int64_t enough) {
    int64_t sum = r->characters[r->ids[last]];
    for (int64_t i = last; i > first && sum < enough; i--) sum += (r->gaps[i] != NONE) + r->characters[r->ids[i - 1]];
    return sum;
}

/* Whether a single line break after chunk i parts two sentences, rather than wraps one. */
static int line_ends(const Read *r, int64_t i, int32_t own, int32_t following) {
    int32_t second = i + 2 < r->n ? r->flags[r->ids[i + 2]] : 0;
    if (own & LINE_STOP || following & ITEM) return 1;
    if ((following & CN_NUMBER && second & ENUMERATION) || (following & OPENER && second & CN_NUMBER)) return 1;
    if (!(following & CAPITAL)) return 0;
    int64_t first = i;
    while (r->gaps[first] < LINE && i - first < SHORT_LINE) first--;
    return length(r, first, i, SHORT_LINE) < SHORT_LINE;
}

/* Ends inside a sentence from chunk `first` to `last` where it is longer than LONGEST_SENTENCE: at the last comma, else the last gap, of each stretch. */
static void shorten(const Read *r, int64_t first, int64_t last, uint8_t *ends) {
    while (length(r, first, last, LONGEST_SENTENCE + 1) > LONGEST_SENTENCE) {
        int64_t at = first, comma = -1, gap = -1, sum = r->characters[r->ids[first]];
        for (;; sum += (r->gaps[at] != NONE) + r->characters[r->ids[at]]) {
            if (sum > LONGEST_SENTENCE) break;
            if (sum > LONGEST_SENTENCE / 2) {
                if (r->flags[r->ids[at]] & COMMA) comma = at;
                if (r->gaps[at + 1] != NONE) gap = at;
            }
            at++;
        }
        int64_t cut = comma >= 0 ? comma : gap >= 0 ? gap : at - 1;
        if (cut < first) cut = first;
        ends[cut] = 1;
        first = cut + 1;
    }
}

/* Mark the chunks inside an outermost pair of marks that closes soon; an end of a line forgets what is open. */
static void find_quoted(const Read *r, const uint8_t *ends, uint8_t *inside) {
    int64_t depth = 0, opened = 0, to = 0;
    for (int64_t i = 0; i < r->n; i++) {
        int32_t own = r->flags[r->ids[i]];
        if (depth) to += r->characters[r->ids[i]];
        if (own & OPENER) {
            if (!depth++) opened = i, to = 0;
        } else if (own & CLOSER && depth && !--depth && to <= QUOTED)
            memset(inside + opened, 1, (size_t)(i - opened));
        if (ends[i]) depth = 0;
    }
}

/* Chinese stops, with the marks that close what they end, outside short quotations and brackets. */
static void cjk_ends(const Read *r, const uint8_t *inside, uint8_t *ends) {
    for (int64_t i = 0; i < r->n; i++) {
        if (!(r->flags[r->ids[i]] & CJK_STOP)) continue;
        while (i + 1 < r->n && r->gaps[i + 1] == NONE && r->flags[r->ids[i + 1]] & (CLOSER | CJK_STOP)) i++;
        if (!inside[i]) ends[i] = 1;
    }
}

/* 0 when memory runs out. */
static int find_ends(const Read *r, uint8_t *ends) {
    int chinese = 0;
    int32_t own = r->n ? r->flags[r->ids[0]] : 0;
    for (int64_t i = 0; i < r->n; i++) {
        int more = i + 1 < r->n;
        int32_t following = more ? r->flags[r->ids[i + 1]] : 0;
        uint8_t next = more ? r->gaps[i + 1] : BREAK;
        int end = next == BREAK;
        if (own & CJK_STOP) chinese = 1;
        if (own & STOP && next != NONE && !(own & ABBREVIATION) && !(own & DOT && following & LOWER) && !(own & NUMBER && r->gaps[i] >= LINE)) end = 1;
        if (!end && next == LINE) end = line_ends(r, i, own, following);
        ends[i] = (uint8_t)end;
        own = following;
    }
    if (chinese) {
        uint8_t *inside = calloc((size_t)r->n, 1);
        if (!inside) return 0;
        find_quoted(r, ends, inside);
        cjk_ends(r, inside, ends);
        free(inside);
    }
    for (int64_t i = 0, first = 0; i < r->n; i++) {
        if (!ends[i]) continue;
        if (r->starts[i] - r->starts[first] > LONGEST_SENTENCE - LONGEST_CHUNK) shorten(r, first, i, ends);
        first = i + 1;
    }
    return 1;
}

PyObject *sentence_ends(PyObject *module, PyObject *args) {
    Py_buffer ids, starts, gaps, flags, characters, ends;
    if (!PyArg_ParseTuple(args, "y*y*y*y*y*w*", &ids, &starts, &gaps, &flags, &characters, &ends)) return NULL;
    Read r = {ids.buf, starts.buf, gaps.buf, flags.buf, characters.buf, gaps.len};
    int64_t distinct = flags.len / 4;
    int enough = 1, ok = ids.len == r.n * 4 && starts.len == r.n * 8 && ends.len == r.n && characters.len == flags.len && (!r.n || r.gaps[0] >= LINE);
    ok = ok && most(r.ids, r.n) < distinct;
    if (ok) {
        Py_BEGIN_ALLOW_THREADS
        enough = find_ends(&r, ends.buf);
        Py_END_ALLOW_THREADS
    }
    PyBuffer_Release(&ids);
    PyBuffer_Release(&starts);
    PyBuffer_Release(&gaps);
    PyBuffer_Release(&flags);
    PyBuffer_Release(&characters);
    PyBuffer_Release(&ends);
    if (!enough) return PyErr_NoMemory();
    if (ok) Py_RETURN_NONE;
    PyErr_SetString(PyExc_ValueError, "arrays do not fit each other");
    return NULL;
}
