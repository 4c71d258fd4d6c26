"""Benchmarks: each builds its own data in databases of its own, and prints JSON."""
