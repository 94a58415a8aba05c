#!/usr/bin/python3
"""Our keyring against the real ones: each state in which a person's keyring can be ends in its own word,
and nothing ever hangs.

run-x.sh keyring.py gnome|keepassxc|file|backup KEYRING-DRIVE INGAMCTL
"""
import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True  # the source tree may be read-only
from keyring_stage import (COLLECTION, PATIENCE, QUICKLY, ROOT, Bus, GLib, Gnome, KeePass, Person,
                           need, wait_for)

DRIVE, CTL = sys.argv[2:4]


class Asked:
    """A program of ours with a request."""

    def __init__(self, *words, seconds=PATIENCE):
        self.began = time.monotonic()
        self.seconds = seconds
        self.process = subprocess.Popen([DRIVE, *words], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def answers(self):
        """The lines; the last one says where the keyring is."""
        out, _ = self.process.communicate(timeout=self.seconds)
        assert self.process.returncode == 0, f"keyring-drive ended with {self.process.returncode}"
        self.took = time.monotonic() - self.began
        return out.splitlines()

    def answer(self):
        return self.answers()[0]

    def first_line(self):
        return self.process.stdout.readline().strip()

    def goes_on(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()


def ask(*words):
    """One that nobody has to answer."""
    return Asked(*words, seconds=QUICKLY).answer()


def same(found, expected):
    assert found == expected, f"{found!r} instead of {expected!r}"


# --- gnome-keyring ---


def gnome_no_service(bus):
    """no service: absent, at once"""
    same(ask("quietly", "find", "backup"), "keyring-absent")
    same(ask("ask", "store", "backup", "x"), "keyring-absent")
    same(ask("quietly", "forget", "backup"), "keyring-absent")


def gnome_store(bus):
    """what is stored is found by another program, slot by slot, until it is forgotten"""
    ring = Gnome(bus).start()
    same(ask("quietly", "find", "backup"), "keyring-empty")
    same(ask("quietly", "forget", "backup"), "done")
    same(ask("quietly", "store", "backup", "first"), "done")
    same(ask("quietly", "store", "restic:1", "other"), "done")
    same(ask("quietly", "store", "backup", "second"), "done")
    same(Asked("quietly", "find", "backup").answers(),
         ["found second", "in the keyring of this computer"])
    same(ask("quietly", "find", "restic:1"), "found other")
    assert len(items(bus, "login")) == 2, "a second item for one slot"
    same(ask("quietly", "forget", "restic:1"), "done")
    same(ask("quietly", "find", "restic:1"), "keyring-empty")
    same(ask("quietly", "find", "backup"), "found second")
    return ring


def items(bus, collection):
    return bus.get(f"{ROOT}/collection/{collection}", COLLECTION, "Items")


def gnome_changed(bus, ring):
    """one letter changed behind our back comes back changed"""
    asked = Asked("quietly", "find", "backup", "pause", "quietly", "find", "backup")
    same(asked.first_line(), "found second")
    same(ask("quietly", "store", "backup", "secont"), "done")
    asked.goes_on()
    same(asked.answers()[0], "found secont")
    same(ask("quietly", "store", "backup", "kept"), "done")


def make_item(bus, collection, text):
    """A second item of the same slot, as a copied keyring would have it."""
    _, session = bus.call(ROOT, "org.freedesktop.Secret.Service", "OpenSession",
                          GLib.Variant("(sv)", ("plain", GLib.Variant("s", ""))))
    attributes = {"application": "Ingam", "slot": "backup",
                  "xdg:schema": "io.github.ingam.Ingam.Passphrase"}
    properties = {"org.freedesktop.Secret.Item.Label": GLib.Variant("s", "copied"),
                  "org.freedesktop.Secret.Item.Attributes": GLib.Variant("a{ss}", attributes)}
    bus.call(f"{ROOT}/collection/{collection}", COLLECTION, "CreateItem",
             GLib.Variant("(a{sv}(oayays)b)",
                          (properties, (session, b"", text.encode(), "text/plain"), True)))


def gnome_two(bus, ring):
    """of two items for one slot the newest counts, also after storing; forgetting takes both"""
    second = int(time.time())
    assert wait_for(lambda: int(time.time()) > second + 1)  # the keyring counts in seconds
    make_item(bus, "session", "copied")
    same(ask("quietly", "find", "backup"), "found copied")
    same(ask("quietly", "store", "backup", "stored"), "done")
    same(ask("quietly", "find", "backup"), "found stored")
    assert len(items(bus, "login") + items(bus, "session")) == 2, "storing made a third"
    same(ask("quietly", "forget", "backup"), "done")
    assert not items(bus, "login") + items(bus, "session"), "one was not forgotten"
    same(ask("quietly", "store", "backup", "kept"), "done")


def pieces_in_memory(pid, text, length=8):
    """Where any piece of @text stands in the memory of a program."""
    pieces = [text[i:i + length].encode() for i in range(len(text) - length + 1)]
    with open(f"/proc/{pid}/maps", encoding="ascii") as file:
        areas = [line.split()[:2] for line in file]
    found = []
    searched = 0
    with open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for area, access in areas:
            start, end = (int(x, 16) for x in area.split("-"))
            try:
                memory.seek(start)
                content = memory.read(end - start) if "r" in access else b""
            except (OSError, OverflowError, ValueError):  # the kernel's own
                continue
            searched += len(content)
            found += [area for piece in pieces if piece in content]
    assert searched > 1 << 20, "the memory could not be read"
    return found


def gnome_memory(bus, ring):
    """what was found and let go is nowhere in our memory"""
    same(ask("quietly", "store", "backup", "QMTZ-RRW7-PQ5X-8K2N"), "done")
    asked = Asked("--silent", "quietly", "find", "backup", "pause", "quietly", "find", "backup")
    same(asked.first_line(), "found")
    same(pieces_in_memory(asked.process.pid, "QMTZ-RRW7-PQ5X-8K2N"), [])
    asked.goes_on()
    same(asked.answers()[0], "found")
    same(ask("quietly", "store", "backup", "kept"), "done")


def gnome_locked(bus, ring):
    """locked, and nobody is to be asked: locked, and nothing is shown"""
    ring.lock()
    for words in (["find", "backup"], ["store", "backup", "x"], ["forget", "backup"],
                  ["find", "of nothing"]):
        same(ask("quietly", *words), "keyring-locked")
    assert not Person(ring.window).sees(), "somebody is asked"


def gnome_dismissed(bus, ring):
    """the question is closed: dismissed, not empty"""
    person = Person(ring.window)
    for words in (["find", "backup"], ["store", "backup", "x"], ["forget", "backup"]):
        asked = Asked("ask", *words)
        person.waits_for_question()
        person.presses("Escape")
        same(asked.answer(), "keyring-dismissed")
        person.waits_until_gone()


def gnome_typed(bus, ring):
    """a wrong password, then the right one: found; several requests are one question"""
    person = Person(ring.window)
    asked = Asked("ask", "find", "backup", "then", "quietly", "find", "backup")
    person.waits_for_question()
    person.types("not " + "it")
    person.waits_for_question()
    person.types("pw")
    same(asked.answers()[:2], ["found kept", "found kept"])
    person.waits_until_gone()


def gnome_cancelled(bus, ring):
    """cancelled while the question is open: at once, and the keyring lives on"""
    person = Person(ring.window)
    ring.lock()
    asked = Asked("--cancel", "1500", "ask", "find", "backup")
    same(asked.answer(), "cancelled")
    assert asked.took < QUICKLY
    assert ring.process.poll() is None, "gnome-keyring did not survive it"
    asked = Asked("ask", "find", "backup")  # joins the question that is still there
    person.waits_for_question()
    person.types("pw")
    same(asked.answer(), "found kept")


def gnome_prompter(bus, ring):
    """the program that asks dies: dismissed; the next request asks again"""
    person = Person(ring.window)
    ring.lock()
    asked = Asked("ask", "find", "backup")
    person.waits_for_question()
    pid = bus.call("/", "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                   GLib.Variant("(s)", ("org.gnome.keyring.SystemPrompter",)),
                   "org.freedesktop.DBus")[0]
    os.kill(pid, signal.SIGKILL)
    same(asked.answer(), "keyring-dismissed")
    asked = Asked("ask", "find", "backup")
    person.waits_for_question()
    person.types("pw")
    same(asked.answer(), "found kept")


def gnome_silent(bus, ring):
    """a service that does not answer is not waited for"""
    ring.process.send_signal(signal.SIGSTOP)
    asked = Asked("--limit", "1", "quietly", "find", "backup", "then", "quietly", "find", "backup")
    found = asked.answers()
    ring.process.send_signal(signal.SIGCONT)
    same(found[:2], ["keyring-absent", "keyring-absent"])
    assert asked.took < QUICKLY
    same(ask("quietly", "find", "backup"), "found kept")


def gnome_patience(bus, ring):
    """a person may take longer than a service"""
    person = Person(ring.window)
    ring.lock()
    asked = Asked("--limit", "1", "ask", "find", "backup")
    person.waits_for_question()
    assert not wait_for(lambda: asked.process.poll() is not None, 2), "the person was not waited for"
    person.types("pw")
    same(asked.answer(), "found kept")


def gnome_restarted(bus, ring):
    """another service of the same name between two requests: it is asked"""
    asked = Asked("quietly", "find", "backup", "pause", "quietly", "find", "backup")
    same(asked.first_line(), "found kept")
    ring.end()
    ring.start()
    asked.goes_on()
    same(asked.answers()[0], "found kept")


def gnome_killed(bus, ring):
    """the service is killed while its question is open: absent, within seconds"""
    person = Person(ring.window)
    ring.lock()
    asked = Asked("ask", "find", "backup", "then", "quietly", "find", "backup", seconds=QUICKLY)
    person.waits_for_question()
    ring.end("kill")
    same(asked.answers()[:2], ["keyring-absent", "keyring-absent"])
    if wait_for(person.sees, 0.5):  # who asked was another program
        person.presses("Escape")
    person.waits_until_gone()


def gnome_reset(bus, ring):
    """the keyring's files are gone: empty; a new one is a question"""
    person = Person(ring.window)
    shutil.rmtree(ring.files)
    ring.start(unlock=False)
    same(ask("quietly", "find", "backup"), "keyring-empty")
    same(ask("ask", "find", "backup"), "keyring-empty")
    same(ask("quietly", "store", "backup", "x"), "keyring-locked")
    asked = Asked("ask", "store", "backup", "x")
    person.waits_for_question()
    person.presses("Escape")
    same(asked.answer(), "keyring-dismissed")
    person.waits_until_gone()
    asked = Asked("ask", "store", "backup", "new", "then", "quietly", "find", "backup")
    person.waits_for_question()
    person.types("new pw", "Tab")
    person.types("new pw")
    same(asked.answers()[:2], ["done", "found new"])
    ring.end()


# --- KeePassXC ---


def keepassxc_store(bus):
    """what is stored is found by another program, although attributes are added"""
    ring = KeePass(bus).start()
    same(ask("quietly", "find", "backup"), "keyring-empty")
    same(ask("ask", "store", "backup", "first"), "done")
    same(ask("ask", "store", "backup", "second"), "done")
    same(Asked("quietly", "find", "backup").answers(), ["found second", "in KeePassXC"])
    assert len(items(bus, ring.collection)) == 1, "a second item for one slot"
    return ring


def keepassxc_locked(bus, ring):
    """locked, and nobody is to be asked: locked, and nothing is shown"""
    ring.lock()
    same(ask("quietly", "find", "backup"), "keyring-locked")
    same(ask("quietly", "forget", "backup"), "keyring-locked")
    assert not Person(ring.window).sees(), "somebody is asked"


def keepassxc_dismissed(bus, ring):
    """the question is closed: dismissed, not empty"""
    person = Person(ring.window)
    asked = Asked("ask", "find", "backup")
    person.waits_for_question()
    person.presses("Escape")
    same(asked.answer(), "keyring-dismissed")
    person.waits_until_gone()


def keepassxc_typed(bus, ring):
    """unlocked by its question: found"""
    person = Person(ring.window)
    asked = Asked("ask", "find", "backup")
    person.waits_for_question()
    person.types("pw")
    same(asked.answer(), "found second")
    person.waits_until_gone()


def keepassxc_killed(bus, ring):
    """killed while its question is open: absent, within seconds"""
    ring.lock()
    asked = Asked("ask", "find", "backup", "then", "quietly", "find", "backup", seconds=QUICKLY)
    Person(ring.window).waits_for_question()
    ring.end("kill")
    same(asked.answers()[:2], ["keyring-absent", "keyring-absent"])


def keepassxc_confirm(bus, ring):
    """it asks for each program's access: closed, dismissed; allowed, found; never quietly"""
    person = Person(ring.window)
    ring.start(confirm=True)
    same(ask("quietly", "find", "backup"), "keyring-locked")
    assert not person.sees(), "somebody is asked"
    asked = Asked("ask", "find", "backup")
    person.waits_for_question()
    person.presses("Escape")
    same(asked.answer(), "keyring-dismissed")
    person.waits_until_gone()
    asked = Asked("ask", "find", "backup", "then", "quietly", "find", "backup")
    person.waits_for_question()
    person.presses("Return")
    same(asked.answers()[:2], ["found second", "found second"])
    ring.end()


# --- libsecret's own file, as inside Flatpak ---


def file_store(bus):
    """the file is opened when somebody is there, and then quietly"""
    os.environ.update(SECRET_BACKEND="file", SECRET_FILE_TEST_PASSWORD="of the portal",
                      SECRET_FILE_TEST_PATH=os.path.join(os.environ["HOME"], "own", "test.keyring"))
    asked = Asked("--file", "quietly", "find", "backup", "then", "ask", "find", "backup", "then",
                  "quietly", "store", "backup", "first", "then", "ask", "store", "backup", "second",
                  "then", "quietly", "find", "backup")
    same(asked.answers(), ["keyring-locked", "keyring-empty", "done", "done", "found second",
                           "in a file of Ingam’s own, which the keyring of this computer opens"])
    same(Asked("--file", "ask", "find", "backup").answer(), "found second")
    same(Asked("--file", "ask", "forget", "backup", "then", "ask", "forget", "backup", "then", "ask",
               "find", "backup").answers()[:3], ["done", "done", "keyring-empty"])


def file_broken(bus):
    """a file that is not one: an error that is told, and the file is left as it is"""
    path = os.environ["SECRET_FILE_TEST_PATH"]
    content = b"GnomeKeyring\n\r\0\nbroken"
    with open(path, "wb") as file:
        file.write(content)
    same(Asked("--file", "ask", "find", "backup").answer(), "failed")
    with open(path, "rb") as file:
        same(file.read(), content)


def file_no_portal(bus):
    """no portal that answers: absent"""
    del os.environ["SECRET_FILE_TEST_PASSWORD"]
    os.environ["SNAP_NAME"] = "test"  # the other mark of a sandbox that libsecret knows
    same(Asked("--file", "ask", "find", "backup").answer(), "keyring-absent")


class Portal:
    """The portal of a sandbox, which opens libsecret's file."""

    def __init__(self, does):
        self.does = does

    def __enter__(self):
        folder = os.path.dirname(os.path.abspath(__file__))
        self.process = subprocess.Popen([os.path.join(folder, "portal.py"), self.does],
                                        stdout=subprocess.PIPE, text=True)
        same(self.process.stdout.readline().strip(), "ready")

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


def file_portal(bus):
    """with the portal's secret: found again; its question closed, failed, died, cancelled: each its word"""
    os.environ["SECRET_FILE_TEST_PATH"] += ".portal"
    with Portal("gives"):
        same(Asked("--file", "ask", "store", "backup", "kept").answer(), "done")
        same(Asked("--file", "ask", "find", "backup").answer(), "found kept")
    for does, word in (("cancels", "keyring-dismissed"), ("fails", "keyring-absent"),
                       ("dies", "keyring-absent")):
        with Portal(does):
            same(Asked("--file", "ask", "find", "backup", seconds=QUICKLY).answer(), word)
    with Portal("waits"):
        asked = Asked("--file", "--cancel", "500", "ask", "find", "backup", seconds=QUICKLY)
        same(asked.answer(), "cancelled")
        asked = Asked("--file", "--limit", "1", "ask", "find", "backup")
        assert not wait_for(lambda: asked.process.poll() is not None, 2), "nobody is waited for"
        asked.process.kill()
        asked.process.communicate()


# --- backups from the command line, with the keyring as it is ---

SHAPE = re.compile(rb"\b(?:[2-9A-Z]{4}-){6}[2-9A-Z]{4}\b")
PLACE = os.path.join(os.environ["HOME"], "place")
known = {}  # from one story to the next


def ctl(*words, seconds=PATIENCE):
    """With nobody at a terminal."""
    done = subprocess.run([CTL, *words], check=False, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=seconds)
    assert not SHAPE.search((done.stdout + done.stderr).encode()), "the passphrase got out"
    return done


def back_up():
    return ctl("--json", "backup", "--to", PLACE)


class Terminal:
    """The same on a terminal, where a person sits."""

    def __init__(self, *words):
        self.began = time.monotonic()
        self.shown = b""
        self.seen = 0
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.execv(CTL, [CTL, *words])

    def reads(self):
        """FALSE at the end."""
        left = self.began + PATIENCE - time.monotonic()
        if not select.select([self.master], [], [], max(left, 0))[0]:
            os.kill(self.pid, signal.SIGKILL)
            raise AssertionError(f"it does not end: {self.shown}")
        try:
            block = os.read(self.master, 4096)
        except OSError:  # what a terminal says when nobody is there any more
            block = b""
        self.shown += block
        return bool(block)

    def waits_for(self, text):
        while text not in self.shown[self.seen:]:
            assert self.reads(), self.shown
        self.seen = self.shown.index(text, self.seen) + len(text)

    def types(self, text):
        os.write(self.master, text.encode() + b"\n")

    def ends(self):
        """What was shown, and the exit status."""
        while self.reads():
            pass
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self.took = time.monotonic() - self.began
        return self.shown, status


def files():
    return sorted(os.listdir(PLACE))


def backup_first(bus):
    """the first backup makes a passphrase and shows it once, on a terminal"""
    subprocess.run([CTL, "demo", os.path.join(os.environ["HOME"], "NPKI")], check=True,
                   stdout=subprocess.DEVNULL)
    os.mkdir(PLACE)
    same(back_up().returncode, 8)  # no keyring at all
    same(files(), [])
    ring = Gnome(bus).start()
    shown, status = Terminal("backup", "--to", PLACE).ends()
    same(status, 0)
    found = SHAPE.findall(shown)
    same(len(found), 1)
    known["passphrase"] = found[0].decode()
    same(ask("quietly", "find", "backup"), "found " + known["passphrase"])
    shown, status = Terminal("backup", "--to", PLACE).ends()
    same((status, SHAPE.findall(shown)), (0, []))
    same(len(files()), 2)
    return ring


def backup_script(bus, ring):
    """a script backs up, verifies and restores with what the keyring has"""
    done = back_up()
    same(done.returncode, 0)
    path = json.loads(done.stdout)["path"]
    same(ctl("verify", path).returncode, 0)
    same(ctl("restore", path, "--to", os.path.join(os.environ["HOME"], "out")).returncode, 0)
    same(subprocess.run(["diff", "-r", os.path.join(os.environ["HOME"], "NPKI"),
                         os.path.join(os.environ["HOME"], "out")], check=False).returncode, 0)


def backup_memory(bus, ring):
    """after a backup no piece of the passphrase is in the memory of who made it"""
    passphrase = ask("quietly", "find", "backup").removeprefix("found ")
    home = os.environ["HOME"]
    asked = Asked("quietly", "backup", os.path.join(home, "NPKI"), PLACE,
                  os.path.join(os.environ["XDG_DATA_HOME"], "ingam"), "pause", "quietly", "find", "x")
    same(asked.first_line(), "done")
    same(pieces_in_memory(asked.process.pid, passphrase), [])
    asked.goes_on()
    same(asked.answers()[0], "keyring-empty")


def backup_letter(bus, ring):
    """one letter changed behind our back: it refuses to call itself verified, and says why"""
    before = files()
    right = ask("quietly", "find", "backup").removeprefix("found ")
    wrong = right[:7] + ("A" if right[7] != "A" else "B") + right[8:]
    same(ask("quietly", "store", "backup", wrong), "done")
    done = back_up()
    same(done.returncode, 9)
    assert "changed" in done.stderr, done.stderr
    same(files(), before)
    same(ask("quietly", "store", "backup", "VM94-QZQG-XBTN-RUTY-EPR6-7JBK-4P9Y"), "done")
    done = back_up()  # another whole one
    same(done.returncode, 9)
    assert "mark" in done.stderr, done.stderr
    same(files(), before)
    same(ask("quietly", "store", "backup", right), "done")
    same(back_up().returncode, 0)


def backup_locked(bus, ring):
    """locked: a script is told so, a person is asked; closed is said, Ctrl-C ends it, typed goes on"""
    person = Person(ring.window)
    ring.lock()
    same(back_up().returncode, 8)
    assert not person.sees(), "somebody is asked"
    asked = Terminal("backup", "--to", PLACE)
    person.waits_for_question()
    person.presses("Escape")
    same(asked.ends()[1], 8)
    person.waits_until_gone()
    asked = Terminal("backup", "--to", PLACE)
    person.waits_for_question()
    os.write(asked.master, b"\x03")  # Ctrl-C
    same(asked.ends()[1], 1)
    assert asked.took < QUICKLY and ring.process.poll() is None, "Ctrl-C did harm"
    asked = Terminal("backup", "--to", PLACE)
    person.waits_for_question()
    person.types("pw")
    same(asked.ends()[1], 0)


def backup_killed(bus, ring):
    """the keyring is killed while it asks: it ends within seconds, and nothing is left"""
    person = Person(ring.window)
    before = files()
    ring.lock()
    asked = Terminal("backup", "--to", PLACE)
    person.waits_for_question()
    ring.end("kill")
    same(asked.ends()[1], 8)
    assert asked.took < QUICKLY
    same(files(), before)
    if wait_for(person.sees, 0.5):
        person.presses("Escape")
    person.waits_until_gone()


def backup_reset(bus, ring):
    """a keyring that was reset is not given a new passphrase without a word"""
    before = files()
    shutil.rmtree(ring.files)
    ring.start()
    done = back_up()
    same(done.returncode, 8)
    assert "recovery sheet" in done.stderr, done.stderr
    same(ask("quietly", "find", "backup"), "keyring-empty")
    same(files(), before)


def backup_typed(bus, ring):
    """a person types it in from the recovery sheet, and it is in the keyring again"""
    before = files()
    asked = Terminal("backup", "--to", PLACE)
    asked.waits_for(b"passphrase: ")
    asked.types("VM94-QZQG-XBTN-RUTY-EPR6-7JBK-4P9Y")
    asked.waits_for(b"passphrase: ")
    asked.types(known["passphrase"].lower())
    shown, status = asked.ends()
    same(status, 0)
    assert not SHAPE.search(shown), "it was shown"
    same(ask("quietly", "find", "backup"), "found " + known["passphrase"])
    same(len(files()), len(before) + 1)
    ring.end()


def keepassxc_backup(bus, ring):
    """a backup keeps its passphrase in KeePassXC, and a script makes the next one with it"""
    ring.start()
    same(ask("ask", "forget", "backup"), "done")
    subprocess.run([CTL, "demo", os.path.join(os.environ["HOME"], "NPKI")], check=True,
                   stdout=subprocess.DEVNULL)
    os.mkdir(PLACE)
    shown, status = Terminal("backup", "--to", PLACE).ends()
    same((status, len(SHAPE.findall(shown))), (0, 1))
    assert b"KeePassXC" in shown, shown
    same(back_up().returncode, 0)
    ring.lock()
    same(back_up().returncode, 8)
    same(len(files()), 2)
    ring.end()


STORIES = {
    "gnome": [gnome_no_service, gnome_store, gnome_changed, gnome_two, gnome_memory, gnome_locked,
              gnome_dismissed, gnome_typed, gnome_cancelled, gnome_prompter, gnome_silent, gnome_patience,
              gnome_restarted, gnome_killed, gnome_reset],
    "keepassxc": [keepassxc_store, keepassxc_locked, keepassxc_dismissed, keepassxc_typed,
                  keepassxc_killed, keepassxc_confirm, keepassxc_backup],
    "file": [file_store, file_broken, file_no_portal, file_portal],
    "backup": [backup_first, backup_script, backup_memory, backup_letter, backup_locked,
               backup_killed, backup_reset, backup_typed],
}
TOOLS = {
    "gnome": ["gnome-keyring-daemon", "xdotool"],
    "keepassxc": ["keepassxc", "keepassxc-cli", "xdotool"],
    "file": [],
    "backup": ["gnome-keyring-daemon", "xdotool", "diff"],
}


def main():
    chosen = sys.argv[1]
    need(*TOOLS[chosen])
    bus = Bus()
    ring = []
    print(f"1..{len(STORIES[chosen])}", flush=True)
    for number, tell in enumerate(STORIES[chosen], 1):
        began = time.monotonic()
        made = tell(bus, *ring)
        if made:
            ring = [made]
        print(f"ok {number} - {tell.__doc__} # {time.monotonic() - began:.1f} s", flush=True)


main()
