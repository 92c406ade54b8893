"""The documents are true: every example runs, every name exists, every key of the language is explained.

How a fenced block is treated is decided by its language and by the comments just above it:

    ```yaml      after `<!-- file: PATH -->`: written to PATH; a scenario is loaded and run, a variant
                 applied and run, a record read with the scenario that names it. With
                 `<!-- exit: N -->` as well it has faults, or runs that fail, and a command below shows
                 them.
                 after `<!-- each: MODEL -->`: a list of which every item is a valid MODEL.
    ```console   lines that begin with `$ ` are run in a temporary folder; the lines below, if any,
                 are what is printed, `...` for anything. After `<!-- exit: N -->` the command ends
                 with N; after `<!-- not run: WHY -->` it is left out, for a reason the reader sees.
    ```pycon     run as a doctest; the blocks of a document share their names.
    ```text      shown, as is ```mermaid. No other language is allowed, so nothing is skipped unsaid.

Tables are found by `<!-- keys: MODEL -->`, `<!-- parameters -->`, `<!-- files: FOLDER -->`,
`<!-- folder -->`, `<!-- manifest -->`, `<!-- columns: TABLE -->` and `<!-- shares -->`.
"""

from __future__ import annotations

import doctest
import os
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from sim.cli.ensembles import write_csv
from sim.engine.des import run
from sim.engine.noise import Noise
from sim.experiment import store
from sim.experiment.tables import MEANINGS
from sim.model.lower import lower
from sim.report.words import NBSP
from sim.scenario.exercise.exercise import Exercise
from sim.scenario.files.load import Case, load, variant_of
from sim.scenario.files.tree import parse, read
from sim.scenario.language import (
    base,
    basis,
    causes,
    gates,
    moments,
    numbers,
    reactions,
    stance,
    vocabulary,
)
from sim.scenario.language.scenario import Scenario
from sim.scenario.variants.apply import apply_all

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    path for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if path.exists()
]
EXAMPLE = ROOT / "docs" / "examples" / "river"
RUNS = 20  # replications of each example
MARKERS = {
    "file", "files", "each", "exit", "not run", "keys", "parameters", "shares", "/shares",
    "folder", "manifest", "columns",
}  # fmt: skip
WORDS = (
    "hand-set, in-sample; shares restate the file's assumptions, overlap, and do not sum to 100; "
    "order is evidence, not cause; Russia's answers are coded words and drills, not escalation risk; "
    "declared, not operational, positions"
)
SAME = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
MARKER = re.compile(r"<!-- (?P<name>[a-z/][a-z ]*?)(?:: (?P<value>.*?))? -->")


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))


def prose(document: Path) -> str:
    """The text of a document without its fenced blocks, line for line."""
    text = document.read_text(encoding="utf-8")
    return FENCE.sub(lambda block: "\n" * block.group().count("\n"), text)


# --- the examples ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    """A fenced block with the markers above it."""

    where: str
    line: int
    language: str
    text: str
    markers: dict[str, str]


def blocks(document: Path) -> Iterator[Block]:
    """The fenced blocks of a document, in order."""
    text = document.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        indent = found["indent"]
        inner = "".join(
            each.removeprefix(indent) for each in found["text"].splitlines(keepends=True)
        )
        name = document.relative_to(ROOT).as_posix()
        markers = dict(_markers_above(text[: found.start()]))
        yield Block(f"{name}:{line}", line, found["language"], inner, markers)


def _markers_above(text: str) -> Iterator[tuple[str, str]]:
    for line in reversed(text.rstrip().splitlines()):
        found = MARKER.fullmatch(line.strip())
        if not found:
            return
        yield found["name"], found["value"] or ""


@dataclass
class Session:
    """One document read from top to bottom, in a folder of its own."""

    folder: Path
    names: dict[str, Any] = field(default_factory=dict)
    waiting: set[Path] = field(default_factory=set)  # files that no scenario has read yet
    case: Case | None = None

    def take(self, block: Block) -> None:
        """Run a block as its language wants it."""
        ways = {"yaml": self._yaml, "console": self._console, "pycon": self._pycon}
        way = ways.get(block.language)
        if way is None:
            assert block.language in {"text", "mermaid"}, (
                f"{block.where}: a block marked {block.language!r} would not be run; "
                "write console, pycon, yaml, or text where there is nothing to run"
            )
            return
        way(block)

    def _yaml(self, block: Block) -> None:
        if "each" in block.markers:
            _check_each(block)
            return
        assert "file" in block.markers, f"{block.where}: yaml without '<!-- file: ... -->' above it"
        path = self.folder / block.markers["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        tree = parse(block.text, block.where)
        assert isinstance(tree.value, dict), block.where
        if block.markers.get("exit"):
            return  # a file with faults, or runs that fail: the commands below show them
        if "variant" in tree.value:
            node = read(path)
            case = self.case or load(str(tree.value["of"].value))  # a shipped one
            play(apply_all(case.scenario, variant_of(node, case), node))
        elif "record" in tree.value and "entries" in tree.value:
            self.waiting.add(path.resolve())
        else:
            self.case = load(path)
            self.waiting -= {each.resolve() for each in self.case.files}
            play(self.case.scenario)

    def _console(self, block: Block) -> None:
        if "not run" in block.markers:
            reason = block.markers["not run"]
            assert len(reason.split()) > 2, f"{block.where}: say why it is not run"
            return
        exit_code = int(block.markers.get("exit", "0"))
        for command, expected in commands(block):
            done = subprocess.run(
                arguments(command, block.where),
                cwd=self.folder,
                env=ENVIRONMENT,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                check=False,
            )
            told = f"{block.where}: $ {command}\n{done.stdout}"
            assert done.returncode == exit_code, f"{told}\nended with {done.returncode}"
            if expected.strip():
                shown, printed = (text.replace(NBSP, " ") for text in (expected, done.stdout))
                same = doctest.OutputChecker().check_output(shown, printed, SAME)
                assert same, f"{told}\nbut the document says\n{expected}"

    def _pycon(self, block: Block) -> None:
        test = doctest.DocTestParser().get_doctest(
            block.text, self.names, block.where, block.where, block.line
        )
        assert test.examples, f"{block.where}: no line begins with '>>> '"
        told: list[str] = []
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        failed = runner.run(test, out=told.append, clear_globs=False).failed
        assert not failed, "".join(told)
        self.names |= test.globs


ENVIRONMENT = {
    **{key: value for key, value in os.environ.items() if key not in {"FORCE_COLOR", "COLUMNS"}},
    "NO_COLOR": "1",
    "PYTHONPATH": str(ROOT),
    "PYTHONUTF8": "1",
}


def arguments(command: str, where: str) -> list[str]:
    """What to start for a command; only the program itself and Python can be shown to run."""
    word, *rest = shlex.split(command)
    if word == "tabletop":
        return [sys.executable, "-c", "from sim.cli import main; main()", *rest]
    assert word == "python", f"{where}: {word!r} is not run here; say '<!-- not run: WHY -->'"
    return [sys.executable, *rest]


def commands(block: Block) -> Iterator[tuple[str, str]]:
    """Each command of a console block with what it prints."""
    parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert len(parts) > 1, f"{block.where}: no line begins with '$ '"
    assert not parts[0].strip(), f"{block.where}: lines before the first command"
    for part in parts[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed


def play(scenario: Scenario) -> None:
    """Run a scenario as often as is enough to meet most of what is in it."""
    program = lower(scenario)
    for replication in range(RUNS):
        run(program, Noise(program, 0, replication), split=False)


SHAPES: dict[str, Any] = {
    "Basis": basis.Basis,
    "Number": numbers.Number,
    "Duration": numbers.Duration,
    "Moment": moments.Moment,
    "Begins": moments.Begins,
    "Until": moments.Until,
    "Matcher": reactions.Matcher,
    "Condition": gates.Condition,
}


def _check_each(block: Block) -> None:
    listed = parse(block.text, block.where).plain()
    assert isinstance(listed, list), f"{block.where}: not a list"
    model = TypeAdapter(SHAPES[block.markers["each"]])
    for item in listed:
        try:
            model.validate_python(item)
        except ValidationError as error:
            pytest.fail(f"{block.where}: {item!r}: {error}")


@every_document
def test_every_example_runs(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    session = Session(tmp_path)
    for block in blocks(document):
        session.take(block)
    assert not session.waiting, f"written and never read: {session.waiting}"


@every_document
def test_every_fence_is_closed_and_every_marker_known(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert len(re.findall(r"^ *```", text, re.MULTILINE)) == 2 * len(list(FENCE.finditer(text)))
    found = {each["name"] for each in MARKER.finditer(text)}
    assert found <= MARKERS
    assert prose(document).count("<!--") == len(list(MARKER.finditer(prose(document))))


# --- names of files, links ----------------------------------------------------------------------


@every_document
def test_every_file_named_exists(document: Path) -> None:
    named = re.findall(r"`((?:sim|tests|docs|scenarios|benchmarks)/[\w./*-]*)`", prose(document))
    missing = [path for path in named if not list(ROOT.glob(path.rstrip("/")))]
    assert missing == []


@every_document
def test_every_link_inside_the_project_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", prose(document))
    inside = [link for link in links if not re.match(r"[a-z]+:", link)]
    missing = []
    for link in inside:
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            missing.append(link)
    assert missing == []


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", prose(document), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_architecture_has_a_line_for_every_file_of_the_program() -> None:
    page = ROOT / "docs" / "architecture.md"
    text = page.read_text(encoding="utf-8")
    updated = runpy.run_path(str(ROOT / "docs" / "examples" / "files.py"))["updated"](text)
    assert text == updated, "run: python docs/examples/files.py"
    assert "(say what it is)" not in text


# --- the language ------------------------------------------------------------------------------


def models(root: type[BaseModel] = base.Strictly) -> Iterator[type[BaseModel]]:
    """Every model of the language."""
    for model in root.__subclasses__():
        yield model
        yield from models(model)


assert Exercise in models()  # the import alone makes its models known
ROOMS = {"sim.scenario.language": "scenario-files.md", "sim.scenario.exercise": "exercise-files.md"}
MODELS = {
    (room, model.__name__): model
    for room in ROOMS
    for model in models()
    if model.__module__.startswith(f"{room}.")
}
WRITTEN = {"Moment": ["date", "plus"]}  # a moment is read from text: its fields are not its keys
Row = list[str]


def tables(document: Path, marker: str) -> dict[str, list[Row]]:
    """The rows of the tables that follow a marker, by its value; the heading is left out."""
    found: dict[str, list[Row]] = {}
    lines = prose(document).splitlines()
    for number, line in enumerate(lines):
        match = MARKER.fullmatch(line.strip())
        if not match or match["name"] != marker:
            continue
        following = lines[number + 1 :]
        while following and not following[0].strip():
            following.pop(0)
        rows = []
        for each in following[2:]:
            if not each.startswith("|"):
                break
            rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", each)[1:-1]])
        found[match["value"] or ""] = rows
    return found


REFERENCE = {
    (room, name): rows
    for room, page in ROOMS.items()
    for name, rows in tables(ROOT / "docs" / page, "keys").items()
}


def test_every_model_of_the_language_has_its_table() -> None:
    shared = {("sim.scenario.language", "Duration")}  # the same keys as Number
    assert set(REFERENCE) == set(MODELS) - shared


@pytest.mark.parametrize(("room", "name"), sorted(REFERENCE))
def test_a_table_has_every_key_of_its_model_and_no_other(room: str, name: str) -> None:
    model, rows = MODELS[room, name], REFERENCE[room, name]
    assert {len(row) for row in rows} == {4}
    listed = [row[0].strip("`") for row in rows]
    assert listed == WRITTEN.get(name, model.keys())  # type: ignore[attr-defined]
    if name in WRITTEN:
        return
    for row, info in zip(rows, model.model_fields.values(), strict=True):
        told = row[2].strip("`")
        assert (told == "required") == info.is_required(), row
        default = info.get_default(call_default_factory=True)
        if isinstance(default, bool | int | str):
            assert told == str(default).lower(), row


# --- the numbers -------------------------------------------------------------------------------

BASIS = "assumed, a number made for a test"
STANCE: dict[str, object] = {
    "issue": "use", "starts_at": "low", "standing": 0, "half_life": 1, "tempo": 1,
    "resistance": {"first": 0, "steps": [1]}, "basis": BASIS,
}  # fmt: skip
CAUSE: dict[str, object] = {"id": "c", "kind": "k", "source": "s", "basis": BASIS}
REACTION: dict[str, object] = {"id": "r", "hears": "c", "weight": 1, "basis": BASIS}
TRIGGERED = {**CAUSE, "when": {"actor": "a", "issue": "use", "rung": "low"}}
Placed = tuple[type[BaseModel], Callable[[float], dict[str, object]]]
PLACES: dict[str, Placed] = {  # the model of a key that is no plain key of a stance, and its data
    "resistance.first": (
        stance.Stance,
        lambda v: {**STANCE, "resistance": {"first": v, "steps": [1]}},
    ),
    "resistance.steps": (
        stance.Stance,
        lambda v: {**STANCE, "resistance": {"first": 0, "steps": [v]}},
    ),
    "gives_up_below": (stance.Stance, lambda v: {**STANCE, "gives_up_below": {"high": v}}),
    "weight": (reactions.Reaction, lambda v: {**REACTION, "weight": v}),
    "wears": (reactions.Reaction, lambda v: {**REACTION, "wears": v}),
    "level": (vocabulary.Rung, lambda v: {"id": "r", "level": {"value": v, "basis": BASIS}}),
    "magnitude": (causes.Cause, lambda v: {**CAUSE, "on": "2031-01-01", "magnitude": v}),
    "every": (causes.Cause, lambda v: {**CAUSE, "from": "2031-01-01", "every": v}),
    "after": (causes.Cause, lambda v: {**TRIGGERED, "after": v}),
    "lasts": (causes.Cause, lambda v: {**TRIGGERED, "lasts": v}),
    "stages.steps": (gates.Stage, lambda v: {"id": "s", "steps": int(v)}),
}


def accepts(key: str, value: float) -> bool:
    """Whether the language takes a value under a key of the table of parameters."""
    model, data = PLACES.get(key, (stance.Stance, lambda v: {**STANCE, key: v}))
    try:
        model.model_validate(data(value))
    except ValidationError:
        return False
    return True


def test_the_table_of_parameters_says_what_is_admitted() -> None:
    (rows,) = tables(ROOT / "docs" / "model.md", "parameters").values()
    assert len(rows) == 18
    for row in rows:
        key, admitted = row[0].strip("`"), row[3].replace(",", "")
        found = re.fullmatch(r"(above )?(\S+) to (\S+)", admitted)
        assert found, row
        low, high = (eval_fraction(each) for each in found.group(2, 3))
        step = 1 if key == "stages.steps" else 1e-9 * max(1.0, abs(high))
        assert accepts(key, low) != bool(found[1]), row
        assert not accepts(key, low - step), row
        assert accepts(key, low + step), row
        assert accepts(key, high), row
        assert not accepts(key, high + step), row


def eval_fraction(text: str) -> float:
    """A number written as `0.5`, `−3` or `1/24`."""
    top, _, bottom = text.replace("−", "-").partition("/")
    return float(top) / float(bottom or 1)


def test_the_defaults_in_the_table_of_parameters_are_those_of_the_code() -> None:
    (rows,) = tables(ROOT / "docs" / "model.md", "parameters").values()
    told = {row[0].strip("`"): row[4] for row in rows}
    tree: dict[str, Any] = {
        "scenario": "s", "title": "t", "question": "q", "starts": "2031-01-01", "ends": "2031-01-02",
        "kinds": {"k": {"plover": "none"}}, "others": ["s"],
        "issues": [{"id": "use", "rungs": [{"id": "low"}, {"id": "mid"}, {"id": "high"}]}],
        "actors": [{"id": "a", "name": "A", "stances": [{**STANCE, "reactions": [REACTION]}]}],
        "causes": [{**CAUSE, "on": "2031-01-01"}],
    }  # fmt: skip
    program = lower(Scenario.model_validate(tree))
    drawn = dict(zip(program.parameters.name, program.parameters.a, strict=True))
    for key in ("background", "choice_sd", "relief", "rest"):
        assert float(told[key]) == drawn[f"a/use.{key}"]
    assert float(told["magnitude"]) == drawn["c.magnitude"]
    assert int(told["stages.steps"]) == program.stances.steps[0]
    assert [told[key] for key in ("wears", "level")] == ["1", "evenly spaced"]
    assert program.stances.level[0] == (0.0, 0.5, 1.0)


# --- run folders -------------------------------------------------------------------------------

ENSEMBLES = ROOT / "docs" / "ensembles.md"
COLUMNS = tables(ENSEMBLES, "columns")
TYPES: dict[str, type[pl.DataType]] = {
    "integer": pl.Int64,
    "number": pl.Float64,
    "true or false": pl.Boolean,
    "name": pl.Enum,
    "text": pl.String,
}


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small one, as the command line makes it, without the pictures."""
    target = tmp_path_factory.mktemp("ensembles") / "run"
    store.run(store.Request(load(EXAMPLE).scenario, 3), target, engine="des")
    for name in MEANINGS:
        write_csv(target, name)
    return target


def test_every_table_of_a_run_folder_is_described() -> None:
    assert list(COLUMNS) == list(MEANINGS)


@pytest.mark.parametrize("table", list(MEANINGS))
def test_every_column_has_its_type_unit_and_meaning(run_folder: Path, table: str) -> None:
    rows, schema = COLUMNS[table], pl.read_parquet_schema(run_folder / f"{table}.parquet")
    assert {len(row) for row in rows} == {4}
    assert [row[0].strip("`") for row in rows] == list(MEANINGS[table]) == list(schema)
    for (_, kind, unit, meaning), (name, dtype) in zip(rows, schema.items(), strict=True):
        assert dtype == TYPES[kind], name
        assert (unit != "") == (dtype == pl.Float64), name
        assert (unit == "days") == (MEANINGS[table][name].startswith("days ")), name
        assert meaning, name


def test_every_key_of_the_manifest_is_described(run_folder: Path) -> None:
    (rows,) = tables(ENSEMBLES, "manifest").values()
    assert {row[0].strip("`") for row in rows} == set(store.read_manifest(run_folder))
    assert all(row[1] for row in rows)


def test_every_file_of_a_run_folder_is_described(run_folder: Path) -> None:
    (rows,) = tables(ENSEMBLES, "folder").values()
    listed = {name for row in rows for name in re.findall(r"`([^`]+)`", row[0])}
    assert listed - {"report.html", "figures"} == {path.name for path in run_folder.iterdir()}


# --- shares ------------------------------------------------------------------------------------


def test_the_words_stand_beside_every_table_of_shares() -> None:
    counted = 0
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for after in re.split(r"<!-- /shares -->", text)[1:]:
            counted += 1
            beside = " ".join(after.strip().split("\n\n")[0].split())
            assert WORDS.lower() in beside.lower(), document
        assert text.count("<!-- shares -->") == text.count("<!-- /shares -->")
    assert counted >= 1


# --- the example -------------------------------------------------------------------------------


def test_the_example_is_what_the_steps_of_the_how_to_come_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    session = Session(tmp_path)
    texts = {}
    for block in blocks(ROOT / "docs" / "scenario-files.md"):
        if "file" in block.markers:
            session.take(block)
            texts[Path(block.markers["file"]).name] = block.text
    whole = load(EXAMPLE)
    assert session.case is not None
    joined = session.case.scenario.model_copy(update={"extends": None})
    assert joined == whole.scenario
    assert session.case.record == whole.record
    for path in sorted((EXAMPLE / "variants").glob("*.yaml")):
        assert texts[path.name] == path.read_text(encoding="utf-8")
