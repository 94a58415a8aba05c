#!/usr/bin/python3
"""What the agent costs while nothing is due: memory (PSS) and wakeups, without a tray host and with one, beside a
keyring daemon and other programs that sit in a tray, all in one run. A benchmark of idleness has to wait for it.

agent-idle.py AGENT INGAMCTL [SECONDS]: within run-x.sh; 600 seconds where none are given. Wakeups are voluntary and
involuntary context switches of all threads."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

AGENT, CTL = sys.argv[1:3]
SECONDS = int(sys.argv[3]) if len(sys.argv) > 3 else 600
SETTLE = 40  # threads of GLib's pool end after fifteen seconds of idleness
GOAL_ALONE, GOAL_TRAY = 3.5, 6.0  # MiB
KEYFILE = "[io/github/ingam/Ingam]\nreminders='on'\nquiet-from=0\nquiet-until=0\n"


def prepare(home):
    os.makedirs(home + "/config/glib-2.0/settings")
    with open(home + "/config/glib-2.0/settings/keyfile", "w") as file:
        file.write(KEYFILE)
    env = dict(os.environ, HOME=home, XDG_CONFIG_HOME=home + "/config", XDG_DATA_HOME=home + "/data",
               XDG_CACHE_HOME=home + "/cache", GSETTINGS_BACKEND="keyfile")
    subprocess.run([CTL, "demo", home + "/NPKI"], env=env, check=True, stdout=subprocess.DEVNULL)
    return env


def start(command, env):
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            stdin=subprocess.DEVNULL)


def read_memory(pid):
    with open("/proc/%d/smaps_rollup" % pid) as file:
        for line in file:
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024


def count_wakeups(pid):
    total = 0
    for thread in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/status" % (pid, thread)) as file:
            total += sum(int(line.split()[1]) for line in file if "ctxt_switches" in line)
    return total


def count_ticks(pid):
    with open("/proc/%d/stat" % pid) as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def ask_tray(env):
    answer = subprocess.run([CTL, "--json", "agent", "status"], env=env, capture_output=True, text=True).stdout
    return json.loads(answer).get("tray", "nothing") if answer else "nothing"


def start_other_bus(env):
    """A session of its own for the agent that shall meet no tray: the address of its bus."""
    bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address=1"], env=env,
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return bus, bus.stdout.readline().strip()


def main():
    running = {}
    others = []
    with tempfile.TemporaryDirectory() as scratch:
        with_tray, alone = prepare(scratch + "/tray"), prepare(scratch + "/alone")
        for command in (["xfwm4"], ["xfce4-panel", "--disable-wm-check"]):
            if shutil.which(command[0]):
                panel = scratch + "/tray/config/xfce4/xfconf/xfce-perchannel-xml"
                os.makedirs(panel, exist_ok=True)
                with open(panel + "/xfce4-panel.xml", "w") as file:
                    file.write(PANEL)
                others.append(start(command, with_tray))
        time.sleep(3)
        bus, address = start_other_bus(alone)
        others.append(bus)
        running["ingam-agent, no tray host"] = start([AGENT], dict(alone, DBUS_SESSION_BUS_ADDRESS=address))
        running["ingam-agent, in the tray"] = start([AGENT], with_tray)
        for name, command in PEERS.items():
            if shutil.which(command[0]):
                running[name] = start(command, with_tray)
        time.sleep(SETTLE)
        before = {name: (count_wakeups(p.pid), count_ticks(p.pid)) for name, p in running.items() if p.poll() is None}
        time.sleep(SECONDS)
        print("%-28s %9s %12s %10s" % ("idle for %d s" % SECONDS, "PSS MiB", "wakeups", "CPU ticks"))
        for name, process in running.items():
            if name not in before or process.poll() is not None:
                print("%-28s left" % name)
                continue
            wakeups, ticks = before[name]
            print("%-28s %9.2f %12d %10d" % (name, read_memory(process.pid), count_wakeups(process.pid) - wakeups,
                                             count_ticks(process.pid) - ticks))
        print("the agent says of the tray: " + ask_tray(with_tray))
        print("goals: %.1f and %.1f MiB, 0 wakeups" % (GOAL_ALONE, GOAL_TRAY))
        for process in list(running.values()) + others:
            process.kill()
            process.wait()


PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="32"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty"><property name="plugin-1" type="string" value="systray"/></property>
</channel>
"""

PEERS = {
    "gnome-keyring-daemon": ["gnome-keyring-daemon", "--foreground", "--components=secrets"],
    "keepassxc": ["keepassxc"],
    "nm-applet": ["nm-applet"],
    "blueman-applet": ["blueman-applet"],
}

if __name__ == "__main__":
    main()
