"""Keyrings as they are: gnome-keyring and KeePassXC on the bus of run-x.sh, and a person at the keyboard
who types into their questions. Everything that waits has an end."""
import os
import shutil
import subprocess
import sys
import time

try:
    from gi.repository import Gio, GLib
except ImportError:
    Gio = GLib = None

NAME = "org.freedesktop.secrets"
ROOT = "/org/freedesktop/secrets"
SERVICE = "org.freedesktop.Secret.Service"
PROMPT = "org.freedesktop.Secret.Prompt"
COLLECTION = "org.freedesktop.Secret.Collection"
PROPERTIES = "org.freedesktop.DBus.Properties"
PASSWORD = "pw"
PATIENCE = 20  # seconds, for anything
QUICKLY = 8  # seconds, in which a request without a person has to be over


def skip(reason):
    print("1..0 # SKIP " + reason)
    sys.exit(0)


def need(*tools):
    if not Gio:
        skip("no python3-gi")
    for tool in tools:
        if not shutil.which(tool):
            skip("no " + tool)


def wait_for(condition, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(0.05)


def without_debug():
    """Other people's programs are not to be stopped by their warnings."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("G_", "MALLOC_"))}


class Bus:
    def __init__(self):
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)

    def call(self, path, interface, method, arguments=None, name=NAME):
        return self.bus.call_sync(name, path, interface, method, arguments, None,
                                  Gio.DBusCallFlags.NO_AUTO_START, 5000, None).unpack()

    def is_owned(self, name=NAME):
        return self.call("/", "org.freedesktop.DBus", "NameHasOwner", GLib.Variant("(s)", (name,)),
                         "org.freedesktop.DBus")[0]

    def get(self, path, interface, name):
        return self.call(path, PROPERTIES, "Get", GLib.Variant("(ss)", (interface, name)))[0]

    def lock(self, collection):
        path = f"{ROOT}/collection/{collection}"
        _, prompt = self.call(ROOT, SERVICE, "Lock", GLib.Variant("(ao)", ([path],)))
        if prompt != "/":  # KeePassXC's way; nobody sees it
            self.call(prompt, PROMPT, "Prompt", GLib.Variant("(s)", ("",)))
        assert wait_for(lambda: self.get(path, COLLECTION, "Locked")), "it does not lock"


class Keyring:
    """A running service."""

    collection = None

    def __init__(self, bus):
        self.bus = bus
        self.process = None

    def start(self):
        raise NotImplementedError

    def wait_until_up(self):
        assert wait_for(lambda: self.bus.is_owned()), "the keyring does not start"
        return self

    def lock(self):
        self.bus.lock(self.collection)

    def end(self, how="terminate"):
        if self.process:
            getattr(self.process, how)()
            self.process.wait(PATIENCE)
        self.process = None
        assert wait_for(lambda: not self.bus.is_owned()), "the keyring does not end"


class Gnome(Keyring):
    collection = "login"
    window = ["--class", "gcr-prompter"]

    @property
    def files(self):
        return os.path.join(os.environ["XDG_DATA_HOME"], "keyrings")

    def start(self, unlock=True):
        command = ["gnome-keyring-daemon", "--components=secrets", "--foreground"]
        self.process = subprocess.Popen(command + (["--unlock"] if unlock else []),
                                        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, env=without_debug())
        if unlock:
            self.process.stdin.write(PASSWORD.encode())
        self.process.stdin.close()
        self.wait_until_up()
        if unlock:  # the name is there before the collection
            assert wait_for(self.has_login), "gnome-keyring has no collection"
        return self

    def has_login(self):
        try:
            return self.bus.get(f"{ROOT}/collection/login", COLLECTION, "Locked") is False
        except GLib.Error:
            return False


KEEPASS_SETTINGS = """[General]
ConfigVersion=2
UpdateCheckMessageShown=true
[GUI]
CheckForUpdates=false
[FdoSecrets]
Enabled=true
ShowNotification=false
ConfirmAccessItem=%s
ConfirmDeleteItem=false
UnlockBeforeSearch=true
"""
KEEPASS_DATABASE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<KeePassFile><Meta><DatabaseName>test</DatabaseName><RecycleBinEnabled>False</RecycleBinEnabled>
<CustomData><Item><Key>FDO_SECRETS_EXPOSED_GROUP</Key>
<Value>{11111111-2222-3333-4444-555555555555}</Value></Item></CustomData></Meta>
<Root><Group><UUID>ERERESIiMzNERFVVVVVVVQ==</UUID><Name>Root</Name></Group><DeletedObjects/></Root>
</KeePassFile>
"""


class KeePass(Keyring):
    collection = "test"
    window = ["--name", "Unlock Database|Access Request"]

    def make_database(self):
        home = os.environ["HOME"]
        source, database = os.path.join(home, "test.xml"), os.path.join(home, "test.kdbx")
        with open(source, "w", encoding="utf-8") as file:
            file.write(KEEPASS_DATABASE)
        made = subprocess.run(["keepassxc-cli", "import", "-p", source, database], check=False,
                              input=f"{PASSWORD}\n{PASSWORD}\n".encode(), env=without_debug(),
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if made.returncode != 0:
            skip("this keepassxc-cli cannot make a database")
        return database

    def start(self, confirm=False):
        folder = os.path.join(os.environ["XDG_CONFIG_HOME"], "keepassxc")
        database = os.path.join(os.environ["HOME"], "test.kdbx")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "keepassxc.ini"), "w", encoding="utf-8") as file:
            file.write(KEEPASS_SETTINGS % ("true" if confirm else "false"))
        if not os.path.exists(database):
            database = self.make_database()
        self.process = subprocess.Popen(["keepassxc", "--pw-stdin", database], env=without_debug(),
                                        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        self.process.stdin.write(f"{PASSWORD}\n".encode())
        self.process.stdin.close()
        self.wait_until_up()
        assert wait_for(self.is_open), "KeePassXC does not open its database"
        return self

    def is_open(self):
        try:
            return self.bus.get(f"{ROOT}/collection/{self.collection}", COLLECTION, "Locked") is False
        except GLib.Error:
            return False


class Person:
    """Sits in front of the display."""

    def __init__(self, window):
        self.window = window  # how xdotool finds a question

    def sees(self):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", *self.window],
                               check=False, capture_output=True)
        return found.stdout.split()

    def waits_for_question(self):
        assert wait_for(self.sees), "no question is shown"
        time.sleep(0.6)  # the program does not tell when its field has the keyboard

    def waits_until_gone(self):
        assert wait_for(lambda: not self.sees()), "the question stays"

    def presses(self, *keys):
        subprocess.run(["xdotool", "key", *keys], check=True)

    def types(self, text, key="Return"):
        subprocess.run(["xdotool", "type", "--delay", "15", text], check=True)
        self.presses(key)
