#!/usr/bin/env python3
"""Draws the bitmap font of the PNG renderer: make_font.py DejaVuSans.ttf > font_glyphs.inc

One line a glyph: code point, advance, left, top, width (pixels at kFontPixels), coverage as one hex digit a pixel.
Needs Pillow and DejaVu Sans 2.37.
"""

import sys

from PIL import Image, ImageDraw, ImageFont

PIXELS = 24
EXTRA = "–—·×²³µ±°…≤≥≠≈→←↑↓√∞∑∏Δαβγδθλμπσφω′₀₁₂₃⌊⌋‖−ζψ‘’“”é"


def coverage(font, character):
    """Width, left, top above the baseline, and the coverage of every pixel from 0 to 15."""
    left, top, right, bottom = font.getbbox(character, anchor="ls")
    if right <= left or bottom <= top:
        return 0, 0, 0, ""
    image = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(image).text((-left, -top), character, fill=255, font=font, anchor="ls")
    inked = image.getbbox()
    image = image.crop(inked)
    digits = "".join("%x" % round(value / 17) for value in image.tobytes())
    return image.width, left + inked[0], -top - inked[1], digits


def main():
    font = ImageFont.truetype(sys.argv[1], PIXELS)
    characters = [chr(code) for code in range(32, 127)] + sorted(set(EXTRA))
    for character in sorted(characters):
        width, left, top, digits = coverage(font, character)
        print('{%d, %d, %d, %d, %d, "%s"},' % (ord(character), round(font.getlength(character)), left, top, width, digits))


if __name__ == "__main__":
    main()
