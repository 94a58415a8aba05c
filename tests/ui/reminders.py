#!/usr/bin/python3
"""Reminders in the real program with the real agent, both as the session bus starts them: the question is
answered by a click, the agent comes, the preferences say what it does, a no sends it away; and what a
notification asks for is found whether or not the program runs.

run-x.sh reminders.py INGAM INGAMCTL AGENT
SHOTS=FOLDER keeps a picture of every chapter.
"""
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True  # the source tree may be read-only
from aftercare_stage import BUTTON, Eye, Mouse, Program, plain
from drag_stage import Desk, Gio, GLib, need, wait_for, words

MAIN = words("Ingam")
PREFERENCES = words("Preferences")
HOLDER = "성춘향"
NAME, PATH = "io.github.ingam.Ingam", "/io/github/ingam/Ingam"
AGENT = NAME + ".Agent"


def until(condition, what):
    answer = wait_for(condition, 20)
    assert answer, "waited in vain for " + what
    return answer


class Bus:
    """The session's, with our two services on it. Settings go to a file: the agent's worker is another process."""

    def __init__(self, command, agent):
        os.environ["GSETTINGS_BACKEND"] = "keyfile"
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        folder = os.path.join(os.path.dirname(os.environ["XDG_RUNTIME_DIR"]), "services")
        for name, line in ((NAME, command + " --gapplication-service"), (AGENT, agent)):
            with open(os.path.join(folder, name + ".service"), "w", encoding="utf-8") as file:
                file.write(f"[D-BUS Service]\nName={name}\nExec=/usr/bin/env GSETTINGS_BACKEND=keyfile {line}\n")
        self.ask("ReloadConfig")

    def call(self, name, path, interface, method, arguments=None):
        return self.bus.call_sync(name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE,
                                  20000, None).unpack()

    def ask(self, method, *names):
        arguments = GLib.Variant("(" + "s" * len(names) + ")", names) if names else None
        return self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method, arguments)

    def has(self, name):
        return self.ask("NameHasOwner", name)[0]

    def pid(self, name):
        return self.ask("GetConnectionUnixProcessID", name)[0]

    def status(self):
        return self.call(AGENT, PATH + "/Agent", AGENT, "GetStatus")[0]

    def request(self, action, *parameters):
        """As the agent does when a notification is clicked."""
        values = [GLib.Variant("s", parameter) for parameter in parameters]
        self.call(NAME, PATH, "org.freedesktop.Application", "ActivateAction",
                  GLib.Variant("(sava{sv})", (action, values, {})))


class Started(Program):
    """One that the bus started."""

    def __init__(self, program, pid):
        super().__init__(program.command, program.ctl, program.desk)
        self.pid = pid
        self.process = self
        self.eye = Eye(pid)
        until(self.eye.find_root, "the program on the accessibility bus")

    def is_there(self):
        return False  # for nobody to wait for: it is the bus's child


class Story:
    def __init__(self, command, ctl, agent):
        self.desk = Desk()
        self.home = os.environ["HOME"]
        subprocess.run([ctl, "demo", os.path.join(self.home, "NPKI")], check=True, stdout=subprocess.DEVNULL)
        self.file = os.path.join(os.environ["XDG_CONFIG_HOME"], "autostart", AGENT + ".desktop")
        Eye(0).find_root()
        self.bus = Bus(command, agent)
        self.program = Program(command, ctl, self.desk)
        self.hand = Mouse(self.program, self.desk, until)

    def end(self):
        self.program.close()
        for name in (NAME, AGENT):
            if self.bus.has(name):
                os.kill(self.bus.pid(name), 15)

    def agent_runs(self):
        return self.bus.has(AGENT)

    def say_yes(self):
        """Until then nothing is written and nothing runs."""
        self.program.start(until)
        yes = plain("_Yes, Please")
        self.hand.wait(MAIN, yes, BUTTON)
        assert not self.agent_runs() and not os.path.exists(self.file)
        self.desk.shoot("question")
        self.hand.press(MAIN, yes, BUTTON)
        until(self.agent_runs, "the agent")
        until(lambda: os.path.exists(self.file), "the file that starts it")
        until(lambda: not self.hand.find(MAIN, yes, BUTTON), "the question to go")
        until(lambda: self.bus.status()["looked"] > 0, "its first look")
        assert self.bus.status()["due"] > 0, self.bus.status()

    def read_preferences(self):
        self.hand.front(MAIN)
        self.desk.key("ctrl+comma")
        until(lambda: self.hand.is_open(PREFERENCES), "the preferences")
        again = words("Looks again %s").partition("%s")[0]
        until(lambda: self.hand.sees(PREFERENCES, again), "what the agent does")
        until(lambda: self.hand.sees(PREFERENCES, words("This desktop shows no tray icons")), "that there is no tray")
        self.desk.shoot("preferences")

    def say_no(self):
        self.hand.press(PREFERENCES, words("Remind Me Before Certificates Expire"), ("switch", "toggle button"))
        until(lambda: not self.agent_runs(), "the agent to leave")
        until(lambda: not os.path.exists(self.file), "its file to go")
        assert not self.hand.sees(PREFERENCES, words("The reminder program is not running"))
        self.desk.shoot("no")

    def find(self):
        return [c["id"] for c in self.program.tell("list") if c["name"] == HOLDER][0]

    def shows_holder(self):
        return any(node.role == "heading" and node.says(HOLDER) for node in self.program.eye.look(MAIN))

    def ask_running(self):
        assert not self.shows_holder()
        self.bus.request("open-certificate", self.find())
        until(self.shows_holder, "the page")
        self.desk.shoot("running")

    def ask_gone(self):
        """Nobody runs, and what is asked for is not there: the window comes and says so."""
        self.program.close()
        until(lambda: not self.bus.has(NAME), "the program to end")
        self.bus.request("open-certificate", "a" * 64)
        self.program = Started(self.program, self.bus.pid(NAME))
        self.hand.program = self.program
        until(lambda: self.hand.sees(MAIN, words("The certificate is not there any more")), "the toast")
        self.desk.shoot("gone")
        os.kill(self.program.pid, 15)
        until(lambda: not self.bus.has(NAME), "the program to end")

    def ask_started(self):
        self.bus.request("renew-guide", self.find())
        self.program = Started(self.program, self.bus.pid(NAME))
        self.hand.program = self.program
        until(self.shows_holder, "the page")
        until(lambda: len(self.program.eye.titles()) == 2, "the guide beside it")
        self.desk.shoot("started")


def tell(command, ctl, agent):
    story = Story(command, ctl, agent)
    yield story
    for chapter in ("say_yes", "read_preferences", "say_no", "ask_running", "ask_gone", "ask_started"):
        getattr(story, chapter)()
        yield chapter.replace("_", "-")


def main():
    need("xdotool", "xfwm4", "xprop")
    environment = dict(os.environ)
    environment.pop("G_DEBUG", None)  # another program's warnings are not ours to die of
    manager = subprocess.Popen(["xfwm4"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: Desk().xdotool("get_num_desktops"), "the window manager")
    telling = tell(*map(os.path.abspath, sys.argv[1:]))
    story = next(telling)
    number, begun = 0, time.monotonic()
    try:
        for chapter in telling:
            number += 1
            print(f"ok {number} /reminders/{chapter} # {time.monotonic() - begun:.1f} s", flush=True)
            begun = time.monotonic()
    except AssertionError as error:
        story.desk.shoot("failed")
        number += 1
        print(f"not ok {number} /reminders: {error}", flush=True)
    finally:
        story.end()
        manager.terminate()
        manager.wait()
    print(f"1..{number}")


main()
