"""A page for the instructor about a graded class."""
