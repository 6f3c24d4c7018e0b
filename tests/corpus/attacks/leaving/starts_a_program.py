"""augment: starts another program to look around with.

Outcome: blocked
"""

import subprocess


def augment(images):
    listing = subprocess.run(["/bin/ls", "-l", "..", "../../.."], capture_output=True, check=False).stdout
    print(listing.decode(errors="replace"))
