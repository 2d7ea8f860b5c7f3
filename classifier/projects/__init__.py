"""Whole projects: files joined into one text record, rolled up into one result with degrees."""
