#!/usr/bin/python3
"""A window that files can be dropped on: drag-target.py FOLDER copies them there (GTK 4, another process)."""
import shutil
import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, Gtk


def drop(target, files, x, y):
    for file in files.get_files():
        shutil.copy(file.get_path(), sys.argv[1])
    return True


def activate(application):
    window = Gtk.ApplicationWindow(application=application, title="drag-target")
    window.set_default_size(200, 200)
    label = Gtk.Label(label="drop here")
    target = Gtk.DropTarget.new(Gdk.FileList, Gdk.DragAction.COPY)
    target.connect("drop", drop)
    label.add_controller(target)
    window.set_child(label)
    window.present()


application = Gtk.Application(
    application_id="io.github.ingam.DragTarget", flags=Gio.ApplicationFlags.NON_UNIQUE
)
application.connect("activate", activate)
application.run([])
