"""A whole class: processes, what is known already, progress."""
