#!/usr/bin/env python3
"""Goal: the service may use each device that the product needs, and starts on a plain Debian. unit_file.py SOURCE_DIR | --proof

Method: the unit has no login session, and so no access of udev's `uaccess`: it needs the group of each device. A group that
does not exist makes systemd refuse the unit (216/GROUP), so each is Debian's from the start or made by README's installation.
No setting may take the devices away, and the README's way to try the browser has the same user and groups.
--proof: the unit as it was, without sound, and other plants are found.
"""

import os
import re
import sys

DEVICES = {"/dev/snd/*": "audio", "/dev/dri/renderD*": "render", "/dev/dri/card*, /dev/video*, /dev/fb*": "video",
           "/dev/input/*": "input", "/dev/gpiochip*": "gpio"}
DEBIAN = ("audio", "video", "tty")  # base-passwd's; input and render are made by the package udev.
HIDING = ("PrivateDevices", "DeviceAllow", "DevicePolicy", "ProtectClock")  # ProtectClock brings a DeviceAllow.


def complaints(unit, readme, board_readme):
    settings = re.findall(r"^(\w+)=(.*)$", unit, re.M)
    named = [group for key, value in settings if key == "SupplementaryGroups" for group in value.split()]
    user = dict(settings).get("User", "")
    made = re.findall(r"^ *for group in ([\w ]+); do groupadd ", readme, re.M)
    there = DEBIAN + tuple(" ".join(made).split())
    tried = re.search(r'systemd-run .*-p User=(\w+) -p SupplementaryGroups="([\w ]+)"', board_readme)
    found = [f"{devices}: the unit lacks the group {group}" for devices, group in DEVICES.items() if group not in named]
    found += [f"the group {group} need not exist: README makes none" for group in named if group not in there]
    found += [f"{key}= takes devices away" for key, _ in settings if key in HIDING]
    if not tried or tried[1] != user or sorted(tried[2].split()) != sorted(named):
        found.append("board/README.md tries the browser as another user, or with other groups")
    return found


def read(root):
    texts = []
    for path in ("board/classbell.service", "README.md", "board/README.md"):
        with open(os.path.join(root, path), encoding="utf-8") as opened:
            texts.append(opened.read())
    return texts


def prove():
    groups = "gpio input video audio render"
    good = (f"User=u\nSupplementaryGroups={groups}\n", "    for group in gpio input render; do groupadd -rf $group; done\n",
            f'    systemd-run --pty -p User=u -p SupplementaryGroups="{groups}" COMMAND\n')
    plants = ((0, " audio", ""), (0, "render", "render dialout"), (0, "User=", "PrivateDevices=yes\nUser="),
              (1, " render", ""), (2, "User=u", "User=root"), (2, " audio", ""))
    failures = [f"the good one: {complaint}" for complaint in complaints(*good)]
    for which, before, after in plants:
        texts = list(good)
        texts[which] = texts[which].replace(before, after)
        if not complaints(*texts):
            failures.append(f"not found: '{before}' -> '{after}'")
    return failures


def main():
    found = prove() if "--proof" in sys.argv else complaints(*read(sys.argv[1]))
    print("\n".join(found))
    sys.exit(1 if found else 0)


main()
