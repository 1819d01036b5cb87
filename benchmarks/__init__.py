"""Benchmarks: made-up worlds, each task by the package and by its peers, and a table of both."""
