"""Which cells of a notebook a function needs: its backward slice.

These are the cells that bind the function, the cells that bind or change a name that such a cell reads, and so on, in
the notebook's order. Besides, a student's cell with an effect that no name stands for (a registration, a patched
library, a shell command) is in every slice, and when one reaches for names without naming them, by `exec` and its like,
every slice is the whole notebook. So running a slice leaves a function as running all cells does; where that cannot be
told the slice is too large rather than too small.

Of the course's own cells only the names count: they print, plot and train, and nobody's function needs that. So a
function that keeps something from one call to the next is taken as the student's own cells leave it, without the calls
that the course's cells make; the tests make calls enough of their own. Nor do these cells take a name away: where one
uses a name for something of its own that the student's code above has bound, what stands above goes on with the
student's. Running nothing, this is used on both sides: by the grader, and by `autograder check` on the student's
computer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.student import python
from autograder.student.cells import Facts, fingerprint, read_cell
from autograder.student.names import Call, Kind, Step

__all__ = ["Cell", "fingerprint", "slices"]

MAX_CHARACTERS = 500_000
"""Of all cells together; the slices of a longer notebook are the whole notebook, since nobody could wait for others."""
MAX_NAMES = 10_000
"""In all statements together; honest notebooks have about 50 to a thousand characters, and seldom more than 2,000."""
_MAX_ORIGINS = 20
_ANYWHERE = "?"  # an origin that is of no library


@dataclass(frozen=True)
class Cell:
    """A code cell.

    Attributes:
        ours: it is the course's own, text for text.
        always: it is in every slice.
        name: its nbgrader id; that of a solution cell is the function's name, and it is in that function's slice.
    """

    source: str
    ours: bool = False
    always: bool = False
    name: str | None = None


def slices(cells: Sequence[Cell], functions: Sequence[str], beside: Collection[str] = ()) -> dict[str, tuple[int, ...]]:
    """Return for each function the indices of the cells that it needs, ascending.

    Args:
        cells: a notebook's code cells, in its order.
        functions: names of functions.
        beside: names of the modules that the student brings as files, which are not what their names say.
    """
    whole = dict.fromkeys(functions, tuple(range(len(cells))))
    if sum(len(cell.source) for cell in cells) > MAX_CHARACTERS:
        return whole
    facts = [read_cell(cell.source, cell.ours) for cell in cells]
    if any(fact.everything for fact in facts) or sum(s.names for f in facts for s in f.steps) > MAX_NAMES:
        return whole
    facts = _with_names_of_its_own(cells, facts)
    notebook = _Notebook(cells, facts, frozenset(beside))
    if notebook.everything:
        return whole
    return {function: notebook.slice(function) for function in functions}


def _with_names_of_its_own(cells: Sequence[Cell], facts: Sequence[Facts]) -> list[Facts]:
    """Return the cells' facts, in which a name that the course takes from a student above is another one from there on.

    It is taken by the course's first cell that binds it below the last of the student's cells that do.
    """
    taken: dict[str, int] = {}
    students: set[str] = set()
    for index, (cell, fact) in enumerate(zip(cells, facts, strict=True)):
        for name in {name for step in fact.steps for name in step.binds}:
            if not cell.ours:
                students.add(name)
                taken.pop(name, None)
            elif name in students:
                taken.setdefault(name, index)
    found = []
    for index, fact in enumerate(facts):
        others = {name: f"the course's {name}" for name, first in taken.items() if index >= first}
        found.append(fact.renamed(others) if others else fact)
    return found


class _Notebook:
    """All cells of a notebook at once, and what follows from having them all."""

    def __init__(self, cells: Sequence[Cell], facts: Sequence[Facts], beside: frozenset[str]) -> None:
        self._cells = cells
        self._facts = facts
        self._beside = beside
        self._steps = [(cell.ours, step) for cell, fact in zip(cells, facts, strict=True) for step in fact.steps]
        self._binding: defaultdict[str, list[tuple[bool, Step]]] = defaultdict(list)
        for ours, step in self._steps:
            for name in step.binds:
                self._binding[name].append((ours, step))
        course = (step for ours, step in self._steps if ours)
        self._modules = {step.module.partition(".")[0] for step in course} | python.KNOWN_MODULES
        self._kinds, self._origins = self._resolved()
        self._mutable = {name for name, kinds in self._kinds.items() if "object" in kinds}
        self._functions = {name for name, kinds in self._kinds.items() if "function" in kinds}
        self._courses = {name for name, found in self._binding.items() if any(ours for ours, _ in found)}
        self._students = {name for name, found in self._binding.items() if not all(ours for ours, _ in found)}
        holders = self._holders()
        self._armed = _reached({*self._functions, "lambda"}, holders) & self._mutable
        imported = {name for name, kinds in self._kinds.items() if "import" in kinds}
        self._aliens = _reached({*imported, "lambda"}, holders) & self._mutable
        self._opaque: set[str] = set()
        self._find_opaque()
        self._groups, self._made_of = self._linked()
        self.everything = any(
            not ours and any(self._is_foreign(name) for name in step.patches) for ours, step in self._steps
        )
        self._changing_known: dict[str, set[int]] = {}
        self._always: list[int] = []
        self._binders: defaultdict[str, list[int]] = defaultdict(list)
        self._changers: defaultdict[str, list[int]] = defaultdict(list)
        self._index()

    # -- what names stand for

    def _resolved(self) -> tuple[dict[str, set[Kind]], dict[str, set[str]]]:
        """Return what each name may stand for, and where it comes from if it is imported, aliases followed."""
        kinds: dict[str, set[Kind]] = {name: set() for name in self._binding}
        origins: dict[str, set[str]] = {name: set() for name in self._binding}
        bindings = [(name, step) for name, found in self._binding.items() for _, step in found]
        for name, step in bindings:
            if step.kind != "alias":
                kinds[name].add(step.kind)
                if step.kind == "import":
                    origins[name].add(step.origin)
        aliases: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, step in bindings:
            if step.kind == "alias":
                root, dot, rest = step.origin.partition(".")
                aliases[root].append((name, dot + rest))
                if root not in kinds:
                    kinds[name].add("import" if root in python.BUILTINS else "object")
                    origins[name].add(f"builtins.{step.origin}")
        todo = [name for name in kinds if kinds[name] or origins[name]]
        while todo:
            root = todo.pop()
            for name, rest in aliases[root] if root in kinds else ():
                before = len(kinds[name]), origins[name]
                kinds[name] |= kinds[root]
                origins[name] = _with_more(origins[name], origins[root], rest)
                if before != (len(kinds[name]), origins[name]):
                    todo.append(name)
        return kinds, origins

    def _is_foreign(self, name: str) -> bool:
        """Say whether a name stands for something outside the notebook."""
        return name not in self._kinds or "import" in self._kinds[name]

    def _holders(self) -> dict[str, set[str]]:
        """Return for each name the objects that may hold what it stands for."""
        holders: defaultdict[str, set[str]] = defaultdict(set)
        for _, step in self._steps:
            if made := step.changed & self._mutable:
                for name in step.held:
                    holders[name] |= made
                if step.lambdas:
                    holders["lambda"] |= made
        return holders

    # -- effects of students' statements

    def _find_opaque(self) -> None:
        """Find the names of what the student's own code has made: to use these may run it, and have any effect."""
        using: defaultdict[str, list[Step]] = defaultdict(list)
        todo = []
        for ours, step in self._steps:
            if not ours:
                for name in step.held | step.given | {call.root for call in step.calls}:
                    using[name].append(step)
                if self._has_effect(step):
                    todo.append(step)
        while todo:
            step = todo.pop()
            new = (step.binds | (step.changed & self._mutable)) - self._opaque
            self._opaque |= new
            for name in new:
                todo += using.pop(name, ())  # each has an effect then

    def _has_effect(self, step: Step) -> bool:
        """Say whether a student's statement may have an effect that no name stands for."""
        return bool(
            not step.held.isdisjoint(self._opaque)
            or any(map(self._is_active, step.given))
            or any(name in self._aliens or self._is_foreign(name) for name in step.stores if not name.endswith("()"))
            or (step.module and self._imports_something_unknown(step.module))
            or any(self._may_do_anything(call) for call in step.calls)
        )

    def _is_active(self, name: str) -> bool:
        """Say whether to use what a name stands for may run a student's code."""
        return name in self._functions or name in self._armed or name in self._opaque

    def _imports_something_unknown(self, module: str) -> bool:
        top = module.partition(".")[0]
        return top not in self._modules or top in self._beside or top == "__future__"

    def _may_do_anything(self, call: Call) -> bool:
        name, path, bare = call
        last = path[-1] if path else ""
        by_method = bool(last) and last not in ("()", "[]") and not python.EFFECT.fullmatch(last)
        if self._is_active(name):
            return True
        if name not in self._kinds:  # a builtin, a local name or an expression, or nothing at all
            return not ((name in python.PURE_BUILTINS and not path) or (name in python.BUILTINS | {""} and by_method))
        if "import" in self._kinds[name] and (bare or not all(map(self._is_pure, self._paths(name, path)))):
            return True
        return "object" in self._kinds[name] and bool(last) and python.EFFECT.fullmatch(last) is not None

    def _paths(self, name: str, path: tuple[str, ...]) -> list[str]:
        return [
            ".".join([origin, *(part for part in path if part not in ("()", "[]"))]) for origin in self._origins[name]
        ]

    def _is_pure(self, dotted: str) -> bool:
        module, *rest = dotted.split(".")
        if module == "builtins":
            return len(rest) == 1 and rest[0] in python.PURE_BUILTINS
        known = module in python.LIBRARIES or dotted.startswith("os.path.")
        return known and module not in self._beside and not any(map(python.EFFECT.fullmatch, rest))

    # -- what is changed along with a name

    def _kept(self, step: Step) -> set[str]:
        """Return what a student's function changes when it is called."""
        found = {name for name in step.keeps if not name.endswith("()")}
        found |= {
            given
            for callee, given in step.passes
            if given in self._mutable and any(other.changes_given for _, other in self._binding.get(callee, ()))
        }
        for getter in step.keeps - found:
            name = getter.removesuffix("()")
            found |= {name} & self._mutable
            found |= {kept for _, other in self._binding.get(name, ()) for kept in other.later & self._mutable}
        # what is foreign changes only once the function is called, and that is an effect
        return {name for name in found if not self._is_foreign(name) or name in step.later_binds}

    def _linked(self) -> tuple[dict[str, list[set[str]]], dict[str, list[set[str]]]]:
        """Return for each name which others may stand for the same object, a part of it or its whole, and its makings.

        Of students' cells all objects of a statement are linked, of the course's those of its own. What is made of
        something changes with it, as an instance does with its class, or a function with a default.
        """
        groups: defaultdict[str, list[set[str]]] = defaultdict(list)
        made_of: defaultdict[str, list[set[str]]] = defaultdict(list)
        things, courses = self._mutable | self._functions, self._mutable & self._courses
        for ours, step in self._steps:
            if not ours:
                group = self._named(step) & self._mutable
            elif group := step.changed & courses:
                group |= (step.held | step.callees) & courses
            if step.kind == "alias":  # of a function, maybe, which has attributes
                group |= step.binds | step.held & self._functions
            for name in group:
                groups[name].append(group)
            if makings := (step.held | step.callees | step.later) & things:
                for name in step.binds | step.changed & self._mutable:
                    made_of[name].append(makings)
        return groups, made_of

    def _changing(self, name: str) -> set[int]:
        """Return the cells that may change what `name` stands for, by whatever name."""
        if name not in self._changing_known:
            alike = _connected({name}, self._groups)  # and so all have the same
            reached = _connected(alike, self._groups, self._made_of)
            cells = {index for each in reached for index in self._changers.get(each, ())}
            self._changing_known |= dict.fromkeys(alike, cells)
        return self._changing_known[name]

    def _named(self, step: Step) -> set[str]:
        return step.changed | step.held | step.callees | step.later | step.keeps

    def _changes(self, cell: Cell, fact: Facts) -> set[str]:
        """Return the names whose objects a cell may change."""
        found: set[str] = set()
        for step in fact.steps:
            found |= {name for name in step.stores if name in self._kinds}
            found |= {name[:-2] for name in step.stores if name.endswith("()")} & self._mutable
            if cell.ours:
                used = {name for name, method in step.methods if method not in python.PURE_METHODS} | step.given
                found |= used & self._mutable & self._courses
                found |= {name for name, method in step.methods if method in python.MUTATORS} & self._mutable
            else:
                found |= (self._named(step) & self._mutable) | self._kept(step)
        return found

    # -- slices

    def _index(self) -> None:
        for index, (cell, fact) in enumerate(zip(self._cells, self._facts, strict=True)):
            for name in {name for step in fact.steps for name in step.binds}:
                self._binders[name].append(index)
            for name in self._changes(cell, fact):
                self._changers[name].append(index)
            if cell.always or self._is_needed_anyhow(cell, fact):
                self._always.append(index)
        for name, found in self._binding.items():
            if self._is_imported_alike(name, found):
                del self._binders[name][1:]

    def _is_imported_alike(self, name: str, found: Sequence[tuple[bool, Step]]) -> bool:
        """Say whether the course's cell that comes first imports a name, and all others import the very same.

        Then they need not run for that: a student who repeats ``import torch`` in each cell changes nothing by it.
        """
        ours, first = found[0]
        return (
            ours
            and first.sure
            and all(step.kind == "import" and step.origin == first.origin for _, step in found)
            # import a.b binds a, and loads a.b, which nobody else may do
            and all(step.module in (step.origin, step.origin.rpartition(".")[0]) for _, step in found)
        )

    def _is_needed_anyhow(self, cell: Cell, fact: Facts) -> bool:
        if cell.ours:  # what it imports may be the student's all the same
            return any(step.module.partition(".")[0] in self._beside for step in fact.steps if step.module)
        return fact.effect or any(map(self._has_effect, fact.steps))

    def slice(self, function: str) -> tuple[int, ...]:
        """Return the indices of the cells that `function` needs."""
        found = {*self._always, *self._binders[function], *self._changing(function)}
        found |= {index for index, cell in enumerate(self._cells) if cell.name == function}
        todo, seen = [*found], dict[tuple[str, bool], int]()
        while todo:
            for need, before in self._needed(todo.pop()):
                if seen.get(need, -1) < before:
                    seen[need] = before
                    name, whole = need
                    cells = {*self._binders[name]} | (self._changing(name) if whole else set())
                    new = {index for index in cells if index < before} - found
                    found |= new
                    todo += new
        return tuple(sorted(found))

    def _needed(self, index: int) -> Iterator[tuple[tuple[str, bool], int]]:
        """Yield the names that a cell needs, whether what has become of their objects matters, and before which cell.

        What is read when the cell runs cannot come from a cell below.
        """
        fact = self._facts[index]
        for name in fact.reads:
            yield (name, True), index if name in fact.now else len(self._cells)
        for name in fact.fills:
            yield (name, name in self._students), len(self._cells)


def _with_more(origins: set[str], more: set[str], rest: str) -> set[str]:
    """Return origins, and those of what they are an alias of with the `rest` of its name behind it.

    There may be one for each way through a notebook's aliases, and through those of an alias of itself no end of them.
    """
    found = origins | {origin if origin == _ANYWHERE else origin + rest for origin in more if origin.count(".") < 9}
    return found if len(found) <= _MAX_ORIGINS and _ANYWHERE not in found else {_ANYWHERE}


def _connected(names: set[str], *groups_of: Mapping[str, list[set[str]]]) -> set[str]:
    """Return `names` and those that are reached by groups, each of which may stand under many names."""
    found, todo, seen = set(names), [*names], set[int]()
    while todo:
        name = todo.pop()
        for group in (group for groups in groups_of for group in groups.get(name, ())):
            if id(group) not in seen:
                seen.add(id(group))
                new = group - found
                found |= new
                todo += new
    return found


def _reached(names: set[str], edges: Mapping[str, set[str]]) -> set[str]:
    """Return `names` and all that can be reached from them."""
    found, todo = set(names), [*names]
    while todo:
        new = edges.get(todo.pop(), set()) - found
        found |= new
        todo += new
    return found
