/** What everything else uses. */
export const preludePart = String.raw`#!/usr/bin/python3 -I
"""Backs up, copies, prunes, tests and restores one libvirt VM, as its job file says.

  vm-backup full|incremental|copy|prune|test|list JOB
  vm-backup restore JOB [--from-copy] [--point CHAIN/NUMBER]

A chain is a folder with one full backup and the incremental ones on top of it, as virtnbdbackup writes them. Its
backup.json lists the backups (points) with the checksums of their files; what it does not list does not exist.
Prints one line of JSON; exits with 0 where all is well, with 1 where something failed, and says what on standard error.
"""
import argparse
import datetime
import fcntl
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
import xml.etree.ElementTree as ElementTree

MANIFEST = 'backup.json'
CHECKPOINT_LIST = '.cpt'
VTPM_FOLDER = '/var/lib/libvirt/swtpm'
UTC = datetime.timezone.utc


class Failed(Exception):
    pass


def say(message):
    print(message, file=sys.stderr, flush=True)


def run(*command):
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                           env={**os.environ, 'LC_ALL': 'C'})
    if ended.returncode != 0:
        tail = (ended.stderr.strip() or ended.stdout.strip()).splitlines()[-15:]
        raise Failed('%s failed with exit code %d:\n%s' % (command[0], ended.returncode, '\n'.join(tail)))
    return ended


def socket_path():
    """Between virtnbdbackup and QEMU, which runs as another user."""
    return '/var/tmp/virtnbdbackup.' + uuid.uuid4().hex


def now():
    return datetime.datetime.now(UTC).replace(microsecond=0)


def text_of(moment):
    return moment.strftime('%Y-%m-%dT%H:%M:%SZ')


def moment_of(text):
    return datetime.datetime.strptime(text, '%Y-%m-%dT%H:%M:%SZ').replace(tzinfo=UTC)


def digest_of(path):
    digest = hashlib.sha256()
    with open(path, 'rb') as file:
        for piece in iter(lambda: file.read(1 << 20), b''):
            digest.update(piece)
    return digest.hexdigest()


def write_whole(path, text):
    """The file has its old content or its new one, also after a crash."""
    with open(path + '.new', 'w') as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + '.new', path)`;
