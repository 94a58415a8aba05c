#!/usr/bin/python3
"""Opens a sealed archive from the specifications alone, with nothing of ours, and compares it with the store.

open-archive.py ARCHIVE STORE, the passphrase on standard input. WinZip AE-2: hashlib's PBKDF2 and HMAC, and
the openssl program for AES; the inner ZIP is Python's zipfile's.
"""
import hashlib
import hmac
import io
import json
import os
import struct
import subprocess
import sys
import zipfile


def fail(why):
    sys.exit(f"{sys.argv[1]}: {why}")


def open_outer(data, passphrase):
    signature, version, flags, method, _time, _date, crc, packed, size, name_size, extra_size = struct.unpack(
        "<IHHHHHIIIHH", data[:30])
    if (signature, version, flags, method, crc) != (0x04034B50, 51, 1, 99, 0):
        fail("not a local header of an encrypted entry")
    name = data[30:30 + name_size]
    extra = data[30 + name_size:30 + name_size + extra_size]
    if name != b"ingam-backup.zip" or extra != struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 0):
        fail("another name or another kind of encryption")
    at = 30 + name_size + extra_size
    salt, verifier = data[at:at + 16], data[at + 16:at + 18]
    sealed, tag = data[at + 18:at + packed - 10], data[at + packed - 10:at + packed]
    if len(sealed) != size:
        fail("the sizes do not agree")
    keys = hashlib.pbkdf2_hmac("sha1", passphrase, salt, 1000, 66)
    if keys[64:] != verifier:
        fail("wrong passphrase")
    if not hmac.compare_digest(hmac.new(keys[32:64], sealed, "sha1").digest()[:10], tag):
        fail("the tag is wrong")
    counters = b"".join(struct.pack("<QQ", 1 + i, 0) for i in range((size + 15) // 16))
    stream = subprocess.run(["openssl", "enc", "-aes-256-ecb", "-nopad", "-K", keys[:32].hex()], input=counters,
                            stdout=subprocess.PIPE, check=True).stdout
    plain = int.from_bytes(sealed, "big") ^ int.from_bytes(stream[:size], "big")
    return plain.to_bytes(size, "big")


def read_store(store):
    found = {}
    for folder, _folders, files in os.walk(os.fsencode(store)):
        for name in files:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, os.fsencode(store))] = (file.read(), int(os.stat(path).st_mtime))
    return found


def path_of(item, key="path"):
    return item[key].encode() if key in item else bytes.fromhex(item[key + "-hex"])


def main():
    passphrase = sys.stdin.readline().strip().encode()
    with open(sys.argv[1], "rb") as file:
        inner = zipfile.ZipFile(io.BytesIO(open_outer(file.read(), passphrase)))
    store = read_store(sys.argv[2])
    if inner.testzip() is not None:
        fail("a CRC is wrong")
    entries = {}
    for info in inner.infolist():
        # zipfile reads a name without the UTF-8 flag as code page 437, which loses nothing.
        name = info.filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")
        entries[name] = inner.read(info)
    manifest = json.loads(entries.pop(b"manifest.json"))
    if not entries.pop(b"README.txt").startswith(b"Ingam backup, format 1\n") or manifest["format"] != 1:
        fail("another format")
    if entries.pop(b"padding.bin").strip(b"\0"):
        fail("the padding is not of zeros")
    if {b"NPKI/" + path: content for path, (content, _) in store.items()} != entries:
        fail("the files are not those of the store")
    listed = {path_of(item): (item["size"], item["time"], item["sha256"]) for item in manifest["files"]}
    if listed != {path: (len(content), mtime, hashlib.sha256(content).hexdigest())
                  for path, (content, mtime) in store.items()}:
        fail("the manifest does not say what is there")
    if list(listed) != sorted(listed):
        fail("not sorted")
    for item in manifest["certificates"]:
        path = path_of(item, "folder") + b"/signCert.der"
        if hashlib.sha256(store[path][0]).hexdigest() != item["sha256"]:
            fail("a fingerprint is not that of the certificate")
    print(len(listed), "files", len(manifest["certificates"]), "certificates")


main()
