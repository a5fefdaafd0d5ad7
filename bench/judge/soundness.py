"""Judges workflow nets by pm4py's soundness check (WOFLAN), independently of Hemei.

    cargo run -p plan --example catalogues -- NETS
    python -m venv VENV && VENV/bin/pip install 'pm4py==2.7.23.11'
    VENV/bin/python bench/judge/soundness.py NETS bench/judge/soundness.csv

Reads every PNML file of the folder and writes one row for each: the net's name, the SHA-256 of
the file, the verdict, what `pm4py.check_soundness` says, the size, and what it found last. The
test `the_proof_agrees_with_the_outside_judge` of `crates/plan` holds the proof against this table.

`check_soundness` stops at a shortcut: it calls a net unsound if some place is in none of the
S-components that it made from one basis of the place invariants. A basis does not show all
S-components, so that sound nets are refused too: the smallest in this table is two tasks one
after the other, each of whose places lies on a circle. Where the check stopped there, the verdict
is that of pm4py's own later steps on the same net, which look at every state: no unbounded place
(step 7), no dead task (10), every task live (11). Both verdicts stand in the table.
"""

import contextlib
import csv
import hashlib
import io
import multiprocessing
import pathlib
import sys

with contextlib.redirect_stdout(io.StringIO()):
    import pm4py
    from pm4py.algo.analysis.woflan import algorithm as woflan


SHORTCUT = "The following places are not covered by an s-component"


def states(net, initial):
    """WOFLAN's steps over all states of a net that is a workflow net."""
    short, _ = woflan.short_circuit_petri_net(net)
    cover = woflan.minimal_coverability_graph(short, initial, net)
    if woflan.check_for_improper_conditions(cover):
        return "unsound", "unbounded"
    if woflan.check_for_dead_tasks(short, cover):
        return "unsound", "dead tasks"
    reached = woflan.reachability_graph(short, initial, net)
    if not woflan.nx_utils.is_strongly_connected(reached):
        return "unsound", "tasks that are not live"
    return "sound", ""


def judge(path):
    """The verdict on one net, the shortcut's verdict, the size, and why."""
    net, initial, final = pm4py.read_pnml(str(path))
    size = f"{len(net.places)} places and {len(net.transitions)} transitions"
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        sound, why = pm4py.check_soundness(net, initial, final)
    if sound:
        return "sound", "sound", size, ""
    said = [key for key in why if str(getattr(key, "value", key)) == "diagnostic_messages"]
    messages = [str(message) for key in said for message in why[key]]
    message = " ".join(messages[-1].split()).replace(",", ";") if messages else ""
    if not message.startswith(SHORTCUT):
        return "unsound", "unsound", size, message
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        verdict, found = states(net, initial)
    return verdict, "unsound", size, f"{message} All states: {found or 'sound'}"


def row(path):
    """The row of one net."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return [path.stem, digest, *judge(path)]


def main(folder, table):
    paths = sorted(pathlib.Path(folder).glob("*.pnml"))
    with multiprocessing.Pool() as pool:
        rows = list(pool.imap(row, paths, chunksize=8))
    with open(table, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["net", "sha256", "verdict", "check_soundness", "size", "found"])
        writer.writerows(rows)
    sound = sum(row[2] == "sound" for row in rows)
    print(f"{len(rows)} nets: {sound} sound, {len(rows) - sound} unsound")


if __name__ == "__main__":
    main(*sys.argv[1:])
