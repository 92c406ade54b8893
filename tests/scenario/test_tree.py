"""YAML to a tree: only data, bounded, with the place of everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario.files.tree import MOST_BYTES, MOST_DEPTH, Plain, merged, parse, read
from sim.scenario.problems import Mark, ScenarioError


def refusal(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        parse(text, "f.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("no: 1", {"no": 1}),
        ("a: no", {"a": "no"}),
        ("a: [on, off, yes, y, n]", {"a": ["on", "off", "yes", "y", "n"]}),
        ("a: [true, FALSE]", {"a": [True, False]}),
        ("a: [null, ~, ]", {"a": [None, None]}),
        ("a:", {"a": None}),
        ("a: 2024-05-13", {"a": "2024-05-13"}),
        ("a: 2024-05-13T14:00:00Z", {"a": "2024-05-13T14:00:00Z"}),
        ("a: 14:30", {"a": "14:30"}),
        ("a: [10, +1, -2, 0o17, 0x1F, 1_000]", {"a": [10, 1, -2, 15, 31, 1000]}),
        ("a: [.5, 1e3, -2.5]", {"a": [0.5, 1000.0, -2.5]}),
        ("a: 010", {"a": "010"}),  # neither octal nor decimal: whoever wanted a number says so
        ("1: 2\ntrue: 3\nnull: 4", {"1": 2, "true": 3, "null": 4}),
        ("a: &x [1, 2]\nb: *x", {"a": [1, 2], "b": [1, 2]}),
        ("a: &x 1\nb: *x\nc: &x 2\nd: *x", {"a": 1, "b": 1, "c": 2, "d": 2}),
        ("a: !!str 5", {"a": "5"}),
        ("%YAML 1.2\n---\na: no", {"a": "no"}),
        ("\ufeffa: 1", {"a": 1}),
        ("é: 😀", {"é": "😀"}),
    ],
)
def test_plain_values(text: str, plain: Plain) -> None:
    assert parse(text, "f.yaml").plain() == plain


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "f.yaml:1:1: the file is empty, expected a mapping of keys"),
        ("# only a comment", "f.yaml:1:1: the file is empty, expected a mapping of keys"),
        ("a: 1\nb: 2\na: 3", "f.yaml:3:1: the key 'a' is written twice (first on line 1)"),
        ("x: {a: 1, a: 2}", "f.yaml:1:11: the key 'a' is written twice (first on line 1)"),
        ("? [a]\n: 1", "f.yaml:1:3: found a list or mapping as a key, expected a word"),
        ("a: 1e999", "f.yaml:1:4: found '1e999', expected a finite number"),
        ("a: .nan", "f.yaml:1:4: found '.nan', expected a finite number"),
        ("%YAML 1.1\n---\na: no", "f.yaml:1:1: found '%YAML 1.1', expected YAML 1.2"),
        ("a: *x", "f.yaml:1:4: not valid YAML: found undefined alias 'x'"),
        ("a: &x [*x]", f"f.yaml:1:4: nested deeper than {MOST_DEPTH} levels"),
        ("a: &x {b: *x}", f"f.yaml:1:4: nested deeper than {MOST_DEPTH} levels"),
        ("[" * 50 + "]" * 50, f"f.yaml:1:42: nested deeper than {MOST_DEPTH} levels"),
        ("[" * 50_000, "f.yaml: not valid YAML: nested too deeply"),
        ("a: b: c", "f.yaml:1:5: not valid YAML: mapping values are not allowed here"),
        (
            "base: {a: 1}\nx:\n  <<: {b: 1}",
            "f.yaml:3:3: found a merge key '<<', which YAML 1.2 does not have; use 'extends'",
        ),
        (
            "a: 1\n---\nb: 2",
            (
                "f.yaml:2:1: not valid YAML: expected a single document in the stream but found "
                "another document"
            ),
        ),
        (
            "a: [1, 2",
            (
                "f.yaml:1:9: not valid YAML: while parsing a flow sequence expected ',' or ']', "
                "but got '<stream end>'"
            ),
        ),
        (
            "a:\n\t- 1",
            (
                "f.yaml:2:1: not valid YAML: while scanning for the next token found character '\\t' "
                "that cannot start any token"
            ),
        ),
        (
            "a: \x00",
            (
                "f.yaml: not valid YAML: unacceptable character #x0000: special characters are not "
                "allowed"
            ),
        ),
    ],
)
def test_what_is_not_plain_data(text: str, message: str) -> None:
    assert refusal(text) == message


@pytest.mark.parametrize(
    ("tag", "body"),
    [
        ("!!python/object:os.system", "{}"),
        ("!!python/object/apply:os.system", "[ls]"),
        ("!!python/name:os.system", "x"),
        ("!!set", "{x}"),
        ("!!omap", "[x: 1]"),
        ("!!binary", "aGk="),
        ("!!null", "x"),
        ("!!bool", "x"),
        ("!mine", "1"),
    ],
)
def test_no_tag_constructs_anything(tag: str, body: str) -> None:
    shown = tag.replace("!!", "tag:yaml.org,2002:")
    wanted = f"found the tag {shown!r}, expected plain data without tags"
    assert refusal(f"a: {tag} {body}") == f"f.yaml:1:4: {wanted}"
    assert "found the tag" in refusal(f"{tag} x: 1")


def test_aliases_cannot_explode() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 10)}]" for n in range(9)]
    assert "more than 200,000 values once aliases are expanded" in refusal("\n".join(lines))


def test_a_file_is_read_with_the_name_it_is_shown_by(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: 1\n")
    assert read(path).mark == Mark(str(path), 1, 1)
    assert read(path, "x").mark == Mark("x", 1, 1)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"a: \xff\xfe", "f: is not UTF-8 text (byte 3)"),
        (
            b"#" * (MOST_BYTES + 1),
            f"f: found {MOST_BYTES + 1:,} bytes, expected at most {MOST_BYTES:,}",
        ),
    ],
)
def test_a_file_that_is_no_text(tmp_path: Path, raw: bytes, message: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(raw)
    with pytest.raises(ScenarioError) as caught:
        read(path, "f")
    assert str(caught.value) == message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="f: cannot be read: No such file or directory"):
        read(tmp_path / "absent.yaml", "f")
    with pytest.raises(ScenarioError, match="f: cannot be read: Is a directory"):
        read(tmp_path, "f")


TEXT = """\
actors:
  - id: us
    stances:
      - issue: use
        tempo: 5
  - tempo: 6
"""


@pytest.mark.parametrize(
    ("keys", "line", "column", "path"),
    [
        ((), 1, 1, ""),
        (("actors",), 2, 3, "actors"),
        (("actors", 0, "stances", 0, "tempo"), 5, 16, "actors/us/stances/use/tempo"),
        (("actors", 0, "stances", 0, "absent"), 4, 9, "actors/us/stances/use"),
        (("actors", 0, "a-branch", "stances"), 4, 7, "actors/us/stances"),
        (("actors", 0, "stances", 0, "tempo", "[key]"), 5, 9, "actors/us/stances/use"),
        (("actors", 1, "tempo"), 6, 12, "actors/1/tempo"),
        (("actors", 7), 2, 3, "actors"),
    ],
)
def test_the_place_of_a_value(
    keys: tuple[str | int, ...], line: int, column: int, path: str
) -> None:
    assert parse(TEXT, "f.yaml").find(keys) == (Mark("f.yaml", line, column), path)


def test_merging_joins_mappings_and_lists_of_things_with_ids() -> None:
    base = parse("a: {x: 1, y: 2}\nl: [{id: p, n: 1}, {id: q, n: 2}]\nw: [1, 2]", "base")
    over = parse("a: {y: 3, z: 4}\nl: [{id: q, n: 5}, {id: r}]\nw: [3]", "over")
    both = merged(base, over)
    assert both.plain() == {
        "a": {"x": 1, "y": 3, "z": 4},
        "l": [{"id": "p", "n": 1}, {"id": "q", "n": 5}, {"id": "r"}],
        "w": [3],
    }
    assert both.find(("l", 0, "n"))[0].file == "base"
    assert both.find(("l", 1, "n"))[0].file == "over"
    assert both.find(("a", "x", "[key]")) == (Mark("base", 1, 5), "a")
    assert both.find(("a", "z", "[key]")) == (Mark("over", 1, 11), "a")


def test_merging_changes_neither_tree() -> None:
    base, over = parse("a: {x: 1}", "base"), parse("a: {x: 2}", "over")
    merged(base, over)
    assert (base.plain(), over.plain()) == ({"a": {"x": 1}}, {"a": {"x": 2}})
