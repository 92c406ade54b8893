"""Bring the tables of files in docs/architecture.md up to date: `python docs/examples/files.py`.

A new file gets a row with the first line of its docstring; the row of a file that is gone goes. Lines
that are there stay as they were written.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "architecture.md"
TABLE = re.compile(
    r"(<!-- files: (\S+) -->\n\n\| file \| what it is \|\n\|---\|---\|\n)((?:\|.*\n)*)"
)
HEAD = re.compile(r"\s*(?://|/\*|\{#-?)\s*(.+?)(?:\. |\.?\s*(?:-?#\}|\*/)?\s*$)", re.MULTILINE)


def files() -> list[str]:
    """Every file of the program that has something in it."""
    found = (path for path in (ROOT / "sim").rglob("*") if path.is_file() and path.stat().st_size)
    return sorted(
        path.relative_to(ROOT).as_posix() for path in found if path.suffix not in {".pyc", ".pyo"}
    )


def about(file: str) -> str:
    """The first line of a module's docstring, or of the comment at the head of another file."""
    if not file.endswith(".py"):
        comment = HEAD.match((ROOT / file).read_text(encoding="utf-8"))
        return comment[1].strip().rstrip(".") if comment else "(say what it is)"
    told = ast.get_docstring(ast.parse((ROOT / file).read_text(encoding="utf-8"))) or ""
    line = told.partition("\n")[0].replace("|", "\\|")
    line = re.sub(r" *\((design )?\d[^)]*\)", "", line)
    return line.rstrip(".") or "(say what it is)"


def updated(text: str) -> str:
    """The page with a row for every file, in the table of the nearest folder."""
    folders = [found[2] for found in TABLE.finditer(text)]

    def table(found: re.Match[str]) -> str:
        rows = dict(re.findall(r"^\| `([^`]+)` \| (.*) \|$", found[3], re.MULTILINE))
        mine = [file for file in files() if _folder(file, folders) == found[2]]
        return found[1] + "".join(
            f"| `{file}` | {rows.get(file) or about(file)} |\n" for file in mine
        )

    return TABLE.sub(table, text)


def _folder(file: str, folders: list[str]) -> str:
    """The longest folder named on the page that holds the file."""
    return max((each for each in folders if file.startswith(f"{each}/")), key=len, default="")


if __name__ == "__main__":
    PAGE.write_text(updated(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
