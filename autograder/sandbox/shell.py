"""An IPython shell that runs notebook cells in this process and records their outputs as plain data.

Uses IPython's own extension points (display publisher, display hook, traceback writer), so that magics, plots,
``display`` and top-level ``await`` work as in a notebook. An error in one cell does not stop the next.
"""

from __future__ import annotations

import base64
import io
import resource
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

MAX_OUTPUTS = 1000
"""Outputs of one cell; consecutive lines of one stream are one output."""
MAX_IMAGES = 8 << 20
"""Bytes of all images of one cell together."""


class Recorder:
    """Collects one cell's outputs, up to a cap; what is beyond is dropped and said so once."""

    def __init__(self, characters: int) -> None:
        """Collect at most `characters` of text."""
        self.outputs: list[dict[str, Any]] = []
        self._text = characters
        self._images = MAX_IMAGES

    def text(self, name: str, text: str) -> None:
        """Append text to the stream `name`, ``stdout`` or ``stderr``."""
        if self._text <= 0 or not text:
            return
        last = self.outputs[-1] if self.outputs else None
        same = last is not None and last["output_type"] == "stream" and last["name"] == name
        if len(text) > self._text or (not same and len(self.outputs) >= MAX_OUTPUTS):
            text = text[: self._text] + "\n… output cut off here: too long …\n"
            self._text = 0
        self._text -= len(text)
        if last is not None and same:
            last["text"].append(text)
        else:
            self.outputs.append({"output_type": "stream", "name": name, "text": [text]})

    def rich(self, kind: str, data: dict[str, Any], count: int | None = None) -> None:
        """Append a ``display_data`` or ``execute_result``; only plain text and PNG images are kept."""
        kept: dict[str, str] = {}
        text = data.get("text/plain")
        if isinstance(text, str) and self._text > 0:
            kept["text/plain"] = text[: self._text]
            self._text -= len(text)
        image = data.get("image/png")
        if isinstance(image, bytes):
            image = base64.b64encode(image).decode("ascii")
        if isinstance(image, str) and len(image) <= self._images:
            kept["image/png"] = image
            self._images -= len(image)
        output: dict[str, Any] = {"output_type": kind, "data": kept}
        if count is not None:
            output["execution_count"] = count
        if len(self.outputs) < MAX_OUTPUTS:
            self.outputs.append(output)

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """Append an ``error`` output."""
        lines = [str(line)[:4000] for line in traceback][-60:]
        self.outputs.append({"output_type": "error", "ename": name, "evalue": value[:4000], "traceback": lines})

    def finished(self) -> list[dict[str, Any]]:
        """Return the outputs as plain data."""
        for output in self.outputs:
            if output["output_type"] == "stream" and isinstance(output["text"], list):
                output["text"] = "".join(output["text"])
        return self.outputs


class _Stream(io.TextIOBase):
    """Stands for sys.stdout or sys.stderr; where it writes to is switched by the shell."""

    encoding = "utf-8"

    def __init__(self, name: str) -> None:
        self._name = name
        self.recorder: Recorder | None = None

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self.recorder is not None:
            self.recorder.text(self._name, text)
        return len(text)


class _Publisher(DisplayPublisher):
    recorder: Recorder | None = None

    def publish(self, data: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        if self.recorder is not None:
            self.recorder.rich("display_data", data)

    def clear_output(self, wait: bool = False) -> None:
        if self.recorder is not None:
            self.recorder.outputs.clear()


class _Hook(DisplayHook):
    recorder: Recorder | None = None

    def __call__(self, result: Any = None) -> None:
        self.check_for_underscore()
        if result is None or self.quiet():
            return
        data, _ = self.compute_format_data(result)
        self.update_user_ns(result)
        if self.recorder is not None and data:
            self.recorder.rich("execute_result", data, self.prompt_count)


class CellShell(InteractiveShell):
    """Runs cells; `run` gives each one's outputs."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    streams: tuple[_Stream, _Stream]
    max_output = 200_000
    """Characters of all text outputs of one cell together."""

    @classmethod
    def create(cls) -> CellShell:
        """Make the one shell of this process, with no history file, no colours and no threads."""
        config = Config()
        config.HistoryManager.enabled = False
        config.HistoryManager.hist_file = ":memory:"
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.cache_size = 1000
        shell = cls.instance(config=config)
        shell.streams = (_Stream("stdout"), _Stream("stderr"))
        shell.set_custom_exc((MemoryError,), _out_of_memory)
        return shell

    def init_io(self) -> None:
        pass

    def enable_gui(self, gui: str | None = None) -> None:
        """Accept ``%matplotlib inline``; there is no event loop to start."""

    def run(self, source: str) -> tuple[list[dict[str, Any]], BaseException | None]:
        """Run one cell and return its outputs and the exception it ended in, if any."""
        self._attach(recorder := Recorder(self.max_output))
        try:
            result = self.run_cell(source, store_history=True)
            error = result.error_before_exec or result.error_in_exec
        except SystemExit as exit_:  # IPython lets it through in some places
            error = exit_
        finally:
            self._attach(None)
        return recorder.finished(), error

    def _attach(self, recorder: Recorder | None) -> None:
        sys.stdout, sys.stderr = self.streams
        for sink in (*self.streams, self.display_pub, self.displayhook):
            sink.recorder = recorder
        self._recorder = recorder

    def silence(self) -> None:
        """Throw away everything printed from now on."""
        self._attach(None)

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        if self._recorder is not None:
            name = getattr(etype, "__name__", str(etype))
            self._recorder.error(str(name), _text_of(evalue), "\n".join(map(str, stb)).split("\n"))

    def system(self, cmd: str) -> None:
        raise PermissionError(1, "starting another program is not allowed here")

    system_piped = system_raw = getoutput = system  # type: ignore[assignment]

    def ask_exit(self) -> None:
        pass


def _out_of_memory(shell: CellShell, etype: Any, evalue: Any, tb: Any, tb_offset: Any = None) -> list[str]:
    """Report a MemoryError without a traceback: making one would need memory again."""
    for memory in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        _, hard = resource.getrlimit(memory)
        resource.setrlimit(memory, (hard, hard))
    lines = ["MemoryError: this cell used more memory than is allowed"]
    shell._showtraceback(etype, evalue, lines)
    return lines


def _text_of(value: Any) -> str:
    try:
        return str(value)
    except Exception:
        return "(an error whose text cannot be shown)"
