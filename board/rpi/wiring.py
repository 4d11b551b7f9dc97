#!/usr/bin/env python3
"""Draws wiring.svg from board.ini: which pin of the 40-pin header goes where.

    board/rpi/wiring.py [--check]     --check: only says whether the picture is as board.ini has it (exit code 0 or 1)

wiring.png is made of it by: rsvg-convert --zoom 1.5 wiring.svg -o wiring.png
"""
import configparser
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent

# Raspberry Pi, all models with 40 pins: the name of pin 1, 2, ...
PINS = """3V3 5V GPIO2 5V GPIO3 GND GPIO4 GPIO14 GND GPIO15 GPIO17 GPIO18 GPIO27 GND GPIO22 GPIO23 3V3 GPIO24 GPIO10 GND
GPIO9 GPIO25 GPIO11 GPIO8 GND GPIO7 ID_SD ID_SC GPIO5 GND GPIO6 GPIO12 GPIO13 GND GPIO19 GPIO16 GPIO26 GPIO20 GND
GPIO21""".split()
PITCH, TOP, LEFT, RIGHT = 22, 70, 330, 362
COLOURS = {"green": "#2e9e44", "amber": "#e8a200", "red": "#d4322c"}


def y_of(pin):
    return TOP + (pin - 1) // 2 * PITCH


def text(x, y, words, anchor="start", size=13, colour="#222", weight="normal"):
    return (f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}" fill="{colour}" '
            f'font-weight="{weight}">{words}</text>')


def wire(points, colour):
    path = " ".join(f"{x},{y}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="3"/>'


def header(used):
    out = ['<rect x="312" y="52" width="68" height="456" rx="6" fill="#1d1d1f"/>']
    for pin, name in enumerate(PINS, 1):
        x = LEFT if pin % 2 else RIGHT
        colour = {"GND": "#777", "3V3": "#e07b39", "5V": "#c0392b"}.get(name, "#d9b44a")
        ring = ' stroke="#fff" stroke-width="3"' if pin in used else ""
        out.append(f'<circle cx="{x}" cy="{y_of(pin)}" r="7" fill="{colour}"{ring}/>')
        weight = "bold" if pin in used else "normal"
        shade = "#111" if pin in used else "#999"
        at, anchor = (306, "end") if pin % 2 else (386, "start")
        label = f"{name}  {pin}" if pin % 2 else f"{pin}  {name}"
        if pin in used:  # White behind it, since its wire passes there.
            left = at - 70 if pin % 2 else at - 3
            out.append(f'<rect x="{left}" y="{y_of(pin) - 8}" width="73" height="16" fill="#fff"/>')
        out.append(text(at, y_of(pin) + 4, label, anchor, 11, shade, weight))
    return out


def button(pin, ground, name):
    top, low = y_of(ground), y_of(pin)
    out = [wire([(LEFT - 8, top), (226, top), (226, 130), (150, 130)], "#444"),
           wire([(LEFT - 8, low), (206, low), (206, 214), (150, 214)], "#3b6fb6")]
    out.append('<rect x="70" y="112" width="80" height="120" rx="10" fill="#eee" stroke="#444" stroke-width="2"/>')
    out.append('<circle cx="110" cy="172" r="26" fill="#c8c8c8" stroke="#444" stroke-width="2"/>')
    out.append(text(110, 100, "push button", "middle", 14, weight="bold"))
    out.append(text(110, 252, f"{name} to ground when pressed;", "middle", 12))
    out.append(text(110, 269, "the pull-up is in the Pi", "middle", 12))
    return out


def led(row, pin, name, colour):
    y = 120 + row * 90
    bend = 480 + row * 18
    shade = COLOURS[colour]
    return [wire([(RIGHT + 8, y_of(pin)), (bend, y_of(pin)), (bend, y), (545, y)], shade),
            f'<rect x="545" y="{y - 8}" width="56" height="16" fill="#e6d3b1" stroke="#7a5c2e" stroke-width="2"/>',
            text(573, y - 14, "330 Ω", "middle", 12),
            wire([(601, y), (640, y)], shade),
            f'<circle cx="660" cy="{y}" r="19" fill="{shade}" stroke="#444" stroke-width="2"/>',
            f'<path d="M651 {y - 10} L651 {y + 10} L669 {y} Z M669 {y - 10} L669 {y + 10}" fill="#fff" stroke="#fff" '
            'stroke-width="2"/>',
            wire([(679, y), (720, y)], "#444"),
            text(660, y + 36, f"{colour}: {name}", "middle", 12, weight="bold")]


def picture():
    ini = configparser.ConfigParser()
    ini.read(HERE / "board.ini")
    pin_of = {name: PINS.index(ini[section][key]) + 1
              for section, key, name in [("button", "line", "button"), ("leds", "green", "green"),
                                         ("leds", "amber", "amber"), ("leds", "red", "red")]}
    button_ground, led_ground = 9, 20
    used = set(pin_of.values()) | {button_ground, led_ground}
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="780" height="540" viewBox="0 0 780 540" '
           'font-family="DejaVu Sans, Arial, sans-serif">', '<rect width="780" height="540" fill="#fff"/>',
           text(20, 28, "ClassBell on a Raspberry Pi: 40-pin header, pin 1 at the top left", size=16, weight="bold")]
    ground = [(RIGHT + 8, y_of(led_ground)), (462, y_of(led_ground)), (462, 400), (720, 400), (720, 120)]
    out.append(wire(ground, "#444"))
    for row, colour in enumerate(COLOURS):
        out += led(row, pin_of[colour], ini["leds"][colour], colour)
    out += button(pin_of["button"], button_ground, ini["button"]["line"])
    out += header(used)
    out.append(text(600, 420, "ground (the short legs)", "middle", 12))
    out.append(text(20, 528, "3.3 V logic: never connect a line to 5V. LCD: the panel's own HAT, DSI or HDMI, as /dev/fb0.",
                    size=12))
    return "\n".join(out + ["</svg>", ""])


def main():
    target = HERE / "wiring.svg"
    if "--check" not in sys.argv[1:]:
        target.write_text(picture(), encoding="utf-8")
    elif target.read_text(encoding="utf-8") != picture():
        print("board/rpi/wiring.svg is not as board.ini has it: run board/rpi/wiring.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
