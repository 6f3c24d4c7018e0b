"""The cells that a function needs: each way in which one cell of a notebook may matter to a function of another.

The last tests run small notebooks, whole and in slices, and compare what the function gives; they are plain Python.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import io
import sys
import time
from collections.abc import Sequence

import nbformat
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from autograder.authoring.exercises import fill
from autograder.student.cells import read_cell
from autograder.student.slices import Cell, fingerprint, slices
from tests.corpus import loader
from tests.corpus.names import with_names_of_its_own
from tests.kit.conftest import REPO


def needed(*sources: str | Cell, function: str = "f", beside: Sequence[str] = ()) -> tuple[int, ...]:
    """Return the slice of `function`; texts are students' cells."""
    cells = [source if isinstance(source, Cell) else Cell(source) for source in sources]
    return slices(cells, [function], beside)[function]


def ours(source: str, always: bool = False) -> Cell:
    """Return a cell of the course's own."""
    return Cell(source, ours=True, always=always)


F = "def f(x):\n    return x"

NEEDED = {
    "helper in another cell": ("def f(x):\n    return g(x)", "def g(x):\n    return x"),
    "helper of a helper": ("def f(x):\n    return g(x)", "def g(x):\n    return h(x)", "h = lambda x: x"),
    "redefined further down": (F, "def f(x):\n    return 2 * x"),
    "wrapped further down": (F, "f = staticmethod(f)"),
    "wrapped by functools.wraps": (
        F,
        "import functools\ndef twice(g):\n    @functools.wraps(g)\n    def new(x): return g(g(x))\n    return new",
        "f = twice(f)",
    ),
    "deleted": (F, "del f"),
    "counter changed later": ("n = 0\ndef f(x):\n    return n", "n = 3"),
    "counter incremented": ("n = 0\ndef f(x):\n    return n", "n += 1"),
    "counter incremented by a function": (
        "n = 0\ndef f(x):\n    return n",
        "def count():\n    global n\n    n += 1",
        "count()",
    ),
    "own counter": ("n = 0", "def f(x):\n    global n\n    n += 1\n    return n"),
    "list appended to": ("a = []", "def f(x):\n    return len(a)", "a.append(1)"),
    "item set": ("a = {}", "def f(x):\n    return a", "a['k'] = 1"),
    "item of an item set": ("a = {}", "def f(x):\n    return a", "a['k']['l'] = 1"),
    "item deleted": ("a = {}", "def f(x):\n    return a", "del a['k']"),
    "attribute set": ("class A: pass", "def f(x):\n    return A.b", "A.b = 1"),
    "method set on a class": ("class A: pass\ndef f(x):\n    return A().g()", "A.g = lambda self: 1"),
    "attribute set by setattr": ("class A: pass", "def f(x):\n    return A.b", "setattr(A, 'b', 1)"),
    "attribute of the function": (F, "f.calls = 0"),
    "alias appended to": ("a = []", "b = a", "def f(x):\n    return a", "b.append(1)"),
    "alias of an alias": ("a = []", "b = [a]", "c = b[0]", "def f(x):\n    return a", "c.append(1)"),
    "same object, two names": ("a = b = []", "def f(x):\n    return a", "b.append(1)"),
    "same object by a walrus": ("a = (b := [])", "def f(x):\n    return a", "b.append(1)"),
    "object put into another": ("a = []", "b = []", "b.append(a)", "def f(x):\n    return b", "a.append(1)"),
    "object reached in a loop": ("a = []", "b = [a]", "for c in b:\n    c.append(1)", "def f(x):\n    return a"),
    "object reached in a comprehension": ("a = []", "def f(x):\n    return a", "_ = [c.append(1) for c in [a]]"),
    "local alias in a function": (
        "a = []",
        "def f(x):\n    return a",
        "def g():\n    b = a\n    b.append(1)",
        "g()",
    ),
    "augmented assignment of a list": ("a = []", "b = a", "def f(x):\n    return a", "b += [1]"),
    "iterator used up": ("a = iter([1, 2])", "def f(x):\n    return next(a)", "first = next(a)"),
    "iterator used up by a loop": ("a = iter([1, 2])", "def f(x):\n    return list(a)", "for i in a:\n    break"),
    "default argument": ("n = 1", "def f(x, y=n):\n    return y"),
    "keyword-only default": ("n = 1", "def f(x, *, y=n):\n    return y"),
    "nested function": ("n = 1", "def f(x):\n    def g():\n        return n\n    return g()"),
    "lambda": ("n = 1", "f = lambda x: n"),
    "comprehension": ("n = 1", "def f(x):\n    return [n for _ in x]"),
    "condition of a comprehension": ("n = 1", "def f(x):\n    return {i: 0 for i in x if i > n}"),
    "generator": ("n = 1", "def f(x):\n    return sum(n for _ in x)"),
    "class body": ("n = 1", "class A:\n    m = n", "def f(x):\n    return A.m"),
    "base class": ("class A: pass", "class B(A): pass", "def f(x):\n    return B()"),
    "method": ("n = 1", "class A:\n    def m(self):\n        return n", "def f(x):\n    return A().m()"),
    "name that a class body shadows": ("n = 1", "class A:\n    n = n\ndef f(x):\n    return A.n"),
    "private name in a class": ("_A__n = 1", "class A:\n    def m(self):\n        return __n\ndef f(x):\n    return A().m()"),
    "annotation": ("T = int", "def f(x: T):\n    return x"),
    "return annotation": ("T = int", "def f(x) -> T:\n    return x"),
    "annotated assignment": ("T = int", "f: T = lambda x: x"),
    "alias of a type": ("T = int", "U = T", "def f(x: U):\n    return x"),
    "f-string": ("n = 1", "def f(x):\n    return f'{n:{x}}'"),
    "format of an f-string": ("n = 1", "def f(x):\n    return f'{x:{n}}'"),
    "walrus": ("(n := 1)", "def f(x):\n    return n"),
    "walrus in a comprehension": ("[n := i for i in range(3)]", "def f(x):\n    return n"),
    "for target": ("for n in range(3):\n    pass", "def f(x):\n    return n"),
    "with target": ("import contextlib\nwith contextlib.nullcontext(1) as n:\n    pass", "def f(x):\n    return n"),
    "except target": ("try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    n = str(e)", "def f(x):\n    return n"),
    "star assignment": ("a, *n = 1, 2, 3", "def f(x):\n    return n"),
    "tuple assignment": ("(a, [n, b]) = 1, (2, 3)", "def f(x):\n    return n"),
    "match capture": ("match [1, 2]:\n    case [n, *_]:\n        pass", "def f(x):\n    return n"),
    "match star": ("match [1, 2]:\n    case [_, *n]:\n        pass", "def f(x):\n    return n"),
    "match rest": ("match {'a': 1}:\n    case {**n}:\n        pass", "def f(x):\n    return n"),
    "match as": ("match 3:\n    case int() as n:\n        pass", "def f(x):\n    return n"),
    "match guard": ("n = 1", "def f(x):\n    match x:\n        case y if y > n:\n            return y"),
    "conditional definition": ("n = 1", "if n:\n    def f(x): return 1\nelse:\n    def f(x): return 2"),
    "definition in a try": ("try:\n    from math import inf as n\nexcept ImportError:\n    n = 1", "f = lambda x: n"),
    "import": ("import math", "def f(x):\n    return math.pi"),
    "import of a part": ("from math import pi as n", "def f(x):\n    return n"),
    "import of a submodule": ("import os.path", "def f(x):\n    return os.path.join(x)"),
    "import in a function": ("def load():\n    global math\n    import math", "load()", "def f(x):\n    return math.pi"),
    "shadowed builtin": ("def sum(x):\n    return 0", "def f(x):\n    return sum(x)"),
    "import replaced": ("import math", "def f(x):\n    return math.pi", "class math:\n    pi = 3"),
    "function defined later": ("def f(x):\n    return g(x)", "n = 1", "def g(x):\n    return n"),
    "decorator": ("def d(g):\n    return g", "@d\ndef f(x):\n    return x"),
    "async function": ("n = 1", "async def f(x):\n    return n"),
    "top-level await": ("async def g():\n    return 1", "n = await g()", "def f(x):\n    return n"),
    "nonlocal": ("def make():\n    n = 0\n    def g(x):\n        nonlocal n\n        n += 1\n        return n\n    return g", "f = make()"),
    "function called by another cell": ("def make():\n    return a", "a = []", "def f(x):\n    return a", "make().append(1)"),
    "name that is only deleted": ("n = 1", "def f(x):\n    return n", "del n"),
    "generator that reads later": ("a = (n for _ in range(3))", "n = 1", "def f(x):\n    return list(a)"),
    "name like one of the class in its comprehension": (
        "n = 2",
        "class A:\n    n = 3\n    m = [n for _ in range(2)]",
        "def f(x):\n    return A.m",
    ),
    "callback that reads later": ("a = map(lambda i: n, [1])", "n = 1", "def f(x):\n    return list(a)"),
}  # fmt: skip


@pytest.mark.parametrize("sources", NEEDED.values(), ids=NEEDED.keys())
def test_a_cell_that_matters_is_in_the_slice(sources: tuple[str, ...]) -> None:
    assert needed(*sources, "unrelated = 1") == tuple(range(len(sources)))


@pytest.mark.skipif(sys.version_info < (3, 12), reason="this Python knows no type parameters")
@pytest.mark.parametrize(
    "sources",
    [
        ("n = 2", "def g[T](x: T) -> T:\n    return n", "def f(x):\n    return g(x)"),
        ("class B:\n    pass", "class A[T](B):\n    pass", "def f(x):\n    return A()"),
        ("type V = list[B]", "class B:\n    pass", "def f(x):\n    return V.__value__"),
        ("n = 0", "def g[T](x: T):\n    global n\n    n += 1", "g(1)", "def f(x):\n    return n"),
    ],
)
def test_type_parameters_hide_nothing_that_matters(sources: tuple[str, ...]) -> None:
    assert needed(*sources, "unrelated = 1") == tuple(range(len(sources)))


NOT_NEEDED = {
    "nothing": (F, "n = 1"),
    "another function": ("def g(x):\n    return x", F),
    "local of the same name": ("n = 1", "def f(x):\n    n = 2\n    return n"),
    "parameter of the same name": ("x = 1", F),
    "loop variable of the same name": ("i = 1", "def f(x):\n    for i in x:\n        pass\n    return i"),
    "comprehension variable of the same name": ("i = 1", "def f(x):\n    return [i for i in x]"),
    "variable of a comprehension beside it": ("i = 1", "a = [i for i in range(3)]\ndef f(x):\n    return a"),
    "variable of a class's comprehension": ("i = 1", "class A:\n    a = {i: i for i in 'ab'}\ndef f(x):\n    return A.a"),
    "variable of a nested function": ("n = 1", "def f(x):\n    n = 2\n    def g():\n        return n\n    return g()"),
    "nonlocal of the same name": (
        "n = 1",
        "def f(x):\n    n = 0\n    def g():\n        nonlocal n\n        n += 1\n    g()\n    return n",
    ),
    "exception of the same name": ("e = 1", "def f(x):\n    try:\n        return x\n    except OSError as e:\n        return e"),
    "attribute of the same name": ("n = 1", "def f(x):\n    return x.n"),
    "keyword of the same name": ("n = 1", "def f(x):\n    return dict(n=x)"),
    "import within the function": ("import math", "def f(x):\n    import math\n    return math.pi"),
    "text": ("n = 1", "def f(x):\n    '''n'''\n    return 'n'"),
    "later use by others": (F, "def g(x):\n    return f(x)"),
    "another object's method": ("a = []", "a.append(1)", F),
    "known import": ("import math\nimport numpy as np\nfrom torch import nn", F),
    "class": ("class A:\n    n = 1\n    def m(self):\n        self.n = 2", F),
    "class of a library's": ("from torch import nn", F, "class A(nn.Module):\n    pass"),
    "decorator of a library": ("import functools", F, "@functools.cache\ndef g(x):\n    return x"),
    "literals and arithmetic": ("a = [1, {'k': (2, 3)}]", "b = a[0] * 2 + len(a)", F),
    "object of a library's": ("import torch", "x = torch.rand(3).abs()", F),
    "print": (F, "print('hello', 3)"),
    "an error": (F, "1 / 0"),
    "an endless loop": (F, "while True:\n    pass"),
    "a text of one's own": (F, "'''What I thought.'''"),
}  # fmt: skip


@pytest.mark.parametrize("sources", NOT_NEEDED.values(), ids=NOT_NEEDED.keys())
def test_a_cell_that_does_not_matter_is_not_in_the_slice(sources: tuple[str, ...]) -> None:
    own = next(index for index, source in enumerate(sources) if "def f(" in source)
    assert needed(*sources) == (own,)


EFFECTS = {
    "a bare call": "register(3)",
    "a call of a student's function": "x = make()",
    "a bare call of a library": "import torch\ntorch.manual_seed(0)",
    "a setting of a library": "import torch\nx = torch.set_default_dtype(torch.float64)",
    "a patched module": "import torch\ntorch.allclose = lambda *a: True",
    "a patched class": "from torch import nn\nnn.Linear.forward = lambda self, x: x",
    "a patched class by another name": "from torch import nn\nL = nn.Linear\nL.forward = None",
    "classes patched in a loop": "from torch import nn\nfor c in (nn.Linear, nn.ReLU):\n    c.forward = None",
    "a patch undone": "import torch\ndel torch.allclose",
    "a module's number raised": "import torch\ntorch.x += 1",
    "a list of a module": "import sys\nsys.path.append('x')",
    "a registering decorator": "@register\ndef g(x): pass",
    "a registering decorator of a library": "import atexit\n@atexit.register\ndef g(): pass",
    "a metaclass": "class A(metaclass=Meta): pass",
    "a base that is not known": "class A(Base): pass",
    "a magic": "%matplotlib inline",
    "a command": "!ls",
    "a command that is kept": "x = !ls",
    "a question": "len?",
    "an unknown module": "import helper",
    "a part of an unknown module": "from helper import g",
    "a module beside the notebook": "import random",
    "a relative import": "from . import helper",
    "a future": "from __future__ import annotations",
    "an effect in a condition": "if True:\n    register(3)",
    "an effect in a loop": "for i in range(3):\n    register(i)",
    "an effect in a try": "try:\n    register(3)\nexcept Exception:\n    pass",
    "an effect in a with": "with open('x', 'w'):\n    pass",
    "an effect in a class body": "class A:\n    register(3)",
    "an effect in a default": "def g(x=register(3)): pass",
    "an effect in a comprehension": "x = [register(i) for i in range(3)]",
    "an effect through a callback": "def g(x): pass\nx = list(map(g, [1]))",
    "an effect through a lambda": "x = sorted([1], key=lambda i: register(i))",
    "an effect of an operator": "class A:\n    def __add__(self, x): register(x)\na = A()\nb = a + 1",
    "a function out of a container": "def g(): pass\nh = {'k': g}\nh['k']()",
    "a file written": "import pathlib\npathlib.Path('x').write_text('y')",
    "no Python": "def g(x)\n    return x",
    "Python that is nested too deep": "x = " + "(" * 5000 + ")" * 5000,
    "a text with null characters": "n = '\0'",
}


@pytest.mark.parametrize("source", EFFECTS.values(), ids=EFFECTS.keys())
def test_an_effect_that_no_name_stands_for_is_in_every_slice(source: str) -> None:
    assert needed(F, source, "n = 1", beside=["random"]) == (0, 1)


def test_what_an_effect_reads_is_in_the_slice_and_what_comes_later_is_not() -> None:
    assert needed("n = 1", "m = n", F, "register(m)", "m = 2") == (0, 1, 2, 3)


@pytest.mark.parametrize(
    "source",
    [
        "exec('f = 3')",
        "eval('f')",
        "e = exec",
        "def g():\n    globals()['f'] = 3",
        "vars()['f'] = 3",
        "locals()",
        "from helper import *",
        "import importlib",
        "from inspect import stack",
        "import sys\nsys.modules['torch'] = None",
        "import sys\nsys._getframe(0)",
        "from sys import modules",
        "import sys as s",
        "g = print\nprint(sys)",
        "import gc",
        "import ctypes",
        "__builtins__.print = None",
        "__import__('os')",
        "import torch\nsetattr(torch, 'allclose', None)",
        "get_ipython().run_cell('f = 3')",
        "f2 = f.__globals__",
        "x = Out[1]",
        "x = _3",
        "%run other.py",
        "%load other.py",
        "%time g(f)\n%unknown",
        "%%javascript\nx",
        "%%script python\nx",
        "!echo {f}",
        "def g():\n    x\n    global x",
        "nonlocal f",
        "# " + 300_000 * "x",
    ],
)
def test_reflection_makes_every_slice_the_whole_notebook(source: str) -> None:
    assert needed(F, "n = 1", ours("print(3)"), source) == (0, 1, 2, 3)


def test_reflection_of_the_courses_own_does_not_count() -> None:
    assert needed(ours("import importlib.util\nx = globals()"), F) == (1,)


@pytest.mark.parametrize(
    "source", ["%%time\nn = 1", "%%capture\nn = 1", "%%capture n\nx = 1", "%time n = 1", "n = !ls"]
)
def test_what_magics_bind_is_known(source: str) -> None:
    assert needed("def f(x):\n    return n", "unrelated = 1", source) == (0, 2)
    assert "n" in {name for step in read_cell(source, False).steps for name in step.binds}


def test_a_name_that_the_course_uses_further_down_stays_the_students_above() -> None:
    helper = "def rows(x):\n    return [x]\ndef f(x):\n    return rows(x)"

    assert needed(helper, Cell("rows = f(1)\nrows.sort()", ours=True), Cell("print(rows)", ours=True)) == (0,)
    assert needed(Cell("rows = 1", ours=True), helper) == (0, 1)
    assert needed(helper, Cell("rows = 1", ours=True), "rows = len") == (0, 1, 2)
    assert needed("def f(x):\n    return late(x)", Cell("late = len", ours=True)) == (0, 1)
    assert needed(helper, Cell("rows = 1", ours=True), "def g(x):\n    return rows", function="g") == (1, 2)


def test_cells_of_the_course_are_left_out_whatever_they_do() -> None:
    plots = "figure, ax = plt.subplots()\nax.plot(range(3))\nplt.show()\ntorch.manual_seed(0)\nprint(f(3))"
    assert needed(ours("import torch\nfrom matplotlib import pyplot as plt"), F, ours(plots), ours("!ls")) == (1,)


def test_cells_of_the_course_are_in_when_they_bind_or_change_what_is_read() -> None:
    cells = [ours("models = {}"), ours("models['a'] = 1"), ours("fit(models)"), ours("print(models)")]
    assert needed(*cells, "def f(x):\n    return models['a']") == (0, 1, 2, 4)


def test_a_cell_that_is_always_needed_is_in_every_slice() -> None:
    assert needed(ours("print(3)", always=True), F, ours("print(4)")) == (0, 1)


def test_what_only_receives_items_needs_no_earlier_ones() -> None:
    cells = [ours("kept = {}"), ours("kept['a'] = train()"), "def f(x):\n    kept[x] = 1\n    return x"]
    assert needed(*cells) == (0, 2)
    assert needed(cells[0], "kept = Odd()", *cells[1:]) == (0, 1, 2, 3)


KEEPERS = {
    "a global number": ("n = 0\ndef f(x):\n    global n\n    n += 1\n    return n",),
    "a list": ("seen = []", "def f(x):\n    g = seen\n    g.append(x)\n    return g"),
    "a default": ("def f(x, seen=[]):\n    seen.append(x)\n    return seen",),
    "an object": ("class A:\n    n = 0\n    def __call__(self, x):\n        self.n += 1\nf = A()",),
    "a class": ("class A:\n    n = 0\ndef f(x):\n    A.n += 1\n    return A.n",),
    "an attribute of a library": ("import torch", "def f(x):\n    torch.x = x"),
}


@pytest.mark.parametrize("sources", KEEPERS.values(), ids=KEEPERS.keys())
def test_only_the_students_own_calls_count_when_the_function_keeps_something(sources: tuple[str, ...]) -> None:
    own = tuple(range(len(sources)))
    assert needed(*sources, ours("f(3)"), ours("y = f(4)")) == own
    assert needed(*sources, "f(3)", ours("f(4)")) == (*own, len(own))


def test_a_solution_cell_is_in_the_slice_of_its_function_whatever_is_in_it() -> None:
    cells = [Cell("g = 3", name="f"), Cell("h = 3", name="h"), Cell("return_ = 3")]
    assert slices(cells, ["f", "h", "missing"]) == {"f": (0,), "h": (1,), "missing": ()}


def test_a_module_that_the_course_imports_is_known_unless_it_lies_beside_the_notebook() -> None:
    cells = [ours("import lessons"), F, "import lessons"]
    assert needed(*cells) == (1,)
    assert needed(*cells, beside=["lessons"]) == (0, 1, 2)


def test_fingerprints_ignore_comments_and_layout_only() -> None:
    assert fingerprint("x = 1  # one\n\n") == fingerprint("x=1")
    assert fingerprint("x = 1") != fingerprint("x = 2")
    assert fingerprint("!ls") == fingerprint("!ls\n") != fingerprint("!pwd")
    assert fingerprint("def") != fingerprint("def ")  # no Python, so each character counts
    assert fingerprint("(" * 5000)


def released(path: object) -> nbformat.NotebookNode:
    """Return a source notebook with its code cells as students get them."""
    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        for start, end, new in (("### BEGIN SOLUTION", "### END SOLUTION", "raise NotImplementedError()"), ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS", "")):  # fmt: skip
            if start in cell.source:
                before, _, rest = cell.source.partition(start)
                cell.source = (before + new + rest.partition(end)[2]).rstrip()
    return notebook


TAKES_A_NAME = {"regularizers_kept_by_their_strength"}
"""Right solutions that change what the course's cells call by the same name."""


@pytest.mark.parametrize("path", sorted((REPO / "assignments/source").glob("*/*.ipynb")), ids=lambda path: path.stem)
def test_the_slice_of_a_right_solution_is_its_cell_and_the_imports(path) -> None:
    notebook = released(path)
    own = {cell.source for cell in notebook.cells}
    seconds = []
    for solution in loader.load(path.stem, kind="wheat"):
        filled = fill(notebook, {solution.function: solution.source})
        code = [cell for cell in filled.cells if cell.cell_type == "code"]
        names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in code]
        cells = [Cell(c.source, c.source in own, name=name) for c, name in zip(code, names, strict=True)]
        slices(cells, [solution.function])
        start = time.perf_counter()
        found = slices(cells, [solution.function])[solution.function]
        seconds.append(time.perf_counter() - start)
        uses_others = solution.function == "compare"  # the two models, one of them a solution too, and the data
        assert len(found) <= 2 + 2 * uses_others or solution.name in TAKES_A_NAME, solution
        assert names.index(solution.function) in found
    assert sorted(seconds)[len(seconds) // 2] < 0.02


MANY = 12_000
WITHOUT_END = {
    "aliases of an alias of itself": "import torch as a\n" + "\n".join(f"a = a.b{n}" for n in range(30)),
    "aliases": "\n".join(f"a{n} = a{n + 1}" for n in range(MANY)),
    "results": "\n".join(f"a{n} = a{n + 1}()" for n in range(MANY)) + f"\na{MANY} = exit(1)",
    "objects": "\n".join(f"a{n} = [a{n + 1}]" for n in range(MANY)),
    "targets": " = ".join(f"a{n}" for n in range(MANY)) + f" = {', '.join(f'b{n}' for n in range(MANY))}",
    "tuples": f"for {', '.join(f'a{n}' for n in range(MANY))} in {', '.join(f'b{n}' for n in range(MANY))}: pass",
    "scopes on one line": f"a = [{', '.join(['lambda x: x'] * MANY)}]",
    "functions": "\n".join(f"def g{n}():0" for n in range(MANY)),
}


@pytest.mark.slow
@pytest.mark.parametrize("size", [1.0, 0.1], ids=["long", "short"])
@pytest.mark.parametrize("kind", WITHOUT_END)
def test_no_cell_keeps_the_reader_busy(kind: str, size: float) -> None:
    lines = WITHOUT_END[kind].splitlines()
    cell = "\n".join(lines[-max(40, int(size * len(lines))) :])
    start = time.process_time()

    found = needed(cell, f"def f(x):\n    return a{MANY - 40}")

    assert found == (0, 1) or kind in ("aliases of an alias of itself", "scopes on one line", "functions")
    assert time.process_time() - start < 10


def test_the_slices_of_a_notebook_that_is_too_long_are_all_of_it() -> None:
    assert needed(*("#" * 190_000 for _ in range(3)), F) == (0, 1, 2, 3)
    assert needed(*("#" * 100_000 for _ in range(3)), F) == (3,)


@pytest.mark.parametrize(
    ("source", "other"),
    [
        ("s = '''\n>>> x\n'''", "s = '\\n>>> x\\n'"),
        ("s = {\n...: 5}", "s = {...: 5}"),
        ("    # a comment\ns = '''\n    x\n'''", "s = '\\n    x\\n'"),
    ],
)
def test_cells_that_ipython_changes_are_not_taken_for_those_it_leaves(source: str, other: str) -> None:
    """They are Python, and the same to Python; which of them IPython changes differs from version to version."""
    assert ast.dump(ast.parse(source)) == ast.dump(ast.parse(other))
    assert fingerprint(source) != fingerprint(other)
    assert fingerprint(f"# a comment\n\n{other}") == fingerprint(other)


# -- differential tests: a slice gives what the whole notebook gives


def outcome(sources: Sequence[str], calls: int = 3) -> list[object]:
    """Run cells one by one, as a notebook does, call `f` a few times, and return what came of it."""
    namespace: dict[str, object] = {"__name__": "__main__"}
    for source in sources:
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(source, "<cell>", "exec"), namespace)
        except Exception:
            continue
    results: list[object] = []
    for argument in range(calls):
        try:
            results.append(copy.deepcopy(namespace["f"](argument)))  # type: ignore[operator]
        except Exception as error:
            results.append((type(error).__name__, str(error)))
    return [described(result) for result in results]


def described(value: object, depth: int = 6) -> object:
    """Return a value as plain data: functions and instances have no equality of their own."""
    if isinstance(value, (list, tuple)):
        return [described(part, depth - 1) for part in value] if depth else "…"
    if isinstance(value, dict):
        return {str(key): described(part, depth - 1) for key, part in value.items()} if depth else "…"
    return value if isinstance(value, (int, str, bool, type(None))) else type(value).__name__


def assert_same(cells: Sequence[Cell]) -> None:
    """Assert that `f` gives the same after its slice as after all cells, where the course has names of its own."""
    found = slices(cells, ["f"])["f"]
    renamed = with_names_of_its_own(cells)
    if renamed != [cell.source for cell in cells]:  # a slice that holds such a cell takes the name over as well
        assume(all(renamed[index] == cells[index].source for index in found))
    whole = outcome(renamed)
    part = outcome([cells[index].source for index in found])
    assert part == whole, f"slice {found} of {[(cell.ours, cell.source) for cell in cells]}"


@pytest.mark.parametrize("sources", NEEDED.values(), ids=NEEDED.keys())
def test_hand_written_notebooks_give_the_same_in_slices(sources: tuple[str, ...]) -> None:
    if any("await" in source or "helper" in source or "torch" in source for source in sources):
        pytest.skip("needs IPython or a module")
    assert_same([Cell(source) for source in [*sources, "unrelated = [1]", "unrelated.append(2)"]])


POOLS = {"a": ["p", "q", "r"], "d": ["d", "e"], "n": ["n", "m"], "g": ["g", "h", "k"], "o": ["o", "u"], "A": ["A", "B"]}
"""Names of lists, dictionaries, numbers, functions, objects and classes, so that most statements find what they need."""

FIRST = {
    "a": ["{a} = [{i}]", "{a} = [[{i}], 2]", "{a} = [x for x in range({i})]"],
    "d": ["{d} = {{'k': {i}}}", "{d} = {{'k': []}}", "{d} = dict(k=[{i}])"],
    "n": ["{n} = {i}", "{n} = {i} + 1"],
    "g": ["def {g}(x):\n    return x", "{g} = lambda x: {i}", "def {g}(x):\n    return [x, {n}, {a}]"],
    "o": ["{o} = {A}()"],
    "A": [
        "class {A}:\n    x = {n}\n    def m(self, y):\n        return [self.x, y, {a}]",
        "class {A}:\n    x = [{i}]\n    def m(self, y):\n        self.x.append(y)\n        return [self.x, {n}]",
        "class {A}:\n    x = 0\n    def m(self, y):\n        type(self).x += y\n        return [self.x]",
    ],
}
"""How a name starts."""

ORDINARY = [
    "{n} = {i}", "{n} = len({a})", "{n} = {n2} + {i}", "{n} += {i}", "{a} = {a2}", "{a} = [*{a2}, {n}]", "{a} = list({a2})",
    "{a} = {a2}[:]", "{a} = [{a2}, {n}]", "{a} = [x for x in {a2}]", "{a}.append({n})", "{a}.append({a2})", "{a} += [{i}]",
    "{a}[0] = {n}", "{a}[0] = {a2}", "{a}[0].append({i})", "{a} = {d}['k']", "{d}['k'] = {a}", "{d}['k'] = {n}",
    "{d}.update(k={a})", "{d}['k'].append({n})", "{d} = dict({d2})", "{d} = {d2}", "{d} = {{'k': {a}}}", "{a}.clear()",
    "{n}, {n2} = {n2}, {i}", "{a}, {a2} = {a2}, {a}", "{a} = {a2} = [{i}]", "{a}, *{a2} = [[{i}], {n}, {i}]",
    "for {n} in range({i}):\n    {a}.append({n})", "if {n}:\n    {a} = [{i}]\nelse:\n    {a2}.append({n})",
    "try:\n    {a} = {d}['none']\nexcept KeyError:\n    {n} = {i}", "del {n}", "{n} = f'{{{a}}}{{{n2}}}'", "print({a}, {d})",
    "def {g}(x):\n    return [x, {n}]", "def {g}(x):\n    return {a}", "def {g}(x, y={a}):\n    return [x, y]",
    "def {g}(x):\n    return {g2}([x, {n}])", "def {g}(x):\n    {a} = [x]\n    {a}.append({n})\n    return {a}",
    "def {g}(x):\n    {n} = x\n    return [{a}, {n}]", "{g} = lambda x, y={n}: [x, y, {d}]", "{g}.seen = {n}",
    "def {g}(x):\n    return [[y, {n}] for y in {a}]", "class {A}:\n    x = {a}\n    def m(self, y): return [self.x, {n}]",
    "{A}.x = {a}", "{A}.m = lambda self, y: [y, {n}]", "{A}.x = {n}", "{a}.append({g})", "{d}['g'] = {g}", "{g} = {g2}",
    "match {a}:\n    case [{n}, *{a2}]: pass\n    case _: {n} = {i}", "({n} := {i})", "[{n} := x for x in {a}]",
    "def {g}(x):\n    def inner():\n        return [{a}, x]\n    return inner()", "1 / 0", "{n} = none", "del {a}[0]",
]  # fmt: skip
"""What cells usually do."""

KEEPING = [
    "def {g}(x):\n    global {n}\n    {n} += 1\n    return {n}", "def {g}(x):\n    {a}.append(x)\n    return {a}",
    "def {g}(x):\n    y = {a}\n    y.append(x)\n    return len(y)", "def {g}(x, y=[]):\n    y.append(x)\n    return [y, {n}]",
    "def {g}(x):\n    {d}['k'] = x\n    return {n}", "def {g}(x):\n    {d}.setdefault('c', []).append(x)\n    return {d}",
    "def {g}(x):\n    {g}.n = getattr({g}, 'n', 0) + 1\n    return {g}.n", "def {g}(x):\n    global {g2}\n    {g2} = len",
    "def {g}(x):\n    for y in {a}:\n        if isinstance(y, list): y.append(x)\n    return {a}",
    "def {g}(x):\n    add = {a}.append\n    add(x)\n    return {a}", "def {g}(x):\n    del {a}[0]\n    return {a}",
    "class {A}:\n    x = []\n    def m(self, y):\n        self.x.append(y)\n        {a}.append(y)\n        return self.x",
]  # fmt: skip
"""Definitions of what keeps something from one call to the next."""

CALLING = [
    "{g}({a})",
    "{a} = [{g}({n})]",
    "{n} = {g}({i})",
    "print({g}({n}))",
    "{a}.append({g}({i}))",
    "{o}.m({i})",
    "{o} = {A}()",
]
"""Calls of functions."""

ODD = [
    "{a} = iter({a2})", "{n} = next(iter({a}))", "{a} = (x for x in {a2})", "{a} = map({g}, [{n}])", "{o}.x = {a}",
    "{a} = sorted({a2}, key={g})", "{g} = {g2}({g})", "def {g}(x):\n    def w(y):\n        {a}.append({n})\n        return x(y)\n    return w",
    "@{g}\ndef {g2}(x):\n    return {n}", "{a}[0]({n})", "{d}['g']({n})", "{a} = {o} + {n}", "{o} = {o2}", "{n} = {o}.x",
    "def {g}(x):\n    n = 0\n    def w(y):\n        nonlocal n\n        n += 1\n        return [n, {a}]\n    return w",
    "class {A}:\n    x = 0\n    def m(self, y): return {n}\n    def __add__(self, y):\n        {a}.append(y)\n        return {a2}",
    "class {A}({A2}):\n    def __init_subclass__(cls):\n        {a}.append({i})", "setattr({A}, 'x', {a})", "len = lambda x: {n}",
    "def {g}(x):\n    return x.append({n})", "{n} = {g}", "{a} = [lambda x: {a2}.append(x)]", "{g} = {a}.append", "{g} = {o}.m",
    "{g} = type('T', (), {{'x': {a}}})", "with {o}:\n    {n} = {i}", "{a} = [y() for y in {a2}]", "{a} = {d}.get('k')",
    "try:\n    {n}\nexcept NameError:\n    {n} = {i}", "{a} = vars({o})", "def {g}(x):\n    return next({a})", "{a} = zip({a2})",
]  # fmt: skip
"""What cells seldom do."""

LAST = [
    "def f(x):\n    return [{a}, {n}, {d}]", "def f(x):\n    return {g}(x)", "def f(x):\n    {a}.append(x)\n    return {a}",
    "def f(x, y={a}):\n    return [y, {n}]", "f = {g}", "f = lambda x: [{g}({a}), {d}]", "def f(x):\n    return {A}().m(x)",
    "def f(x):\n    {d}[x] = {n}\n    return x", "def f(x):\n    return {o}.m({a})", "f = {g}({g2})", "f = {o}.m",
    "def f(x):\n    global {n}\n    {n} += x\n    return [{n}, {a}]", "def f(x):\n    return [len({a}), {g}(x)]",
]  # fmt: skip


@st.composite
def statement(draw, templates: list[str]) -> str:
    """Return a statement over a few names."""
    names = {key + end: draw(st.sampled_from(pool)) for key, pool in POOLS.items() for end in ("", "2")}
    return draw(st.sampled_from(templates)).format(**names, i=draw(st.integers(0, 3)))


@st.composite
def notebook_of(draw, with_course: bool) -> list[Cell]:
    """Return a notebook: first cells that bind most names, then cells of one to three statements, somewhere `f`.

    The course's cells call nothing, since what their calls leave behind in a student's function does not count.
    """
    starts = [st.sampled_from(FIRST[key]) for key, pool in POOLS.items() for _ in pool]
    names = [(key, name) for key, pool in POOLS.items() for name in pool]
    cells = []
    for (key, own), start in sorted(zip(names, starts, strict=True), key=lambda pair: "andgAo".index(pair[0][0])):
        if draw(st.integers(0, 9)):
            text = draw(statement([draw(start).replace(f"{{{key}}}", own, 1)]))
            cells.append(Cell(text, ours=with_course and key in "and" and draw(st.booleans())))
    students = [ORDINARY, ORDINARY, ORDINARY, KEEPING, ODD if not with_course else KEEPING, CALLING]
    for _ in range(draw(st.integers(1, 7))):
        ours = with_course and draw(st.booleans())
        kinds = [ORDINARY] if ours else students
        parts = [draw(statement(draw(st.sampled_from(kinds)))) for _ in range(draw(st.integers(1, 2)))]
        cells.append(Cell("\n".join(parts), ours))
    cells.insert(draw(st.integers(len(cells) // 2, len(cells))), Cell(draw(statement(LAST))))
    return [cell for cell in cells if is_valid(cell.source)]


def is_valid(source: str) -> bool:
    """Say whether Python takes the text: some templates bind a name in two ways."""
    try:
        compile(source, "<cell>", "exec")
    except SyntaxError:
        return False
    return True


trying = settings(
    max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.slow
@trying
@given(notebook_of(with_course=False))
def test_any_notebook_of_a_student_gives_the_same_in_slices(cells: list[Cell]) -> None:
    assert_same(cells)


@pytest.mark.slow
@trying
@given(notebook_of(with_course=True))
def test_any_notebook_with_cells_of_the_course_gives_the_same_in_slices(cells: list[Cell]) -> None:
    assert_same(cells)


READS_TORCH = "import torch\ndef f(x):\n    return torch.abs(x)"


@pytest.mark.parametrize(
    ("course", "other", "expected"),
    [
        pytest.param("import torch", "import torch\ndef g(x):\n    return x", (0, 2), id="the same import"),
        pytest.param("from torch import nn", "from torch import nn", (0, 2), id="the same part"),
        pytest.param("import torch", "import torch.utils.tensorboard", (0, 1, 2), id="one that loads a submodule"),
        pytest.param("import torch", "import numpy as torch", (0, 1, 2), id="another module of that name"),
        pytest.param("if 0:\n    import torch", "import torch", (0, 1, 2), id="the course's is conditional"),
        pytest.param("import torch", "torch = None", (0, 1, 2), id="it is set to something else"),
    ],
)
def test_who_imports_what_the_course_imports_is_not_needed_for_that(
    course: str, other: str, expected: tuple[int, ...]
) -> None:
    reads = READS_TORCH if "nn" not in course else "from torch import nn\ndef f(x):\n    return nn.ReLU()(x)"

    assert needed(ours(course), other, reads) == expected


def test_without_a_cell_of_the_courses_every_import_of_a_name_counts() -> None:
    assert needed("1 / 0\nimport torch", "import torch", READS_TORCH) == (0, 1, 2)
