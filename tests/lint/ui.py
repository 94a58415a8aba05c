#!/usr/bin/env python3
"""Templates are well-formed; a button of an icon only has a name or a tooltip (GTK reads the tooltip as
description, and the walks hear the name); a field has a name, which its placeholder is not; a row whose title comes
from elsewhere, a certificate perhaps, does not take it as markup. Titles of the template itself are ours, and may be."""

import glob
import os
import sys
import xml.etree.ElementTree as ElementTree

ROWS = {"AdwActionRow", "AdwComboRow", "AdwExpanderRow", "AdwEntryRow", "AdwPasswordEntryRow", "AdwPreferencesRow"}
BUTTONS = {"AdwSplitButton", "GtkButton", "GtkMenuButton", "GtkToggleButton"}
FIELDS = {"GtkSearchEntry", "GtkTextView"}
SPOKEN = {"label", "labelled-by"}


def faults_of(node):
    kind = node.get("parent") if node.tag == "template" else node.get("class")
    properties = {p.get("name").replace("_", "-"): p for p in node.findall("property")}
    spoken = {p.get("name") for block in node.findall("accessibility") for p in block}
    if kind in ROWS and (properties.get("title") is None or properties["title"].get("bind-source")):
        markup = properties.get("use-markup")
        if markup is None or markup.text.strip().lower() not in ("false", "0"):
            yield f"{kind} takes a title that is not its own as markup"
    if kind in BUTTONS and "icon-name" in properties and "label" not in properties:
        if not spoken & SPOKEN and "tooltip-text" not in properties:
            yield f"{kind} with {properties['icon-name'].text} has no name"
    if kind in FIELDS and not spoken & SPOKEN:
        yield f"{kind} {node.get('id')} has no name: a placeholder is none"


def main(root):
    os.chdir(root)
    files = sorted(glob.glob("src/**/*.ui", recursive=True))
    if not files:
        sys.exit("no templates in src")
    failed = False
    for path in files:
        try:
            nodes = ElementTree.parse(path).iter()
        except ElementTree.ParseError as error:
            print(f"{path}: {error}")
            failed = True
            continue
        for node in nodes:
            if node.tag in ("object", "template"):
                for fault in faults_of(node):
                    print(f"{path}: {fault}")
                    failed = True
    sys.exit(failed)


main(sys.argv[1])
