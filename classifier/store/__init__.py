"""Models of the user's own: which are there, which is the default, how it came to be, and the way back."""
