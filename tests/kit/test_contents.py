"""A cluster worker's files do not grow with the class, and none goes while a task uses it."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from autograder.running.contents import Contents

SPARE = 100


class Tasks(RuleBasedStateMachine):
    """Tasks begin and end in any order, with files of their own and ones that they share."""

    folder: Path
    number = 0

    def __init__(self) -> None:
        super().__init__()
        Tasks.number += 1
        self.place = self.folder / str(Tasks.number)
        self.contents = Contents(self.place, spare=SPARE)
        self.begun: list[tuple] = []

    @rule(files=st.lists(st.builds(lambda byte, size: bytes([byte]) * size, st.integers(0, 5), st.integers(0, 60))))
    def begin(self, files):
        holding = self.contents.holding(files)
        self.begun.append((holding, holding.__enter__(), files))

    @rule(which=st.integers(0, 10))
    def end(self, which):
        if self.begun:
            self.begun.pop(which % len(self.begun))[0].__exit__(None, None, None)

    @invariant()
    def what_is_used_is_there_and_the_rest_is_bounded(self):
        used = {}
        for _holding, path_of, files in self.begun:
            for raw in files:
                path = path_of(hashlib.sha256(raw).hexdigest())
                assert path.read_bytes() == raw
                used[path] = len(raw)
        spare = sum(path.stat().st_size for path in self.place.iterdir() if path not in used)
        assert spare <= SPARE


def test_files_are_there_while_used_and_the_rest_is_bounded(tmp_path):
    Tasks.folder = tmp_path
    run_state_machine_as_test(Tasks, settings=settings(max_examples=25, stateful_step_count=20, deadline=None))


def test_a_file_that_cannot_be_written_leaves_the_others_counts_right(tmp_path, monkeypatch):
    contents = Contents(tmp_path / "files", spare=0)
    with contents.holding([b"shared"]) as path_of:
        monkeypatch.setattr(
            "autograder.running.contents.write_bytes", lambda *_: (_ for _ in ()).throw(OSError("full"))
        )
        with pytest.raises(OSError, match="full"), contents.holding([b"shared", b"new"]):
            pass
        assert path_of(hashlib.sha256(b"shared").hexdigest()).exists()
