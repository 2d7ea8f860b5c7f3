"""The command line: one module a verb, one error family, progress on standard error."""
