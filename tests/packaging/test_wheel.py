"""The scenarios travel inside the wheel, so that a plain install works from any folder."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as an installer lays it out, in a folder far from the checkout."""
    built = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = built.glob("*.whl")
    site = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


def test_scenarios_records_and_variants_are_in_it(unpacked: Path) -> None:
    packed = {
        path.relative_to(unpacked / "sim" / "shipped").as_posix()
        for path in (unpacked / "sim" / "shipped").rglob("*.yaml")
    }
    shipped = {
        path.relative_to(ROOT / "scenarios").as_posix()
        for path in (ROOT / "scenarios").rglob("*.yaml")
    }
    assert packed == shipped
    assert "may-2024/record.yaml" in packed


def test_a_record_is_replayed_from_another_folder(unpacked: Path, tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(unpacked)!r}); import sim; "
        "assert sim.__file__.startswith(sys.path[0]), sim.__file__; "
        "print(sim.replay(sim.load('may-2024'), draws=0).trace.decisions()[0].after)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "4"  # military-targets
