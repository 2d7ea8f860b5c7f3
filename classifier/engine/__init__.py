"""From sentences to scores: tokens, feature rows, linear heads and calibrated probabilities."""
