"""What came of a function's visible checks, as data and as a table for a notebook and for a terminal."""

from __future__ import annotations

import html
from dataclasses import asdict, dataclass
from typing import Any, Literal

from autograder.student.language import N_, _

MIME = "application/vnd.autograder.check+json"
"""Where a report stands in a notebook's outputs as data, for `autograder check`."""

State = Literal["holds", "does not hold", "not attempted", "could not be checked"]
_SIGNS: dict[State, str] = {"holds": "✓", "does not hold": "✗", "not attempted": "–", "could not be checked": "?"}
_WORDS = (N_("holds"), N_("does not hold"), N_("not attempted"), N_("could not be checked"))  # for the catalogues


@dataclass(frozen=True)
class Row:
    """One check: its sentence, what became of it, and lines that explain that."""

    sentence: str
    state: State
    details: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Report:
    """What came of all checks of a function; shows itself as a table, in a notebook and in a terminal."""

    function: str
    rows: tuple[Row, ...]
    next_step: str

    @property
    def holds(self) -> bool:
        """Whether every check holds."""
        return all(row.state == "holds" for row in self.rows)

    @property
    def attempted(self) -> bool:
        return any(row.state != "not attempted" for row in self.rows)

    def __repr__(self) -> str:
        lines = [self.headline()]
        for row in self.rows:
            lines.append(f"{_SIGNS[row.state]} {row.sentence}")
            lines += [f"    {line}" for line in row.details]
        return "\n".join([*lines, "", self.next_step])

    def _repr_html_(self) -> str:
        cell = "text-align:left;vertical-align:top;padding:0.3em 0.6em"
        rows = []
        for row in self.rows:
            mark = html.escape(f"{_SIGNS[row.state]} {_(row.state)}")
            details = "\n".join(row.details)
            shown = (
                f"<pre style='white-space:pre-wrap;margin:0.3em 0 0'>{html.escape(details)}</pre>" if details else ""
            )
            weight = "normal" if row.state == "holds" else "bold"
            rows.append(
                f"<tr><td style='{cell};white-space:nowrap;font-weight:{weight}'>{mark}</td>"
                f"<td style='{cell}'>{html.escape(row.sentence)}{shown}</td></tr>"
            )
        head = f"<p><b>{html.escape(self.headline())}</b></p>"
        return f"{head}<table>{''.join(rows)}</table><p>{html.escape(self.next_step)}</p>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/plain": repr(self), "text/html": self._repr_html_(), MIME: asdict(self)}

    def headline(self) -> str:
        """Return how many of the checks hold, in words."""
        if not self.attempted:
            return _("{function}: not attempted yet").format(function=self.function)
        count = sum(row.state == "holds" for row in self.rows)
        return _("{function}: {count} of {total} checks hold").format(
            function=self.function, count=count, total=len(self.rows)
        )
