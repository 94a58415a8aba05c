#!/usr/bin/python3
"""A window that offers files to a drag: drag-source.py FILE... (GTK 4, another process than ours)."""
import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, GLib, Gtk

uris = "".join(Gio.File.new_for_path(path).get_uri() + "\r\n" for path in sys.argv[1:])


def prepare(source, x, y):
    return Gdk.ContentProvider.new_for_bytes("text/uri-list", GLib.Bytes.new(uris.encode()))


def activate(application):
    window = Gtk.ApplicationWindow(application=application, title="drag-source")
    window.set_default_size(160, 160)
    label = Gtk.Label(label="drag me")
    source = Gtk.DragSource(actions=Gdk.DragAction.COPY)
    source.connect("prepare", prepare)
    label.add_controller(source)
    window.set_child(label)
    window.present()


application = Gtk.Application(
    application_id="io.github.ingam.DragSource", flags=Gio.ApplicationFlags.NON_UNIQUE
)
application.connect("activate", activate)
application.run([])
