"""Texts for people: finding them, and keeping catalogues of translations."""
