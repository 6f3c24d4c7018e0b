"""Errors that end a command with one line for its user."""


class UsageError(Exception):
    """The arguments or the configuration cannot be used; the text is one line that says why."""


class CourseError(UsageError):
    """The course cannot be used; the text is one line for the user."""


class SandboxUnavailable(RuntimeError):
    """This machine cannot isolate student code; nothing was run."""


class SchedulerLost(SandboxUnavailable):
    """The scheduler of a cluster is gone; what was not graded by then was not run."""


class ServerLost(RuntimeError):
    """The fork server at this address ended or does not answer; no submission is to blame for that."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address

    def __str__(self) -> str:
        return "the process that starts students' processes ended or does not answer"
