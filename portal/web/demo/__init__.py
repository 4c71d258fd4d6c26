"""Illustrative data: fictitious people and dossiers whose history was made by the same acts as everybody's."""
