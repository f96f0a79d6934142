"""Answers what Pillow makes of the image files named on standard input, one a line, after a filter
and a size: "bicubic 64 PATH". It writes the centred square crop, resized, as packed RGB; size 0 is
the whole picture as it is."""
import sys

from PIL import Image

for line in sys.stdin:
    word, size, path = line.rstrip("\n").split(" ", 2)
    picture, size = Image.open(path), int(size)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    picture = picture.convert("RGB")
    if size:
        w, h = picture.size
        side = min(w, h)
        x, y = (w - side) // 2, (h - side) // 2
        picture = picture.crop((x, y, x + side, y + side))
        picture = picture.resize((size, size), getattr(Image.Resampling, word.upper()))
    sys.stdout.buffer.write(picture.tobytes())
