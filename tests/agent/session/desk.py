#!/usr/bin/python3
"""A real notification server on a real display: the notices are shown, their buttons are clicked by mouse, and what they
promise happens, in the window too, which nobody had started.

run-x.sh desk.py INGAM-AGENT MAKE-STORE INGAMCTL INGAM ICONS
INGAM_TEST_SHOTS=FOLDER keeps a picture of every step.
"""
import os
import sqlite3
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [HERE, os.path.join(HERE, "..", "..", "ui")]
sys.dont_write_bytecode = True  # the source tree may be read-only
from aftercare_stage import Eye
from drag_stage import Desk, Gio, GLib, need, skip, wait_for, words

NOTIFYD = "/usr/lib/%s/xfce4/notifyd/xfce4-notifyd"
APPLICATION = "io.github.ingam.Ingam"
SERVER = "org.freedesktop.Notifications"
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-notifyd" version="1.0"><property name="notify-location" type="uint" value="2"/>
<property name="expire-timeout" type="int" value="100"/><property name="do-fadeout" type="bool" value="false"/>
<property name="do-slideout" type="bool" value="false"/>
<property name="initial-opacity" type="double" value="1.0"/></channel>
"""
PEOPLE = {"성춘향": 5, "이몽룡": 20, "심청": 0}


def until(condition, what):
    answer = wait_for(condition, 20)
    assert answer, "waited in vain for " + what
    return answer


class Session:
    def __init__(self, agent, make_store, _ctl, window, icons):
        self.home = os.environ["HOME"]
        self.desk = Desk()
        self.shots = os.environ.get("INGAM_TEST_SHOTS")
        self.desk.shots = self.shots
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        subprocess.run([make_store, os.path.join(self.home, "NPKI"),
                        *(str(w) for pair in PEOPLE.items() for w in pair)], check=True)
        os.makedirs(self.path("share/icons"))
        os.symlink(icons, self.path("share/icons/hicolor"))
        self.write("config/glib-2.0/settings/keyfile", "[io/github/ingam/Ingam]\nreminders='on'\n"
                   "reminders-backup=false\nquiet-from=0\nquiet-until=0\n")
        self.write("config/xfce4/xfconf/xfce-perchannel-xml/xfce4-notifyd.xml", SETTINGS)
        self.environment = {**os.environ, "GSETTINGS_BACKEND": "keyfile",
                            "XDG_DATA_DIRS": self.path("share") + ":/usr/local/share:/usr/share"}
        self.environment.pop("G_DEBUG", None)
        self.environment.pop("NO_AT_BRIDGE", None)
        self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "UpdateActivationEnvironment",
                  GLib.Variant("(a{ss})", (self.environment,)))
        self.write(f"services/{APPLICATION}.service",
                   f"[D-BUS Service]\nName={APPLICATION}\nExec={window} --gapplication-service\n")
        self.write(f"services/{APPLICATION}.Agent.service",
                   f"[D-BUS Service]\nName={APPLICATION}.Agent\nExec={agent}\n")
        self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ReloadConfig")
        self.processes = []

    def path(self, name):
        return os.path.join(self.home, name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def call(self, name, path, interface, method, arguments=None):
        return self.bus.call_sync(name, path, interface, method, arguments, None, 0, 10000, None).unpack()

    def owner(self, name):
        try:
            return self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                             GLib.Variant("(s)", (name,)))[0]
        except GLib.Error:
            return None

    def run(self, *command):
        self.processes.append(subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL,
                                               stderr=subprocess.DEVNULL))

    def end(self):
        for name in (APPLICATION + ".Agent", APPLICATION):
            pid = self.owner(name)
            if pid:
                os.kill(pid, 15)
        for process in self.processes:
            process.terminate()
            process.wait()

    # --- what the server shows ---

    def notice(self, name):
        """Where the notice of this person is, and where its buttons are, by label."""
        for window in self.eye.children(self.eye.root):
            parts = [(self.eye.ask(n, "GetRoleName"), self.eye.name(n), n) for n in self.eye.below(window)]
            if any(name in text for role, text, _ in parts if role == "label"):
                return window, {text: n for role, text, n in parts if role in ("push button", "button")}
        return None

    def find(self, name):
        try:
            return self.notice(name)
        except GLib.Error:
            return None  # one went away while we looked

    def place(self, node):
        x, y, width, height = self.eye.bus.call_sync(
            *node, "org.a11y.atspi.Component", "GetExtents", GLib.Variant("(u)", (0,)), None, 0, 3000, None).unpack()[0]
        return x + width // 2, y + height // 2

    def locate(self, name, label):
        """Where the button is, once it has stopped moving: the others move up when one goes."""
        found = self.find(name)
        try:
            return self.place(found[1][label]) if found else None
        except (GLib.Error, KeyError):
            return None

    def press(self, name, label):
        places = []

        def is_calm():
            places.append(self.locate(name, label))
            return places[-1] is not None and places[-3:] == [places[-1]] * 3

        until(is_calm, f"{label!r} on the notice of {name}")
        x, y = places[-1]
        self.desk.xdotool("mousemove", x, y, "click", 1)
        until(lambda: not self.find(name), f"the notice of {name} to go")

    def read(self, sql):
        with sqlite3.connect(f"file:{self.path('data/ingam/journal.db')}?mode=ro", uri=True, timeout=5) as db:
            return db.execute(sql).fetchall()

    # --- the story ---

    def shown(self):
        self.run("xfwm4")
        until(lambda: self.desk.xdotool("get_num_desktops"), "the window manager")
        self.run(notifyd())
        pid = until(lambda: self.owner(SERVER), "the server")
        self.eye = Eye(pid)
        self.call(APPLICATION + ".Agent", "/io/github/ingam/Ingam/Agent", APPLICATION + ".Agent", "Look")
        until(self.eye.find_root, "the server on the accessibility bus")
        for name in PEOPLE:
            until(lambda: self.locate(name, words("Remind me later")), f"the notice of {name}")
        self.desk.shoot("notices")

    def put_off(self):
        self.press("이몽룡", words("Remind me later"))
        until(lambda: len(self.read("SELECT 1 FROM put_off")) == 1, "it to be put off")

    def replaced(self):
        self.press("심청", words("Already replaced"))
        until(lambda: len(self.read("SELECT 1 FROM replaced")) == 1, "it to be marked")
        self.desk.shoot("one-left")

    def renews(self):
        assert not self.owner(APPLICATION), "the window runs already"
        self.press("성춘향", words("How to renew"))
        pid = until(lambda: self.owner(APPLICATION), "the window to be started")
        until(lambda: self.desk.window(".", pid), "the window")
        window = Eye(pid)
        until(window.find_root, "the window on the accessibility bus")
        until(lambda: any(node.says("성춘향") and node.is_seen for title in window.titles()
                          for node in window.look(title)), "the guide of that certificate")
        self.desk.shoot("guide")


def notifyd():
    path = NOTIFYD % f"{os.uname().machine}-linux-gnu"
    return path if os.path.exists(path) else None


def main():
    need("xdotool", "xfwm4")
    if not notifyd():
        skip("no xfce4-notifyd")
    session = Session(*sys.argv[1:])
    chapters = ["shown", "put_off", "replaced", "renews"]
    print(f"1..{len(chapters)}", flush=True)
    try:
        for number, chapter in enumerate(chapters, 1):
            getattr(session, chapter)()
            print(f"ok {number} /agent/desk/{chapter}", flush=True)
    except AssertionError as error:
        session.desk.shoot("failed")
        print(f"not ok {number} /agent/desk/{chapter} # {error}", flush=True)
    finally:
        session.end()


main()
