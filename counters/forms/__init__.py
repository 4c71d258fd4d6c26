"""The forms of the counter."""
