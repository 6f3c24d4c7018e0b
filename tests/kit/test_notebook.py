"""Reading submitted notebooks: whatever comes in, a clean notebook or one clear line comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import notebook as nb
from tests.kit.conftest import mini_notebook

UNREADABLE = {
    "empty": (b"", "not JSON"),
    "not JSON": (b"{", "not JSON"),
    "binary": (b"\x89PNG\x00\xff", "not JSON"),
    "NUL bytes": (b"\x00" * 100, "not JSON"),
    "a list": (b"[]", "not a notebook"),
    "no format": (b"{}", "not a notebook"),
    "no cells": (b'{"nbformat": 4}', "no list of cells"),
    "cells are text": (b'{"nbformat": 4, "cells": "x"}', "no list of cells"),
    "too many cells": (b'{"nbformat": 4, "cells": [' + b"{}," * 2000 + b"{}]}", "more than"),
    "future format": (b'{"nbformat": 99}', "format 99"),
    "deeply nested": (b"[" * 100_000, "not JSON"),
}


@pytest.mark.parametrize(("raw", "reason"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_unreadable_file_is_named_in_one_line(raw: bytes, reason: str) -> None:
    with pytest.raises(nb.UnreadableNotebook, match=reason) as caught:
        nb.parse(raw)
    assert "\n" not in str(caught.value)


def test_links_and_special_files_are_not_opened(tmp_path: Path) -> None:
    (tmp_path / "link.ipynb").symlink_to("/etc/passwd")
    with pytest.raises(nb.UnreadableNotebook, match="symbolic link"):
        nb.read(tmp_path / "link.ipynb")
    with pytest.raises(nb.UnreadableNotebook, match="missing"):
        nb.read(tmp_path / "none.ipynb")
    with pytest.raises(nb.UnreadableNotebook, match="not a regular file"):
        nb.read(Path("/dev/null"))


def test_a_notebook_of_too_many_parts_is_not_parsed() -> None:
    raw = b'{"nbformat": 4, "cells": [' + b"{}," * nb.MAX_PARTS + b"{}]}"
    with pytest.raises(nb.UnreadableNotebook, match="too many parts"):
        nb.parse(raw)


def test_a_byte_order_mark_says_the_encoding_of_a_file_with_broken_characters() -> None:
    raw = json.dumps(mini_notebook("x = 'ä'"), ensure_ascii=False).encode().replace(b"tiny", b"t\xffiny")

    notebook = nb.parse(b"\xef\xbb\xbf" + raw)

    assert notebook.cells[0].source == "# A t\ufffdiny exercise"
    assert notebook.cells[2].source == "x = 'ä'"


def test_a_byte_order_mark_and_old_formats_are_fine() -> None:
    text = nbformat.writes(mini_notebook())
    assert len(nb.parse(b"\xef\xbb\xbf" + text.encode()).cells) == 4
    old = nbformat.writes(mini_notebook(), version=3)
    assert any("def total" in cell.source for cell in nb.code_cells(nb.parse(old.encode())))


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "cell_type": st.sampled_from(["code", "markdown", "raw", "x"]) | json_values,
                "source": st.lists(st.text(max_size=9), max_size=2) | json_values,
                "metadata": st.fixed_dictionaries({"nbgrader": st.fixed_dictionaries({"grade_id": json_values})})
                | json_values,
                "outputs": json_values,
                "attachments": json_values,
            },
        ),
        max_size=4,
    ),
    json_values,
)
def test_any_cells_give_a_valid_notebook(cells: Any, metadata: Any) -> None:
    raw = json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": cells, "metadata": metadata}).encode()
    notebook = nb.parse(raw)

    nbformat.validate(notebook)
    nb.code_cells(notebook)


def test_the_last_of_several_cells_with_one_id_counts() -> None:
    notebook = mini_notebook()
    notebook.cells += notebook.cells[2:]
    cells, twice = nb.without_duplicates(nb.parse(json.dumps(notebook).encode()).cells)

    assert twice == ["test_total", "total"]
    assert [i for i, cell in enumerate(cells) if "nbgrader" in cell.metadata] == [4, 5]
