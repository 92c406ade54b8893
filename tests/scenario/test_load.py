"""Loading: files that build on one another, what is found where, and text of any kind."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario.files import library
from sim.scenario.files.load import Case, load, load_text, load_variant, variant_of, variants
from sim.scenario.files.tree import parse
from sim.scenario.problems import ScenarioError
from tests.scenario.small import RECORD, SCENARIO, VARIANT, case, edited


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of scenarios, as the current directory, with the small one in it."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "small" / "scenario.yaml", edited(SCENARIO, "question", KEY + "question"))
    write(tmp_path / "small" / "record.yaml", RECORD)
    write(tmp_path / "small" / "variants" / "no-offensive.yaml", VARIANT)
    return tmp_path


KEY = "record: record.yaml\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refusal(where: str | Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(where)
    return str(caught.value)


@pytest.mark.parametrize("name", sorted(library.shipped()))
def test_every_shipped_scenario_loads_with_all_its_variants(name: str) -> None:
    found = load(name)
    assert found.folder == library.shipped()[name].parent
    for each in variants(found):
        assert load_variant(each, found).of == found.scenario.scenario


@pytest.mark.parametrize("where", ["small", "small/scenario.yaml", Path("small")])
def test_a_scenario_is_found_by_its_folder_or_file(home: Path, where: str | Path) -> None:
    found = load(where)
    assert found.scenario.scenario == "small"
    assert found.record is not None
    assert [path.name for path in found.files] == ["scenario.yaml", "record.yaml"]
    assert variants(found).keys() == {"no-offensive"}
    assert load_variant("no-offensive", found) == load_variant(
        home / "small/variants/no-offensive.yaml", found
    )


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (
            "may-2025",
            "'may-2025': no such file, folder or shipped scenario; did you mean 'may-2024'?",
        ),
        ("small/variants", "'small/variants': the folder holds no scenario.yaml"),
        ("a\0b", "'a\\x00b': no such file, folder or shipped scenario"),
        ("x" * 5000, "cannot be looked up: [Errno 36] File name too long"),
    ],
)
def test_a_scenario_that_is_nowhere(home: Path, where: str, message: str) -> None:
    assert message in refusal(where)


def test_paths_are_shown_from_the_current_directory(home: Path, tmp_path: Path) -> None:
    path = write(home / "bad.yaml", "scenario: [")
    assert refusal(path).startswith("bad.yaml:1:12: not valid YAML")


def test_paths_elsewhere_are_shown_as_given(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write(tmp_path_factory.mktemp("elsewhere") / "bad.yaml", "scenario: [")
    assert refusal(path).startswith(f"{path}:1:12: not valid YAML")


# --- extends -----------------------------------------------------------------------------------

MORE = """\
extends: ../small
scenario: more
causes:
  - {id: appeal, on: 2024-05-14}
  - {id: second, kind: request, source: ukraine, on: 2024-05-16, basis: wsj S2}
record:
"""


def test_a_scenario_lays_itself_on_what_it_extends(home: Path) -> None:
    write(home / "more" / "scenario.yaml", MORE)
    found = load("more")
    assert found.scenario.scenario == "more"
    assert [cause.id for cause in found.scenario.causes] == ["offensive", "appeal", "second"]
    appeal = found.scenario.cause("appeal").on
    assert appeal is not None
    assert f"{appeal.first:%m-%d}" == "05-14"
    assert found.scenario.issues == load("small").scenario.issues
    assert [path.parent.name for path in found.files] == ["more", "small"]
    assert found.record is None  # left empty: the record of what is extended does not fit


def test_the_record_of_what_is_extended_comes_along(home: Path) -> None:
    text = "extends: ../small/scenario.yaml\nscenario: more\ntitle: Another title\n"
    write(home / "more" / "scenario.yaml", text)
    found = load("more")
    assert found.record == load("small").record
    assert [path.parent.name for path in found.files] == ["more", "small", "small"]


UNKNOWN = (
    "more/scenario.yaml:5:41: causes/second/source: found the unknown source 'ukrain'; "
    "did you mean 'ukraine'?"
)


def test_errors_name_the_file_they_are_in(home: Path) -> None:
    base = edited(SCENARIO, "plover: ASSAULT", "plover: ASSALT")
    write(home / "small" / "scenario.yaml", edited(base, "        starts_at: prohibited\n", ""))
    write(home / "more" / "scenario.yaml", edited(MORE, "source: ukraine", "source: ukrain"))
    assert refusal("more").splitlines() == [
        UNKNOWN,
        "small/scenario.yaml:9:21: kinds/assault/plover: found 'ASSALT'; did you mean 'ASSAULT'?",
        "small/scenario.yaml:33:9: actors/us/stances/use: the key 'starts_at' is missing",
    ]


def test_extending_goes_on_through_several_files(home: Path) -> None:
    write(home / "more" / "scenario.yaml", MORE)
    write(home / "most" / "scenario.yaml", "extends: ../more\nscenario: most\n")
    found = load("most")
    assert len(found.scenario.causes) == 3
    assert [path.parent.name for path in found.files] == ["most", "more", "small"]


def test_a_shipped_scenario_is_extended_by_its_name(home: Path) -> None:
    write(home / "more" / "scenario.yaml", "extends: may-2024\nscenario: more\n")
    assert load("more").scenario.issues == load("may-2024").scenario.issues


@pytest.mark.parametrize(
    ("extends", "message"),
    [
        (".", "found '.', which extends this file in turn: a circle"),
        ("../more", "found '../more', which extends this file in turn: a circle"),
        ("../other", "other/scenario.yaml:1:10: extends: found '../more', which extends this file"),
        ("../../../etc/passwd", "'../../../etc/passwd', which is neither a file nor a shipped"),
        ("may-2O24", "which is neither a file nor a shipped scenario; did you mean 'may-2024'?"),
        ('"a\\0b"', "which is neither a file nor a shipped scenario"),
        ("5", "extends: found 5, expected text"),
    ],
)
def test_what_cannot_be_extended(home: Path, extends: str, message: str) -> None:
    write(home / "more" / "scenario.yaml", edited(MORE, "../small", extends))
    write(home / "other" / "scenario.yaml", edited(MORE, "../small", "../more"))
    assert message in refusal("more")


def test_nothing_outside_the_folder_of_scenarios_is_extended(home: Path) -> None:
    write(home / "in" / "more" / "scenario.yaml", edited(MORE, "../small", "../../small"))
    message = "extends: found '../../small', expected a file inside in"
    assert refusal("in/more") == f"in/more/scenario.yaml:1:10: {message}"


# --- the record --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("recrod.yaml", "'recrod.yaml', which is no file in the scenario's folder; did you mean "),
        ("../other.yaml", "found '../other.yaml', expected a file in the scenario's own folder"),
        ("/etc/passwd", "found '/etc/passwd', expected a file in the scenario's own folder"),
        ("link.yaml", "found 'link.yaml', expected a file in the scenario's own folder"),
        ('"a\\0b"', "expected a file in the scenario's own folder"),
        ("7", "record: found 7, expected text"),
    ],
)
def test_a_record_that_is_not_in_the_folder(home: Path, record: str, message: str) -> None:
    outside = write(home / "other.yaml", RECORD)
    (home / "small" / "link.yaml").symlink_to(outside)
    write(home / "small" / "scenario.yaml", f"record: {record}\n" + SCENARIO)
    assert message in refusal("small")


def test_the_errors_of_scenario_and_record_come_together(home: Path) -> None:
    text = edited(SCENARIO, "plover: ASSAULT", "plover: ASSALT")
    write(home / "small" / "scenario.yaml", KEY + text)
    write(home / "small" / "record.yaml", "entries: [")
    found = refusal("small").splitlines()
    assert [line.split(":")[:2] for line in found] == [
        ["small/record.yaml", "1"],
        ["small/scenario.yaml", "10"],
    ]


def test_a_variant_may_refer_to_what_it_adds() -> None:
    changes = """\
changes:
  - add: {id: raid, kind: assault, source: by, on: 2024-05-15, because: [talk], basis: wsj S1}
  - add: {id: talk, kind: request, source: by, on: 2024-05-14, basis: wsj S1}
  - add_actor: {id: by, name: Belarus, stances: []}
"""
    text = VARIANT[: VARIANT.index("changes:")] + changes
    assert len(variant_of(parse(text, "variant.yaml"), case()).changes) == 3


# --- any text at all ---------------------------------------------------------------------------


def outcome(text: str, record: str | None = None) -> Case | str:
    """What loading gives: a case or an error in words, and nothing else."""
    try:
        return load_text(text, record=record)
    except ScenarioError as error:
        return str(error)


QUICK = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    assert outcome(text)
    assert outcome(SCENARIO, text)


PIECES = st.sampled_from(
    [
        "null", "~", "true", "-1", "0", "1e308", "1" * 400, ".inf", "[]", "{}", "[[]]", "''", "x",
        "us", "ru", "use", "response", "2024-05-13", "2024-05-13..2024-05-14", "9999-12-31",
        "{uniform: [0, 1]}", "{normal: [1, 1]}", "{date: 2024-05-13, plus: {normal: [0, 9e9]}}",
        "{exponential: 1e300}", "{lognormal: [1, 900]}", "{lognormal: [1e300, 1]}", "'\\0'",
        "{id: x}", "[{id: x}, {id: x}]", "{kind: request}", "{actor: us, issue: use, rung: deeper}",
        "prohibited", "offensive", "appeal", "ongoing", "start", "all", "wsj S9", "assumed, a b c",
        "{a: &a 1, b: *a}", "!!python/name:os.system x", "2 d", "{every: 1 s}", "\"\"",
    ]
)  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn, text: str) -> str:
    """A valid file with some values replaced, lines lost or doubled."""
    lines = text.splitlines()
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        head, colon, _ = lines[place].rpartition(": ")
        how = draw(st.sampled_from(["value", "value", "value", "lose", "double", "swap", "indent"]))
        if how == "value" and colon:
            lines[place] = f"{head}: {draw(PIECES)}"
        elif how == "lose" and len(lines) > 1:
            del lines[place]
        elif how == "double":
            lines.insert(place, lines[place])
        elif how == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[place], lines[other] = lines[other], lines[place]
        elif how == "indent":
            lines[place] = "  " + lines[place]
    return "\n".join(lines)


@QUICK
@given(spoilt(SCENARIO))
def test_a_spoilt_scenario(text: str) -> None:
    assert outcome(text)
    assert outcome(text, RECORD)


@QUICK
@given(spoilt(RECORD))
def test_a_spoilt_record(text: str) -> None:
    assert outcome(SCENARIO, text)


@QUICK
@given(spoilt(VARIANT))
def test_a_spoilt_variant(text: str) -> None:
    with suppress(ScenarioError):
        variant_of(parse(text, "variant.yaml"), case())


def test_a_circle_of_links_is_refused_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").symlink_to("scenario.yaml")
    with pytest.raises(ScenarioError):
        load(tmp_path / "scenario.yaml")
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "scenario.yaml").write_text("extends: round.yaml\nrecord: record.yaml\n")
    (folder / "round.yaml").symlink_to("round.yaml")
    (folder / "record.yaml").symlink_to("record.yaml")
    with pytest.raises(ScenarioError):
        load(folder)
