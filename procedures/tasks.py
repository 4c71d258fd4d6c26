"""Periodic work on orders and exemptions; every task is idempotent for its period."""
