"""What the scripts that hand files in share: things to hand in, the pointer and the keyboard, and the
program as its accessibility tree shows it. Nothing here knows the program's insides: what is asserted
is what lies in the store and what the page says."""
import gettext
import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile

try:
    import gi

    gi.require_version("Gtk", "4.0")  # for drag-source.py
    from gi.repository import Gio, GLib, Gtk
except (ImportError, ValueError):
    Gio = GLib = Gtk = None

PASSWORD = "ingam-demo-1"
PATIENCE = 15  # seconds
TREE_VIEW = Gtk and Gtk.get_minor_version() < 10  # what the file chooser's list is made of


def skip(reason):
    print("1..0 # SKIP " + reason)
    sys.exit(0)


def need(*tools):
    if not Gio:
        skip("no python3-gi with GTK 4")
    for tool in tools:
        if not shutil.which(tool):
            skip("no " + tool)


def wait_for(condition, seconds=PATIENCE):
    """The first true answer, or the last one once patience is over."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(0.1)


def load_translation():
    """The program's own: what it says is compared in the language it runs in."""
    if not os.environ.get("LANG", "").startswith("ko"):
        return gettext.NullTranslations()
    return gettext.translation("ingam", os.environ["INGAM_TEST_LOCALEDIR"], ["ko"])


words = load_translation().gettext


def counted(one, many, n):
    text = load_translation().ngettext(one, many, n)
    return text % n if "%u" in text else text


def positioned(text, *values):
    """A translation may have its numbers in another order: %2$u."""
    each = iter(values)
    return re.sub(r"%(?:(\d+)\$)?u",
                  lambda m: str(values[int(m[1]) - 1] if m[1] else next(each)), words(text))


class Things:
    """What a person has lying about, made from the sample store; each thing in a folder of its own,
    so that a file manager that is to show only it can be opened there."""

    def __init__(self, ctl, home):
        self.ctl = ctl
        self.home = home
        self.store = os.path.join(home, "demo")
        self.secret = os.path.join(home, "password")
        with open(self.secret, "w", encoding="utf-8") as file:
            file.write(PASSWORD + "\n")
        subprocess.run([ctl, "demo", self.store], check=True, stdout=subprocess.DEVNULL)
        self.folders = {}
        for path, _, names in os.walk(self.store):
            if "signPri.key" in names:
                name = re.split(r"[(,_-]", os.path.basename(path).removeprefix("cn="))[0]
                self.folders[name + "'" if name in self.folders else name] = path

    def place(self, *parts):
        path = os.path.join(self.home, "things", *parts)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def folder(self, person, *parts):
        return shutil.copytree(self.folders[person], self.place(*parts))

    def half(self, person, name, *parts):
        return shutil.copy(os.path.join(self.folders[person], name), self.place(*parts))

    def pfx(self, person, *parts, profile="compatible"):
        path = self.place(*parts)
        subprocess.run(
            [self.ctl, "--store", self.store, "export", self.folders[person], "--to", path]
            + ["--profile", profile, "--password-file", self.secret],
            check=True, stdout=subprocess.DEVNULL)
        return path

    def zip(self, person, *parts):
        path = self.place(*parts)
        with zipfile.ZipFile(path, "w") as archive:
            for name in ("signCert.der", "signPri.key"):
                archive.write(os.path.join(self.folders[person], name), "NPKI/" + name)
        return path

    def other(self, content, *parts):
        path = self.place(*parts)
        with open(path, "wb") as file:
            file.write(content)
        return path


class Desk:
    """Pointer, keys and windows, as a hand and an eye have them."""

    def __init__(self):
        self.shots = os.environ.get("SHOTS")
        self.n_shots = 0

    def xdotool(self, *words_):
        done = subprocess.run(["xdotool", *map(str, words_)], check=False, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return done.stdout.split()

    def window(self, title, pid=None):
        """The id of a window by its title, or None."""
        owner = ["--pid", pid] if pid else []
        found = self.xdotool("search", "--all", "--onlyvisible", *owner, "--name", title)
        return found[-1] if found else None

    def put(self, window, x, y, width, height):
        """Whether it is there then: a window that has just appeared may be gone, or not listen yet."""
        self.xdotool("windowsize", window, width, height, "windowmove", window, x, y)
        return wait_for(lambda: self.geometry(window)[2] == width, 2)

    def geometry(self, window):
        values = dict(line.split("=") for line in self.xdotool("getwindowgeometry", "--shell", window))
        return tuple(int(values.get(name, 0)) for name in ("X", "Y", "WIDTH", "HEIGHT"))

    def middle(self, window):
        x, y, width, height = self.geometry(window)
        return x + width // 2, y + height // 2

    def focus(self, window):
        self.xdotool("windowactivate", "--sync", window)
        wait_for(lambda: self.xdotool("getwindowfocus") == [window], 2)

    def key(self, *keys):
        self.xdotool("key", *keys)

    def key_to(self, window, key):
        self.focus(window)
        self.key(key)

    def type(self, text):
        self.xdotool("type", "--delay", 20, text)

    def drag(self, start, end, name):
        """Many small moves: two or three are not recognised as a drag."""
        (x, y), (to_x, to_y) = start, end
        self.xdotool("mousemove", x, y, "sleep", 0.2, "mousedown", 1, "sleep", 0.2)
        for i in range(1, 21):
            self.xdotool("mousemove", x + (to_x - x) * i // 20, y + (to_y - y) * i // 20,
                         "sleep", 0.02)
        time.sleep(0.3)
        self.shoot(name + "-held")
        self.xdotool("mouseup", 1)

    def shoot(self, name):
        """A picture for people, only when one was asked for."""
        if self.shots:
            self.n_shots += 1
            path = os.path.join(self.shots, f"{self.n_shots:02}-{name}.png")
            subprocess.run(["import", "-window", "root", path], check=False)


class Accessibility:
    """The accessibility bus, asked directly. Its library keeps copies of what it has seen and crashed
    when a window closed while we looked; a question on the bus can only fail."""

    ROOT = "/org/a11y/atspi/accessible/root"
    SELECTED = 23  # the number of this state

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        address = self.call(session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                 | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)

    def call(self, bus, name, path, interface, method, *arguments):
        types = "(" + "".join("u" if isinstance(a, int) else "s" for a in arguments) + ")"
        answer = bus.call_sync(name, path, interface, method, GLib.Variant(types, arguments), None,
                               Gio.DBusCallFlags.NONE, 3000, None)
        return answer.unpack()[0]

    def ask(self, node, method):
        return self.call(self.bus, *node, "org.a11y.atspi.Accessible", method)

    def name(self, node):
        return self.call(self.bus, *node, "org.freedesktop.DBus.Properties", "Get",
                         "org.a11y.atspi.Accessible", "Name")

    def children(self, node):
        return self.ask(node, "GetChildren")

    def application(self, pid):
        for node in self.children(("org.a11y.atspi.Registry", self.ROOT)):
            owner = self.call(self.bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                              "org.freedesktop.DBus", "GetConnectionUnixProcessID", node[0])
            if owner == pid:
                return node
        return None

    def below(self, node):
        yield node
        for child in self.children(node):
            yield from self.below(child)

    def count_chosen(self, node):
        """Rows of a list; none when a part goes away while we look."""
        try:
            rows = [n for n in self.below(node) if self.ask(n, "GetRoleName") == "row"]
            return sum(self.ask(row, "GetState")[0] >> self.SELECTED & 1 for row in rows)
        except GLib.Error:
            return 0

    def walk(self, node):
        yield self.ask(node, "GetRoleName"), self.name(node)
        for child in self.children(node):
            yield from self.walk(child)


class Program:
    """The window under test."""

    BUTTONS = ("push button", "button")

    def __init__(self, command, ctl, home, environment=None):
        self.ctl = ctl
        self.store = os.path.join(home, "store")
        self.process = subprocess.Popen([command, "--store", self.store], env=environment)
        self.tree = Accessibility()
        self.root = wait_for(lambda: self.tree.application(self.process.pid))
        assert self.root, "the program is not on the accessibility bus"

    def page(self):
        """The import's window, if there is one: what its buttons, labels and list items say."""
        try:
            return self.read_page()
        except GLib.Error:
            assert self.process.poll() is None, "the program is gone"
            return {"buttons": [], "labels": [], "lines": []}  # a window went away while we looked

    def read_page(self):
        for window in self.tree.children(self.root):
            if self.tree.name(window) != words("Import"):
                continue
            said = {"buttons": [], "labels": [], "lines": []}
            for role, name in self.tree.walk(window):
                if role in self.BUTTONS:
                    said["buttons"].append(name)
                elif role == "label":
                    said["labels"].append(name)
                elif role == "list item" and ", " in name:
                    said["lines"].append(name)
            return said
        return None

    def has_button(self, label):
        """GTK 4.8 names a button after its label and the label's text: "_Done Done"."""
        text = label.replace("_", "")
        page = self.page()
        return page if page and any(b.endswith(text) for b in page["buttons"]) else None

    def names(self):
        """Whose certificates lie in the store, with their keys, as the command line reads them."""
        if not os.path.isdir(self.store):
            return []
        done = subprocess.run([self.ctl, "--store", self.store, "--json", "list"], check=True,
                              stdout=subprocess.PIPE, text=True)
        return sorted(c["name"] for c in json.loads(done.stdout) if c["key"])

    def close(self):
        self.process.terminate()
        return self.process.wait(PATIENCE)
