"""What came of grading, and how it is written: tables, JSON, the cells of a feedback page."""
