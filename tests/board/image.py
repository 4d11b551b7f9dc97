"""What the emulated board boots: a Debian kernel, its modules, busybox, and an initramfs made of them.

They are Debian's own packages for arm64, fetched once by toolchains/foreign-packages; what is needed of them stays in the
cache folder (some 40 MB). One kernel runs both binaries: it has CONFIG_COMPAT.
"""
import fcntl, glob, hashlib, os, re, shutil, subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FOREIGN = os.path.join(ROOT, "toolchains/foreign-packages")

# Those that the kernel has not built in, and in parts() what each of them needs.
MODULES = ("virtio_pci", "virtio_net", "virtio-gpu", "virtio_blk", "crc32c_generic", "ext4", "evdev", "leds-gpio",
           "gpio_keys")

# The console is the test's: a line is a command, its output ends with a line of \1 and the exit status.
INIT = r"""#!/bin/sh
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mount -t tracefs trace /sys/kernel/tracing
mkdir -p /run /tmp /mnt
while read -r module; do insmod /modules/$module; done </modules/order
ifconfig lo up
ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up
route add default gw 10.0.2.2
[ ! -b /dev/vda ] || mount -t ext4 /dev/vda /mnt
stty raw -echo
echo 0 >/proc/sys/kernel/printk
printf '\001up\n'
while read -r line; do
  eval "$line" 2>&1
  printf '\001%s\n' $?
done
poweroff -f
"""


def needed_modules(folder):
    """The modules' files, those first that others need. `folder`: lib/modules/VERSION."""
    files = {}
    for path in glob.glob(folder + "/kernel/**/*.ko", recursive=True):
        files[os.path.basename(path)[:-3].replace("-", "_")] = path
    order = []

    def take(name):
        path = files.get(name.replace("-", "_"))
        if path is None or path in order:  # None: built in.
            return
        with open(path, "rb") as f:
            depends = re.search(rb"\0depends=([^\0]*)\0", f.read())
        for other in depends[1].decode().split(",") if depends and depends[1] else []:
            take(other)
        order.append(path)

    for name in MODULES:
        take(name)
    return order


def parts():
    """The folder with `vmlinuz`, `busybox`, `modules/` and `order`; makes it when it is not there."""
    with open(FOREIGN, "rb") as f:
        key = hashlib.sha256(f.read() + repr(MODULES).encode()).hexdigest()[:12]
    cache = os.environ.get("CLASSBELL_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "classbell")
    folder = os.path.join(cache, "board-" + key)
    if os.path.isdir(folder):
        return folder
    os.makedirs(cache, exist_ok=True)
    with open(os.path.join(cache, "lock-board"), "w") as lock:  # What was fetched is taken away when one has used it.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.isdir(folder):
            make_parts(folder)
    return folder


def make_parts(folder):
    fetched = subprocess.run([FOREIGN, "arm64", "@linux-image-arm64", "busybox-static"], check=True,
                             stdout=subprocess.PIPE, text=True).stdout.strip()
    work = folder + ".new"
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work + "/modules")
    (kernel,) = glob.glob(fetched + "/boot/vmlinuz-*")
    shutil.copy(kernel, work + "/vmlinuz")
    shutil.copy(fetched + "/bin/busybox", work + "/busybox")
    shutil.copy(fetched + "/VERSIONS", work + "/VERSIONS")
    order = needed_modules(glob.glob(fetched + "/lib/modules/*")[0])
    for path in order:
        shutil.copy(path, work + "/modules/")
    with open(work + "/order", "w") as f:
        f.writelines(os.path.basename(path) + "\n" for path in order)
    os.rename(work, folder)
    shutil.rmtree(fetched, ignore_errors=True)


class Archive:
    """A cpio archive of the kind "newc", as the kernel unpacks it."""

    def __init__(self):
        self.out, self.folders, self.inode = [], set(), 0

    def _entry(self, name, mode, data=b""):
        self.inode += 1
        fields = (self.inode, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0)
        head = b"070701" + b"".join(b"%08X" % n for n in fields) + name.encode() + b"\0"
        self.out += [head, b"\0" * (-len(head) % 4), data, b"\0" * (-len(data) % 4)]

    def _folder_of(self, name):
        folder = os.path.dirname(name)
        if folder and folder not in self.folders:
            self._folder_of(folder)
            self.folders.add(folder)
            self._entry(folder, 0o40755)

    def file(self, name, data, mode=0o644):
        self._folder_of(name)
        self._entry(name, 0o100000 | mode, data if isinstance(data, bytes) else data.encode())

    def copy(self, name, path, mode=0o644):
        with open(path, "rb") as f:
            self.file(name, f.read(), mode)

    def link(self, name, to):
        self._folder_of(name)
        self._entry(name, 0o120777, to.encode())

    def bytes(self):
        self._entry("TRAILER!!!", 0)
        return b"".join(self.out)


# QEMU's own tree says that line 3 is a power button; what is on the lines is the test's to say.
TREE = "/ { /delete-node/ gpio-keys; };\n"


def device_tree(into, qemu, nodes):
    """Writes the tree of the machine that `qemu` (an argv) is, with `nodes` (source text) added; there the PL061 is &gpio0."""
    subprocess.run([*qemu, "-machine", f"dumpdtb={into}"], check=True, stderr=subprocess.DEVNULL)
    source = subprocess.run(["dtc", "-q", "-I", "dtb", "-O", "dts", into], check=True, stdout=subprocess.PIPE, text=True).stdout
    source = re.sub(r"\bpl061@", "gpio0: pl061@", source) + TREE + nodes
    subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb", "-o", into], check=True, input=source, text=True)


APPLETS = ("sh mount mkdir insmod ifconfig route stty poweroff cat echo printf date sleep kill grep tail head ls sync "
           "umount chmod adjtimex dd wc ps rm touch test true free sed cut dmesg").split()


def initramfs(into, files):
    """Writes the archive to `into`. `files`: name to (path on this machine, or bytes, and mode)."""
    folder = parts()
    archive = Archive()
    archive.copy("bin/busybox", folder + "/busybox", 0o755)
    for applet in APPLETS:
        archive.link("bin/" + applet, "busybox")
    archive.file("init", INIT, 0o755)
    archive.copy("modules/order", folder + "/order")
    for path in sorted(glob.glob(folder + "/modules/*.ko")):
        archive.copy("modules/" + os.path.basename(path), path)
    for name in ("proc", "sys", "dev"):
        archive._folder_of(name + "/x")
    for name, (what, mode) in sorted(files.items()):
        archive.file(name, what, mode) if isinstance(what, bytes) else archive.copy(name, what, mode)
    with open(into, "wb") as f:
        f.write(archive.bytes())
    return folder + "/vmlinuz"
