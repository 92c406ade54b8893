"""What the facilitator takes home: the log, with names or without, and the after-action report."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sim.classroom.rules.person import Refused
from sim.classroom.session.session import Session
from sim.classroom.web.pages import page, served_by
from sim.classroom.web.people import LEAD
from sim.classroom.web.routes.leading import leading

if TYPE_CHECKING:
    from sim.classroom.debrief.export.hiding import Hiding

router = leading()
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.get("/control/files")
async def files(request: Request) -> Response:
    """What there is to take home, and what is in it."""
    session = served_by(request).session
    kept = await asyncio.to_thread(_left_out, session)
    return page(request, "control_files.html.j2", cookie=LEAD, file=session.path.name, kept=kept)


@router.get("/control/files/log/{which}")
async def log(request: Request, which: str) -> Response:
    """The log as JSON Lines: `named`, or `anonymous`."""
    if which not in {"named", "anonymous"}:
        raise HTTPException(404)
    session = served_by(request).session
    text = await asyncio.to_thread(_lines, session, hide=which == "anonymous")
    ending = "-anonymous.jsonl" if which == "anonymous" else ".jsonl"
    return _download(
        text.encode(), f"{session.path.stem}{ending}", "application/jsonl; charset=utf-8"
    )


@router.get("/control/files/report.docx")
async def report(request: Request) -> Response:
    """The after-action report, to go on writing in."""
    served = served_by(request)
    try:
        from sim.classroom.pack import docx
    except ImportError:
        raise Refused("This needs python-docx: pip install 'tabletop-sim[classroom]'.") from None
    from sim.classroom.debrief.after_action import facts
    from sim.classroom.pack.contents.after_action import after_action

    found = await served.debriefs.found(served.session)

    def made() -> bytes:
        with TemporaryDirectory(prefix="report-") as folder:
            path = Path(folder) / "report.docx"
            docx.save(after_action(facts(found)), path)
            return path.read_bytes()

    data = await asyncio.to_thread(made)
    return _download(data, f"{served.session.path.stem}-after-action.docx", DOCX)


def _lines(session: Session, *, hide: bool) -> str:
    from sim.classroom.debrief.export.lines import lines
    from sim.classroom.debrief.opened import Opened

    found = Opened(session.head, session.state, tuple(session.told))
    hidden = _hiding(session) if hide else None
    return "".join(f"{line}\n" for line in lines(found, hidden=hidden))


def _left_out(session: Session) -> tuple[str, ...]:
    from sim.classroom.debrief.export.hiding import left_out

    return tuple(left_out(_hiding(session)))


def _hiding(session: Session) -> Hiding:
    from sim.classroom.debrief.export.hiding import hiding
    from sim.classroom.debrief.export.known import known
    from sim.classroom.debrief.people import people

    return hiding(people(session.head, session.state), known(session.game))


def _download(data: bytes, name: str, kind: str) -> Response:
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in name)
    headers = {"Content-Disposition": f'attachment; filename="{safe}"'}
    return Response(data, media_type=kind, headers=headers)
