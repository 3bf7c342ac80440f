#!/usr/bin/env python3
"""Kills a batch and lets it go on: kill_batch.py TABLE KILLS COMMAND ...

COMMAND writes the table TABLE and keeps finished cases in TABLE.parts. It is killed (SIGKILL) each time it has
kept some more cases, KILLS times, and then runs to its end. Says how often it was killed while it ran, and whether
the case files that stood there before the last run were kept, not made again.
"""
import os
import pathlib
import signal
import subprocess
import sys
import time

table, kills, command = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
parts = pathlib.Path(f"{table}.parts")


def kept():
    stamps = {}
    for path in parts.glob("features_*.csv"):
        try:
            stamps[path] = path.stat().st_mtime_ns
        except FileNotFoundError:
            pass  # the folder goes away when the last case is done
    return stamps


landed = 0
for k in range(kills):
    wanted = len(kept()) + 1
    run = subprocess.Popen(command)
    while run.poll() is None and len(kept()) < wanted:
        time.sleep(0.001)
    if run.poll() is None:
        os.kill(run.pid, signal.SIGKILL)
        landed += 1
    run.wait()
before = kept()
assert before and not table.exists(), (before, table.exists())
run, again = subprocess.Popen(command), set()
while run.poll() is None:
    again |= {path for path, stamp in kept().items() if before.get(path, stamp) != stamp}
    time.sleep(0.001)
print(f"{landed} kills; made again: {len(again)}; left behind: {parts.exists()}; exit {run.returncode}")
