"""Checks notebook outputs that a student had a hand in: what a process reports, and what stands in a submitted file.

Nothing but plain text and PNG pictures passes: HTML and scripts would run in the browser of whoever opens the page.
"""

from __future__ import annotations

from typing import Any

from autograder.course.pictures import MAX_DOTS, dots
from autograder.student.language import N_
from autograder.student.text import clean

MAX_ALL_OUTPUTS = 64 << 20
"""Characters of all outputs of a notebook together, pictures in base 64 among them."""
LEFT_OUT = N_("[A picture with too many dots is left out here.]")
"""Stands in the place of a picture; whoever makes the page translates it."""
_DOTS_FOR_A_CHARACTER = 4  # a picture takes as much room as its dots
_MAX_CELL_OUTPUTS = 16 << 20
_MAX_OUTPUTS = 1100  # of one cell
_MAX_TEXT = 250_000  # characters of one output
_MAX_LINE = 4000
_MAX_COUNT = 1_000_000


def checked_output(raw: Any) -> dict[str, Any] | None:
    """Return `raw` as a well-formed nbformat output of plain text and PNG images, or None when it is not one."""
    match raw:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return {"output_type": "stream", "name": name, "text": _text(text)}
        case {"output_type": "error", "ename": str(name), "evalue": str(value), "traceback": list(lines)}:
            return error_output(name, value, [line for line in lines if isinstance(line, str)])
        case {"output_type": "display_data", "data": dict(data)}:
            kept = _data(data)
            return {"output_type": "display_data", "data": kept, "metadata": {}} if kept else None
        case {"output_type": "execute_result", "data": dict(data), "execution_count": int(count)}:
            count = min(max(int(count), 1), _MAX_COUNT)
            return {"output_type": "execute_result", "data": _data(data), "metadata": {}, "execution_count": count}
    return None


def checked_outputs(raw: Any, room: int) -> tuple[list[dict[str, Any]], int]:
    """Return one cell's well-formed outputs, as many as `room` characters hold, and the room that is left.

    An honest process cuts them off by itself; this is for one that does not.
    """
    outputs, room_of_cell = [], _MAX_CELL_OUTPUTS
    for item in raw[:_MAX_OUTPUTS] if isinstance(raw, list) else []:
        if (good := checked_output(item)) is not None:
            size = _size(good)
            if size > min(room, room_of_cell):
                break
            room, room_of_cell = room - size, room_of_cell - size
            outputs.append(good)
    return outputs, room


def saved_outputs(raw: Any, room: int) -> tuple[list[dict[str, Any]], int]:
    """Return the outputs that stand in a notebook's file, checked like those of a process; see `checked_outputs`.

    A file may hold a text as a list of lines, a picture with line breaks, and a result without its number.
    """
    saved = [_joined(output) for output in raw[:_MAX_OUTPUTS]] if isinstance(raw, list) else []
    return checked_outputs(saved, room)


def saved_count(raw: Any) -> int | None:
    """Return a cell's execution count as a file has it, or None where it is none."""
    return raw if type(raw) is int and 0 < raw <= _MAX_COUNT else None


def error_output(name: str, value: str, traceback: list[str] | None = None) -> dict[str, Any]:
    """Return an nbformat ``error`` output."""
    lines = [_text(line) for line in traceback or []] or [_text(f"{name}: {value}")]
    return {"output_type": "error", "ename": clean(name, 200), "evalue": clean(value, 2000), "traceback": lines}


def _joined(raw: Any) -> Any:
    match raw:
        case {"output_type": "stream", "text": list(lines)}:
            return {**raw, "text": _one(lines)}
        case {"output_type": "display_data" | "execute_result" as kind, "data": dict(data)}:
            kept = {name: _one(data[name]) for name in ("text/plain", "image/png") if name in data}
            if isinstance(picture := kept.get("image/png"), str):
                kept["image/png"] = "".join(picture.split())
            if kind == "execute_result" and saved_count(raw.get("execution_count")) is None:
                kind = "display_data"
            return {**raw, "output_type": kind, "data": kept}
    return raw


def _one(text: Any) -> Any:
    return "".join(line for line in text if isinstance(line, str)) if isinstance(text, list) else text


def _data(data: dict[str, Any]) -> dict[str, str]:
    kept = {}
    if isinstance(text := data.get("text/plain"), str):
        kept["text/plain"] = _text(text)
    if isinstance(image := data.get("image/png"), str) and (count := dots("image/png", image)) is not None:
        if count > MAX_DOTS:
            return {"text/plain": LEFT_OUT}
        kept["image/png"] = image
    return kept


def _size(output: dict[str, Any]) -> int:
    count = dots("image/png", output.get("data", {}).get("image/png", "")) or 0
    return len(str(output)) + count // _DOTS_FOR_A_CHARACTER


def _text(text: str) -> str:
    """Return `text` line by line without characters that could deceive a reader, and not too long.

    Of a line that was written over with carriage returns, such as a progress bar, the last state stays.
    """
    text = text[:_MAX_TEXT].replace("\t", "    ")
    if "\r" in text:
        text = "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n"))
    lines = clean(text, 4 * _MAX_TEXT).split("\n")  # at once: line by line it takes minutes for 100 MB of line breaks
    return "\n".join(line if len(line) <= _MAX_LINE else line[: _MAX_LINE - 1] + "…" for line in lines)
