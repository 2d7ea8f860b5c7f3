"""Doors to other libraries, one module each, which imports its library only when used."""
