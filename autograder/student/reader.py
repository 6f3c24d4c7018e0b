"""Reads what a cell does, statement by statement, from its syntax tree; runs nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from autograder.student import python
from autograder.student.names import Call, Comprehension, Everything, Kind, Scopes, Step, parts_of


class Reader(ast.NodeVisitor):
    """Reads a cell; after that `steps` holds what its statements do.

    `reads` are the names whose values matter to the cell, `now` those that matter only while it runs. `fills` are those
    of which it only sets items, so that it does not matter what else is in them.
    """

    def __init__(self, source: str, tree: ast.Module, trusted: bool = False) -> None:
        """Read `source`, whose syntax tree is `tree`.

        Args:
            trusted: it is the course's own, and nothing in it counts as reflection.

        Raises:
            Everything: it may reach any name.
            SyntaxError: it binds names in a way that Python does not allow.
        """
        self._scopes = Scopes(source, tree)
        self._left = 1000 + _LOOKUPS_A_CHARACTER * len(source)
        self._trusted = trusted
        self._step = Step()
        self._later = False  # within the body of a function, which runs when it is called
        self._maybe_later = False  # within a lambda that is given to a function, or a generator
        self._given = False  # within arguments of a call
        self._used: set[str] = set()
        self._filled: set[str] = set()
        # of the current statement: what local names may stand for, and which of them are changed, now and when called
        self._aliases: dict[str, set[str]] = {}
        self._changed: tuple[set[str], set[str]] = (set(), set())
        self.steps: list[Step] = []
        self._statements(tree.body, sure=True)
        self.fills = self._filled - self._used
        self.reads = (self._scopes.read | self._used) - self.fills
        self.now = set[str]().union(*(step.held | step.callees for step in self.steps))
        self.now -= set().union(*(step.later for step in self.steps))

    # -- the cell's own statements

    def _statements(self, body: Iterable[ast.stmt], sure: bool = False) -> None:
        for statement in body:
            inner: list[ast.stmt] = []
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                self.steps += self._imports(statement, sure)
                continue
            with self._new_step(statement):
                if isinstance(statement, _COMPOUND):
                    inner = self._header(statement)
                else:
                    self.visit(statement)
            self._statements(inner)

    def _header(self, node: ast.AST) -> list[ast.stmt]:
        """Visit what a compound statement evaluates itself, and return the statements in it."""
        inner: list[ast.stmt] = []
        self._name_bound_by(node)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.ExceptHandler, ast.match_case)):
                inner += self._header(child)
            elif isinstance(child, ast.stmt):
                inner.append(child)
            else:
                self.visit(child)
        return inner

    @contextmanager
    def _new_step(self, statement: ast.stmt) -> Iterator[None]:
        self._step = step = Step(*_kind(statement))
        self._aliases, self._changed = {}, (set(), set())
        yield
        now, later = map(self._meant, self._changed)
        step.stores |= {name.removeprefix(_NOTEBOOKS) for name in now if name.startswith(_NOTEBOOKS)}
        step.keeps |= {name.removeprefix(_NOTEBOOKS) for name in later if name.startswith(_NOTEBOOKS)}
        step.changes_given = bool(later)
        self.steps.append(step)
        if step.later_binds:
            self.steps.append(Step(binds=step.later_binds, held=step.later))

    def _imports(self, node: ast.Import | ast.ImportFrom, sure: bool = False) -> list[Step]:
        """Return a step for each name that is imported.

        Raises:
            Everything: it is not said which names, or the module reaches all of them.
        """
        steps = []
        for alias in node.names:
            whole = alias.name if isinstance(node, ast.Import) else f"{'.' * node.level}{node.module or ''}"
            top = whole.partition(".")[0]
            from_sys = isinstance(node, ast.ImportFrom) and top == "sys" and alias.name not in python.HARMLESS_OF_SYS
            if alias.name == "*" or top in python.REFLECTIVE_MODULES or from_sys:
                self._everything(whole)
            if isinstance(node, ast.ImportFrom):
                name, origin = alias.asname or alias.name, f"{whole}.{alias.name}"
            else:
                name, origin = alias.asname or top, whole if alias.asname else top
            if (name == "sys") != (origin == "sys") or {name, alias.name} & python.REFLECTIVE_ATTRIBUTES:
                self._everything(whole)
            steps.append(Step("import", origin, {name}, module=whole, sure=sure))
        return steps

    # -- names

    def _find(self, name: str) -> str:
        """Say whose `name` is here; see `Scopes.find`."""
        self._count()
        return self._scopes.find(name)

    def _count(self) -> None:
        """Take care that reading takes no longer than the cell is long: some would take hours."""
        self._left -= 1
        if self._left < 0:
            raise Everything("size")

    def _everything(self, why: str) -> None:
        if not self._trusted:
            raise Everything(why)

    def _bind(self, name: str) -> None:
        if self._find(name) != "notebook":
            return
        if name in python.REFLECTION and len(name) > 3 and name not in python.BUILTINS | {"__annotations__"}:
            self._everything(name)
        if self._later:
            self._step.later_binds.add(name)
            self._step.keeps.add(name)
        else:
            self._step.binds.add(name)

    def _use(self, name: str, callee: bool = False) -> None:
        if self._find(name) == "local":
            return
        reflective = name in python.REFLECTION or python.HISTORY.fullmatch(name) is not None
        if reflective and not (name.startswith("_") and any(name in s.binds for s in [*self.steps, self._step])):
            self._everything(name)
        self._used.add(name)
        if self._later or self._maybe_later:
            self._step.later.add(name)
        if self._later:
            return
        if callee:
            self._step.callees.add(name)
        else:
            self._step.held.add(name)
            if self._given:
                self._step.given.add(name)

    def _change(self, node: ast.expr, mark: str = "") -> set[str]:
        """Note that what `node` stands for is changed, and return the notebook's names that this may be."""
        found, others = self._roots(node, mark=mark)
        (self._step.keeps if self._later else self._step.stores).update(found)
        self._changed[self._later].update(others)
        return found

    def _meant(self, names: set[str]) -> set[str]:
        """Return what local names may stand for, with themselves."""
        found, todo = set(names), [*names]
        while todo:
            new = self._aliases.get(todo.pop(), set()) - found
            found |= new
            todo += new
        return found

    def _alias(self, target: ast.expr | None, value: ast.expr | None) -> None:
        """Note that what `value` stands for gets another name, `target`, or becomes a part of it."""
        if target is None or value is None:
            return
        found, others = self._roots(value, calls=False)
        meant = others | {_NOTEBOOKS + name for name in found}
        if isinstance(target, (ast.Tuple, ast.List, ast.Starred)):
            parts = [target.value] if isinstance(target, ast.Starred) else target.elts
            for part in parts:
                self._alias(part, value)
        elif isinstance(target, ast.Name):
            self._aliases.setdefault(target.id, set()).update(meant)
        else:
            for name in self._roots(target)[1]:
                self._aliases.setdefault(name, set()).update(meant)

    def _roots(self, node: ast.expr, calls: bool = True, mark: str = "") -> tuple[set[str], set[str]]:
        """Return the names of the notebook, and the local ones, whose objects `node` may be or be a part of.

        A name that it may have got from a call, unless `calls` is false, has "()" behind it: what a library returns is
        not the library. And ".*" stands behind a local name for what is in its object.
        """
        found: tuple[set[str], set[str]] = (set(), set())
        todo = [(node, mark, False)]
        while todo:
            self._count()
            node, mark, deep = todo.pop()
            match node:
                case ast.Name(id=name):
                    where = self._find(name)
                    if where != "local":
                        found[0].add(name + mark)
                    if where != "notebook":
                        found[1].add(f"{name}.*" if deep else name)
                case ast.Attribute(value=value) | ast.Subscript(value=value) | ast.Starred(value=value):
                    todo.append((value, mark, True))
                case ast.Await(value=value) | ast.NamedExpr(value=value):
                    todo.append((value, mark, deep))
                case ast.Call(func=func, args=args, keywords=keywords) if calls:
                    same = isinstance(func, ast.Name) and func.id in ("type", "vars", "getattr")
                    parts = [func, *args, *(keyword.value for keyword in keywords)]
                    todo += [(part, mark if same else "()", True) for part in parts]
                case ast.IfExp(body=first, orelse=second):
                    todo += [(first, mark, deep), (second, mark, deep)]
                case (
                    ast.BoolOp(values=parts)
                    | ast.Tuple(elts=parts)
                    | ast.List(elts=parts)
                    | ast.Set(elts=parts)
                    | ast.Dict(values=parts)
                ):
                    todo += [(part, mark, deep) for part in parts]
        return found

    # -- expressions

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            if node.id == "sys":  # by itself: what is done with it cannot be told
                self._everything(node.id)
            self._use(node.id)
        else:
            self._bind(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._refuse_reflection(node)
        if not isinstance(node.ctx, ast.Load):
            self._change(node.value)
            self._way_to(node.value)
            return
        if node.attr in python.MUTATORS:  # it is called later, by another name
            self._change(node.value, mark="()")
        if isinstance(node.value, ast.Name):
            self._use(node.value.id)
        else:
            self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.slice)
        if isinstance(node.ctx, ast.Load):
            self.visit(node.value)
            return
        self._change(node.value)
        if isinstance(node.value, ast.Name) and isinstance(node.ctx, ast.Store):
            if self._find(node.value.id) != "local":
                self._filled.add(node.value.id)
        else:
            self._way_to(node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._change(node.target)
        self._way_to(node.target)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._alias(target, node.value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._alias(node.target, node.value)
        self.generic_visit(node)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._alias(node.target, node.value)
        self.generic_visit(node)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self._alias(node.target, node.iter)
        self.generic_visit(node)

    def visit_withitem(self, node: ast.withitem) -> None:
        self._alias(node.optional_vars, node.context_expr)
        self.generic_visit(node)

    visit_AsyncFor = visit_For

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call):
            self._call(node.value, bare=True)
        else:
            self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        self._call(node)

    def _call(self, node: ast.Call, bare: bool = False) -> None:
        root, path = self._way(node.func)
        self._way_to(node.func)
        if isinstance(node.func, ast.Attribute):
            self._method(node.func, [*node.args, *(keyword.value for keyword in node.keywords)])
        elif isinstance(node.func, ast.Name):
            self._function(node.func.id, node)
        if not self._later:
            self._step.calls.add(Call(root, path, bare))
        before = self._given
        self._given = self._given or not (root in python.HARMLESS_BUILTINS and not path)
        for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
            self.visit(argument)
        self._given = before

    def _method(self, func: ast.Attribute, arguments: list[ast.expr]) -> None:
        """Note what a method changes, or a function of a library: its object, or what it is given.

        Either of them does when its name ends in an underscore, as in torch.
        """
        if func.attr.endswith("_") and not func.attr.endswith("__"):
            for changed in [func.value, *arguments]:
                self._change(changed, mark="()")
        elif func.attr in python.MUTATORS and not isinstance(func.value, ast.Name | ast.Call):
            self._change(func.value)  # ``sys.path.append(…)`` does, ``torch.add(…)`` does not
        elif func.attr in python.MUTATORS:
            self._change(func.value, mark="()")
        if not self._later:
            found, others = self._roots(func.value)
            self._step.methods |= {(name.removesuffix("()"), func.attr) for name in found}
            if func.attr not in python.PURE_METHODS:
                self._changed[False].update(others)

    def _function(self, name: str, node: ast.Call) -> None:
        if name in ("vars", "dir") and not node.args:
            self._everything(name)
        if name in ("setattr", "delattr", "next") and node.args:
            found = self._change(node.args[0])
            if name != "next":
                self._step.patches |= found
        if self._later and self._find(name) == "notebook":
            handed = [*node.args, *(keyword.value for keyword in node.keywords)]
            self._step.passes |= {(name, given) for value in handed for given in self._roots(value, calls=False)[0]}

    def _way(self, node: ast.expr) -> tuple[str, tuple[str, ...]]:
        """Return the name that an expression starts from, and how it goes on from there; see `Call`."""
        path: list[str] = []
        while True:
            match node:
                case ast.Attribute(value=value, attr=attr):
                    path.append(attr)
                case ast.Call(func=value):
                    path.append("()")
                case ast.Subscript(value=value):
                    path.append("[]")
                case ast.Name(id=name) if self._find(name) == "notebook":
                    return name, tuple(reversed(path))
                case _:
                    return "", tuple(reversed(path))
            node = value

    def _way_to(self, node: ast.expr) -> None:
        """Visit an expression that is called or changed: the name that it starts from is not handed on."""
        match node:
            case ast.Name(id=name):
                self._use(name, callee=True)
            case ast.Attribute(value=value):
                self._refuse_reflection(node)
                self._way_to(value)
            case ast.Subscript(value=value, slice=index):
                self.visit(index)
                self._way_to(value)
            case _:
                self.visit(node)

    def _refuse_reflection(self, node: ast.Attribute) -> None:
        of_sys = isinstance(node.value, ast.Name) and node.value.id == "sys"
        if node.attr in python.REFLECTIVE_ATTRIBUTES or (of_sys and node.attr not in python.HARMLESS_OF_SYS):
            self._everything(node.attr)

    # -- scopes

    @contextmanager
    def _scope(self, name: str, line: int, later: bool, bound: frozenset[str] = frozenset()) -> Iterator[None]:
        before = self._later, self._maybe_later, self._given
        self._maybe_later = self._maybe_later or name in ("lambda", "genexpr")
        self._later, self._given = self._later or later, self._given and not later
        self._scopes.enter(name, line, bound)
        yield
        self._scopes.leave()
        self._later, self._maybe_later, self._given = before

    def _visit_all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def _applied(self, nodes: Iterable[ast.expr]) -> None:
        """Visit decorators, base classes and metaclasses, which are called with what is being defined."""
        for node in nodes:
            if not self._later:
                root, path = self._way(node)
                self._step.calls.add(Call(root, path))
            self._way_to(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._applied(node.decorator_list)
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        self._visit_all([*arguments.defaults, *arguments.kw_defaults, node.returns])
        self._visit_all(argument.annotation for argument in every if argument is not None)
        self._bind(node.name)
        with self._scope(node.name, node.lineno, later=True):
            self._visit_all([*getattr(node, "type_params", ()), *node.body])

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._applied([*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)])
        self._bind(node.name)
        with self._scope(node.name, node.lineno, later=False):
            self._visit_all([*getattr(node, "type_params", ()), *node.body])

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._visit_all([*node.args.defaults, *node.args.kw_defaults])
        self._step.lambdas = True
        # given to a function it may be called at once
        with self._scope("lambda", node.lineno, later=not self._given):
            self.visit(node.body)

    def _comprehension(self, node: Comprehension) -> None:
        parts = parts_of(node)
        first, *others = node.generators
        self._alias(first.target, first.iter)
        self.visit(parts.outside)
        with self._scope(_COMPREHENSIONS[type(node)], node.lineno, later=False, bound=parts.bound):
            for generator in others:
                self._alias(generator.target, generator.iter)
            self._visit_all(parts.inside)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def visit_TypeAlias(self, node: Any) -> None:  # of Python 3.12 and newer
        self._bind(node.name.id)
        with self._scope(node.name.id, node.lineno, later=True):  # its value is worked out when somebody asks for it
            self._visit_all([*node.type_params, node.value])

    # -- names that are bound without an `ast.Name`

    def _name_bound_by(self, node: ast.AST) -> None:
        name = node.rest if isinstance(node, ast.MatchMapping) else getattr(node, "name", None)
        if isinstance(name, str):
            self._bind(name)

    def _binding(self, node: ast.AST) -> None:
        self._name_bound_by(node)
        self.generic_visit(node)

    visit_MatchAs = visit_MatchStar = visit_MatchMapping = visit_ExceptHandler = _binding

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for step in self._imports(node):
            if not self._later:
                self.steps.append(Step(module=step.module))
            for name in step.binds:
                self._bind(name)

    visit_ImportFrom = visit_Import


_LOOKUPS_A_CHARACTER = 10
_NOTEBOOKS = "="
"""Stands before the notebook's names among local ones."""
_COMPOUND = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)
_COMPREHENSIONS: dict[type, str] = {
    ast.ListComp: "listcomp",
    ast.SetComp: "setcomp",
    ast.DictComp: "dictcomp",
    ast.GeneratorExp: "genexpr",
}


def _kind(statement: ast.stmt) -> tuple[Kind, str]:
    """Return what a statement binds its names to, and where that comes from."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return "function", ""
    value = getattr(statement, "value", None)
    if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and value is not None:
        if _is_plain(value):
            return "plain", ""
        if isinstance(value, ast.Lambda):
            return "function", ""
        if isinstance(value, (ast.Name, ast.Attribute)) and _is_dotted(value):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            if not isinstance(statement, ast.AugAssign) and all(isinstance(target, ast.Name) for target in targets):
                return "alias", ast.unparse(value)
    return "object", ""


def _is_dotted(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _is_plain(node: ast.expr) -> bool:
    """Say whether an expression gives an immutable value, made of literals only."""
    match node:
        case ast.Constant():
            return True
        case ast.UnaryOp(operand=operand):
            return _is_plain(operand)
        case ast.BinOp(left=left, right=right):
            return _is_plain(left) and _is_plain(right)
        case ast.Tuple(elts=elements):
            return all(map(_is_plain, elements))
    return False
