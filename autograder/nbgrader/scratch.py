"""A small copy of nbgrader's gradebook, in which some students are recorded before all of it goes in at once.

nbgrader opens the gradebook anew for each of its steps and commits after each cell. In a copy that holds these students
alone, in memory where the system has a folder for that, this costs little and nobody waits for it; what it came to is
brought into the gradebook in one transaction, and only what is not as it was copied, so that points that a person gave
meanwhile stay.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Base,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Connection, Engine, Select, Table, create_engine, select, update

from autograder.sandbox.folders import temporary_folder

_MEMORY = Path("/dev/shm")
_PREFIX = "autograder-gradebook-"
_STUDENT, _SUBMISSION, _NOTEBOOK, _GRADE, _COMMENT = (
    model.__table__ for model in (Student, SubmittedAssignment, SubmittedNotebook, Grade, Comment)
)
_OF_STUDENTS: tuple[Table, ...] = (_STUDENT, _SUBMISSION, _NOTEBOOK, _GRADE, _COMMENT)
"""What belongs to a student, each table after those that its rows refer to; all else is the course's."""

Rows = dict[Any, dict[str, Any]]


class Scratch:
    """An open copy.

    Attributes:
        url: where it is, for nbgrader.
    """

    def __init__(self, url: str, gradebook: Engine, students: Collection[str]) -> None:
        """Copy the course and what there is of `students`."""
        self.url = url
        self._gradebook = gradebook
        self._engine = create_engine(url)
        Base.metadata.create_all(self._engine)
        with gradebook.connect() as source, self._engine.begin() as target:
            for table in Base.metadata.sorted_tables:
                if table not in _OF_STUDENTS:
                    _insert(target, table, [dict(row._mapping) for row in source.execute(select(table))])
            self._copied = {table: _rows(source, table, students) for table in _OF_STUDENTS}
            for table, rows in self._copied.items():
                _insert(target, table, list(rows.values()))

    def bring_in(self, students: Collection[str]) -> None:
        """Bring what changed of `students` into the gradebook, in one transaction."""
        with self._engine.connect() as source, self._gradebook.begin() as target:
            for table in _OF_STUDENTS:
                new, before = [], self._copied[table]
                for key, row in _rows(source, table, students).items():
                    if key not in before:
                        new.append(row)
                    elif changed := {name: value for name, value in row.items() if value != before[key][name]}:
                        (column,) = table.primary_key
                        target.execute(update(table).where(column == key).values(changed))
                _insert(target, table, new)

    def close(self) -> None:
        self._engine.dispose()


@contextmanager
def scratch(gradebook: Gradebook, students: Collection[str]) -> Iterator[Scratch]:
    """Open a copy for `students`, and remove it afterwards; what was not brought in is lost."""
    place = _MEMORY if os.access(_MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    with (
        temporary_folder(place, _PREFIX) as folder,
        contextlib.closing(Scratch(f"sqlite:///{folder}/gradebook.db", gradebook.engine, students)) as made,
    ):
        yield made


def _rows(connection: Connection, table: Table, students: Collection[str]) -> Rows:
    (key,) = table.primary_key
    found = connection.execute(_of(table, students))
    return {row._mapping[key]: dict(row._mapping) for row in found}


def _of(table: Table, students: Collection[str]) -> Select[Any]:
    """Select what is there of `students` in a table of theirs."""
    if table is _STUDENT:
        return select(table).where(table.c.id.in_(students))
    if table is _SUBMISSION:
        return select(table).where(table.c.student_id.in_(students))
    above = (_SUBMISSION, table.c.assignment_id) if table is _NOTEBOOK else (_NOTEBOOK, table.c.notebook_id)
    return select(table).where(above[1].in_(_of(above[0], students).with_only_columns(above[0].c.id)))


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(table.insert(), rows)
