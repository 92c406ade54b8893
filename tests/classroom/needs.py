"""Programs that a test needs and a machine may lack: it is skipped with how to install them.

Where TABLETOP_NEEDS names a program, as in continuous integration, nothing is skipped for want of it.
"""

from __future__ import annotations

import os
import shutil

import pytest

PACKAGES = {
    "chromium": "chromium",
    "soffice": "libreoffice-writer-nogui libreoffice-calc-nogui",
}  # Debian's


def needs(program: str) -> pytest.MarkDecorator:
    """Skip a test without a program, unless it must be there."""
    told = f"there is no {program} here: apt-get install {PACKAGES[program]}"
    required = program in os.environ.get("TABLETOP_NEEDS", "").split()
    return pytest.mark.skipif(shutil.which(program) is None and not required, reason=told)
