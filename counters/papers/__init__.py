"""What leaves the counter as a file."""
