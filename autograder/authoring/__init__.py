"""For authors: a new exercise from nothing, and whether an assignment may be released."""
