#!/usr/bin/python3
"""Backups in the real program with a real keyring, from "no backup yet" to one that was opened again, past a
question of the keyring that is closed, to a certificate that was removed and comes back. Asserts what the
program's tree says, what lies in the folder, and what the keyring has.

run-x.sh backup.py WAY INGAM INGAMCTL, where WAY is keyboard or mouse.
SHOTS=FOLDER keeps a picture of every page; SIZE=WIDTHxHEIGHT gives the window another size.
"""
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [HERE, os.path.join(HERE, "..", "keyring")]
sys.dont_write_bytecode = True  # the source tree may be read-only
from aftercare_stage import BUTTON, CHECK, CHECKED, ITEM, TEXT, Keyboard, Mouse, Program, plain
from drag_stage import TREE_VIEW, Desk, counted, need, skip, wait_for, words
from keyring_stage import PASSWORD, Bus, Gnome, Person

MAIN = words("Ingam")
WINDOW = words("Backup")
HOLDER = "홍길동"


def until(condition, what):
    answer = wait_for(condition, 20)
    assert answer, "waited in vain for " + what
    return answer


class Typist(Keyboard):
    """A list is one stop of Tab; from there on it is gone through row by row. The name could be searched for as
    well, but a letter that no key of this keyboard has is now and then lost on its way."""

    def choose(self, title, holder):
        self.front(title)
        self.desk.key("ctrl+f")
        self.until(lambda: (self.program.eye.focused(title) or self.wait(title, holder)).role in TEXT, "the search")
        self.until(lambda: self.comes_to(title, holder), "the row in question")

    def comes_to(self, title, holder):
        focused = self.program.eye.focused(title)
        if focused and focused.role not in TEXT and focused.says(holder):
            return True
        self.step(title, "Down", focused)
        return False


class Pointer(Mouse):
    def choose(self, title, holder):
        self.press(title, holder, ITEM)


class Story:
    """One person, their certificates, and a folder that outlives the computer."""

    def __init__(self, hand, command, ctl):
        self.desk = Desk()
        self.ctl = ctl
        self.home = os.environ["HOME"]
        self.place = os.path.join(self.home, "Nextcloud")
        os.mkdir(self.place)
        subprocess.run([ctl, "demo", os.path.join(self.home, "NPKI")], check=True, stdout=subprocess.DEVNULL)
        self.bus = Bus()
        self.keyring = Gnome(self.bus).start()
        self.person = Person(Gnome.window)
        self.program = Program(command, ctl, self.desk)
        self.hand = hand(self.program, self.desk, until)
        self.program.start(until)
        until(lambda: self.hand.window(MAIN), "the window")
        until(lambda: self.hand.sees(MAIN, HOLDER), "the certificates")

    def end(self):
        self.program.close()
        self.keyring.end()

    # --- what is seen and what is there ---

    def arrive(self, text, name):
        until(lambda: self.hand.sees(WINDOW, text), f"“{text}”")
        size = os.environ.get("SIZE")
        window = self.hand.window(WINDOW)
        if self.desk.shots and size and window:
            width, height = size.split("x")
            self.desk.put(window, 10, 10, int(width), int(height))
        self.desk.shoot(name)

    def backups(self):
        return sorted(f for f in os.listdir(self.place) if f.endswith(".zip"))

    def holds(self, holder):
        return any(holder in c["name"] for c in (self.program.tell("list") or []))

    def passphrase(self):
        """As it stands on the page: groups that end with a hyphen."""
        groups = [n.name for n in self.program.eye.look(WINDOW) if n.is_seen and len(n.name) in (4, 5)]
        return "".join(g for g in groups if g.replace("-", "").isalnum() and g.upper() == g and g.isascii())

    # --- the way ---

    def add_folder(self):
        self.hand.menu(MAIN, plain("_Backup…"))
        until(lambda: self.hand.is_open(WINDOW), "the window of backups")
        self.arrive(words("There is no backup yet."), "nothing")
        self.hand.press(WINDOW, plain("_Choose a Place…"), BUTTON)
        self.arrive(words("Where Should Backups Go?"), "new-place")
        self.hand.press(WINDOW, words("A Folder That Is Synced…"), ITEM)
        chooser = words("Choose a Folder That Is Synced")
        until(lambda: self.hand.is_open(chooser), "the file chooser")
        self.hand.path(chooser, self.place)
        self.arrive("Nextcloud", "place")
        assert not self.backups()

    def back_up_first(self):
        self.hand.press(WINDOW, plain("_Back Up Now"), BUTTON)
        self.arrive(words("Your Backup Passphrase"), "passphrase")
        shown = until(self.passphrase, "the passphrase")
        assert len(shown) == 34, shown
        assert len(self.backups()) == 1, self.backups()
        self.hand.press(WINDOW, plain("I have printed it or _written it down"), CHECK)
        until(lambda: (self.hand.find(WINDOW, plain("I have printed it or _written it down"), CHECK)
                       or self).has(CHECKED), "the tick")
        self.hand.press(WINDOW, plain("_Done"), BUTTON)
        self.verified("verified")
        return shown

    def has(self, _state):
        return False

    def verified(self, name):
        end = words("Backed up %s, opened again, and every file checked.").partition("%s")[2]
        self.arrive(end, name)

    def check_with(self, passphrase):
        """What the page showed opens what lies in the folder, in another program."""
        path = os.path.join(self.place, self.backups()[-1])
        done = subprocess.run(["7zz", "t", "-p" + passphrase, path], check=False, capture_output=True)
        assert done.returncode == 0, done.stdout.decode()

    def dismiss_question(self):
        """Locked, asked, closed: a state with its words. Asked again, answered: and it goes on."""
        before = len(self.backups())
        self.keyring.lock()
        self.hand.press(WINDOW, plain("_Back Up Now"), BUTTON)
        self.person.waits_for_question()
        self.desk.shoot("question")
        self.person.presses("Escape")
        self.person.waits_until_gone()
        self.arrive(words("The Keyring’s Question Was Closed"), "dismissed")
        assert len(self.backups()) == before
        self.hand.press(WINDOW, plain("_Ask Again…"), BUTTON)
        self.person.waits_for_question()
        self.person.types(PASSWORD)
        self.person.waits_until_gone()
        self.verified("unlocked")
        until(lambda: len(self.backups()) == before + 1, "another backup")

    def remove(self):
        """A change that matters: a while after it everything is backed up, without a word."""
        before = len(self.backups())
        self.hand.choose(MAIN, HOLDER)
        self.desk.key("Delete")
        until(lambda: not self.holds(HOLDER), "the certificate to be removed")
        until(lambda: len(self.backups()) == before + 1, "a backup by itself")

    def restore(self, n):
        """From the backup of before, which still holds it."""
        self.hand.press(WINDOW, words("Restore…"), ITEM)
        self.arrive(words("A Backup File…"), "pick")
        self.hand.press(WINDOW, counted("%u certificate", "%u certificates", n), ITEM)
        self.arrive(HOLDER, "restore")
        self.hand.press(WINDOW, plain(counted("_Restore %u", "_Restore %u", 1)), BUTTON)
        until(lambda: self.holds(HOLDER), "the certificate to come back")
        self.arrive(plain("_Done"), "restored")
        until(lambda: self.hand.sees(MAIN, HOLDER), "the certificate in the list")

    def break_place(self):
        """What cannot be written any more is said once, where it is seen; and taken back when it works again."""
        sentence = words("The last backup did not work. %s").partition("%s")[0].strip()
        os.rename(self.place, self.place + ".away")
        with open(self.place, "w", encoding="utf-8"):
            pass
        until(lambda: self.hand.sees(MAIN, sentence), "the failure in the list's window")
        self.desk.shoot("failure")
        os.remove(self.place)
        os.rename(self.place + ".away", self.place)
        self.hand.press(MAIN, plain("_View"), BUTTON)
        self.hand.press(WINDOW, plain("_Back Up Now"), BUTTON)
        until(lambda: not self.hand.sees(MAIN, sentence), "the failure to be taken back")


def tell(hand, command, ctl):
    story = Story(hand, command, ctl)
    yield story
    story.add_folder()
    yield "place"
    passphrase = story.back_up_first()
    yield "verified"
    story.check_with(passphrase)
    yield "opened-by-7-zip"
    story.dismiss_question()
    yield "question-closed-and-answered"
    n = len(story.program.tell("list"))
    story.remove()
    yield "backed-up-by-itself"
    story.restore(n)
    yield "restored"
    story.break_place()
    yield "failure-said-and-taken-back"


WAYS = {"keyboard": Typist, "mouse": Pointer}


def main():
    way, command, ctl = sys.argv[1:]
    need("xdotool", "xfwm4", "xprop", "gnome-keyring-daemon", "7zz")
    if not TREE_VIEW:
        skip("later toolkits tell the tree of menus in another way than the floor's, which this knows")
    environment = dict(os.environ)
    environment.pop("G_DEBUG", None)  # another program's warnings are not ours to die of
    manager = subprocess.Popen(["xfwm4"], env=environment, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    until(lambda: Desk().xdotool("get_num_desktops"), "the window manager")
    telling = tell(WAYS[way], command, ctl)
    story = next(telling)
    number, begun = 0, time.monotonic()
    try:
        for chapter in telling:
            number += 1
            print(f"ok {number} /backup/{way}/{chapter} # {time.monotonic() - begun:.1f} s", flush=True)
            begun = time.monotonic()
    except AssertionError as error:
        story.desk.shoot("failed")
        print(f"not ok {number + 1} /backup/{way}: {error}", flush=True)
        number += 1
    finally:
        story.end()
        manager.terminate()
        manager.wait()
    print(f"1..{number}")


main()
