#!/usr/bin/python3
"""The built program as a screen reader meets it, over the real accessibility bus, in Korean.

Reads the question about a file that was handed in, the list and a page, opens each dialog as a
person without a pointer does, and closes it by Escape. Fails on anything that can be acted on and
has no name, or only its class for a name. Started by atspi.sh.
"""
import re
import subprocess
import sys
import time
import warnings

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

warnings.simplefilter("ignore")

PATIENCE = 30

# The same thing has other role names in later versions of the toolkit.
BUTTON = {"push button", "button", "toggle button"}
TEXT = {"text", "password text", "entry"}
ITEM = {"list item"}
INTERACTIVE = (
    BUTTON | TEXT | ITEM | {"check box", "radio button", "combo box", "link", "menu item", "slider", "switch"}
)
# A widget that says nothing of itself is called after its class.
CLASS_NAME = re.compile(r"^(Gtk|Adw|Ingam|Gsk)[A-Z]\w*$")

failures = []


def fail(text):
    failures.append(text)
    print("not ok:", text)


def children(node):
    try:
        found = [node.get_child_at_index(i) for i in range(node.get_child_count())]
    except Exception:  # gone in the meantime
        return []
    return [child for child in found if child is not None]


def every(node):
    yield node
    for child in children(node):
        yield from every(child)


def name_of(node):
    try:
        return node.get_name() or ""
    except Exception:
        return ""


def role_of(node):
    try:
        return node.get_role_name()
    except Exception:
        return ""


def has_state(node, state):
    try:
        return node.get_state_set().contains(state)
    except Exception:
        return False


def size_of(node):
    try:
        box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
        return box.width, box.height
    except Exception:
        return 0, 0


def is_seen(node):
    # On the floor only a frame says "showing"; what is not mapped has no size.
    return min(size_of(node)) > 0


def says(node, text):
    # The floor doubles a button's name and leaves the letter's underscore in it.
    return text in name_of(node) or text in (node.get_description() or "")


def wait_for(what, find):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = find()
        if found:
            return found
        time.sleep(0.1)
    print("not ok: waited in vain for", what)
    sys.exit(1)


def find_app():
    desktop = Atspi.get_desktop(0)
    return next((app for app in children(desktop) if name_of(app) == "ingam"), None)


def windows(app):
    return children(app)


def find(root, roles, text):
    return next((n for n in every(root) if role_of(n) in roles and is_seen(n) and says(n, text)), None)


def names(root, roles):
    return [name_of(n) for n in every(root) if role_of(n) in roles and is_seen(n)]


def check_names(root, where):
    """Everything of an interactive role that is seen says what it is."""
    count = 0
    for node in every(root):
        if role_of(node) not in INTERACTIVE or not is_seen(node):
            continue
        if role_of(node) in ITEM:
            # A row is only acted on when it takes the focus; around an expander lies one that has
            # its named row inside.
            if not has_state(node, Atspi.StateType.FOCUSABLE):
                continue
            if any(role_of(n) in ITEM and name_of(n) for n in every(node) if n is not node):
                continue
        count += 1
        name = name_of(node)
        if not name or CLASS_NAME.match(name):
            fail(f"{where}: a {role_of(node)} has no name (“{name}”, {node.get_description()!r})")
    if count == 0:
        fail(f"{where}: nothing to act on at all")
    print(f"{where}: {count} things to act on")


def press(node):
    if not Atspi.Action.do_action(node, 0):
        fail(f"“{name_of(node)}” did nothing")


def key(name):
    subprocess.run(["xdotool", "key", name], check=True)


def focus(title):
    """Without a window manager somebody has to say where the keys go."""
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"], capture_output=True, text=True, check=False
    ).stdout.split()
    if found:
        subprocess.run(["xdotool", "windowfocus", "--sync", found[-1]], check=False)
        time.sleep(0.3)
    return bool(found)


def dialog_title(app, main):
    others = [w for w in windows(app) if name_of(w) != name_of(main)]
    return name_of(others[-1]) if others else None


def visit(app, main, opener, where, expect):
    """Opens a dialog by a button or row, reads it, and closes it by Escape."""
    if opener is not None:
        press(opener)
    title = wait_for(f"the dialog {where}", lambda: dialog_title(app, main))
    dialog = next(w for w in windows(app) if name_of(w) == title)
    check_names(dialog, where)
    for roles, text in expect:
        if find(dialog, roles, text) is None:
            fail(f"{where}: no {'/'.join(sorted(roles))} “{text}”")
    wait_for(f"{title} on the screen", lambda: focus(title))
    for _ in range(3):  # a machine at work may lose a key
        key("Escape")
        end = time.monotonic() + 3
        while time.monotonic() < end and len(windows(app)) > 1:
            time.sleep(0.1)
        if len(windows(app)) == 1:
            print(f"{where}: closed by Escape")
            return
        focus(title)
    fail(f"{where}: Escape does not close it")
    sys.exit(1)


def main():
    app = wait_for("the program on the bus", find_app)
    window = wait_for("its window", lambda: next(iter(windows(app)), None))

    visit(app, window, None, "가져오기", [(TEXT, "비밀번호"), (BUTTON, "취소")])

    # The list: each row says who, what for, and how long, in one breath.
    wait_for("the list", lambda: find(window, ITEM, "성춘향"))
    rows = [n for n in names(window, ITEM) if " · " in n and re.search(r"\d일 남음|오늘까지|만료|시작", n)]
    print("rows:", *rows, sep="\n  ")
    if len(rows) < 6:
        fail(f"only {len(rows)} rows say who, what for and how long")
    for person, use, days in (("성춘향", "은행·보험용 · yessign", "265일 남음"), ("이몽룡상사", "법인 범용", "20일 남음")):
        if not any(person in row and use in row and days in row for row in rows):
            fail(f"no row says “{person}”, “{use}” and “{days}”")
    check_names(window, "the window")

    # The page beside the list, and what was checked.
    if find(window, {"heading"}, "") is None:
        fail("the page has no heading")
    checks = [n for n in names(window, ITEM) if n.endswith("요.")]
    print("checks:", *checks, sep="\n  ")
    if len(checks) < 2:
        fail("the page says nothing of what was checked")
    bars = [n for n in every(window) if role_of(n) in {"level bar", "meter"} and is_seen(n)]
    if not bars or not name_of(bars[0]):
        fail("the bar of validity has no name")

    button = wait_for("the button that checks", lambda: find(window, BUTTON, "확인"))
    visit(app, window, button, "비밀번호 확인", [(TEXT, "비밀번호"), (BUTTON, "취소"), (BUTTON, "확인")])
    # Rows are activated by keys, as a person without a pointer does.
    for keys, where, expect in (
        ("ctrl+p", "비밀번호 바꾸기", [(TEXT, "현재 비밀번호"), (TEXT, "새 비밀번호"), (BUTTON, "취소")]),
        ("ctrl+e", "내보내기", [(BUTTON, "다음"), (BUTTON, "취소")]),
    ):
        focus(name_of(window))
        key(keys)
        visit(app, window, None, where, expect)
    print("failures:", len(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
