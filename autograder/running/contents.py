"""A worker's files by content: what was handed in beside notebooks, kept while it is used and a while longer."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from autograder.files import write_bytes


class Contents:
    """A folder of files named by their digests, which does not grow with the class.

    What several submissions have, such as a course's data, is written once; what no task uses any more goes when the
    rest takes more than `spare` bytes, the longest unused first.
    """

    def __init__(self, folder: Path, spare: int = 256 << 20) -> None:
        """Make an empty folder for the files; `spare` is the most that files without a task may take, in bytes."""
        folder.mkdir()
        self._folder = folder
        self._spare = spare
        self._lock = threading.Lock()
        self._users: Counter[str] = Counter()
        self._unused: OrderedDict[str, int] = OrderedDict()  # sizes, the longest unused first

    @contextmanager
    def holding(self, contents: Sequence[bytes]) -> Iterator[Callable[[str], Path]]:
        """Have files with these contents in the folder for as long as this lasts; gives the path for a digest."""
        by_digest = {hashlib.sha256(raw).hexdigest(): raw for raw in contents}
        held = []
        try:
            with self._lock:
                for digest, raw in by_digest.items():
                    if not (path := self._path(digest)).exists():
                        write_bytes(path, raw)
                    self._users[digest] += 1
                    self._unused.pop(digest, None)
                    held.append(digest)
            yield self._path
        finally:
            with self._lock:
                for digest in held:
                    self._let_go(digest, len(by_digest[digest]))

    def _let_go(self, digest: str, size: int) -> None:
        self._users[digest] -= 1
        if not self._users[digest]:
            del self._users[digest]
            self._unused[digest] = size
        while sum(self._unused.values()) > self._spare:
            longest, _size = self._unused.popitem(last=False)
            self._path(longest).unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self._folder / digest
