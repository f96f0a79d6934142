"""Writes odd/fax-*.tif and odd/part.gif with Pillow: .venv-pillow/bin/python odd.py in this folder."""
import io

from PIL import Image

picture = Image.new("1", (16, 8), 1)  # white, black in the left quarter
for y in range(8):
    for x in range(4):
        picture.putpixel((x, y), 0)
for compression in ("group3", "group4"):
    picture.save(f"odd/fax-{compression}-1.tif", compression=compression)  # 1 is BlackIsZero
    again = Image.open(f"odd/fax-{compression}-1.tif")
    assert again.tag_v2[262] == 1 and [again.convert("L").getpixel((x, 3)) for x in (0, 12)] == [0, 255]

# A frame of 4x4 in the middle of a canvas of 12x8. Pillow gives the rest colour 0.
head = b"GIF89a" + bytes([12, 0, 8, 0, 0x80 | 0, 1, 0]) + bytes([0, 0, 255, 255, 0, 0])
frame = b"," + bytes([4, 0, 2, 0, 4, 0, 4, 0, 0])
small = Image.new("P", (4, 4), 1)
small.putpalette([0, 0, 255, 255, 0, 0])
small.putpixel((0, 0), 0)  # so that both colours stay
out = io.BytesIO()
small.save(out, "GIF")
data = out.getvalue()
at = data.index(b",", 13)
body = data[at + 10:]
open("odd/part.gif", "wb").write(head + frame + body)
assert Image.open("odd/part.gif").size == (12, 8) and Image.open("odd/part.gif").convert("RGB").getpixel((0, 0)) == (0, 0, 255)
