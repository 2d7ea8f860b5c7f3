"""policytag beside its peers: accuracy, speed, cost and growth, in one run (``python -m benchmarks``)."""
