"""Which walls around student code this machine offers."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.sandbox.lockdown import landlock_abi


@dataclass(frozen=True)
class Layer:
    """One wall around student code; `without` says what its absence means and what to do."""

    name: str
    on: bool
    without: str


def layers(namespaces: bool) -> list[Layer]:
    """Return the walls, in the order of their weight; `namespaces` says whether bubblewrap works here.

    Seccomp and the resource limits are not among them: without them nothing is run.
    """
    abi = landlock_abi()
    own = "namespaces stand in for it" if namespaces else "student code is not run"
    return [
        Layer("Landlock: files", abi >= 1, f"no Landlock (Linux 5.13, not switched off): {own}"),
        Layer("Landlock: truncating", abi >= 3, "needs Linux 6.2; what cannot be opened cannot be truncated either"),
        Layer("Landlock: TCP", abi >= 4, "needs Linux 6.7; seccomp forbids sockets"),
        Layer("Landlock: signals", abi >= 6, "needs Linux 6.12; seccomp forbids signals to others"),
        Layer(
            "namespaces",
            namespaces,
            "no second wall, and names of the grader's files can be asked for: install bubblewrap and allow user "
            "namespaces",
        ),
    ]


def in_one_line(found: list[Layer]) -> str:
    """Return one line that says which protections are on and which are missing."""
    on = ", ".join(["seccomp", "resource limits", *(layer.name for layer in found if layer.on)])
    missing = ", ".join(f"{layer.name} ({layer.without})" for layer in found if not layer.on)
    return f"Protections on: {on}. Missing: {missing or 'none'}."
