"""Pictures of the LCD: QEMU's PPM, PNG files, and how far two of them are apart. Standard library only."""
import struct, zlib


class Picture:
    """24 bits a pixel."""

    def __init__(self, width, height, pixels):
        self.width, self.height, self.pixels = width, height, pixels

    @classmethod
    def from_ppm(cls, data):
        magic, width, height, _, pixels = data.split(None, 4) if data[:2] == b"P6" else (b"", 0, 0, 0, b"")
        if magic != b"P6":
            raise ValueError("no PPM picture")
        # One blank ends the head; a pixel may look like another.
        width, height = int(width), int(height)
        return cls(width, height, data[len(data) - 3 * width * height:])

    @classmethod
    def from_565(cls, width, height, data):
        """Little-endian words: red in the upper five bits, green in six, blue."""
        wide = [bytes(((w >> 11) * 255 // 31, (w >> 5 & 63) * 255 // 63, (w & 31) * 255 // 31)) for w in range(65536)]
        return cls(width, height, b"".join(wide[w] for w, in struct.iter_unpack("<H", data)))

    @classmethod
    def read(cls, path):
        """Only what write() writes: 8 bits, RGB, no filter."""
        with open(path, "rb") as f:
            data = f.read()
        at, packed, width = 8, b"", 0
        while at < len(data):
            (size,), kind = struct.unpack(">I", data[at:at + 4]), data[at + 4:at + 8]
            if kind == b"IHDR":
                width, height = struct.unpack(">II", data[at + 8:at + 16])
            elif kind == b"IDAT":
                packed += data[at + 8:at + 8 + size]
            at += 12 + size
        raw, row = zlib.decompress(packed), 3 * width + 1
        if any(raw[y * row] for y in range(height)):
            raise ValueError(path + ": not written by this test")
        return cls(width, height, b"".join(raw[y * row + 1:(y + 1) * row] for y in range(height)))

    def write(self, path):
        def chunk(kind, body):
            return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

        row = 3 * self.width
        raw = b"".join(b"\0" + self.pixels[y * row:(y + 1) * row] for y in range(self.height))
        with open(path, "wb") as f:
            f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)) +
                    chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b""))

    def without(self, boxes):
        """The same, black where the boxes (x, y, width, height) are."""
        pixels, row = bytearray(self.pixels), 3 * self.width
        for x, y, width, height in boxes:
            for line in range(y, y + height):
                pixels[line * row + 3 * x:line * row + 3 * (x + width)] = bytes(3 * width)
        return Picture(self.width, self.height, bytes(pixels))

    def furthest(self, other):
        """The most that a channel of a pixel is apart."""
        if (self.width, self.height) != (other.width, other.height):
            return 255
        return max(map(abs, map(int.__sub__, self.pixels, other.pixels)))

    def differing(self, other):
        """How many pixels are not the same."""
        if (self.width, self.height) != (other.width, other.height):
            return self.width * self.height
        a, b = self.pixels, other.pixels
        return 0 if a == b else sum(1 for i in range(0, len(a), 3) if a[i:i + 3] != b[i:i + 3])
