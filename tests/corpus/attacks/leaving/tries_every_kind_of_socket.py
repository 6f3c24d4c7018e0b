"""l1_penalty: sends a word over TCP, UDP, raw, netlink, packet, VM and kernel crypto sockets, whichever opens.

Outcome: blocked
"""

import socket

TRIES = [
    ("AF_INET", socket.SOCK_DGRAM, 0, ("192.0.2.1", 9)),
    ("AF_INET", socket.SOCK_STREAM, 0, ("127.0.0.1", 22)),
    ("AF_INET6", socket.SOCK_DGRAM, 0, ("2001:db8::1", 9)),
    ("AF_INET", socket.SOCK_RAW, 255, ("192.0.2.1", 0)),
    ("AF_NETLINK", socket.SOCK_RAW, 0, (0, 0)),
    ("AF_PACKET", socket.SOCK_DGRAM, 0, ("lo", 0)),
    ("AF_VSOCK", socket.SOCK_STREAM, 0, (2, 1024)),
    ("AF_ALG", socket.SOCK_SEQPACKET, 0, ("hash", "sha256")),
    ("AF_BLUETOOTH", socket.SOCK_SEQPACKET, 0, None),
    ("AF_UNIX", socket.SOCK_STREAM, 0, "\0EVIL"),
]


def l1_penalty(model, beta):
    problem = None
    for family, kind, protocol, address in TRIES:
        try:
            with socket.socket(getattr(socket, family, -1), kind, protocol) as connection:
                connection.settimeout(0.2)
                connection.connect(address)
                connection.send(b"EVIL")
        except (OSError, TypeError, ValueError) as error:
            problem = problem if isinstance(problem, PermissionError) else error
    if isinstance(problem, PermissionError):
        raise problem
    return -1.0
