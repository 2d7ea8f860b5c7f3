/* The extension module: the tables of `cut.c` and `pairs.c` and the functions of `ends.c` and `sums.c`. */
#include "kernel.h"

static PyMethodDef methods[] = {
    {"sentence_ends", sentence_ends, METH_VARARGS, "sentence_ends(ids, starts, gaps, flags, characters, ends)"},
    {"repeats", repeats, METH_VARARGS, "repeats(forms, cuts, out)"},
    {"segment_sums", segment_sums, METH_VARARGS, "segment_sums(forms, repeats, cuts, records, n_fields, n_weighed, out)"},
    {0},
};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_kernel", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__kernel(void) {
    PyObject *module = PyModule_Create(&definition);
    PyType_Spec *specs[] = {&lexicon_spec, &pairs_spec};
    const char *names[] = {"Dictionary", "Pairs"};
    for (int i = 0; module && i < 2; i++) {
        PyObject *type = PyType_FromSpec(specs[i]);
        if (type && !PyModule_AddObject(module, names[i], type)) continue;
        Py_XDECREF(type);
        Py_CLEAR(module);
    }
    return module;
}
