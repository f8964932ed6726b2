"""What Grizha costs, measured: `make bench`, or `python -m tests.bench day bot` for some of the figures."""
