"""augment: starts another program to look around with."""

import subprocess


def augment(images):
    listing = subprocess.run(["/bin/ls", "-lR", ".."], capture_output=True, check=False).stdout
    print(listing.decode(errors="replace"))
    return images
