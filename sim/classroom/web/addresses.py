"""Where this machine can be reached: its own addresses, asked of nobody, and a port that is free."""

from __future__ import annotations

import errno
import ipaddress
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress

PORT = 8000
TRIES, MOST = 20, 65_536  # ports in a row that are tried before any free one is taken
LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 (only where the user asks for --lan)
NOWHERE = "192.0.2.1"  # kept for documentation (RFC 5737): asked for a route, sent nothing
ASK_INTERFACE = 0x8915 if sys.platform.startswith("linux") else 0xC0206921  # SIOCGIFADDR
WITHIN = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "lo")  # inside this machine
BACKLOG = 1024  # connections that wait to be taken: a class that comes back from a break at once


class PortTaken(Exception):  # noqa: N818 (what the user is told)
    """A port that was asked for and cannot be had; says why."""


def listening_near(host: str, port: int) -> socket.socket:
    """A socket that listens on a port, or else on the next that is free. Raises PortTaken."""
    for each in (*range(port, min(port + TRIES, MOST)), 0):
        with suppress(PortTaken):
            return listening(host, each)
    raise PortTaken("no port is free")


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens on a port; on any free one for 0. Raises PortTaken."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was just let go
        found.bind((host, port))
        found.listen(BACKLOG)
    except OSError as error:
        found.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(f"port {port} is taken by another program") from None
        if error.errno in {errno.EACCES, errno.EPERM}:
            raise PortTaken(f"port {port} is not for ordinary users: take one above 1023") from None
        raise PortTaken(f"port {port} cannot be had ({error.strerror})") from None
    return found


def own_addresses() -> tuple[str, ...]:
    """This machine's IPv4 addresses in its networks: the one that leads outside first, inner ones last."""
    outside = [found] if (found := _towards(NOWHERE)) is not None else []
    named = list(_of_interfaces())
    inner = [address for name, address in named if name.startswith(WITHIN)]
    outer = [address for name, address in named if not name.startswith(WITHIN)]
    ranked = dict.fromkeys((*outside, *outer, *inner))
    return tuple(each for each in ranked if not ipaddress.ip_address(each).is_loopback)


def _towards(address: str) -> str | None:
    """The own address from which something would be sent to another; nothing is."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked, suppress(OSError):
        asked.connect((address, 9))
        found: str = asked.getsockname()[0]
        return found if found != EVERYWHERE else None
    return None


def _of_interfaces() -> Iterator[tuple[str, str]]:
    """Each interface with its IPv4 address."""
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _, name in socket.if_nameindex():
            with suppress(OSError):  # one without an address
                told = struct.pack("256s", name.encode()[:15])
                answer = fcntl.ioctl(asked.fileno(), ASK_INTERFACE, told)
                yield name, socket.inet_ntoa(answer[20:24])
