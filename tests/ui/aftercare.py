#!/usr/bin/python3
"""What follows a reissue, gone through in the real program from an empty home to "all five are done".
Asserts what the program's tree says and what ingamctl reads back.

run-x.sh aftercare.py STORY INGAM INGAMCTL, where STORY is
  keyboard  by keys alone, lost or stolen, with a certificate of the sample store
  mouse     by the mouse (keys only for passwords and paths), expired
  killed    on every page, and in the middle of a choice: it goes on there, and asks nothing twice
  kit       by keys alone, expired, with an authority's test certificate in a PFX; skipped without ../shared
SHOTS=FOLDER keeps a picture of every page; SIZE=WIDTHxHEIGHT gives the window another size.
"""
import contextlib
import os
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True  # the source tree may be read-only
from aftercare_stage import (ACTED_ON, BUTTON, CHECK, CHECKED, CLASS_NAME, FOCUSABLE, ITEM, MENU_ITEM,
                             PRESSED, TEXT, Keyboard, Mouse, Program, plain)
from drag_stage import PASSWORD, TREE_VIEW, Desk, Things, counted, need, skip, wait_for, words

MAIN = words("Ingam")
GUIDE = words("After a Reissue")
NEW_PASSWORD = "Pine-Kettle-82-Moon"
STEPS = ("install", "password", "services", "backup", "support")
PLACES = ("hometax", "gov24", "g2b")
PLACE_NAMES = {"ko": ("홈택스", "정부24", "나라장터"), "en": ("Hometax", "Government24", "KONEPS procurement")}
TYPED = ("Hometax", "Government24", "KONEPS")  # a place is found by either of its names
KOREAN = os.environ.get("LANG", "").startswith("ko")


def until(condition, what):
    answer = wait_for(condition, 15)
    assert answer, "waited in vain for " + what
    return answer


def is_of_toast(known, node):
    """The toolkit's own button that closes a toast has no name in libadwaita 1.2."""
    while node is not None and node.name != "AdwToastWidget":
        node = known.get(node.parent)
    return node is not None


class Story:
    """One person with one certificate."""

    def __init__(self, hand, command, ctl, holder, password):
        self.desk = Desk()
        self.program = Program(command, ctl, self.desk)
        self.hand = hand(self.program, self.desk, until)
        self.holder, self.password = holder, password
        self.names = set()
        self.start()

    def start(self):
        self.program.start(until)
        until(lambda: self.hand.window(MAIN), "the window")

    # --- what every page has to have ---

    def page(self, name):
        """Looks at the page as a screen reader does, and keeps its picture."""
        self.check_names(name)
        size = os.environ.get("SIZE")
        window = self.hand.window(GUIDE)
        if self.desk.shots and size and window:
            width, height = size.split("x")
            self.desk.put(window, 10, 10, int(width), int(height))
        self.desk.shoot(name)

    def check_names(self, page):
        nodes = self.program.eye.look(GUIDE)
        known = {n.ref: n for n in nodes}
        seen = [n for n in nodes if n.role in ACTED_ON and n.has(FOCUSABLE) and n.is_seen
                and not is_of_toast(known, n)]
        assert seen, page + ": nothing to act on at all"
        nameless = [f"{n.role} “{n.name}” ({n.description})" for n in seen
                    if not n.name or CLASS_NAME.match(n.name)]
        assert not nameless, f"{page}: no name: " + ", ".join(nameless)

    def arrive(self, heading, name):
        until(lambda: self.hand.sees(GUIDE, heading), f"the page “{heading}”")
        self.page(name)

    def remembered(self):
        return self.program.remembered(self.holder)

    def is_done(self, step):
        state = self.remembered()
        return state and any(s["step"] == step and s["done"] for s in state["steps"])

    def page_on_disk(self):
        path = os.path.join(os.environ["XDG_DATA_HOME"], "ingam", "journal.db")
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as journal:
            found = journal.execute("SELECT page FROM aftercare WHERE is_showing ORDER BY begun DESC").fetchone()
        return found and found[0]

    def die_on(self, page, heading):
        """And comes back: there, not at the question."""
        until(lambda: self.page_on_disk() == page, "the page on the disk")
        self.program.kill()
        self.start()
        until(lambda: self.hand.is_open(GUIDE), f"the guide to be open again ({page})")
        until(lambda: self.hand.sees(GUIDE, heading), f"“{heading}” again")
        assert page == "reason" or not self.hand.sees(GUIDE, words("What Happened?")), "asked twice"

    # --- the way ---

    def open_guide(self):
        self.hand.menu(MAIN, plain("After a _Reissue…"))
        until(lambda: self.hand.is_open(GUIDE), "the guide")

    def choose_reason(self, reason):
        self.arrive(words("What Happened?"), "reason")
        self.hand.press(GUIDE, words(reason), ITEM)

    def overview(self, name="overview"):
        self.arrive(words("Something Else Happened"), name)
        rows = [n for n in self.program.eye.look(GUIDE) if n.role in ITEM and n.is_seen]
        assert sum(1 for n in rows if n.description) >= 5, "the steps are not described"

    def go_to(self, title, purpose_page):
        self.hand.press(GUIDE, words(title), ITEM)
        self.arrive(words("_Not Needed").replace("_", ""), purpose_page)

    def back(self):
        """Twice, when the first was lost to a dialog that was still closing."""
        for _ in range(2):
            self.hand.back(GUIDE)
            if wait_for(lambda: self.hand.sees(GUIDE, words("Something Else Happened")), 4):
                return
        raise AssertionError("there is no way back to the overview")

    def support(self, title):
        self.go_to(title, "support")
        self.hand.press(GUIDE, plain("I _Did This"), BUTTON)
        until(lambda: self.hand.sees(GUIDE, plain("Not Done _Yet")), "the tick")
        self.page("support-done")
        self.back()

    def install(self, title, path, is_folder=True):
        self.go_to(title, "install-before")
        self.hand.press(GUIDE, words("Choose a Folder…" if is_folder else "Choose Files…"), ITEM)
        chooser = words("Import a Folder" if is_folder else "Import Files")
        until(lambda: self.hand.is_open(chooser), "the file chooser")
        self.hand.path(chooser, path)
        if not is_folder:
            self.open_file()
        self.hand.wait(GUIDE, plain("_Check…"), BUTTON)
        self.page("install")
        self.hand.press(GUIDE, plain("_Check…"), BUTTON)
        dialog = words("Check Password")
        self.hand.write(dialog, words("Certificate password"), self.password)
        self.hand.press(dialog, plain("C_heck"), BUTTON)
        until(lambda: self.is_done("install"), "the first step to be done by itself")
        until(lambda: not self.hand.window(dialog), "the dialog to close")
        self.page("install-done")
        self.back()

    def open_file(self):
        dialog = words("Import")
        self.hand.write(dialog, words("Password"), self.password)
        self.hand.press(dialog, plain("_Open"), BUTTON)
        until(lambda: not self.hand.window(dialog), "the import to end")

    def change_password(self):
        self.go_to("Change the Password", "password")
        self.hand.press(GUIDE, words("Change the Password…"), ITEM)
        dialog = words("Change Password")
        self.hand.write(dialog, words("Current password"), self.password)
        self.hand.write(dialog, words("New password"), NEW_PASSWORD)
        self.hand.write(dialog, words("New password once more"), NEW_PASSWORD)
        self.hand.press(dialog, plain("Chan_ge"), BUTTON)
        self.password = NEW_PASSWORD
        until(lambda: self.is_done("password"), "the second step to be done by itself")
        until(lambda: not self.hand.window(dialog), "the dialog to close")
        self.page("password-done")
        self.back()

    def choose_places(self, n=3, is_typed=False):
        for i, place in enumerate(PLACE_NAMES["ko" if KOREAN else "en"][:n]):
            if is_typed:
                self.hand.write(GUIDE, words("Find a Place…"), TYPED[i])
            if is_typed and i < n - 1:  # the last is left alone in sight, a few Tabs away
                self.desk.key("Return")
            else:
                self.hand.press(GUIDE, place, BUTTON)
            until(lambda: self.is_chosen(place), place + " to be chosen")

    def is_chosen(self, place):
        chip = self.hand.find(GUIDE, place, BUTTON)
        return chip and (chip.has(PRESSED) or chip.has(CHECKED))

    def services(self, title, is_typed=False):
        self.go_to(title, "services-choosing")
        self.choose_places(is_typed=is_typed)
        self.page("services-chosen")
        self.hand.press(GUIDE, counted("Continue with %u Place", "Continue with %u Places", 3), BUTTON)
        self.hand.wait(GUIDE, PLACE_NAMES["ko" if KOREAN else "en"][0], CHECK)
        self.page("services")
        for place in PLACE_NAMES["ko" if KOREAN else "en"]:
            self.hand.press(GUIDE, place, CHECK)
            until(lambda: self.is_ticked(place), place + " to be ticked")
        until(lambda: self.is_done("services"), "the third step to be done by itself")
        self.page("services-done")
        self.back()

    def is_ticked(self, place):
        box = self.hand.find(GUIDE, place, CHECK)
        return box and box.has(CHECKED)

    def backup(self):
        self.go_to("Back Up", "backup")
        self.hand.press(GUIDE, words("Write a Copy…"), ITEM)
        dialog = words("Export")
        self.hand.write(dialog, words("Certificate password"), self.password)
        self.hand.press(dialog, plain("_Next"), BUTTON)
        self.hand.press(dialog, plain("_Save…"), BUTTON)
        chooser = words("Export To")
        until(lambda: self.hand.is_open(chooser), "the file chooser")
        self.hand.path(chooser, self.place("copy.pfx"))
        until(lambda: self.is_done("backup"), "the fourth step to be done by itself")
        assert os.path.getsize(self.place("copy.pfx")) > 0, "there is no copy"
        until(lambda: not self.hand.window(dialog), "the dialog to close")
        self.page("backup-done")
        self.back()

    def place(self, name):
        return os.path.join(os.environ["HOME"], name)

    def history(self):
        self.hand.press(GUIDE, words("What Was Done So Far"), ITEM)
        until(lambda: not self.hand.sees(GUIDE, words("Something Else Happened")), "the history")
        self.page("history")
        self.back()

    def finish(self, reason):
        until(lambda: self.hand.sees(GUIDE, words("All five are done")), "“all five are done”")
        self.overview("finished")
        state = self.remembered()
        assert state["reason"] == reason, state
        assert [s["step"] for s in state["steps"] if s["done"]] == list(STEPS), state
        assert [s["service"] for s in state["services"] if s["done"]] == list(PLACES), state


def tell_keyboard(command, ctl):
    things = Things(ctl, os.environ["HOME"])
    path = things.folder("성춘향", "folder", "성춘향")
    story = Story(Keyboard, command, ctl, "성춘향", PASSWORD)
    yield story
    story.open_guide()
    story.choose_reason("It Was Lost or Stolen")
    story.overview("overview-empty")
    story.support("Have It Revoked")
    yield "revoked"
    story.install("Install the New One", path)
    yield "installed"
    story.change_password()
    yield "password-changed"
    story.services("Tell Where You Use It", is_typed=True)
    yield "registered"
    story.backup()
    yield "backed-up"
    story.history()
    story.finish("lost")
    yield "all-five-done"


def tell_mouse(command, ctl):
    things = Things(ctl, os.environ["HOME"])
    path = things.folder("홍길동", "folder", "홍길동")
    story = Story(Mouse, command, ctl, "홍길동", PASSWORD)
    yield story
    story.open_guide()
    story.choose_reason("It Has Expired")
    story.overview("overview-empty")
    story.install("Install the New One", path)
    yield "installed"
    story.services("Tell Where You Use It")
    yield "registered"
    story.change_password()
    yield "password-changed"
    story.backup()
    yield "backed-up"
    story.support("Get Help")
    yield "helped"
    story.history()
    story.finish("expired")
    yield "all-five-done"


# Public, with its password, in the test data of PyPinkSign.
KIT = os.path.join(os.environ.get("MESON_SOURCE_ROOT", os.path.join(os.path.dirname(__file__), "..", "..")),
                   "..", "shared", "vectors", "bandoche+PyPinkSign", "test.pfx")


def tell_kit(command, ctl):
    story = Story(Keyboard, command, ctl, "HKD", "WTuA8Ev0lWXVFSiI!")
    yield story
    story.open_guide()
    story.choose_reason("It Has Expired")
    story.overview("overview-empty")
    story.install("Install the New One", os.path.realpath(KIT), is_folder=False)
    yield "installed"
    story.change_password()
    yield "password-changed"
    story.services("Tell Where You Use It", is_typed=True)
    yield "registered"
    story.backup()
    yield "backed-up"
    story.support("Get Help")
    yield "helped"
    story.finish("expired")
    yield "all-five-done"


# Of each page but the first: its row on the overview, its word, and what its heading says.
PAGES = (("Change the Password", "password"), ("Tell Where You Use It", "services"), ("Back Up", "backup"),
         ("Get Help", "support"), ("Is It in Its Place?", "install"), ("What Was Done So Far", "history"))


def tell_killed(command, ctl):
    things = Things(ctl, os.environ["HOME"])
    subprocess.run([ctl, "import", things.folders["성춘향"]], check=True, stdout=subprocess.DEVNULL)
    story = Story(Keyboard, command, ctl, "성춘향", PASSWORD)
    yield story
    until(lambda: story.hand.sees(MAIN, "성춘향"), "the certificate")
    story.open_guide()
    story.arrive(words("What Happened?"), "reason")
    story.die_on("reason", words("What Happened?"))
    yield "reason"
    story.choose_reason("I Only Want to Check")
    story.overview()
    story.die_on("overview", words("Something Else Happened"))
    yield "overview"
    for title, word in PAGES:
        story.hand.press(GUIDE, words(title), ITEM)
        until(lambda: story.page_on_disk() == word, "the page on the disk")
        if word == "services":
            story.choose_places(2, is_typed=True)
        story.die_on(word, words(title))
        if word == "services":
            until(lambda: story.hand.sees(GUIDE, PLACE_NAMES["ko" if KOREAN else "en"][1]), "what was chosen")
            state = story.remembered()
            assert [s["service"] for s in state["services"]] == list(PLACES[:2]), state
        if word == "support":
            story.hand.press(GUIDE, plain("I _Did This"), BUTTON)
            until(lambda: story.is_done("support"), "the tick on the disk")
            story.die_on(word, plain("Not Done _Yet"))
        story.back()
        yield word


STORIES = {"keyboard": tell_keyboard, "mouse": tell_mouse, "killed": tell_killed, "kit": tell_kit}


def main():
    name, command, ctl = sys.argv[1:]
    need("xdotool", "xfwm4", "xprop")
    if not TREE_VIEW:
        skip("later toolkits tell the tree of menus in another way than the floor's, which this knows")
    if name == "kit" and not os.path.exists(KIT):
        skip("../shared is not here")
    environment = dict(os.environ)
    environment.pop("G_DEBUG", None)  # another program's warnings are not ours to die of
    manager = subprocess.Popen(["xfwm4"], env=environment, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    until(lambda: Desk().xdotool("get_num_desktops"), "the window manager")
    telling = STORIES[name](command, ctl)
    story = next(telling)
    number, begun = 0, time.monotonic()
    try:
        for chapter in telling:
            number += 1
            print(f"ok {number} /aftercare/{name}/{chapter} # {time.monotonic() - begun:.1f} s", flush=True)
            begun = time.monotonic()
    except AssertionError as error:
        story.desk.shoot("failed")
        print(f"not ok {number + 1} /aftercare/{name}: {error}", flush=True)
        if "DUMP" in os.environ:
            for title in story.program.eye.titles():
                print("#", title, file=sys.stderr)
                for n in story.program.eye.look(title):
                    if n.is_seen and n.name: print("#   ", n.role, n.name, "|", n.description, n.has(12), n.box, file=sys.stderr)
        number += 1
    finally:
        story.program.close()
        manager.terminate()
        manager.wait()
    print(f"1..{number}")


main()
