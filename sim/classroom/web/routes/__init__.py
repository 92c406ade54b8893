"""The pages, one file for each kind of person."""

from sim.classroom.web.routes import (
    check,
    claim,
    control,
    control_forks,
    control_injects,
    control_judging,
    control_moves,
    control_seats,
    control_teams,
    join,
    streams,
)

ROUTERS = (
    join.router,
    streams.router,
    check.router,
    claim.router,
    control.entry,
    control.router,
    control_moves.router,
    control_seats.router,
    control_injects.router,
    control_judging.router,
    control_teams.router,
    control_forks.router,
)
