"""The options that many runs share, and the engine made ready."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.cli.common import notes, saying, wrong
from sim.experiment.chunks import Engine
from sim.experiment.cluster import why_no_dask
from sim.experiment.engines import default_engine, why_not_compiled
from sim.experiment.ensemble import Workers

FAILED = 1


@dataclass(frozen=True)
class How:
    """How an ensemble is run: none of it changes a result."""

    engine: str = ""
    workers: int = 0
    dask: str = ""
    halfwidth: float | None = None
    resume: bool = False
    csv: bool = False
    restart: bool = False

    def checked_engine(self) -> Engine:
        """The engine asked for, or the faster one that can be used. Raises ScenarioError."""
        if self.engine not in {"", "batch", "des"}:
            raise wrong("--engine", f"found {self.engine!r}, expected 'batch' or 'des'")
        if self.engine == "batch" and (reason := why_not_compiled()):
            raise wrong("--engine", reason)
        if self.engine == "":
            return default_engine()
        return "batch" if self.engine == "batch" else "des"

    def check_single(self) -> None:
        """Refuse options that only many runs have. Raises ScenarioError."""
        self.checked_engine()
        if self.halfwidth is not None:
            raise wrong("--until-halfwidth", "needs --runs N, the most runs that it may take")
        given = {
            "--engine batch": self.engine == "batch",
            "--workers": self.workers,
            "--dask": self.dask,
            "--resume": self.resume,
            "--restart": self.restart,
            "--csv": self.csv,
        }
        for option, value in given.items():
            if value:
                raise wrong(option, "needs --runs 2 or more: a single run is traced on SimPy")

    def check_kept(self, out: Path | None, *, report: bool) -> None:
        """Refuse options about the run folder where there is none. Raises ScenarioError."""
        given = {
            "--out": out,
            "--resume": self.resume,
            "--restart": self.restart,
            "--csv": self.csv,
        }
        for option, value in given.items():
            if value and not report:
                raise wrong(option, "has no use beside --no-report, which writes no run folder")
        if self.resume and self.restart:
            raise wrong("--restart", "begins anew, and --resume goes on: choose one")

    def places(self) -> Workers:
        """Where chunks run. Raises ScenarioError."""
        if not self.dask:
            return Workers(self.workers, say=_say)
        if reason := why_no_dask():
            raise wrong("--dask", reason)
        if self.workers:
            raise wrong("--workers", "has no use beside --dask: a cluster says how many it has")
        return Workers(dask=self.dask, say=_say)


def _say(text: str) -> None:
    notes().print(text, soft_wrap=True)


def say_engine(how: How, engine: Engine, runs: int) -> None:
    """Say why it runs on SimPy, where it takes some seconds or nobody would expect it."""
    reason = "" if how.engine else why_not_compiled()
    expected = runs < 1000 and not reason.startswith("NUMBA")  # noqa: PLR2004 (some seconds)
    if engine == "batch" or expected:
        return
    why = f": {reason}" if reason else "; the compiled engine is many times faster"
    notes().print(f"Running on SimPy{why}.", soft_wrap=True)


def compile_engine() -> None:
    """Load the compiled engine, saying so where it has to be compiled first."""
    from sim.engine.batch import cache, compile_now

    if cache.warm():
        compile_now()
        return
    with saying("Compiling the engine for this machine (half a minute, once)"):
        compile_now()
