/* What the parts of the compiled kernel share. Each does in one pass what Python or NumPy do in many. */
#ifndef POLICYTAG_KERNEL_H
#define POLICYTAG_KERNEL_H
#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030b0000
#include <Python.h>
#include <stdint.h>

enum { NONE = 0, SPACE = 1, LINE = 2, BREAK = 3 }; /* what stands before a chunk */

#ifdef __GNUC__
#define PREFETCH(p) __builtin_prefetch(p)
#else
#define PREFETCH(p) ((void)0)
#endif

extern PyType_Spec lexicon_spec;
PyObject *sentence_ends(PyObject *module, PyObject *args);
PyObject *segment_sums(PyObject *module, PyObject *args);
PyObject *repeats(PyObject *module, PyObject *args);

#endif
