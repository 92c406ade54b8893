"""YAML 1.2 text to a tree of plain values in which every node knows its line and column.

Nothing is constructed from tags; size, nesting and alias expansion are bounded, so a file from a
stranger is only ever data.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from sim.scenario.problems import Mark, Problem, ScenarioError

MOST_BYTES = 1_000_000  # read in about ten seconds, a shipped record in a third of one
MOST_DEPTH = 40
MOST_NODES = 200_000
_DIRECTIVE = re.compile(r"^%YAML(?![ \t]+1\.2\s*$).*", re.MULTILINE)

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"


@dataclass(frozen=True)
class Node:
    """A value with its mark; `keys` holds the marks of a mapping's keys."""

    value: bool | int | float | str | list[Node] | dict[str, Node] | None
    mark: Mark
    keys: dict[str, Mark] = field(default_factory=dict)

    def plain(self) -> Plain:
        """The value without marks."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def find(self, path: tuple[str | int, ...]) -> tuple[Mark, str]:
        """The mark nearest to `path` and the way there; steps that lead nowhere are skipped.

        A list item is named by its `id` (or `issue`) where it has one. A last step "[key]" means
        the key itself: its mark, and the way to the mapping it stands in.
        """
        node, names, mark = self, list[str](), self.mark
        for step in path:
            if step == "[key]":
                return mark, "/".join(names[:-1])
            if isinstance(node.value, dict):
                mark = node.keys.get(str(step), node.mark)
            if isinstance(node.value, dict) and str(step) in node.value:
                node = node.value[str(step)]
                names.append(str(step))
            elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                names.append(_label(node, step))
        return node.mark, "/".join(names)


def _label(node: Node, index: int) -> str:
    if isinstance(node.value, dict):
        for key in ("id", "issue"):
            if key in node.value and isinstance(node.value[key].value, str):
                return str(node.value[key].value)
    return str(index)


def read(path: Path, shown: str | None = None) -> Node:
    """The tree of a file. Raises ScenarioError for a file that is missing, too big or not YAML."""
    name = shown or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _failed(Mark(name), f"cannot be read: {error.strerror or error}") from None
    if len(raw) > MOST_BYTES:
        raise _failed(Mark(name), f"found {len(raw):,} bytes, expected at most {MOST_BYTES:,}")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _failed(Mark(name), f"is not UTF-8 text (byte {error.start})") from None
    return parse(text, name)


def parse(text: str, name: str) -> Node:
    """The tree of YAML text. Raises ScenarioError with line and column where it is not YAML."""
    other = _DIRECTIVE.search(text)
    if other:
        line = text.count("\n", 0, other.start()) + 1
        raise _failed(Mark(name, line, 1), f"found {other.group().strip()!r}, expected YAML 1.2")
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    yaml.composer.warn_double_anchors = False  # YAML lets a later anchor take the name
    try:
        root = yaml.compose(text)
    except MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        mark = Mark(name, place.line + 1, place.column + 1) if place else Mark(name)
        what = " ".join(str(part) for part in (error.context, error.problem) if part)
        raise _failed(mark, f"not valid YAML: {what}") from None
    except (YAMLError, ValueError, RecursionError) as error:
        what = (
            "nested too deeply" if isinstance(error, RecursionError) else str(error).split("\n")[0]
        )
        raise _failed(Mark(name), f"not valid YAML: {what}") from None
    if root is None:
        raise _failed(Mark(name, 1, 1), "the file is empty, expected a mapping of keys")
    return _Builder(name).build(root, 0)


def _failed(mark: Mark, message: str) -> ScenarioError:
    return ScenarioError([Problem(mark, "", message)])


class _Builder:
    """Turns ruamel's node graph into a tree, counting nodes so that aliases cannot explode."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._count = 0

    def build(self, node: object, depth: int) -> Node:
        if not isinstance(node, ScalarNode | SequenceNode | MappingNode):
            raise TypeError(f"not a node: {node!r}")
        mark = Mark(self._file, node.start_mark.line + 1, node.start_mark.column + 1)
        self._count += 1
        if self._count > MOST_NODES:
            raise _failed(mark, f"more than {MOST_NODES:,} values once aliases are expanded")
        if depth > MOST_DEPTH:
            raise _failed(mark, f"nested deeper than {MOST_DEPTH} levels")
        if isinstance(node, ScalarNode):
            return Node(self._scalar(node, mark), mark)
        if str(node.tag) not in {"tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"}:
            raise _failed(mark, f"found the tag {node.tag!r}, expected plain data without tags")
        if isinstance(node, SequenceNode):
            return Node([self.build(item, depth + 1) for item in node.value], mark)
        return self._mapping(node, mark, depth)

    def _mapping(self, node: MappingNode, where: Mark, depth: int) -> Node:
        built: dict[str, Node] = {}
        marks: dict[str, Mark] = {}
        for key_node, value_node in node.value:
            mark = Mark(self._file, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, ScalarNode):
                raise _failed(mark, "found a list or mapping as a key, expected a word")
            key = str(key_node.value)
            if key == "<<":
                raise _failed(
                    mark, "found a merge key '<<', which YAML 1.2 does not have; use 'extends'"
                )
            self._scalar(key_node, mark)  # refuses a tag
            if key in built:
                raise _failed(
                    mark, f"the key {key!r} is written twice (first on line {marks[key].line})"
                )
            built[key], marks[key] = self.build(value_node, depth + 1), mark
        return Node(built, where, marks)

    def _scalar(self, node: ScalarNode, mark: Mark) -> bool | int | float | str | None:
        text, tag = str(node.value), str(node.tag).removeprefix("tag:yaml.org,2002:")
        if tag in {"str", "timestamp"}:  # dates stay text: the models read them
            return text
        if tag == "null" and text.lower() in {"", "~", "null"}:
            return None
        if tag == "bool" and text.lower() in {"true", "false"}:
            return text.lower() == "true"
        try:
            if tag == "int":
                return int(text.replace("_", ""), 0)
            if tag == "float":
                number = float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
                if math.isfinite(number):
                    return number
                raise _failed(mark, f"found {text!r}, expected a finite number")
        except ValueError:
            return text
        raise _failed(mark, f"found the tag {node.tag!r}, expected plain data without tags")


# Keys of which a thing has one form or another: writing one in an extension takes the others away.
EITHER = (
    frozenset({"value", "uniform", "normal", "lognormal", "triangular", "exponential"}),
    frozenset({"on", "from", "every", "when"}),
    frozenset({"hears", "while"}),
    frozenset({"cites", "assumed"}),
)


def merged(base: Node, over: Node) -> Node:
    """`over` laid on `base`: mappings join, lists of things with ids by id; the rest is replaced.

    One of several forms (EITHER) replaces another.
    """
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        written = set(over.value)
        gone = {key for forms in EITHER if written & forms for key in forms - written}
        joined = {key: node for key, node in base.value.items() if key not in gone}
        for key, node in over.value.items():
            joined[key] = merged(joined[key], node) if key in joined else node
        return Node(joined, over.mark, base.keys | over.keys)
    if isinstance(base.value, list) and isinstance(over.value, list):
        names = [_identity(item) for item in base.value]
        if all(name is not None for name in names) and all(_identity(item) for item in over.value):
            items = list(base.value)
            for item in over.value:
                name = _identity(item)
                if name in names:
                    items[names.index(name)] = merged(items[names.index(name)], item)
                else:
                    items.append(item)
            return Node(items, over.mark)
    return over


def _identity(node: Node) -> str | None:
    """What tells an item of a list from its neighbours: its `id`, or the `issue` of a stance."""
    if isinstance(node.value, dict):
        for key in ("id", "issue"):
            if key in node.value and isinstance(node.value[key].value, str):
                return str(node.value[key].value)
    return None
