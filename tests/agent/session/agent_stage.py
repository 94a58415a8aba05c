"""What the stories of the agent are told with: a session of its own (a bus, a home, a store), the built agent in it,
and a notification server that is as strict as the specification. One process plays everybody but the agent, so
every call of the agent's is seen in the order in which it was made. Whoever waits does so for something to be
seen, never for a time to pass, and not for ever."""
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import traceback
import xml.dom.minidom
import xml.parsers.expat

try:
    from gi.repository import Gio, GLib
except ImportError:
    print("1..0 # SKIP no python3-gi")
    sys.exit(0)

PATIENCE = 20  # seconds, for anything
APPLICATION = "io.github.ingam.Ingam"
AGENT = APPLICATION + ".Agent"
AGENT_PATH = "/io/github/ingam/Ingam/Agent"
WINDOW_PATH = "/io/github/ingam/Ingam"
SERVER = "org.freedesktop.Notifications"
SERVER_PATH = "/org/freedesktop/Notifications"
DBUS = "org.freedesktop.DBus"
ALL = ("actions", "body", "body-markup")
CLOSED_BY_CALL = 3  # a reason of NotificationClosed
DISMISSED = 2

BUS_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <servicedir>%s</servicedir>
  <listen>unix:dir=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

SERVER_XML = """<node><interface name="org.freedesktop.Notifications">
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
<arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/><arg type="s" direction="out"/></method>
</interface></node>"""

WINDOW_XML = """<node><interface name="org.freedesktop.Application">
<method name="Activate"><arg type="a{sv}" direction="in"/></method>
<method name="Open"><arg type="as" direction="in"/><arg type="a{sv}" direction="in"/></method>
<method name="ActivateAction"><arg type="s" direction="in"/><arg type="av" direction="in"/>
<arg type="a{sv}" direction="in"/></method>
</interface></node>"""


def need(*tools):
    for tool in tools:
        if not shutil.which(tool):
            print("1..0 # SKIP no " + tool)
            sys.exit(0)


def wait_for(condition, seconds=PATIENCE):
    """The first true answer, or the last one once patience is over; everybody that this process plays goes on
    meanwhile."""
    context = GLib.MainContext.default()
    over = []
    end = GLib.timeout_add(int(seconds * 1000), lambda: over.append(True))
    tick = GLib.timeout_add(10, lambda: True)
    try:
        while True:
            answer = condition()
            if answer or over:
                return answer
            context.iteration(True)
    finally:
        if not over:
            GLib.source_remove(end)
        GLib.source_remove(tick)


def until(condition, what, seconds=PATIENCE):
    answer = wait_for(condition, seconds)
    assert answer, "waited in vain for " + what
    return answer


def same(found, expected, what=""):
    assert found == expected, f"{what or 'found'}: {found!r} instead of {expected!r}"


def check_markup(text):
    """Well-formed, as strict servers ask of a body."""
    try:
        xml.dom.minidom.parseString(f"<x>{text}</x>".encode())
    except xml.parsers.expat.ExpatError as error:
        raise AssertionError(f"markup of {text!r}: {error}") from error


class Bus:
    """A session bus that this process may end."""

    def __init__(self, home, services=None):
        self.services = services or os.path.join(home, "services")
        os.makedirs(self.services, exist_ok=True)
        configuration = os.path.join(home, "bus.conf")
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(BUS_CONFIGURATION % (self.services, home))
        self.process = subprocess.Popen(
            ["dbus-daemon", "--nofork", "--nopidfile", "--config-file=" + configuration, "--print-address=1"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, "XDG_RUNTIME_DIR": home})
        self.address = self.process.stdout.readline().strip()
        self.connection = self.connect()

    def connect(self):
        connection = Gio.DBusConnection.new_for_address_sync(
            self.address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        connection.set_exit_on_close(False)
        return connection

    def call(self, name, path, interface, method, arguments=None, flags=Gio.DBusCallFlags.NO_AUTO_START):
        """An answer that comes while everybody goes on; a GLib.Error is raised."""
        done = []
        self.connection.call(name, path, interface, method, arguments, None, flags, PATIENCE * 1000, None,
                             lambda bus, result: done.append(result))
        until(lambda: done, f"an answer to {method}", PATIENCE + 5)
        return self.connection.call_finish(done[0]).unpack()

    def owner(self, name):
        try:
            return self.call(DBUS, "/", DBUS, "GetNameOwner", GLib.Variant("(s)", (name,)))[0]
        except GLib.Error:
            return None

    def end(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Player:
    """Somebody on the bus with a name and an object."""

    name = path = xml = None

    def __init__(self, bus, name=None):
        self.connection = bus.connect()
        interface = Gio.DBusNodeInfo.new_for_xml(self.xml).interfaces[0]
        self.connection.register_object(self.path, interface, self.call_cb, None, None)
        got = self.connection.call_sync(DBUS, "/", DBUS, "RequestName",
                                        GLib.Variant("(su)", (name or self.name, 4)), None, 0, 5000, None)
        same(got.unpack()[0], 1, "the name " + (name or self.name))

    def call_cb(self, _connection, _sender, _path, _interface, method, arguments, invocation):
        try:
            self.play(method, arguments, invocation)
        except AssertionError as error:
            self.complain(str(error))
            invocation.return_dbus_error("org.freedesktop.DBus.Error.InvalidArgs", str(error))

    complaints = []  # of everybody, for the end of each test

    def complain(self, text):
        self.complaints.append(text)

    def emit(self, signal_name, types, *values):
        self.connection.emit_signal(None, self.path, self.name, signal_name, GLib.Variant(types, values))

    def leave(self):
        if not self.connection.is_closed():
            self.connection.close_sync(None)


class Note:
    """One call of Notify, and what has become of it."""

    def __init__(self, number, arguments):
        (self.application, self.replaces, self.icon, self.title, self.body, self.actions, self.hints,
         self.expires) = arguments.unpack()
        self.number = number
        self.is_open = True

    @property
    def words(self):
        return self.actions[::2]

    @property
    def labels(self):
        return dict(zip(self.actions[::2], self.actions[1::2]))


class Server(Player):
    """A notification server. Anything that the specification does not allow is a complaint."""

    name, path, xml = SERVER, SERVER_PATH, SERVER_XML

    def __init__(self, bus, capabilities=ALL, first=1):
        self.capabilities = capabilities
        self.first = first  # the number that the first note gets
        self.calls = []  # of Note
        self.refuses = None  # a name of an error
        self.is_mute = False  # never answers
        self.asked = 0
        self.closed_by_call = []
        super().__init__(bus)

    def play(self, method, arguments, invocation):
        if method == "GetCapabilities":
            self.asked += 1
        if self.is_mute:
            return
        if self.refuses and method == "Notify":
            self.asked += 1
            invocation.return_dbus_error(self.refuses, "Not now.")
            return
        answers = {"GetCapabilities": self.tell_capabilities, "Notify": self.notify,
                   "CloseNotification": self.close,
                   "GetServerInformation": lambda _: GLib.Variant("(ssss)", ("mock", "ingam", "1", "1.2"))}
        answer = answers[method](arguments)
        if answer is not False:
            invocation.return_value(answer)

    def tell_capabilities(self, _arguments):
        return GLib.Variant("(as)", (list(self.capabilities),))

    def notify(self, arguments):
        self.check(arguments)
        replaces = arguments.unpack()[1]
        number = replaces or self.first + len([n for n in self.calls if not n.replaces])
        if replaces:
            assert any(n.number == replaces for n in self.calls), f"replaces {replaces}, which was never given out"
        for note in self.calls:
            if note.number == number:
                note.is_open = False
        self.calls.append(Note(number, arguments))
        return GLib.Variant("(u)", (number,))

    def check(self, arguments):
        name, _, icon, title, body, actions, hints, expires = (arguments.get_child_value(i) for i in range(8))
        assert name.get_string(), "no name of the application"
        same(icon.get_string(), APPLICATION, "icon")
        assert title.get_string() and "\n" not in title.get_string(), "title"
        same(hints.lookup_value("urgency", None).get_type_string(), "y", "type of urgency")
        same(hints.lookup_value("desktop-entry", None).get_string(), APPLICATION, "desktop-entry")
        assert hints.lookup_value("urgency", None).get_byte() <= 2, "urgency"
        assert expires.get_int32() >= -1, "expires"
        assert len(actions) % 2 == 0, "actions come in pairs"
        assert len(actions) == 0 or "actions" in self.capabilities, "actions that were not asked for"
        if "body-markup" in self.capabilities:
            check_markup(body.get_string())

    def close(self, arguments):
        number = arguments.unpack()[0]
        note = self.find(number)
        self.closed_by_call.append(number)
        if note is None:
            self.complain(f"closes {number}, which is not on the screen")
            return False
        note.is_open = False
        self.emit("NotificationClosed", "(uu)", number, CLOSED_BY_CALL)
        return None

    def find(self, number):
        return next((n for n in self.calls if n.number == number and n.is_open), None)

    @property
    def shown(self):
        return [note for note in self.calls if note.is_open]

    def of(self, text):
        """The one on the screen with this in its title."""
        found = [note for note in self.shown if text in note.title]
        return found[0] if len(found) == 1 else None

    # --- the person ---

    def click(self, note, word, token=None):
        if token is not None:
            self.emit("ActivationToken", "(us)", note.number, token)
        self.emit("ActionInvoked", "(us)", note.number, word)

    def dismiss(self, note):
        note.is_open = False
        self.emit("NotificationClosed", "(uu)", note.number, DISMISSED)


class Window(Player):
    """Where the application would be: what it was asked for."""

    name, path, xml = APPLICATION, WINDOW_PATH, WINDOW_XML

    def __init__(self, bus):
        self.asked = []  # of (action or None, [targets], platform data)
        super().__init__(bus)

    def play(self, method, arguments, invocation):
        asked = arguments.unpack()
        self.asked.append({"Activate": lambda: (None, [], *asked), "ActivateAction": lambda: asked}[method]())
        invocation.return_value(None)


class Session:
    """A home, a bus, and the agent."""

    def __init__(self, programs, people=(), settings=None, home=None):
        """@people: of (name, days); @home: another session's, to be somebody's next day."""
        self.agent_path, self.make_store, _ = programs
        self.is_guest = home is not None
        self.home = home or tempfile.mkdtemp(prefix="ingam-agent.")
        self.data = os.path.join(self.home, "data")
        self.store = os.path.join(self.home, "NPKI")
        self.bus = Bus(self.home)
        self.agents = []
        self.players = []
        if people:
            self.add(*people)
        self.choose(**(settings or {}))

    def add(self, *people):
        words = [str(word) for pair in people for word in pair]
        subprocess.run([self.make_store, self.store, *words], check=True)

    def choose(self, reminders="on", **more):
        """As Preferences would leave it; nothing of backups unless a test is about them, nothing is quiet."""
        chosen = {"reminders": f"'{reminders}'", "reminders-backup": "false", "quiet-from": "0",
                  "quiet-until": "0", **{key.replace("_", "-"): value for key, value in more.items()}}
        folder = os.path.join(self.home, "config", "glib-2.0", "settings")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "keyfile"), "w", encoding="utf-8") as file:
            file.write("[io/github/ingam/Ingam]\n" + "".join(f"{k}={v}\n" for k, v in chosen.items()))

    def environment(self, **more):
        return {**os.environ, "HOME": self.home, "XDG_DATA_HOME": self.data, "TMPDIR": self.home,
                "XDG_CONFIG_HOME": os.path.join(self.home, "config"), "XDG_RUNTIME_DIR": self.home,
                "XDG_CACHE_HOME": os.path.join(self.home, "cache"), "GSETTINGS_BACKEND": "keyfile",
                "DBUS_SESSION_BUS_ADDRESS": self.bus.address, **more}

    # --- the agent ---

    def start(self, wait=True, **environment):
        agent = subprocess.Popen([self.agent_path], env=self.environment(**environment))
        self.agents.append(agent)
        if wait:
            self.until_looked(agent)
        return agent

    def until_looked(self, agent):
        until(lambda: agent.poll() is None and self.looked() > 0, "the first look")
        self.settle(agent)
        return agent

    def ask(self, method):
        return self.bus.call(AGENT, AGENT_PATH, AGENT, method)

    def status(self):
        return self.ask("GetStatus")[0]

    def looked(self):
        try:
            return self.status()["looked"]
        except GLib.Error:
            return 0

    def settle(self, agent):
        """No worker runs, and everything that followed from one has been asked of the server: the agent was
        through its loop several times since."""
        def is_calm():
            for _ in range(4):
                if self.workers(agent):
                    return False
                self.status()
            return True
        until(is_calm, "the agent to be calm")

    def workers(self, agent):
        try:
            with open(f"/proc/{agent.pid}/task/{agent.pid}/children", encoding="ascii") as file:
                own = file.read().split()
            tasks = os.listdir(f"/proc/{agent.pid}/task")
        except OSError:
            return []
        for task in tasks:  # GLib starts programs from whichever thread asks
            try:
                with open(f"/proc/{agent.pid}/task/{task}/children", encoding="ascii") as file:
                    own += file.read().split()
            except OSError:
                pass
        return own

    def look(self, agent=None):
        self.ask("Look")
        self.settle(agent or self.agents[-1])

    def stop(self, agent=None, how=signal.SIGTERM):
        agent = agent or self.agents[-1]
        agent.send_signal(how)
        until(lambda: agent.poll() is not None, "the agent to leave")
        return agent.returncode

    # --- the journal ---

    @property
    def journal(self):
        return os.path.join(self.data, "ingam", "journal.db")

    def read(self, sql, *values):
        with sqlite3.connect(f"file:{self.journal}?mode=ro", uri=True, timeout=5) as db:
            return db.execute(sql, values).fetchall()

    def write(self, sql, *values):
        with sqlite3.connect(f"file:{self.journal}?mode=rw", uri=True, timeout=5) as db:
            db.execute(sql, values)

    def until_noted(self, n):
        """The agent notes down what is on the screen a moment after it has changed."""
        until(lambda: len(self.read("SELECT 1 FROM shown")) == n, f"{n} to be noted down")

    # --- others ---

    def server(self, *arguments, **more):
        server = Server(self.bus, *arguments, **more)
        self.players.append(server)
        return server

    def window(self):
        window = Window(self.bus)
        self.players.append(window)
        return window

    def end(self):
        for agent in self.agents:
            if agent.poll() is None:
                agent.kill()
                agent.wait()
        for player in self.players:
            player.leave()
        self.bus.end()
        if not self.is_guest:
            shutil.rmtree(self.home, ignore_errors=True)


class Skip(Exception):
    """This machine has not what it takes."""


def run(tests, programs):
    """Each of them in sessions that it takes from the function it is handed."""
    os.environ.pop("G_DEBUG", None)
    print(f"1..{len(tests)}", flush=True)
    for number, test in enumerate(tests, 1):
        sessions = []

        def session(*arguments, **more):
            sessions.append(Session(programs, *arguments, **more))
            return sessions[-1]

        Player.complaints.clear()
        line, rest = f"ok {number} {test.__doc__.splitlines()[0]}", ""
        try:
            rest = test(session) or ""
            assert not Player.complaints, "; ".join(Player.complaints)
        except Skip as reason:
            rest = f"SKIP {reason}"
        except (AssertionError, GLib.Error, OSError) as error:
            line = "not " + line
            rest = " / ".join(str(error).splitlines())
            traceback.print_exc()
        finally:
            for one in reversed(sessions):
                one.end()
        print(line + (f" # {rest}" if rest else ""), flush=True)
