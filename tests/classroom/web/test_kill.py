"""A server that is killed loses nothing that it confirmed, and counts nothing twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.classroom.web.room import TOP

KILLS = 200


def test_two_hundred_kills_at_random_moments_under_load_lose_and_double_nothing(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "tests.classroom.web.kills", str(tmp_path), str(KILLS)]
    done = subprocess.run(command, cwd=TOP, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout)
    assert found["kills"] == KILLS
    assert found["acts"] > KILLS
