"""How messages leave the house, one by one or once a day."""
