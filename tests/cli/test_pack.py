"""`tabletop pack`: what is handed out, in a folder; an edited list given back; bad input in a sentence."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sim.scenario.exercise.load import load_exercise
from tests.classroom.pack.small import small_exercise
from tests.cli.program import tabletop

PACK = Path("results/small/pack")
STEMS = {
    "everyone": ["situation-manual", "rules-quiz", "grading-rubric"],
    "teams": ["brief-us", "brief-ukraine", "paper-orders"],
    "control": [
        "facilitator-guide",
        "care",
        "evaluation-guide-decide",
        "evaluation-guide-read",
        "observer-form",
    ],
}


@pytest.fixture
def small(here: Path) -> Path:
    """A small exercise, in a folder."""
    return small_exercise(here / "small")


def msel_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_pack_is_written_with_a_line_for_every_document(small: Path) -> None:
    done = tabletop("pack", small.parent)
    assert (done.code, done.err) == (0, "")
    files = {str(path.relative_to(PACK)) for path in PACK.rglob("*") if path.is_file()}
    wanted = {
        f"{f}/{s}.{end}" for f, stems in STEMS.items() for s in stems for end in ("docx", "html")
    }
    assert files == wanted | {"control/msel.xlsx", "control/msel.csv", "index.html", "pack.json"}
    lines = done.out.splitlines()
    assert lines[0] == "Situation manual (SitMan): everyone/situation-manual.docx, .html"
    assert len(lines) == sum(map(len, STEMS.values())) + 2
    assert lines[-1] == f"Wrote {len(files)} files. Begin with {PACK / 'index.html'}"
    assert list(Path("results/small").iterdir()) == [PACK]  # nothing left beside it


def test_the_shipped_exercise_is_packed(here: Path) -> None:
    done = tabletop("pack", "may-2024", "--out", "handouts")
    assert (done.code, done.err) == (0, "")
    teams = [team.party for team in load_exercise("may-2024").exercise.teams]
    assert [f"brief-{team}.docx" for team in sorted(teams)] == sorted(
        path.name for path in Path("handouts/teams").glob("brief-*.docx")
    )


def test_an_edited_list_is_given_back_with_its_columns(small: Path) -> None:
    assert tabletop("pack", small.parent).code == 0
    path = PACK / "control" / "msel.xlsx"
    book = load_workbook(path)
    sheet = book["MSEL"]
    sheet.cell(1, 21).value, sheet.cell(2, 21).value = "Room", "A1"
    sheet.cell(2, 7).value = "An edited message"
    sheet.cell(2, 12).value = "Ready"
    book.save(path)
    done = tabletop(
        "pack", small.parent, "--msel", path
    )  # in its own folder: it is read, then written
    assert (done.code, done.err) == (0, "")
    assert f"Read 5 events from {path}" in done.out
    first = msel_rows(PACK / "control" / "msel.csv")[0]
    assert (first["Message"], first["Room"], first["Status"]) == (
        "An edited message",
        "A1",
        "Ready",
    )
    guide = (PACK / "control" / "facilitator-guide.html").read_text(encoding="utf-8")
    assert "An edited message" in guide
    assert "SECRET-MESSAGE-1" not in guide
    again = tabletop("pack", small.parent, "--msel", PACK / "control" / "msel.csv")
    assert again.code == 0
    assert msel_rows(PACK / "control" / "msel.csv")[0] == first


def test_a_pack_that_nobody_edited_is_replaced_and_an_edited_one_is_not(small: Path) -> None:
    assert tabletop("pack", small.parent).code == 0
    (PACK / "my-notes.txt").write_text("mine", encoding="utf-8")
    assert tabletop("pack", small.parent).code == 0
    manual = PACK / "everyone" / "situation-manual.html"
    manual.write_text("mine too", encoding="utf-8")
    done = tabletop("pack", small.parent)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(
        f"{PACK}: was edited since it was written: everyone/situation-manual.html; choose another"
    )
    assert manual.read_text(encoding="utf-8") == "mine too"
    assert tabletop("pack", small.parent, "--restart").code == 0
    assert "<h1>" in manual.read_text(encoding="utf-8")
    assert (PACK / "my-notes.txt").read_text(encoding="utf-8") == "mine"


def test_what_an_older_pack_had_and_this_one_has_not_goes(small: Path) -> None:
    assert tabletop("pack", small.parent).code == 0
    text = small.read_text(encoding="utf-8").replace("id: read\n", "id: reading\n")
    small.write_text(text.replace("capability: read}", "capability: reading}"), encoding="utf-8")
    assert tabletop("pack", small.parent).code == 0
    guides = sorted(path.name for path in (PACK / "control").glob("evaluation-guide-*.docx"))
    assert guides == ["evaluation-guide-decide.docx", "evaluation-guide-reading.docx"]


def test_a_manifest_that_points_elsewhere_touches_nothing_there(small: Path, here: Path) -> None:
    assert tabletop("pack", small.parent).code == 0
    (here / "results" / "small" / "precious.txt").write_text("", encoding="utf-8")
    manifest = PACK / "pack.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    told["files"] |= {"../precious.txt": empty}
    manifest.write_text(json.dumps(told), encoding="utf-8")
    assert tabletop("pack", small.parent).code == 0
    assert (here / "results" / "small" / "precious.txt").is_file()


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (
            ["may-2042"],
            "'may-2042': no such file, folder or shipped scenario; did you mean 'may-2024'?",
        ),
        (["tanks-2023"], "'tanks-2023': the scenario has no exercise.yaml beside it"),
        (["small", "--out", "a-file"], "a-file: is a file; choose a folder with --out"),
        (
            ["small", "--out", "small"],
            "small: is there already and holds no pack; choose another with --out",
        ),
        (["small", "--msel", "none.xlsx"], "none.xlsx: cannot be read: No such file or directory"),
        (["small", "--msel", "small"], "small: cannot be read: Is a directory"),
        (
            ["small", "--msel", "a-file"],
            "a-file: none of its rows has the header of a list of events",
        ),
    ],
)
def test_wrong_input_is_told(arguments: list[str], problem: str, small: Path) -> None:
    Path("a-file").write_text("nonsense", encoding="utf-8")
    done = tabletop("pack", *arguments)
    assert (done.code, done.out) == (2, "")
    assert problem in done.err
    assert not Path("results").exists()


def test_every_fault_of_an_edited_list_is_told_and_nothing_is_written(small: Path) -> None:
    assert tabletop("pack", small.parent).code == 0
    rows = (PACK / "control" / "msel.csv").read_text(encoding="utf-8-sig")
    Path("edited.csv").write_text(
        rows.replace("White cell,All", "Mars,Venus").replace(",Inject,", ",Injekt,"),
        encoding="utf-8",
    )
    done = tabletop("pack", small.parent, "--msel", "edited.csv", "--out", "elsewhere")
    assert (done.code, done.out) == (2, "")
    assert [line.split(" ")[0] for line in done.err.splitlines()] == [
        "edited.csv:2:3:",
        "edited.csv:2:5:",
        "edited.csv:2:6:",
        "edited.csv:6:3:",
        "4",
    ]
    assert not Path("elsewhere").exists()


def test_a_folder_that_cannot_be_written_is_told(small: Path) -> None:
    Path("a-file").write_text("", encoding="utf-8")
    done = tabletop("pack", small.parent, "--out", "a-file/pack")
    assert done.code == 1
    assert "a-file" in done.err
    assert "cannot be read or written" in done.err


def test_a_manifest_that_is_none_is_told(small: Path) -> None:
    assert tabletop("pack", small.parent).code == 0
    for text in ("", "[]", '{"files": 3}', "{"):
        (PACK / "pack.json").write_text(text, encoding="utf-8")
        done = tabletop("pack", small.parent)
        assert (done.code, done.out) == (2, "")
        assert "is no manifest of a pack" in done.err


def test_what_failed_midway_leaves_the_old_pack_as_it_was(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tabletop("pack", small.parent).code == 0
    before = {path: path.read_bytes() for path in PACK.rglob("*") if path.is_file()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "msel.xlsx")

    monkeypatch.setattr("sim.classroom.pack.write.write_xlsx", full)
    done = tabletop("pack", small.parent)
    assert done.code == 1
    assert "msel.xlsx: cannot be read or written (No space left on device)" in done.err
    assert {path: path.read_bytes() for path in PACK.rglob("*") if path.is_file()} == before
    assert list(Path("results/small").iterdir()) == [PACK]


def test_without_the_libraries_of_the_classroom_the_way_out_is_told(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.cli.packing.find_spec", lambda _: None)
    done = tabletop("pack", small.parent)
    assert (done.code, done.out) == (2, "")
    assert "needs python-docx and openpyxl: pip install 'tabletop-sim[classroom]'" in done.err


def test_the_help_says_what_it_makes() -> None:
    done = tabletop("pack", "--help")
    assert done.out.startswith("Usage: tabletop pack ")
    for told in ("manuals, briefs, MSEL, forms", "--out", "--msel", "--restart"):
        assert told in done.out


def test_the_program_is_not_needed_to_open_a_pack(small: Path, here: Path) -> None:
    """A pack copied elsewhere still finds its own files: every link is relative to the index."""
    assert tabletop("pack", small.parent).code == 0
    shutil.copytree(PACK, here / "stick")
    text = (here / "stick" / "index.html").read_text(encoding="utf-8")
    links = [part.split('"')[0] for part in text.split('href="')[1:] if not part.startswith("#")]
    assert len(links) == 2 * sum(map(len, STEMS.values())) + 2
    assert all((here / "stick" / link).is_file() for link in links)
