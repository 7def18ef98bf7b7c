#!/usr/bin/env python3
"""Pictures as pixels, in terminals that answer as those that can, and in some that can't.

    pixels.py TBTOP

Each terminal here takes the sequences apart by itself: PNG and sixel are decoded, and compared with the image that
was written. Everything waits for a state with a time limit.
"""

import base64
import fcntl
import os
import pty
import re
import select
import struct
import sys
import tempfile
import termios
import time
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "around"))
from world import field, record, scalar, varint, version

LIMIT = 30
QUADRANTS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]
SIDE = 16
SEQUENCE = re.compile(
    rb"\x1bPtmux;(?P<wrapped>(?:[^\x1b]|\x1b\x1b)*)\x1b\\|\x1b_G(?P<kitty>[^\x1b]*)\x1b\\|\x1b\[(?P<attributes>)c"
    rb"|\x1b\[(?P<cell>)16t|\x1b\]1337;(?P<iterm>[^\x1b\a]*)(?:\a|\x1b\\)|\x1b\[\?(?P<limit>[12]);1;0S"
    rb"|\x1bP0;1q(?P<sixel>[^\x1b]*)\x1b\\", re.DOTALL)


# ---- The image, in an event file -------------------------------------------------


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of(pixel, side):
    rows = b"".join(b"\0" + b"".join(bytes(pixel(x, y)) for x in range(side)) for y in range(side))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def image_event(step, png):
    image = b"\x08" + varint(SIDE) + b"\x10" + varint(SIDE) + b"\x18\x03" + field(4, png)
    value = field(1, b"quarters") + field(4, image)
    return record(b"\x09" + struct.pack("<d", 1.5e9 + step) + b"\x10" + varint(step) + field(5, field(1, value)))


def write_logdir(place):
    with open(os.path.join(place, "events.out.tfevents.1.host"), "wb") as file:
        file.write(version(1.5e9) + scalar(1.5e9, 0, "loss", 1))
        for step in range(3):
            file.write(image_event(step, png_of(lambda x, y: QUADRANTS[x * 2 // SIDE + y * 2 // SIDE * 2], SIDE)))


# ---- What comes back --------------------------------------------------------------


def unfilter(data, width, height):
    stride, rows, before = 3 * width, [], bytes(3 * width)
    for y in range(height):
        kind, row = data[y * (stride + 1)], bytearray(data[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for i in range(stride):
            left, up, corner = (row[i - 3] if i > 2 else 0), before[i], (before[i - 3] if i > 2 else 0)
            guess = left + up - corner
            paeth = min((left, up, corner), key=lambda value: abs(guess - value))
            row[i] = (row[i] + (0, left, up, (left + up) // 2, paeth)[kind]) & 255
        rows.append(row)
        before = row
    return lambda x, y: tuple(rows[y][3 * x:3 * x + 3])


def decode_png(data):
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed, size = 8, b"", None
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if name == b"IHDR":
            size = struct.unpack(">II", body[:8])
            assert body[8:] == b"\x08\x02\0\0\0"
        packed += body if name == b"IDAT" else b""
        at += 12 + length
    return size, unfilter(zlib.decompress(packed), *size)


def decode_sixel(data):
    width, height = (int(word) for word in re.match(rb'"1;1;(\d+);(\d+)', data).groups())
    pixels, palette, colour, x, y = {}, {}, 0, 0, 0
    for token in re.finditer(rb'"[\d;]*|#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)([?-~])|([?-~])|(\$)|(-)', data):
        define, red, green, blue, use, times, repeated, one, back, down = token.groups()
        if define:
            palette[int(define)] = tuple(round(int(value) * 2.55) for value in (red, green, blue))
        elif use:
            colour = int(use)
        elif back or down:
            x, y = 0, y + 6 * bool(down)
        elif repeated or one:
            for _ in range(int(times or 1)):
                for bit in range(6):
                    if (repeated or one)[0] - 63 >> bit & 1:
                        pixels[x, y + bit] = palette[colour]
                x += 1
    assert all(px < width and py < height for px, py in pixels), "a pixel lies outside"
    assert len(pixels) == width * height, "pixels are missing"
    return (width, height), lambda px, py: pixels[px, py]


def check_picture(size, pixel):
    width, height = size
    for i, colour in enumerate(QUADRANTS):
        x, y = width * (1 + i % 2 * 2) // 4, height * (1 + i // 2 * 2) // 4
        assert all(abs(a - b) < 4 for a, b in zip(pixel(x, y), colour)), (size, i, pixel(x, y))


class Terminal:
    """Answers as one that knows `ways`; keeps what it was sent."""

    def __init__(self, tbtop, logdir, ways, environment=(), options=(), silent=False):
        self.ways, self.silent, self.bytes, self.rest = ways, silent, b"", b""
        self.images, self.placed, self.drawn, self.asked = {}, {}, [], []
        self.child, self.master = pty.fork()
        if not self.child:
            for name in ("TMUX", "KITTY_WINDOW_ID", "TERM_PROGRAM", "GHOSTTY_RESOURCES_DIR", "NO_COLOR"):
                os.environ.pop(name, None)
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LC_ALL="C.UTF-8",
                              XDG_STATE_HOME=logdir + ".state", XDG_CONFIG_HOME=logdir + ".config")
            os.environ.update(environment)
            time.sleep(0.2)  # the size is set by then
            os.execv(tbtop, [tbtop, "--view", "images", *options, logdir])
        self.resize(80, 24)

    def resize(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, columns * 10, rows * 20))

    def send(self, text):
        os.write(self.master, text.encode() if isinstance(text, str) else text)

    def answer(self, text):
        if not self.silent:
            self.send(text)

    def take_kitty(self, body, wrapped):
        control, _, payload = body.partition(b";")
        keys = dict(part.split(b"=") for part in control.split(b","))
        action = keys.get(b"a")
        if action == b"q":
            self.asked.append("wrapped kitty" if wrapped else "kitty")
            if "kitty" in self.ways:
                self.answer("\033_Gi=31;OK\033\\")
        elif action == b"p":
            self.placed[int(keys[b"i"])] = (int(keys[b"c"]), int(keys[b"r"]))
        elif action == b"d":
            self.placed.pop(int(keys[b"i"]), None)
            self.images.pop(int(keys[b"i"]), None)
        else:
            if action:
                self.number = int(keys[b"i"])
                self.images[self.number] = b""
                if keys.get(b"U") == b"1":
                    self.placed[self.number] = (int(keys[b"c"]), int(keys[b"r"]))
            self.images[self.number] += base64.b64decode(payload, validate=True)
            assert len(payload) <= 4096

    def take_iterm(self, body):
        if body == b"ReportCellSize":
            if "iterm" in self.ways:
                self.answer("\033]1337;ReportCellSize=20.0;10.0;2.0\033\\")
        else:
            head, _, payload = body.partition(b":")
            data = base64.b64decode(payload, validate=True)
            assert re.search(rb"File=inline=1;size=%d;" % len(data), head), head
            self.drawn.append(decode_png(data))

    def take(self, match):
        kind = match.lastgroup
        if kind == "wrapped":
            inside = match.group("wrapped").replace(b"\x1b\x1b", b"\x1b")
            self.take_kitty(SEQUENCE.fullmatch(inside).group("kitty"), True)
        elif kind == "kitty":
            self.take_kitty(match.group("kitty"), False)
        elif kind == "attributes":
            self.answer("\033[?62;4;22c" if "sixel" in self.ways else "\033[?62;22c")
        elif kind == "cell":
            self.answer("\033[6;20;10t")
        elif kind == "iterm":
            self.take_iterm(match.group("iterm"))
        elif kind == "limit":
            self.answer("\033[?1;0;256S" if match.group("limit") == b"1" else "\033[?2;0;1000;1000S")
        elif kind == "sixel":
            self.drawn.append(decode_sixel(match.group("sixel")))

    def read(self):
        if not select.select([self.master], [], [], 0.02)[0]:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.bytes += data
        self.rest += data
        end = 0
        for match in SEQUENCE.finditer(self.rest):
            self.take(match)
            end = match.end()
        self.rest = self.rest[end:]
        return bool(data)

    def until(self, condition, what):
        end = time.monotonic() + LIMIT
        while not condition():
            assert time.monotonic() < end, what
            self.read()

    def shows(self, text):
        before = len(self.bytes)
        return lambda: text in self.bytes[max(0, before - 4096):]

    def quit(self):
        self.send("\3")  # whatever lies over the view
        end = time.monotonic() + LIMIT
        while self.read():
            assert time.monotonic() < end, "the end"
        _, status = os.waitpid(self.child, 0)
        assert os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0, status
        os.close(self.master)


# ---- The cases ---------------------------------------------------------------------


def kitty(tbtop, logdir):
    terminal = Terminal(tbtop, logdir, {"kitty", "sixel", "iterm"})  # the best of what there is
    terminal.until(lambda: terminal.placed, "a picture")
    number = next(iter(terminal.placed))
    check_picture(*decode_png(terminal.images[number]))
    assert not terminal.drawn
    terminal.send("?")
    terminal.until(lambda: not terminal.placed, "what is drawn over goes")
    assert not terminal.images
    terminal.send("\033")
    terminal.until(lambda: terminal.placed, "and comes again")
    old = dict(terminal.placed)
    terminal.resize(100, 40)
    terminal.until(lambda: terminal.placed and set(terminal.placed.values()) != set(old.values()), "a new size")
    terminal.send(":view scalars\r")
    terminal.until(lambda: not terminal.placed, "another tab has none")
    terminal.send(":view images\r:pixels off\r")
    terminal.until(terminal.shows(b"drawn in cells"), "off")
    assert not terminal.placed
    terminal.send(":pixels auto\r")
    terminal.until(lambda: terminal.placed, "on again")
    terminal.quit()
    assert not terminal.placed and not terminal.images


def drawn(way):
    def case(tbtop, logdir):
        terminal = Terminal(tbtop, logdir, {way})
        terminal.until(lambda: terminal.drawn, "a picture")
        check_picture(*terminal.drawn[-1])
        before = len(terminal.drawn)
        terminal.send("?")
        terminal.until(terminal.shows(b"Keys of"), "help")
        terminal.send("\033")
        terminal.until(lambda: len(terminal.drawn) > before, "drawn again where it was erased")
        before = len(terminal.drawn)
        terminal.resize(100, 40)
        terminal.until(lambda: len(terminal.drawn) > before and terminal.drawn[-1][0] != terminal.drawn[0][0], "larger")
        check_picture(*terminal.drawn[-1])
        terminal.quit()
        assert not terminal.asked or terminal.asked == ["kitty"]
        assert not terminal.images
    return case


def tmux(tbtop, logdir):
    environment = {"TMUX": "/nowhere,1,0", "TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}
    terminal = Terminal(tbtop, logdir, {"kitty"}, environment)
    terminal.until(lambda: terminal.placed, "a picture")
    terminal.until(lambda: "\U0010EEEE\u0305\u0305".encode() in terminal.bytes, "a placeholder")
    check_picture(*decode_png(next(iter(terminal.images.values()))))
    number = next(iter(terminal.images))
    colour = b"38;2;%d;%d;%d" % (number >> 16, number >> 8 & 255, number & 255)
    assert colour in terminal.bytes, colour
    terminal.quit()
    assert terminal.asked == ["wrapped kitty"] and not terminal.images


def without(what, environment=(), options=(), silent=False, ways=("kitty", "sixel", "iterm"), asked=()):
    def case(tbtop, logdir):
        terminal = Terminal(tbtop, logdir, set(ways), dict(environment), options, silent)
        terminal.until(terminal.shows(b"quarters"), what)
        terminal.send("?")
        terminal.until(terminal.shows(b"Keys of"), what)
        terminal.quit()
        assert not terminal.drawn and not terminal.images and set(terminal.asked) <= set(asked), what
    return case


CASES = [
    kitty,
    drawn("sixel"),
    drawn("iterm"),
    tmux,
    without("no answer at all", silent=True),
    without("can't", ways=(), asked=("kitty",)),
    without("not wanted", options=("--pixels", "off")),
    without("no colours", environment={"NO_COLOR": "1"}),
    without("tmux in an unknown terminal", environment={"TMUX": "/nowhere,1,0"}, ways=("kitty", "iterm")),
    without("a terminal that prints it", environment={"TERM_PROGRAM": "Apple_Terminal"}, ways=()),
]


def main():
    tbtop = os.path.abspath(sys.argv[1])
    for case in CASES:
        with tempfile.TemporaryDirectory() as place:
            logdir = os.path.join(place, "logdir")
            os.mkdir(logdir)
            os.makedirs(os.path.join(logdir + ".state", "tbtop"))
            with open(os.path.join(logdir + ".state", "tbtop", "history"), "w", encoding="ascii"):
                pass  # no newcomer, who is welcomed over the picture
            write_logdir(logdir)
            case(tbtop, logdir)
    print(len(CASES), "terminals")


if __name__ == "__main__":
    main()
