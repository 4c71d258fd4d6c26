"""What can be read about counters."""
