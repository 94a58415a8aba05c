"""What aftercare.py does its stories with: the tree of the running program as a screen reader has it,
and a person who has either only a keyboard or only a mouse. Waiting is always for something to be seen,
in the tree or on the disk."""
import json
import os
import re
import subprocess
import time

from drag_stage import Accessibility, Gio, GLib, wait_for, words

CHECKED, FOCUSABLE, FOCUSED, PRESSED, VISIBLE = 4, 11, 12, 20, 30  # numbers of AT-SPI states

BUTTON = ("button", "push button", "toggle button")
ITEM = ("list item",)
TEXT = ("text", "text box", "entry", "password text", "search box")
MENU_ITEM = ("menu item", "check menu item", "radio menu item")
CHECK = ("check box", "checkbox", "radio button", "radio")
SWITCH = ("switch", "toggle button")
ACTED_ON = BUTTON + ITEM + TEXT + MENU_ITEM + CHECK + ("combo box", "link", "slider", "switch")
# A widget that says nothing of itself is called after its class.
CLASS_NAME = re.compile(r"^(Gtk|Adw|Ingam|Gsk)[A-Z]\w*$")


def plain(message):
    """As it is read: without the letter's underscore, which the catalogue has as (_D) in Korean."""
    return words(message).replace("_", "")


class Node:
    """One thing of the tree, as it was when it was looked at."""

    def __init__(self, eye, item):
        self.eye = eye
        self.ref, _, self.parent = item[:3]
        self.name, self.role_number, self.description, states = item[6:10]
        self.states = states[0] | states[1] << 32
        self.known_role = None
        self.known_box = None

    def has(self, state):
        return bool(self.states >> state & 1)

    def says(self, text):
        return text in self.name.replace("_", "") or text in self.description

    @property
    def role(self):
        if self.known_role is None:
            self.known_role = self.eye.role(self)
        return self.known_role

    @property
    def box(self):
        """Within its window; (0, 0, 0, 0) for what is not seen."""
        if self.known_box is None:
            self.known_box = self.eye.extents(self.ref)
        return self.known_box

    @property
    def is_seen(self):
        return min(self.box[2:]) > 0

    def __repr__(self):
        return f"{self.role} “{self.name}”"


class Eye(Accessibility):
    """The tree of one program. Its nodes come into being when they are first asked for, so a window is
    walked; what they say then comes in one answer."""

    def __init__(self, pid):
        super().__init__()
        self.pid = pid
        self.root = None
        self.roles = {}

    def find_root(self):
        try:
            self.root = self.application(self.pid)
        except GLib.Error:
            self.root = None
        return self.root

    def role(self, node):
        """Numbers mean the same for as long as the program runs."""
        if node.role_number not in self.roles:
            try:
                self.roles[node.role_number] = self.ask(node.ref, "GetRoleName")
            except GLib.Error:
                return ""
        return self.roles[node.role_number]

    def extents(self, ref):
        try:
            answer = self.bus.call_sync(*ref, "org.a11y.atspi.Component", "GetExtents",
                                        GLib.Variant("(u)", (1,)), None, Gio.DBusCallFlags.NONE, 3000, None)
            return answer.unpack()[0]
        except GLib.Error:
            return 0, 0, 0, 0

    def length(self, ref):
        """Of what was typed into a field; a password is told by this alone."""
        try:
            answer = self.bus.call_sync(*ref, "org.freedesktop.DBus.Properties", "Get",
                                        GLib.Variant("(ss)", ("org.a11y.atspi.Text", "CharacterCount")), None,
                                        Gio.DBusCallFlags.NONE, 3000, None)
            return answer.unpack()[0]
        except GLib.Error:
            return -1

    def nodes(self):
        """All that came into being so far; {} while the program is busy or gone."""
        try:
            answer = self.bus.call_sync(self.root[0], "/org/a11y/atspi/cache", "org.a11y.atspi.Cache",
                                        "GetItems", None, None, Gio.DBusCallFlags.NONE, 5000, None)
        except GLib.Error:
            return {}
        return {item[0]: Node(self, item) for item in answer.unpack()[0]}

    def titles(self):
        try:
            return [self.name(window) for window in self.children(self.root)]
        except GLib.Error:
            return []

    def look(self, title):
        """What is in the windows of this title, in their order; [] when there is none. GTK 4.8 shows
        the other pages of a stack as well, as large as ever; what lies under the middle of the window
        tells which one is seen."""
        try:
            windows = [window for window in self.children(self.root) if self.name(window) == title]
            trees = {window: self.grow(window) for window in windows}
            known = self.nodes()
            return [node for window in windows if window in known
                    for node in self.seen(known, trees[window], window)]
        except GLib.Error:
            return []

    def grow(self, window):
        """The children of each thing in it: they come into being by being asked for."""
        tree, waiting = {}, [window]
        while waiting:
            node = waiting.pop()
            tree[node] = self.children(node)
            waiting += tree[node]
        return tree

    def seen(self, known, tree, window):
        chain = self.chain_under_middle(known, window)
        hidden = set()
        for ref in chain:
            here = [child for child in tree.get(ref, []) if child in known]
            mine = next((child for child in here if child in chain), None)
            if mine and len(here) > 1:
                hidden.update(c for c in here if c != mine and known[c].box == known[mine].box)
        return list(self.visible(known, tree, window, hidden))

    def visible(self, known, tree, ref, hidden):
        if ref not in known or ref in hidden or not known[ref].has(VISIBLE):
            return
        yield known[ref]
        for child in tree.get(ref, []):
            yield from self.visible(known, tree, child, hidden)

    def chain_under_middle(self, known, window):
        _, _, width, height = self.extents(window)
        answer = self.bus.call_sync(*window, "org.a11y.atspi.Component", "GetAccessibleAtPoint",
                                    GLib.Variant("(iiu)", (width // 2, height // 2, 1)), None,
                                    Gio.DBusCallFlags.NONE, 3000, None)
        ref = answer.unpack()[0]
        chain = set()
        while ref in known and ref not in chain:
            chain.add(ref)
            ref = known[ref].parent
        return chain

    def focused(self, title):
        """What has the focus in a window of this title; each window keeps its own while another one is
        in use, and so does the button under its menu."""
        known = self.nodes()
        found = [n for n in known.values() if n.has(FOCUSED) and self.is_in(known, n, title)]
        best = max(found, key=lambda n: n.role in MENU_ITEM, default=None)
        if best and best.parent in known and best.role in TEXT and not best.name:
            best.name = known[best.parent].name  # the row around a text says what it is for
        return best

    def is_in(self, known, node, title):
        while node.parent in known and node.parent != node.ref and known[node.parent].parent != node.parent \
                and known[node.parent].ref[1] != self.ROOT:
            node = known[node.parent]
        return node.name == title


class Program:
    """The program under test, in the home it was started in, with what it has written."""

    def __init__(self, command, ctl, desk):
        self.command, self.ctl, self.desk = command, ctl, desk
        self.process = self.eye = None

    def start(self, until):
        # The bus and its registry are there before the program asks for them: on a busy machine one that
        # asked while they came up was never heard of.
        Eye(0).find_root()
        self.process = subprocess.Popen(self.command)
        self.eye = Eye(self.process.pid)
        until(self.eye.find_root, "the program on the accessibility bus")

    def is_there(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """As a crash or the power would: nothing of it is told."""
        self.process.kill()
        self.process.wait()

    def close(self):
        if self.is_there():
            self.process.terminate()
            self.process.wait(15)

    def tell(self, *arguments):
        done = subprocess.run([self.ctl, "--json", *arguments], check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        return json.loads(done.stdout) if done.returncode == 0 and done.stdout else None

    def remembered(self, name):
        """What ingamctl reads of the newest certificate of this holder; None without one."""
        found = [c for c in (self.tell("list") or []) if name in c["name"] and c["key"]]
        return self.tell("aftercare", found[-1]["id"]) if found else None


def frame_extents(window):
    """The shadow that a window has around what is seen of it."""
    done = subprocess.run(["xprop", "-id", window, "_GTK_FRAME_EXTENTS"], check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    numbers = re.findall(r"\d+", done.stdout.partition("=")[2])
    return tuple(map(int, numbers)) if len(numbers) == 4 else (0, 0, 0, 0)


class Hand:
    """What the two have in common: how a window is brought to the front, and a path is said to a file
    chooser, which shows no place to point at for a path nobody has been to yet."""

    def __init__(self, program, desk, until):
        self.program, self.desk, self.until = program, desk, until

    def window(self, title):
        return self.desk.window("^" + re.escape(title) + "$", self.program.process.pid)

    def front(self, title):
        window = self.until(lambda: self.window(title), f"a window “{title}”")
        if self.desk.xdotool("getwindowfocus") != [window]:
            self.desk.focus(window)
        return window

    def find(self, title, text, roles=ACTED_ON):
        for node in self.program.eye.look(title):
            if node.says(text) and node.role in roles and node.is_seen:
                if not (node.role in BUTTON and not node.has(FOCUSABLE)):  # the shell of a menu button
                    return node
        return None

    def wait(self, title, text, roles=ACTED_ON):
        return self.until(lambda: self.find(title, text, roles), f"“{text}” in “{title}”")

    def sees(self, title, text):
        return any(node.says(text) and node.is_seen for node in self.program.eye.look(title))

    def is_open(self, title):
        return title in self.program.eye.titles() and self.window(title) is not None

    def path(self, title, path):
        """GTK's file chooser looks for completions while a path is typed, and a Return meanwhile only
        takes the first: so it is pressed until the window is gone."""
        self.front(title)
        self.desk.key("ctrl+l")
        self.until(lambda: self.location_field(title), "a field for the path")
        self.desk.key("ctrl+a")
        self.desk.type(path)
        self.until(lambda: self.confirm(title), f"“{title}” to close")

    def location_field(self, title):
        focused = self.program.eye.focused(title)
        return focused if focused and focused.role in TEXT else None

    def confirm(self, title):
        if not self.window(title):
            return True
        self.front(title)
        self.desk.key("End", "Return")
        end = time.monotonic() + 1.5
        while time.monotonic() < end and self.window(title):
            time.sleep(0.05)
        return not self.window(title)


class Keyboard(Hand):
    """Tab and Shift+Tab, arrows in a menu, Return and the space bar; no mnemonic, so that what is
    tried is that everything lies on the way."""

    MANY = 120

    def reach(self, title, text, roles=ACTED_ON):
        self.wait(title, text, roles)
        self.front(title)
        for _ in range(self.MANY):
            before = self.program.eye.focused(title)
            if before and before.says(text) and before.role in roles:
                return before
            self.step(title, "Tab", before)
        raise AssertionError(f"the keyboard does not come to “{text}” in “{title}”")

    def step(self, title, key, before):
        self.desk.key(key)
        end = time.monotonic() + 0.6
        while time.monotonic() < end:
            now = self.program.eye.focused(title)
            if now and (before is None or now.ref != before.ref):
                return
            time.sleep(0.02)

    def press(self, title, text, roles=ACTED_ON):
        node = self.reach(title, text, roles)
        self.desk.key("space" if node.role in CHECK + SWITCH else "Return")

    def write(self, title, text, content):
        """The toolkit does not tell which row of a password has the focus: where a letter arrives does."""
        field = self.wait(title, text, TEXT)
        self.front(title)
        for _ in range(self.MANY):
            before = self.program.eye.focused(title)
            if before is None or before.role in TEXT:
                if self.arrives_in(title, field):
                    self.desk.key("ctrl+a")
                    self.desk.type(content)
                    self.until(lambda: self.program.eye.length(field.ref) == len(content),
                               f"“{text}” to be typed")
                    return
                self.desk.key("BackSpace")
            self.step(title, "Tab", before)
        raise AssertionError(f"the keyboard does not come to “{text}” in “{title}”")

    def arrives_in(self, title, field):
        """Whether a letter does; known as soon as it has arrived in any field."""
        eye = self.program.eye
        fields = [n.ref for n in eye.look(title) if n.role in TEXT and n.is_seen]
        was = {ref: eye.length(ref) for ref in [field.ref, *fields]}
        self.desk.key("End")
        self.desk.type("x")
        wait_for(lambda: any(eye.length(ref) == n + 1 for ref, n in was.items()), 1)
        return eye.length(field.ref) == was[field.ref] + 1

    def menu(self, title, text):
        self.front(title)
        self.desk.key("F10")
        self.until(lambda: (self.program.eye.focused(title) or Nobody).role in MENU_ITEM, "the menu")
        for _ in range(self.MANY):
            focused = self.program.eye.focused(title)
            if focused and focused.says(text):
                self.desk.key("Return")
                return
            self.step(title, "Down", focused)
        raise AssertionError(f"no “{text}” in the menu")

    def back(self, title):
        self.front(title)
        self.desk.key("Escape")


class Mouse(Hand):
    """Clicks, and the wheel for what lies below; keys only for passwords and paths."""

    def place(self, title, node):
        """In the middle of it, on the screen; None while it moves."""
        window = self.front(title)
        x, y = self.desk.geometry(window)[:2]
        left, _, top, _ = frame_extents(window)
        box = self.program.eye.extents(node.ref)
        time.sleep(0.05)
        if box != self.program.eye.extents(node.ref):
            return None
        return x + left + box[0] + box[2] // 2, y + top + box[1] + box[3] // 2

    def inside(self, title):
        """The part of a window in which something is seen whole."""
        window = self.front(title)
        x, y, width, height = self.desk.geometry(window)
        left, right, top, bottom = frame_extents(window)
        return x + left, y + top + 50, x + width - right, y + height - bottom - 70

    def still(self, title, node):
        """A page slides in; what was found on it may be another one by then."""
        return self.until(lambda: self.place(title, node), f"{node} to stand still")

    def bring_in(self, title, node):
        x, y = self.still(title, node)
        left, top, right, bottom = self.inside(title)
        for _ in range(60):
            if top <= y <= bottom or node.role in MENU_ITEM:
                return x, y
            self.desk.xdotool("mousemove", (left + right) // 2, (top + bottom) // 2, "click",
                              5 if y > bottom else 4)
            was = y
            x, y = self.still(title, node)
            if y == was:  # the end: the foot of a window is seen whole
                return x, y
        return x, y

    def press(self, title, text, roles=ACTED_ON):
        node = self.wait(title, text, roles)
        x, y = self.bring_in(title, node)
        self.desk.xdotool("mousemove", x, y, "click", 1)

    def write(self, title, text, content):
        self.press(title, text, TEXT)
        self.desk.key("ctrl+a")
        self.desk.type(content)
        field = self.wait(title, text, TEXT)
        self.until(lambda: self.program.eye.length(field.ref) == len(content), f"“{text}” to be typed")

    def menu(self, title, text):
        """GTK 4.8 says where an item would be if the menu hung from its button's corner; it hangs from
        the middle, an arrow's height lower."""
        button = self.wait(title, plain("Main Menu"), BUTTON)
        x, y = self.still(title, button)
        self.desk.xdotool("mousemove", x, y, "click", 1)
        node = self.wait(title, text, MENU_ITEM)
        self.desk.xdotool("mousemove", x, self.still(title, node)[1] + 8, "click", 1)

    def back(self, title):
        self.press(title, plain("Back"), BUTTON)


class Nobody:
    """Where nothing has the focus."""

    role = ""
