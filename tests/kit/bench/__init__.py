"""The benchmark: what grading costs in time, processor time and memory, and against nbgrader alone."""
