#!/usr/bin/python3
"""A desktop portal that has only secrets to give, and does with the one request what it is told:
portal.py gives|cancels|fails|dies|waits. Says "ready" once it has its name."""
import os
import sys

from gi.repository import Gio, GLib

NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
INTERFACES = """<node>
 <interface name='org.freedesktop.portal.Secret'>
  <method name='RetrieveSecret'><arg type='h' direction='in'/><arg type='a{sv}' direction='in'/>
   <arg type='o' direction='out'/></method>
  <property name='version' type='u' access='read'/>
 </interface></node>"""
RESPONSES = {"gives": 0, "cancels": 1, "fails": 2}


def answer(bus, sender, path, wanted):
    if wanted == "dies":
        os._exit(0)
    if wanted in RESPONSES:
        bus.emit_signal(sender, path, "org.freedesktop.portal.Request", "Response",
                        GLib.Variant("(ua{sv})", (RESPONSES[wanted], {})))
    return GLib.SOURCE_REMOVE


def called(bus, sender, _path, _interface, _method, arguments, invocation):
    handle, options = arguments.unpack()
    fds = invocation.get_message().get_unix_fd_list()
    path = f"{PATH}/request/{sender[1:].replace('.', '_')}/{options.get('handle_token', 'u1')}"
    fd = fds.get(handle)
    os.write(fd, b"0123456789abcdef" * 4)
    os.close(fd)
    invocation.return_value(GLib.Variant("(o)", (path,)))
    # libsecret 0.20 listens only once it has the reply; a real portal takes longer than that as well.
    GLib.timeout_add(300, answer, bus, sender, path, sys.argv[1])


def main():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    info = Gio.DBusNodeInfo.new_for_xml(INTERFACES).interfaces[0]
    bus.register_object(PATH, info, called, lambda *_: GLib.Variant("u", 1), None)
    Gio.bus_own_name_on_connection(bus, NAME, Gio.BusNameOwnerFlags.NONE,
                                   lambda *_: print("ready", flush=True), None)
    GLib.MainLoop().run()


main()
