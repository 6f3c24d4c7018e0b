"""Errors that end a command with one line for its user."""


class UsageError(Exception):
    """The arguments or the configuration cannot be used; the text is one line that says why."""


class CourseError(UsageError):
    """The course cannot be used; the text is one line for the user."""


class SandboxUnavailable(RuntimeError):
    """This machine cannot isolate student code; nothing was run."""
