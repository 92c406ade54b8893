"""The pages, one file for each kind of person."""

from sim.classroom.web.routes import join, streams

ROUTERS = (join.router, streams.router)
