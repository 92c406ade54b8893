"""What all routes of the facilitator's share: the cookie they need, and a form that was sent."""

from __future__ import annotations

from typing import NamedTuple

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException

from sim.classroom.acts.base import Act
from sim.classroom.rules.person import LEADER
from sim.classroom.session.session import Session
from sim.classroom.state.state import State
from sim.classroom.web.forms import Form, read_form
from sim.classroom.web.pages import served_by
from sim.classroom.web.people import LEAD, leads
from sim.classroom.web.served import Served


def only_the_facilitator(request: Request) -> None:
    """Refuse every device but the facilitator's."""
    if not leads(request, served_by(request).session):
        raise HTTPException(403)


def leading() -> APIRouter:
    """A router for pages and forms of the facilitator's; nobody else gets to any of them."""
    return APIRouter(dependencies=[Depends(only_the_facilitator)])


class Sent(NamedTuple):
    """A form that the facilitator sent, and the exercise it is about."""

    served: Served
    form: Form

    @property
    def session(self) -> Session:
        """The exercise as it is served now."""
        return self.served.session

    @property
    def tip(self) -> State:
        """The state by which an act will be judged."""
        return self.session.tip

    async def do(self, *acts: Act) -> None:
        """Do something as the facilitator; the same form sent again counts once."""
        await self.session.do_all(LEADER, acts, self.form.key or None)


async def sent(request: Request) -> Sent:
    """The form in a request. Raises Refused."""
    served = served_by(request)
    form = await read_form(request, served.session, LEAD)
    return Sent(served, form)
