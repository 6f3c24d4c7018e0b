"""A pytest-driven assessment kit: student code runs locked down, the verdict is reached outside its process."""

__version__ = "0.1.0"
