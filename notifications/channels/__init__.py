"""How each channel is spoken to: the text it carries, the address it goes to, its partner."""
