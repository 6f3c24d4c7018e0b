"""Which files of results a command is to write, and whether it can: said before hours of grading, not after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError
from autograder.files import try_writing, write_text
from autograder.results.model import Report
from autograder.results.writers import WRITERS


@dataclass(frozen=True)
class Destination:
    """A file of results, and the name of its format."""

    format: str
    path: Path

    @classmethod
    def parse(cls, text: str) -> Destination:
        """Return what ``FORMAT=FILE`` says.

        Raises:
            UsageError: it says nothing of that form.
        """
        name, equals, path = text.partition("=")
        if not equals or not path:
            raise UsageError(f"--report {text}: write FORMAT=FILE, such as junit=results.xml")
        if name not in WRITERS:
            raise UsageError(f"--report {text}: there is no format {name!r}; there are: {', '.join(WRITERS)}")
        return cls(name, Path(path))

    @property
    def file(self) -> Path:
        """The file itself where the path is a link, so that the link stays one."""
        return self.path.resolve()

    def write(self, report: Report) -> None:
        """Write the file, whole or not at all."""
        write_text(self.file, WRITERS[self.format](report))


def expect_writable(paths: Sequence[Path]) -> None:
    """See that files can be written at all of these paths.

    Raises:
        UsageError: one of them cannot.
    """
    for number, path in enumerate(paths):
        try:
            file = path.resolve()
            if path.name == "-":
                raise UsageError("-: results go to a file, since standard output has the table; give it a name")
            if not file.parent.is_dir():
                raise UsageError(f"{path}: the folder {file.parent} does not exist")
            if file.exists() and not file.is_file():
                raise UsageError(f"{path} is there already, and is no file that could be written anew")
            try_writing(file)
        except (OSError, RuntimeError) as error:  # the latter of links that lead in a circle
            raise UsageError(f"{path} cannot be written: {getattr(error, 'strerror', None) or error}") from None
        if any(other.resolve() == file for other in paths[:number]):
            raise UsageError(f"{path} is named twice")
