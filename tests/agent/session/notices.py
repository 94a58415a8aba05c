#!/usr/bin/python3
"""What the agent says to a notification server, and what follows from each answer: with a server that is as strict as
the specification, one that can do little, refuses, is mute, or goes away.

notices.py INGAM-AGENT MAKE-STORE INGAMCTL
"""
import os
import shutil
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True  # the source tree may be read-only
from agent_stage import ALL, need, run, same, until

DAY = 24 * 60 * 60
SOON, LATER, OTHER = ("성춘향", 5), ("이몽룡", 20), ("심청", 20)
RENEW, LATER_WORD, REPLACED = "renew", "later", "replaced"


def begin(session, *people, capabilities=ALL, **more):
    """A session with a server and an agent that has looked."""
    one = session(people, **more)
    server = one.server(capabilities)
    window = one.window()
    one.start()
    return one, server, window


# --- what is said ---


def said_once(session):
    """what is due is said once, also over more looks and another start"""
    one, server, _ = begin(session, SOON, LATER, ("홍길동", 200))
    same(sorted(n.title for n in server.calls),
         ["The certificate of 성춘향 ends in 5 days", "The certificate of 이몽룡 ends in 20 days"])
    one.look()
    one.stop()
    one.start()
    one.look()
    same(len(server.calls), 2, "notices")
    same(one.status()["notifications"], "server")
    same(one.status()["problem"], "")


def looks_right(session):
    """name, icon, urgency and buttons of a notice"""
    _, server, _ = begin(session, ("심청", 0), SOON, LATER)
    note = server.of("이몽룡")
    same(note.application, "Ingam")
    same(note.words, ["default", RENEW, LATER_WORD, REPLACED])
    same(note.labels[RENEW], "How to renew")
    same(note.expires, -1)
    same([server.of(name).hints["urgency"] for name in ("이몽룡", "성춘향", "심청")], [0, 1, 2], "urgencies")
    assert "After that only a new one can be issued" in note.body, note.body


def without_actions(session):
    """a server without buttons gets none"""
    _, server, _ = begin(session, SOON, capabilities=("body",))
    same(server.calls[0].actions, [])


HOSTILE = "<b>&amp;</b> 가"


def with_markup(session):
    """names are escaped once where a body is markup, and stay what they are in a title"""
    _, server, _ = begin(session, *((HOSTILE + str(i), 5) for i in range(4)))
    same(len(server.calls), 1, "notices")
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt; 가0" in server.calls[0].body, server.calls[0].body


def without_markup(session):
    """and are not escaped at all where it is not"""
    _, server, _ = begin(session, *((HOSTILE + str(i), 5) for i in range(4)), capabilities=("actions", "body"))
    assert "<b>&amp;</b> 가0" in server.calls[0].body, server.calls[0].body


def title_is_text(session):
    """a title is never markup"""
    _, server, _ = begin(session, (HOSTILE, 5))
    same(server.calls[0].title, f"The certificate of {HOSTILE} ends in 5 days")


def digest(session):
    """more than three are one notice, and its button puts off all of them"""
    one, server, window = begin(session, SOON, LATER, OTHER, ("놀부", 25), ("흥부", 2))
    same(len(server.calls), 1, "notices")
    note = server.calls[0]
    same(note.title, "5 certificates end soon")
    same(note.words, ["default", LATER_WORD])
    server.click(note, "default")
    until(lambda: window.asked, "the window to be asked")
    same(window.asked[0][:2], ("show-due", []))
    server.click(note, LATER_WORD)
    until(lambda: not server.shown, "it to be gone")
    one.settle(one.agents[-1])
    same(len(one.read("SELECT 1 FROM put_off")), 5, "put off")


def names_hidden(session):
    """names stay off the screen where that was chosen"""
    _, server, _ = begin(session, SOON, LATER, settings={"reminders_hide_names": "true"})
    for note in server.calls:
        assert "성춘향" not in note.title + note.body and "이몽룡" not in note.title + note.body, note.title


def replaces(session):
    """what is said again takes the place of what is on the screen"""
    one, server, _ = begin(session, SOON, LATER)
    first = server.of("성춘향")
    one.write("DELETE FROM notice WHERE key IN (SELECT key FROM notice WHERE stage = 2)")
    one.look()
    same(len(server.calls), 3, "notices")
    same(server.calls[2].replaces, first.number)
    same(server.calls[2].title, first.title)
    same(len(server.shown), 2, "on the screen")


# --- answers ---


def opens(session):
    """a click opens that certificate, with the token that the server gave"""
    one, server, window = begin(session, SOON, LATER)
    server.click(server.of("성춘향"), "default", "token-1")
    server.click(server.of("이몽룡"), RENEW)
    until(lambda: len(window.asked) == 2, "the window to be asked")
    (action, targets, data), (renew, renewed, no_data) = window.asked
    same((action, renew), ("open-certificate", "renew-guide"))
    same(data, {"activation-token": "token-1", "desktop-startup-id": "token-1"})
    same(no_data, {})
    fingerprints = {c["name"]: c["fingerprint"] for c in listed(one)}
    same([targets, renewed], [[fingerprints["성춘향"]], [fingerprints["이몽룡"]]])


def listed(one):
    """Name and fingerprint of each certificate in the store."""
    import hashlib

    for path, _, names in os.walk(one.store):
        if "signCert.der" in names:
            with open(os.path.join(path, "signCert.der"), "rb") as file:
                yield {"name": os.path.basename(path).removeprefix("cn=").partition("(")[0],
                       "fingerprint": hashlib.sha256(file.read()).hexdigest()}


def snoozes(session):
    """put off: gone, not said at the next look, said again when its time has come"""
    one, server, _ = begin(session, SOON)
    server.click(server.calls[0], LATER_WORD)
    until(lambda: not server.shown, "it to be gone")
    one.settle(one.agents[-1])
    (at, until_), = one.read("SELECT at, until FROM put_off")
    assert at < until_ <= at + 3 * DAY, (at, until_)
    one.look()
    one.stop()
    one.start()
    same(len(server.calls), 1, "notices")
    one.write("UPDATE put_off SET at = at - ?, until = at - 1", DAY)
    one.write("UPDATE notice SET said = said - ?", DAY)
    one.look()
    same(len(server.calls), 2, "notices once its time has come")
    one.look()
    same(len(server.calls), 2, "notices after that")


def replaced(session):
    """“already replaced”: gone, and nothing is said of it any more"""
    one, server, _ = begin(session, SOON)
    server.click(server.calls[0], REPLACED)
    until(lambda: not server.shown, "it to be gone")
    one.settle(one.agents[-1])
    same(len(one.read("SELECT 1 FROM replaced")), 1, "marked")
    one.write("DELETE FROM notice")
    one.look()
    one.stop()
    one.start()
    same(len(server.calls), 1, "notices")
    same((one.status()["due"], one.status()["state"]), (0, "calm"))


def closed(session):
    """one that the person closed is not closed again, and stays said"""
    one, server, _ = begin(session, SOON, LATER)
    server.dismiss(server.of("성춘향"))
    one.look()
    one.until_noted(1)
    one.stop()
    same(len(server.closed_by_call), 1, "closed by the agent")
    same(len(server.calls), 2, "notices")


def moot(session):
    """a certificate that was replaced in the store takes its notice off the screen"""
    one, server, _ = begin(session, SOON, LATER)
    begun = time.monotonic()
    one.add(("성춘향", 364))
    until(lambda: server.of("성춘향") is None, "it to be gone")
    took = time.monotonic() - begun
    one.settle(one.agents[-1])
    same([n.title for n in server.shown], ["The certificate of 이몽룡 ends in 20 days"])
    same(len(server.calls), 2, "notices")
    return f"{took:.1f} s"


def answer_kept(session):
    """an answer is not forgotten when the worker that should keep it fails"""
    one = session([SOON])
    real = os.path.join(os.path.dirname(one.agent_path), "ingam-agent-worker")
    folder, fails = os.path.join(one.home, "bin"), os.path.join(one.home, "fails")
    os.mkdir(folder)
    one.agent_path = shutil.copy(one.agent_path, folder)
    with open(os.path.join(folder, "ingam-agent-worker"), "w", encoding="utf-8") as file:
        file.write(f"#!/bin/sh\n[ ! -e '{fails}' ] || exit 1\nexec '{real}'\n")
        os.fchmod(file.fileno(), 0o755)
    server = one.server()
    one.start()
    with open(fails, "w", encoding="utf-8"):
        server.click(server.calls[0], LATER_WORD)
        until(lambda: one.status()["problem"], "the failure to be told")
    os.unlink(fails)
    one.look()
    until(lambda: len(one.read("SELECT 1 FROM put_off")) == 1, "it to be put off")
    same((len(server.calls), one.status()["problem"]), (1, ""))


def no_window(session):
    """a click for which no window comes leaves a word about it"""
    one = session([SOON])
    server = one.server()
    one.start()
    server.click(server.calls[0], "default")
    until(lambda: one.status()["problem"] == "The window could not be opened. Is Ingam installed whole?", "a word")


def strangers(session):
    """buttons of other programs' notices are not ours"""
    one, server, window = begin(session, SOON)
    server.emit("ActionInvoked", "(us)", 4711, "default")
    server.emit("ActionInvoked", "(us)", 0, REPLACED)
    server.emit("ActionInvoked", "(s)", "default")
    server.emit("NotificationClosed", "(uu)", 4711, 2)
    server.emit("ActivationToken", "(us)", 4711, "x")
    one.look()
    same((window.asked, len(server.shown)), ([], 1))


# --- servers that are not what they should be ---


def no_server(session):
    """nobody to show it: nothing is claimed, and it is said once somebody comes"""
    one = session([SOON, LATER])
    one.start()
    until(lambda: one.status()["notifications"] == "none", "that to be noticed")
    same(one.status()["problem"], "This desktop has nothing that shows notifications.")
    one.settle(one.agents[-1])
    same(one.read("SELECT 1 FROM notice WHERE key LIKE 'expiry%'"), [], "claimed")
    server = one.server()
    until(lambda: len(server.calls) == 2, "it to be said")
    one.look()
    same(len(server.calls), 2, "notices")
    same((one.status()["notifications"], one.status()["problem"]), ("server", ""))


def refuses(session):
    """one that refuses is not asked over and over, and it is said by the next one"""
    one = session([SOON, LATER])
    server = one.server()
    server.refuses = "org.freedesktop.Notifications.MaxNotificationsExceeded"
    one.start(wait=False)
    until(lambda: server.asked >= 3, "the agent to try")
    until(lambda: one.status()["problem"], "a word of it")
    one.look()
    tried = server.asked
    assert tried <= 6, f"it was asked {tried} times"
    same(one.read("SELECT 1 FROM notice WHERE key LIKE 'expiry%'"), [], "claimed")
    server.leave()
    second = one.server()
    until(lambda: len(second.calls) == 2, "it to be said")
    one.look()
    same(len(second.calls), 2, "notices")
    same(one.status()["problem"], "")
    return f"asked {tried} times"


def restarts(session):
    """a server that starts again is not told again, and its other notices are nobody's"""
    one, server, window = begin(session, SOON, LATER)
    one.until_noted(2)
    server.leave()
    second = one.server()
    stranger = second.first
    one.look()
    same(second.calls, [], "said again")
    second.emit("ActionInvoked", "(us)", stranger, "default")
    one.until_noted(0)
    one.stop()
    one.start()
    second.emit("ActionInvoked", "(us)", stranger, REPLACED)
    one.look()
    same((window.asked, second.calls, second.closed_by_call), ([], [], []))


def restarts_meanwhile(session):
    """nor are they by an agent that starts after the server did"""
    one, server, window = begin(session, SOON, LATER)
    one.until_noted(2)
    one.stop(how=9)
    server.leave()
    second = one.server()
    one.start()
    second.emit("ActionInvoked", "(us)", second.first, "default")
    second.emit("ActionInvoked", "(us)", second.first + 1, REPLACED)
    one.look()
    one.stop()
    same((window.asked, second.calls, second.closed_by_call), ([], [], []))
    same(one.read("SELECT 1 FROM replaced"), [], "marked as replaced")


def taken_over(session):
    """an agent that was killed: the next one takes its notices over, and a click on one works"""
    one, server, window = begin(session, SOON, LATER)
    one.until_noted(2)
    one.stop(how=9)
    same(len(server.shown), 2, "left on the screen")
    one.start()
    same(len(server.calls), 2, "notices")
    server.click(server.of("성춘향"), "default")
    until(lambda: window.asked, "the window to be asked")
    same(window.asked[0][:2], ("open-certificate",
                               [c["fingerprint"] for c in listed(one) if c["name"] == "성춘향"]))
    server.click(server.of("이몽룡"), REPLACED)
    until(lambda: len(server.shown) == 1, "it to be gone")
    one.stop()
    same(server.shown, [], "on the screen")


def next_session(session):
    """another session's server may have the same name on its bus: its numbers are nobody's"""
    one, server, _ = begin(session, SOON, LATER)
    one.until_noted(2)
    was = server.connection.get_unique_name()
    one.bus.end()
    until(lambda: one.agents[0].poll() is not None, "the agent to leave")
    two = session(home=one.home)
    while True:
        second = two.server()
        if second.connection.get_unique_name() == was:
            break
        second.leave()
    window = two.window()
    two.start()
    second.emit("ActionInvoked", "(us)", second.first, "default")
    two.look()
    two.stop()
    same((window.asked, second.calls, second.closed_by_call), ([], [], []))


TESTS = [said_once, looks_right, without_actions, with_markup, without_markup, title_is_text, digest, names_hidden,
         replaces, opens, snoozes, replaced, closed, moot, answer_kept, no_window,
         strangers, no_server, refuses, restarts, restarts_meanwhile,
         taken_over, next_session]


if __name__ == "__main__":
    need("dbus-daemon")
    only = sys.argv[4:]
    run([t for t in TESTS if not only or t.__name__ in only], sys.argv[1:4])
