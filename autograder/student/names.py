"""The names of one cell, resolved by the standard library's `symtable`, and what a statement does to them.

A name counts only where it stands for one of the notebook; a local one of the same name does not. What cannot be told
from one cell alone (is `x` in ``x.append(1)`` a list or a module?) is left to `autograder.student.slices`, which sees
all of them.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import symtable
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Kind = Literal["import", "function", "plain", "alias", "object"]
"""What a statement binds its names to: a module or a part of one, a function or class, an immutable value, what another
name stands for, anything else."""


_MAX_COST = 1_000_000


class Everything(Exception):
    """The code can reach any name without naming it, or there is too much of it to say which names it reaches."""


class Call(NamedTuple):
    """A call: the name that it starts from ("" for a local name or an expression), and the way to what is called.

    ``nn.Linear(3, 4).eval()`` starts from ``nn`` and goes by ``("Linear", "()", "eval")``. A `bare` one is a statement.
    """

    root: str
    path: tuple[str, ...]
    bare: bool = False


@dataclass
class Step:
    """One statement that runs when its cell runs. All names are the notebook's.

    Attributes:
        binds: the names it binds or deletes; `kind` is what to, `origin` the dotted name of an import or an alias.
        held: the names whose values it uses; `callees` those that it calls or whose attributes it calls.
        calls: its calls; `given` are the names within their arguments.
        stores: the names whose objects it changes for sure; `methods` are those whose methods it calls, with these;
            `patches` those it changes by setattr.
        later: the names in bodies of functions, which are used when these are called.
        keeps: the names whose objects such bodies change; `later_binds` are those that they bind, `passes` those that
            they hand on, with the name of the function that gets them.
        changes_given: it defines what may change its arguments.
        lambdas: it makes a function without a name.
        module: the module that it imports.
        sure: it is an import that no condition hangs on.
    """

    kind: Kind = "object"
    origin: str = ""
    binds: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    callees: set[str] = field(default_factory=set)
    calls: set[Call] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    stores: set[str] = field(default_factory=set)
    methods: set[tuple[str, str]] = field(default_factory=set)
    patches: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)
    keeps: set[str] = field(default_factory=set)
    later_binds: set[str] = field(default_factory=set)
    passes: set[tuple[str, str]] = field(default_factory=set)
    changes_given: bool = False
    lambdas: bool = False
    module: str = ""
    sure: bool = False

    @property
    def names(self) -> int:
        """How many names it has to do with, each as often as it counts."""
        sets: tuple[Collection[object], ...] = (
            self.binds, self.held, self.callees, self.calls, self.given, self.stores, self.methods, self.later,
            self.keeps, self.passes,
        )  # fmt: skip
        return 1 + sum(map(len, sets))

    @functools.cached_property
    def changed(self) -> set[str]:
        """The names that it binds, or whose objects it may change by their methods."""
        return self.binds | {name.removesuffix("()") for name in self.stores} | {name for name, _ in self.methods}

    def renamed(self, names: Mapping[str, str]) -> Step:
        """Return the same with other names for some."""

        def new(name: str) -> str:
            bare = name.removesuffix("()")
            return names.get(bare, bare) + name[len(bare) :]

        sets: dict[str, Any] = {
            each: {new(name) for name in getattr(self, each)}
            for each in ("binds", "held", "callees", "given", "stores", "patches", "later", "keeps", "later_binds")
        }
        root, dot, rest = self.origin.partition(".")
        return dataclasses.replace(
            self,
            origin=new(root) + dot + rest if self.kind == "alias" else self.origin,
            calls={call._replace(root=new(call.root)) for call in self.calls},
            methods={(new(name), method) for name, method in self.methods},
            passes={(new(callee), new(given)) for callee, given in self.passes},
            **sets,
        )


class Scopes:
    """The scopes of a cell; `enter` and `leave` say in which one names are looked up.

    From Python 3.12 on most comprehensions have no table of their own: what they use stands in the one around them, and
    so does what they bind, unless that one uses a name of the same spelling. So a comprehension is entered with the
    names that it binds.
    """

    def __init__(self, source: str, tree: ast.Module) -> None:
        """Find the scopes of `source`, whose syntax tree is `tree`.

        Raises:
            SyntaxError: it binds names in a way that Python does not allow.
            Everything: it has very many names and scopes.
        """
        self._tables: dict[tuple[str, int], list[symtable.SymbolTable]] = {}
        self._stack: list[tuple[tuple[str, int], frozenset[str]]] = []
        self._known: dict[tuple[tuple[str, int], bool, str], Literal["notebook", "local", "both"] | None] = {}
        self.read: set[str] = set()
        """The notebook's names that the cell reads anywhere."""
        module = symtable.symtable(source, "<cell>", "exec")
        own = _comprehensions_own(tree)
        todo, cost = [module], 0
        while todo:
            table = todo.pop()
            cost += (1 + len(table.get_children())) * len(table.get_identifiers())  # symtable looks through all of them
            if cost > _MAX_COST:
                raise Everything("size")
            if table is not module:
                self._tables.setdefault((table.get_name().strip("<>"), table.get_lineno()), []).append(table)
            todo += table.get_children()
            referenced = {symbol for symbol in table.get_symbols() if symbol.is_referenced()}
            # a class body reads the notebook's name where its own is not bound yet
            if table is module or table.get_type() == "class":
                self.read |= {symbol.get_name() for symbol in referenced} - own
            else:
                self.read |= {symbol.get_name() for symbol in referenced if symbol.is_global()}

    def enter(self, name: str, line: int, bound: frozenset[str] = frozenset()) -> None:
        """Enter the scope of this name that starts in this line; of several on one line, all at once.

        Args:
            name: of a function or class, or the kind of a comprehension.
            line: where it starts.
            bound: the names that a comprehension binds.
        """
        self._stack.append(((name, line), bound))

    def leave(self) -> None:
        self._stack.pop()

    def find(self, name: str) -> Literal["notebook", "local", "both"]:
        """Say whose `name` is here: when in doubt the notebook's; in a class body maybe both, one after the other."""
        for depth, (scope, bound) in enumerate(reversed(self._stack)):
            if name in bound:
                return "local"
            key = scope, depth > 0, name
            if key not in self._known:
                self._known[key] = self._find_in(*key)
            if (found := self._known[key]) is not None:
                return found
        return "notebook"

    def _find_in(
        self, scope: tuple[str, int], is_around: bool, name: str
    ) -> Literal["notebook", "local", "both"] | None:
        """Say whose `name` is in a scope, or in what is inside of it; None where the scope does not know it."""
        found = [table for table in self._tables.get(scope, ()) if name in table.get_identifiers()]
        if any(table.lookup(name).is_global() for table in found):
            return "notebook"
        if is_around:  # what is inside a class's body does not see its names
            found = [table for table in found if table.get_type() != "class"]
        if any(table.get_type() == "class" and table.lookup(name).is_referenced() for table in found):
            return "both"
        return "local" if found else None


Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Parts(NamedTuple):
    """A comprehension: what is evaluated outside of its scope, what inside, and the names that it binds there."""

    outside: ast.expr
    inside: list[ast.AST]
    bound: frozenset[str]


def parts_of(comprehension: Comprehension) -> Parts:
    """Return the parts of a comprehension, in the order in which they are evaluated."""
    first, *others = comprehension.generators
    if isinstance(comprehension, ast.DictComp):
        elements = [comprehension.key, comprehension.value]
    else:
        elements = [comprehension.elt]
    targets = (node for generator in comprehension.generators for node in ast.walk(generator.target))
    bound = {node.id for node in targets if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return Parts(first.iter, [first.target, *first.ifs, *others, *elements], frozenset(bound))


def _comprehensions_own(tree: ast.Module) -> set[str]:
    """Return the names that the module's and classes' bodies read nowhere but in comprehensions that bind them."""
    own: set[str] = set()
    others: set[str] = set()
    todo: list[tuple[ast.AST, frozenset[str]]] = [(tree, frozenset())]
    while todo:
        node, bound = todo.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            (own if node.id in bound else others).add(node.id)
        elif isinstance(node, Comprehension):
            parts = parts_of(node)
            todo += [(parts.outside, bound), *((part, bound | parts.bound) for part in parts.inside)]
            continue
        later: set[ast.AST] = set()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            later = {node.body} if isinstance(node, ast.Lambda) else {*node.body}
        todo += [(child, bound) for child in ast.iter_child_nodes(node) if child not in later]
        todo += [(each, frozenset()) for part in later for each in ast.walk(part) if isinstance(each, ast.ClassDef)]
    return own - others
