"""The verbs of `tabletop session`, as a person meets them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from unittest.mock import patch

import pytest

from sim.classroom.log.entry import New
from sim.classroom.log.file import Log
from sim.classroom.session.digest import digest
from sim.classroom.session.fork import forked_head, free_name
from tests.classroom.debrief.classes import AMARA, PAPER, SECRET, head, head_of, scripted, written
from tests.classroom.played import NINE, Play
from tests.cli.program import Done, tabletop

VERBS = ["show", "debrief", "export", "delete"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


@pytest.fixture
def file(here: Path) -> Path:
    """A class that is over."""
    return written(here / "class.tabletop", scripted())


def session(*arguments: str | Path) -> Done:
    return tabletop("session", *arguments)


# --- bad files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no such file"),
        (b"", "is not an exercise file"),
        (b"hello", "is not an exercise file"),
        (b"SQLite format 3\x00" + b"\x00" * 200, "is not an exercise file"),
    ],
)
def test_a_file_that_is_none_is_told(
    verb: str, content: bytes | None, message: str, here: Path
) -> None:
    path = here / "bad.tabletop"
    if content is not None:
        path.write_bytes(content)
    done = session(verb, path)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert path.exists() == (content is not None)


@pytest.mark.parametrize("verb", ["show", "debrief", "export"])
def test_a_damaged_file_is_told(verb: str, file: Path) -> None:
    raw = file.read_bytes()
    file.write_bytes(raw.replace(b"One zone, one purpose.", b"Two zones, no purpose."))
    done = session(verb, file)
    assert done.code == 2
    assert "is damaged at entry" in done.err


@pytest.mark.parametrize("verb", ["show", "debrief", "export"])
@pytest.mark.parametrize(
    ("kind", "body", "message"),
    [
        ("moon-landed", {}, "which this version does not know"),
        ("move-opened", {"move": "one"}, "cannot be read"),
        ("seat-left", {"seat": "s9"}, "do not fit together"),
    ],
)
def test_acts_that_cannot_be_read_are_told(
    verb: str, kind: str, body: dict[str, object], message: str, here: Path
) -> None:
    path = here / "odd.tabletop"
    with Log.create(path, head_of()) as log:
        log.append([New(by="facilitator", kind=kind, body=body, at=NINE)])
    done = session(verb, path)
    assert (done.code, message in done.err) == (2, True)


@pytest.mark.parametrize("verb", ["show", "debrief", "export"])
def test_a_head_that_cannot_be_read_is_told(verb: str, here: Path) -> None:
    path = here / "odd.tabletop"
    Log.create(path, {"scenario": "none"}).close()
    done = session(verb, path)
    assert (done.code, "the head of the exercise file cannot be read" in done.err) == (2, True)


# --- list and show -----------------------------------------------------------------------------


def test_a_list_names_every_file_also_bad_ones(file: Path, here: Path) -> None:
    (here / "deep").mkdir()
    (here / "deep" / "bad.tabletop").write_text("x", encoding="utf-8")
    written(here / "deep" / "new.tabletop", Play())
    rows = {row["file"]: row for row in session("list", here, "--json").json}
    assert rows["class.tabletop"]["moves"] == "4 of 4"
    assert rows["class.tabletop"]["state"] == "ended"
    assert rows["deep/new.tabletop"]["state"] == "not begun"
    assert rows["deep/bad.tabletop"]["error"] == "is not an exercise file"
    shown = session("list", here)
    assert shown.code == 0
    assert "cannot be read" in shown.out


def test_a_list_of_nothing(here: Path) -> None:
    assert session("list").out == "No exercises below results.\n"
    assert session("list", here / "nowhere").code == 2


def test_show_hides_the_keys_unless_asked(file: Path) -> None:
    keys = (head().code, head().key("facilitator"), SECRET)
    shown = session("show", file)
    assert shown.code == 0
    assert [key for key in keys if key in shown.out] == []
    asked = session("show", file, "--keys", "--json")
    assert asked.json["code"] == head().code
    assert SECRET not in asked.out


def test_show_tells_what_is_in_it(file: Path) -> None:
    told = session("show", file, "--json").json
    play = scripted()
    assert told["digest"] == digest(play.game, play.told)
    assert told["teams"] == {"United States": 2, "Government of Ukraine": 1, "Evaluators": 1}
    assert (told["state"], told["seed"], told["acts"]) == ("ended", 7, str(len(play.told)))


def test_acts_that_were_taken_back_are_counted(here: Path) -> None:
    play = Play()
    play.undo(play.open())
    told = session("show", written(here / "x.tabletop", play), "--json").json
    assert told["acts"] == "2, of which 1 were taken back"


# --- debrief -----------------------------------------------------------------------------------


def test_the_debrief_is_pages_and_a_report(file: Path, here: Path) -> None:
    done = session("debrief", file, "--out", here / "out", "--runs", "20")
    assert done.code == 0
    assert sorted(path.name for path in (here / "out").iterdir()) == [
        "after-action-report.docx", "after-action-report.html", "debrief-class.html",
        "debrief-facilitator.html",
    ]  # fmt: skip
    shown = (here / "out" / "debrief-class.html").read_text(encoding="utf-8")
    assert AMARA not in shown
    again = session("debrief", file, "--out", here / "out", "--runs", "20")
    assert again.code == 2
    assert "--restart" in again.err
    named = session("debrief", file, "--out", here / "out", "--runs", "20", "--restart", "--names")
    assert named.code == 0
    assert AMARA in (here / "out" / "debrief-class.html").read_text(encoding="utf-8")


def test_before_endex_there_is_no_page_for_the_class(here: Path) -> None:
    play = Play()
    play.moves(1)
    path = written(here / "x.tabletop", play)
    done = session("debrief", path, "--runs", "1")
    assert done.code == 0
    assert "ENDEX has not come" in done.out
    assert not (here / "x-debrief" / "debrief-class.html").exists()


def test_a_file_in_the_place_of_the_folder_is_told(file: Path, here: Path) -> None:
    (here / "out").write_text("mine", encoding="utf-8")
    assert session("debrief", file, "--out", here / "out").code == 2


# --- export ------------------------------------------------------------------------------------


def test_an_export_goes_beside_the_file(file: Path, here: Path) -> None:
    assert session("export", file).code == 0
    first, *rest = (here / "class.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(first)["title"] == "Across the border, May 2024"
    assert len(rest) == len(scripted().told)
    assert session("export", file).code == 2
    assert session("export", file, "--restart").code == 0


def test_an_export_of_one_student_under_an_alias(file: Path, here: Path) -> None:
    done = session("export", file, "--student", "s1", "--anonymous", "--out", here / "one.jsonl")
    assert done.code == 0
    text = (here / "one.jsonl").read_text(encoding="utf-8")
    assert PAPER not in text
    assert "Amara" not in text
    assert '"s1"' not in text


def test_its_name_does_not_tell_the_seat_and_names_left_in_texts_are_told(here: Path) -> None:
    play = Play()
    play.sit("ukraine", name="Kate Sullivan")
    done = session("export", written(here / "x.tabletop", play), "--student", "s1", "--anonymous")
    assert "words of the exercise or too short: Sullivan." in done.out
    (made,) = here.glob("*.jsonl")
    assert re.fullmatch(r"x-P-\w+-anonymous\.jsonl", made.name)


def test_a_student_who_is_not_there_is_told(file: Path) -> None:
    done = session("export", file, "--student", "s9")
    assert done.code == 2
    assert f"s1 ({AMARA})" in done.err


def test_tables_replace_tables_only(file: Path, here: Path) -> None:
    out = here / "tables"
    assert session("export", file, "--format", "csv", "--out", out).code == 0
    assert session("export", file, "--format", "csv", "--out", out).code == 2
    assert session("export", file, "--format", "csv", "--out", out, "--restart").code == 0
    (out / "mine.csv").write_text("x", encoding="utf-8")
    done = session("export", file, "--format", "csv", "--out", out, "--restart")
    assert done.code == 2
    assert (out / "mine.csv").exists()


def test_no_other_file_is_replaced(file: Path, here: Path) -> None:
    other = here / "thesis.docx"
    other.write_text("x", encoding="utf-8")
    assert session("export", file, "--out", other, "--restart").code == 2
    assert other.read_text(encoding="utf-8") == "x"
    assert session("export", file, "--out", file, "--restart").code == 2
    assert Log.open(file, read_only=True).last


# --- forks -------------------------------------------------------------------------------------


@pytest.fixture
def forks(file: Path) -> tuple[Path, Path]:
    """Two forks of the class, the second of the first, and a class of others beside them."""
    other = file.with_name("other.tabletop")
    Log.create(other, {**head_of(), "secret": "ab" * 32}).close()
    return forked(file), forked(file.with_name("class-fork-1.tabletop"))


def forked(path: Path) -> Path:
    log = Log.open(path, read_only=True)
    target = free_name(path)
    log.copy_to(target, 5, forked_head(log.head, path.name, 5))
    return target


def test_a_list_says_which_was_forked_from_which(file: Path, forks: tuple[Path, Path]) -> None:
    rows = session("list", file.parent, "--json").json
    assert [(row["file"], row["forked_from"]) for row in rows] == [
        ("class.tabletop", ""),
        ("class-fork-1.tabletop", "class.tabletop"),
        ("class-fork-2.tabletop", "class-fork-1.tabletop"),
        ("other.tabletop", ""),
    ]
    assert "Forked from" in session("list", file.parent).out
    assert session("show", forks[0], "--json").json["same_class"] == (
        "class.tabletop, class-fork-2.tabletop"
    )


def test_without_forks_a_list_has_no_column_of_them(file: Path, here: Path) -> None:
    assert "Forked" not in session("list", here).out


@pytest.mark.parametrize("which", ["class", "class-fork-1", "class-fork-2"])
def test_the_whole_class_is_deleted_each_file_named(
    which: str, file: Path, forks: tuple[Path, Path], here: Path
) -> None:
    named = here / f"{which}.tabletop"
    with patch("typer.confirm", return_value=False) as asked:
        done = session("delete", named)
    assert done.code == 1
    assert asked.call_args[0] == ("Delete all 3 for good?",)
    for each in (file, *forks):
        assert f"{each.name}: Across the border, May 2024" in done.out
    assert "forked from class-fork-1.tabletop" in done.out
    assert "--only" in done.out
    assert "other.tabletop" not in done.out
    assert session("delete", named, "--yes").code == 0
    assert [each.name for each in here.iterdir()] == ["other.tabletop"]


def test_one_file_is_deleted_if_asked_and_the_others_are_named(
    file: Path, forks: tuple[Path, Path]
) -> None:
    done = session("delete", forks[0], "--only", "--yes")
    assert done.code == 0
    assert "class.tabletop and class-fork-2.tabletop hold the same people, and stay." in done.words
    assert [each.exists() for each in (file, *forks)] == [True, False, True]


def test_where_a_fork_is_served_nothing_is_deleted(file: Path, forks: tuple[Path, Path]) -> None:
    with Log.open(forks[1]):
        done = session("delete", file, "--yes")
        assert (done.code, "is being served" in done.err) == (1, True)
        assert all(each.exists() for each in (file, *forks))
        assert session("delete", file, "--yes", "--only").code == 0


def test_what_cannot_be_read_is_of_the_class_by_its_name(
    file: Path, forks: tuple[Path, Path]
) -> None:
    forks[0].write_bytes(forks[0].read_bytes().replace(b"s1", b"s7"))
    other = file.with_name("other.tabletop")
    other.write_bytes(other.read_bytes().replace(b"abab", b"cdcd"))
    done = session("delete", file, "--yes")
    assert done.code == 0
    assert [each.exists() for each in (file, *forks)] == [False] * 3
    assert other.exists()


# --- delete ------------------------------------------------------------------------------------


def test_delete_asks_and_does_nothing_unless_agreed(file: Path) -> None:
    with patch("typer.confirm", return_value=False):
        done = session("delete", file)
    assert done.code == 1
    assert "4 moves, 4 seats" in done.out
    assert file.exists()
    with patch("typer.confirm", return_value=True):
        assert session("delete", file).code == 0
    assert not file.exists()


def test_delete_leaves_nothing_beside(file: Path, here: Path) -> None:
    (here / "class.tabletop-wal").write_bytes(b"")
    assert session("delete", file, "--yes").code == 0
    assert list(here.iterdir()) == []


def test_a_class_that_is_served_is_not_deleted(file: Path) -> None:
    with Log.open(file):
        done = session("delete", file, "--yes")
        assert done.code == 1
        assert "is being served" in done.err
    assert file.exists()


def test_a_damaged_class_can_be_deleted(file: Path) -> None:
    raw = file.read_bytes()
    file.write_bytes(raw.replace(b"One zone, one purpose.", b"Two zones, no purpose."))
    done = session("delete", file, "--yes")
    assert (done.code, "cannot be read" in done.out, file.exists()) == (0, True, False)


def test_a_served_class_can_be_looked_at_and_exported(file: Path) -> None:
    with Log.open(file):
        assert session("show", file).code == 0
        assert session("export", file).code == 0


def test_nothing_on_the_disk_changes_by_looking(file: Path, here: Path) -> None:
    before = (file.read_bytes(), sorted(here.iterdir()))
    session("show", file)
    session("list", here)
    assert (file.read_bytes(), sorted(here.iterdir())) == before
