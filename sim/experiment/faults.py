"""What Polars says of a file it cannot read or write, as an OSError like any other."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OS_ERROR = re.compile(r"\(os error (\d+)\)")


@contextmanager
def os_errors(path: Path) -> Iterator[None]:
    """Polars tells of a full disk or a damaged file in errors of its own: make them an OSError."""
    import polars as pl

    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        told = _OS_ERROR.search(str(error))  # not where the disk is full at the end of a file
        code = int(told.group(1)) if told else errno.EIO
        raise OSError(code, os.strerror(code) if told else str(error), str(path)) from error
    except OSError as error:
        if error.filename is not None:
            raise
        code = error.errno or (errno.ENOENT if isinstance(error, FileNotFoundError) else errno.EIO)
        raise OSError(code, os.strerror(code), str(path)) from error
