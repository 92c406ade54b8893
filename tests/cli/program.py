"""The command line as a person meets it: arguments in; exit code, results and notes out."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import patch

from sim.cli import main

ENTRY = "from sim.cli import main; main()"


@dataclass(frozen=True)
class Done:
    """What a command left: 0 done, 1 failed, 2 wrong input."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 (whatever was printed)
        """The results as JSON, without NaN and infinities, which are none."""
        return json.loads(self.out, parse_constant=_refused)

    @property
    def words(self) -> str:
        """The results in one line, as wide as it takes."""
        return " ".join(self.out.split())


def tabletop(*arguments: str | Path) -> Done:
    """Run the program in this process, through the same door as the command."""
    out, err = StringIO(), StringIO()
    code: object = None
    with (
        patch.object(sys, "argv", ["tabletop", *map(str, arguments)]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as left:
            code = left.code
    return _done(0 if code is None else code, out.getvalue(), err.getvalue())


def process(*arguments: str | Path) -> Done:
    """Run the program in a process of its own."""
    command = [sys.executable, "-c", ENTRY, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    return _done(done.returncode, done.stdout, done.stderr)


def _done(code: object, out: str, err: str) -> Done:
    assert isinstance(code, int), code
    assert "Traceback" not in out + err, err
    return Done(code, out, err)


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
