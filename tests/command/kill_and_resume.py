#!/usr/bin/env python3
"""Kills a study and lets it go on: kill_and_resume.py STUDY.yaml WHOLE FOLDER [KILLS]

WHOLE is the result of an uninterrupted run. The same study is started in FOLDER, killed (SIGKILL) and
started again, KILLS times (5), at moments spread over the whole length of a run: by the number of case files
that stand in features/ while these are made, then by time while the models are learned. The last run goes to
its end; every file must equal that of WHOLE.
"""
import filecmp
import os
import pathlib
import signal
import subprocess
import sys
import time

study, whole, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
kills = int(sys.argv[4]) if len(sys.argv) > 4 else 5
command = ["dlrr", "run", study, "-o", str(folder), "--quiet", "--threads", "2"]


def case_files(result):
    return sum(1 for _ in (result / "features").glob("*.csv"))


def learning_seconds():
    """How long a run takes that keeps every case."""
    start = time.monotonic()
    subprocess.run(command[:4] + [str(whole)] + command[5:], check=True)
    return time.monotonic() - start


def kill_when(due):
    """Starts the study and kills it as soon as due() holds; says whether it was still running."""
    run = subprocess.Popen(command)
    while run.poll() is None and not due():
        time.sleep(0.002)
    running = run.poll() is None
    if running:
        os.kill(run.pid, signal.SIGKILL)
    run.wait()
    return running


def kill_while_learning(share):
    """Kills after a share of the learning time; earlier when the machine was quicker than measured."""
    for _ in range(8):
        moment = time.monotonic() + learning * share
        if kill_when(lambda: time.monotonic() >= moment):
            return True
        share /= 2
    return False


def files_of(result):
    return {path.relative_to(result) for path in result.rglob("*") if path.is_file()}


def compare():
    left = {name for name in files_of(folder) if name not in files_of(whole)}
    if left:
        sys.exit(f"left behind or not expected: {sorted(map(str, left))}")
    for name in sorted(files_of(whole)):
        if not (folder / name).exists() or not filecmp.cmp(whole / name, folder / name, shallow=False):
            sys.exit(f"{name} is missing or differs from the uninterrupted run")


cases, learning = case_files(whole), learning_seconds()
early = kills - kills // 2
landed = 0
for k in range(kills):
    if k < early:
        wanted = cases * (k + 1) // (early + 1)
        running = kill_when(lambda: case_files(folder) >= wanted)
        print(f"killed with {case_files(folder)} of {cases} cases" if running else "ended before the kill")
    else:
        if case_files(folder) < cases:
            running = kill_when(lambda: case_files(folder) >= cases)
        running = kill_while_learning((k - early + 1) / (kills - early + 1))
        print("killed while learning" if running else "ended before the kill")
    landed += running
last = subprocess.run([word for word in command if word != "--quiet"], check=True, capture_output=True, text=True)
print(last.stdout.splitlines()[0])
compare()
print(f"{landed} kills, and every file equals that of the uninterrupted run")
