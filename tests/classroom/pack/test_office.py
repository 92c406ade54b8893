"""LibreOffice opens every file: each becomes a PDF, and a list saved by it is read as it was."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from sim.classroom.game import Game
from sim.classroom.pack.msel import read_msel
from sim.classroom.pack.write import write_pack
from sim.scenario.exercise.load import Class
from tests.classroom.needs import needs

SOFFICE = shutil.which("soffice")
NEEDS = needs("soffice")


def convert(folder: Path, to: str, *files: Path) -> Path:
    """Convert files with LibreOffice, under a profile of its own."""
    assert SOFFICE is not None
    out = folder / "converted"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", to, "--outdir", str(out)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=240)
    return out


@NEEDS
def test_every_document_becomes_a_pdf(small: Game, tmp_path: Path) -> None:
    write_pack(tmp_path / "pack", small)
    files = sorted((tmp_path / "pack").rglob("*.docx")) + sorted(
        (tmp_path / "pack").rglob("*.xlsx")
    )
    assert len(files) >= 12
    out = convert(tmp_path, "pdf", *files)
    for path in files:
        made = out / f"{path.stem}.pdf"
        assert made.read_bytes().startswith(b"%PDF"), path.name


@NEEDS
@pytest.mark.parametrize(
    "to", ["xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"]
)
def test_a_list_saved_by_libreoffice_is_read_as_it_was(
    to: str, shipped_class: Class, shipped: Game, tmp_path: Path
) -> None:
    write_pack(tmp_path / "pack", shipped)
    out = convert(tmp_path, to, tmp_path / "pack" / "control" / "msel.xlsx")
    (saved,) = out.iterdir()
    found = read_msel(saved, shipped_class.exercise, shipped_class.case)
    assert found.problems == ()
    assert found.rows == shipped_class.exercise.msel
