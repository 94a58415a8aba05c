#!/usr/bin/python3
"""A window that offers files: to a drag, and on the clipboard. GTK 4, another process than ours.

drag-source.py FILE...
"""
import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, GLib, Gtk

uris = "".join(Gio.File.new_for_path(path).get_uri() + "\r\n" for path in sys.argv[1:])


def make_content():
    return Gdk.ContentProvider.new_for_bytes("text/uri-list", GLib.Bytes.new(uris.encode()))


def activate(application):
    window = Gtk.ApplicationWindow(application=application, title="drag-source")
    window.set_default_size(160, 160)
    label = Gtk.Label(label="drag me")
    source = Gtk.DragSource(actions=Gdk.DragAction.COPY)
    source.connect("prepare", lambda source, x, y: make_content())
    label.add_controller(source)
    window.set_child(label)
    window.get_clipboard().set_content(make_content())  # who sees the window can paste
    window.present()


application = Gtk.Application(
    application_id="io.github.ingam.DragSource", flags=Gio.ApplicationFlags.NON_UNIQUE
)
application.connect("activate", activate)
application.run([])
