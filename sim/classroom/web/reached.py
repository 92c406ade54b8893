"""Which devices have reached this laptop: the proof, before class, that phones can."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sim.classroom.web.served import Served

MOST = 300  # devices remembered; the oldest is forgotten
SYSTEMS = ("iPhone", "iPad", "Android", "CrOS", "Windows", "Mac OS X", "Linux")
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung"), ("Firefox", "Firefox"),
            ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip


@dataclass(frozen=True)
class Reach:
    """What the dashboard says of who gets here. `alone` where only this laptop can."""

    addresses: tuple[str, ...]
    devices: tuple[tuple[str, str], ...]  # device, when; newest first
    others: int  # devices other than this laptop
    alone: bool


def note(served: Served, address: str, agent: str, now: datetime) -> str:
    """Remember a device; gives what is remembered of it."""
    device = f"{'this laptop' if _own(served, address) else address}, {short(agent)}"
    served.reached.pop(device, None)
    served.reached[device] = f"{now.astimezone():%H:%M:%S}"
    while len(served.reached) > MOST:
        del served.reached[next(iter(served.reached))]
    return device


def told_of(served: Served) -> Reach:
    """Who has got here so far."""
    devices = tuple(reversed(served.reached.items()))
    return Reach(
        addresses=served.addresses,
        devices=devices,
        others=sum(1 for device, _ in devices if not device.startswith("this laptop")),
        alone=all(_loopback(urlsplit(each).hostname or "") for each in served.addresses),
    )


def short(agent: str) -> str:
    """A browser and its system in two words; nothing else of what it sends is kept."""
    system = next((each for each in SYSTEMS if each in agent), "unknown system")
    browser = next((name for mark, name in BROWSERS if mark in agent), "browser")
    return f"{browser} on {system.replace('Mac OS X', 'macOS').replace('CrOS', 'ChromeOS')}"


def _own(served: Served, address: str) -> bool:
    """Whether an address is one of this laptop's own."""
    own = {urlsplit(each).hostname for each in served.addresses}
    return address in own or _loopback(address)


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
