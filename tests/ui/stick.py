#!/usr/bin/python3
"""A stick is plugged in and pulled out under the running program: a real file system on a real mount,
in a mount namespace of its own. Asserts what the accessibility tree says, and that nothing of ours keeps
the stick busy.

run-x.sh stick.py INGAM INGAMCTL
"""
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True  # the source tree may be read-only
from drag_stage import Accessibility, Desk, GLib, need, skip, wait_for, words

HOME = os.environ["HOME"]
IMAGE = os.path.join(HOME, "stick.img")
MOUNT = "/media/TOSHIBA"


def run(*command):
    return subprocess.run(command, check=False, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode == 0


def enter_namespace():
    """The same script again, where a mount is nobody else's."""
    if "INGAM_TEST_NAMESPACE" in os.environ:
        return
    if os.geteuid() != 0 or not run("unshare", "-m", "true"):
        skip("only root can mount here")
    os.environ["INGAM_TEST_NAMESPACE"] = "1"
    os.execvp("unshare", ["unshare", "-m", "--propagation", "private", "/usr/bin/python3",
                          os.path.abspath(__file__), *sys.argv[1:]])


def make_stick(ctl):
    subprocess.run([ctl, "demo", os.path.join(HOME, "demo")], check=True, stdout=subprocess.DEVNULL)
    with open(IMAGE, "wb") as image:
        image.truncate(8 << 20)
    if not (run("mkfs.ext4", "-q", IMAGE) and run("mount", "-t", "tmpfs", "tmpfs", "/media")):
        skip("no file system can be made here")
    os.mkdir(MOUNT)
    if not run("mount", "-o", "loop", IMAGE, MOUNT):
        skip("no image can be mounted here")
    shutil.copytree(os.path.join(HOME, "demo"), os.path.join(MOUNT, "nPKI"))
    assert run("umount", MOUNT)


def main():
    need("unshare", "mkfs.ext4", "mount", "xdotool")
    enter_namespace()
    command, ctl = sys.argv[1:3]
    make_stick(ctl)
    desk = Desk()
    program = subprocess.Popen([command])
    tree = Accessibility()
    root = wait_for(lambda: tree.application(program.pid))
    assert root, "the program is not on the accessibility bus"

    def names():
        try:
            return [name for window in tree.children(root) for _, name in tree.walk(window)]
        except GLib.Error:
            return []

    def shows(text):
        return wait_for(lambda: any(text in name for name in names()))

    try:
        assert shows(words("No Certificates Yet")), "an empty home is not said to be one"
        assert run("mount", "-o", "loop", IMAGE, MOUNT)
        assert shows("성춘향"), "what lies on the stick is not shown"
        assert shows("USB TOSHIBA"), "it is not said to lie on the stick"
        assert shows(words("_Copy to This Computer").replace("_", "")), "nothing offers to copy it"
        desk.shoot("in")
        assert wait_for(lambda: run("umount", MOUNT)), "something keeps the stick busy"
        assert shows(words("%s — taken out. Plug it in again to see its certificates.")
                     % "USB TOSHIBA"), "nothing says that it was taken out"
        assert wait_for(lambda: not any("성춘향" in name for name in names())), "its rows stay"
        desk.shoot("out")
    finally:
        program.terminate()
        program.wait(15)
    print("ok 1 /stick/comes-and-goes\n1..1")


if __name__ == "__main__":
    main()
