"""Periodic work at counters; every task is idempotent for its period."""
