"""What to do when phones cannot reach the laptop, in the order in which to try."""

from __future__ import annotations

from collections.abc import Iterator

from sim.classroom.pack.document import Block, Bullets, Heading, Item, Paragraph

WHY = (
    "Many campus networks isolate their clients: every phone reaches the internet and none reaches the "
    "laptop beside it. You cannot mend that in class. Nothing in this exercise needs the internet, so any "
    "network on which the phones see the laptop will do. Try it the day before, with a phone, in the room."
)

WAYS = (
    Item(
        "Let the laptop be the network: in Windows under Settings, Network, Mobile hotspot; on Linux with "
        "“nmcli device wifi hotspot”; on a Mac under Internet Sharing, which shares only another connection, "
        "a cable or a phone. Students join it, and the address on the board is the new one.",
        "Laptop hotspot.",
    ),
    Item(
        "A small Wi-Fi router without internet, laptop on it by cable: the surest way for thirty phones, "
        "since many laptops serve only eight or ten.",
        "Travel router.",
    ),
    Item(
        "A phone's hotspot carries five to ten devices, the laptop among them: enough for one device a team.",
        "One shared device for each team.",
    ),
    Item(
        "Hand out the orders on paper, one form for each team and move. The Facilitator types them in from "
        "the control page, and the projector shows the rest.",
        "Orders on paper.",
    ),
)

CHECKS = (
    Item(
        "The address begins with http:// and is the laptop's on this network. It changes with the network.",
        "Address.",
    ),
    Item(
        "At the first start the laptop asks whether to accept connections. Say yes, for public networks too.",
        "Firewall.",
    ),
    Item(
        "A phone leaves a Wi-Fi without internet by itself: choose “stay connected”, or switch mobile "
        "data off.",
        "Mobile data.",
    ),
    Item(
        "A private relay or VPN on the phone or the laptop hides the one from the other: off for the hour.",
        "VPN.",
    ),
    Item(
        "Plug it in, and switch off sleeping with the lid closed. After a sleep the exercise goes on "
        "where it was.",
        "Laptop.",
    ),
)


def connection() -> Iterator[Block]:
    """The section of the facilitator guide."""
    yield Heading("When phones cannot reach the laptop")
    yield Paragraph(WHY)
    yield Bullets(WAYS, numbered=True)
    yield Paragraph("Look at these first:")
    yield Bullets(CHECKS)
