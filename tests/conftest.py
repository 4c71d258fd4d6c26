"""Laws of the suite."""
