"""Right and wrong solutions of the exercises, to test the hidden tests and the grader with."""
