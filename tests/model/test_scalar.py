"""The scalar modules are what a compiled engine takes as they are: `math` and plain arithmetic only."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import sim.model

ROOM = Path(next(iter(sim.model.__path__)))
SCALAR = ("philox", "quantile", "pressure", "clock", "choice")
ALLOWED = {"math", "__future__", "collections.abc", "typing"}
# `sum` changed its last bit in Python 3.12; `pow` and `round` differ between Python and compiled code
BARRED = {"sum", "pow", "round", "divmod", "eval", "exec", "__import__", "open"}


def tree(name: str) -> ast.Module:
    return ast.parse((ROOM / f"{name}.py").read_text())


def imports(source: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(source):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(f"{'.' * node.level}{node.module or ''}")
    return found


@pytest.mark.parametrize("name", SCALAR)
def test_nothing_but_math_is_imported(name: str) -> None:
    assert imports(tree(name)) <= ALLOWED


@pytest.mark.parametrize("name", SCALAR)
def test_nothing_whose_bits_depend_on_the_machine_is_called(name: str) -> None:
    names = {node.id for node in ast.walk(tree(name)) if isinstance(node, ast.Name)}
    assert not names & BARRED
    functions = [node for node in tree(name).body if isinstance(node, ast.FunctionDef)]
    within = [node for function in functions for node in ast.walk(function)]
    assert not [node for node in within if isinstance(node, ast.Pow)]  # 2.0**-53 once is exact


@pytest.mark.parametrize("name", SCALAR)
def test_nothing_is_kept_between_calls(name: str) -> None:
    """Module level holds constants and functions; no function writes to it."""
    kinds = (ast.Expr, ast.Import, ast.ImportFrom, ast.Assign, ast.FunctionDef)
    assert all(isinstance(node, kinds) for node in tree(name).body)
    assert not [
        node for node in ast.walk(tree(name)) if isinstance(node, ast.Global | ast.Nonlocal)
    ]
    assigned = [node.value for node in tree(name).body if isinstance(node, ast.Assign)]
    assert all(isinstance(value, ast.Constant | ast.Call | ast.BinOp) for value in assigned)


def test_the_whole_room_and_the_engine_leave_numpy_and_sum_alone() -> None:
    paths = [
        *ROOM.glob("*.py"),
        ROOM.parent / "engine" / "des.py",
        ROOM.parent / "engine" / "desk.py",
    ]
    for path in paths:
        source = ast.parse(path.read_text())
        assert not {each for each in imports(source) if each.split(".")[0] == "numpy"}, path
        calls = [node.func for node in ast.walk(source) if isinstance(node, ast.Call)]
        assert "sum" not in {each.id for each in calls if isinstance(each, ast.Name)}, path


def test_the_search_sees_what_it_should() -> None:
    source = ast.parse("import numpy as np\nfrom numba import njit\nfrom . import x\n")
    assert imports(source) == {"numpy", "numba", "."}
