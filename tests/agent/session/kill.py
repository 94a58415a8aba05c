#!/usr/bin/python3
"""The agent killed at any moment, two of them, the bus gone, a journal that cannot be written or read: nothing is said
twice, and it is told.

kill.py INGAM-AGENT MAKE-STORE INGAMCTL
"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True  # the source tree may be read-only
from agent_stage import Skip, need, run, same, until, wait_for

PEOPLE = [("성춘향", 5), ("이몽룡", 20)]
STEP = 3  # milliseconds between two points
POINTS = 70


def killed(session):
    """killed at any moment of its first look and of showing: nothing is said twice"""
    one = session(PEOPLE)
    server = one.server()
    said = lost = 0
    for point in range(POINTS):
        one.data = os.path.join(one.home, f"data-{point}")
        before = len(server.calls)
        agent = one.start(wait=False)
        wait_for(lambda: False, point * STEP / 1000)
        one.stop(agent, 9)
        one.start()
        one.look()
        mine = [note.title for note in server.calls[before:]]
        same(len(set(mine)), len(mine), f"killed after {point * STEP} ms, {mine}, different ones")
        said += len(mine)
        lost += len(PEOPLE) - len(mine)
        one.stop(how=9)
        server.calls.clear()
        server.first += 10
    return f"{POINTS} points, {said} notices, {lost} claimed by one that was killed before it showed them"


def told_to_leave(session):
    """told to leave: it goes with 0 and takes its notices along"""
    one = session(PEOPLE)
    server = one.server()
    one.start()
    same(len(server.shown), 2, "on the screen")
    same(one.stop(), 0, "exit status")
    until(lambda: not server.shown, "the screen to be empty")


def second(session):
    """a second agent leaves with 0, and the first one stays as it is"""
    one = session(PEOPLE)
    server = one.server()
    first = one.start()
    other = one.start(wait=False)
    until(lambda: other.poll() is not None, "it to leave")
    same(other.returncode, 0, "exit status")
    same((first.poll(), len(server.calls), len(server.shown)), (None, 2, 2))
    one.look(first)
    same(len(server.calls), 2, "notices")


def bus_gone(session):
    """the bus goes away: it leaves with 0, and nothing is repeated in the next session"""
    one = session(PEOPLE)
    one.server()
    agent = one.start()
    one.bus.end()
    until(lambda: agent.poll() is not None, "it to leave")
    same(agent.returncode, 0, "exit status")
    two = session(home=one.home)
    server = two.server()
    two.start()
    same(server.calls, [])


def disk_full(session):
    """no room for the journal: said once, told, and kept as soon as there is room"""
    one = session(PEOPLE)
    folder = os.path.dirname(one.journal)
    os.makedirs(folder)
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "none", folder],
                                           check=False, stderr=subprocess.DEVNULL).returncode:
        raise Skip("no file system of one's own to be had")
    try:
        filler = os.path.join(folder, "filler")
        try:
            with open(filler, "wb", buffering=0) as file:
                while file.write(b"x" * 4096):
                    pass
        except OSError:
            pass
        server = one.server()
        one.start()
        same(len(server.calls), 2, "notices")
        assert one.status()["problem"], "no word of it"
        for _ in range(4):
            one.look()
        same(len(server.calls), 2, "notices after more looks")
        subprocess.run(["mount", "-o", "remount,size=4m", folder], check=True)
        os.remove(filler)
        one.look()
        same(one.status()["problem"], "")
        one.look()
        one.stop()
        one.start()
        same(len(server.calls), 2, "notices after another start")
        one.stop()
    finally:
        subprocess.run(["umount", "-l", folder], check=False)


def damaged(session):
    """a damaged journal is survived: what is due is said"""
    one = session(PEOPLE)
    os.makedirs(os.path.dirname(one.journal))
    with open(one.journal, "wb") as file:
        file.write(b"no journal at all " * 1000)
    server = one.server()
    one.start()
    one.look()
    same(len(server.calls), 2, "notices")


def newer(session):
    """one of a newer version is left alone, and told; it is said once all the same"""
    one = session(PEOPLE)
    server = one.server()
    one.start()
    one.stop()
    one.write("PRAGMA user_version = 1000")
    server.calls.clear()
    one.start()
    one.look()
    one.look()
    same(len(server.calls), 2, "notices")
    assert one.status()["problem"], "no word of it"
    same(one.read("PRAGMA user_version"), [(1000,)])


def unwanted(session):
    """where reminders are off nothing is said, but a test of them is shown and stays"""
    for word in ("off", "ask"):
        one = session(PEOPLE, settings={"reminders": word})
        server = one.server()
        with open(os.path.join(one.bus.services, "agent.service"), "w", encoding="utf-8") as file:
            environment = " ".join(f'"{k}={v}"' for k, v in one.environment().items()
                                   if k.startswith(("XDG_", "GSETTINGS", "HOME", "TMPDIR", "INGAM", "LC_")))
            file.write("[D-BUS Service]\nName=io.github.ingam.Ingam.Agent\n"
                       f"Exec=/usr/bin/env {environment} {one.agent_path}\n")
        one.bus.call("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "ReloadConfig")
        one.bus.call("io.github.ingam.Ingam.Agent", "/io/github/ingam/Ingam/Agent", "io.github.ingam.Ingam.Agent",
                     "TestNotification", None, 0)
        until(lambda: one.looked() > 0, "its look")
        for _ in range(5):
            one.status()
        same([n.title for n in server.calls], ["This is how a reminder looks"])
        same(len(server.shown), 1, "on the screen")
        one.ask("Quit")
        until(lambda: one.bus.owner("io.github.ingam.Ingam.Agent") is None, "it to leave")


TESTS = [killed, told_to_leave, second, bus_gone, disk_full, damaged, newer, unwanted]

if __name__ == "__main__":
    need("dbus-daemon")
    only = sys.argv[4:]
    run([t for t in TESTS if not only or t.__name__ in only], sys.argv[1:4])
