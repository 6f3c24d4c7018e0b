"""Where a verdict is reached, as far as that can change numbers: torch's build, and the processor.

Two machines with the same libraries may still add up floating-point numbers in another order, since torch takes other
code for other processors. For most verdicts that makes no difference; for training it can, if seldom. So the
environment is part of what a verdict is kept under, and said.
"""

from __future__ import annotations

import importlib.util
import platform
import re
from functools import cache
from importlib.metadata import version
from pathlib import Path

_INSTRUCTIONS = {"avx512f": "AVX-512", "avx2": "AVX2", "sve": "SVE", "asimd": "NEON"}
"""What torch takes other code for, the first that a processor has."""
_ENTRY = re.compile(r"^([^:\t]+?)\s*:\s*(.*)$", re.MULTILINE)


@cache
def environment() -> str:
    """Return this machine's environment in a line."""
    return f"torch {torch_build()}, torchvision {version('torchvision')}, {processor()}"


@cache
def torch_build() -> str:
    """Return torch's version and build, such as 2.9.1+cpu, without importing it, which takes seconds."""
    spec = importlib.util.find_spec("torch")
    if spec is not None and spec.origin is not None:
        text = Path(spec.origin).with_name("version.py").read_text(encoding="utf-8")
        if found := re.search(r"^__version__ = '([^']+)'", text, re.MULTILINE):
            return found[1]
    return version("torch")


@cache
def processor() -> str:
    """Return the processor's architecture, maker and the widest vector instructions, such as x86_64 AMD AVX2."""
    try:
        known = dict(_ENTRY.findall(Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")))
    except OSError:
        known = {}
    maker = known.get("vendor_id") or known.get("CPU implementer") or "unknown maker"
    flags = set((known.get("flags") or known.get("Features") or "").split())
    widest = next((name for flag, name in _INSTRUCTIONS.items() if flag in flags), "no vector instructions")
    return f"{platform.machine()} {maker} {widest}"
