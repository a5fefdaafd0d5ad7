"""The speed of circles: Hemei beside pandana, SciPy, OSRM and Valhalla, in one run.

Monaco (where ../shared/data/access is there): a map becomes a network; minutes from all 2,102
cells to the nearest of ten kinds; how many of each within 15 minutes; all 1.05 million pairs; what
one more pharmacy or one less changes; the best place for one more grocery of all cells, and for
three. And a made-up metropolis of about a million vertices with 100,000 homes and 2,000
facilities, which the seeded generator of crates/maps/examples/access_time.rs writes.

pandana and SciPy walk the very graph that Hemei walks, at vertices; OSRM and Valhalla read the
same file by their own rules. Everything runs on one thread. CPU seconds (user + system) are
medians of three; `results.csv` and `results.md` beside this file are those of the last whole run;
a part of it writes into target/bench/access.
What cannot be installed or is not built is named, never guessed.
Needs Python 3.11, and one from 3.12 on (on the PATH or of pyenv) for OSRM and Valhalla.
  python3 bench/access/run.py                         everything: about a quarter of an hour
  python3 bench/access/run.py --only monaco --peers scipy      half a minute
"""
import argparse
import csv
import glob
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DATA = ROOT.parent / "shared/data/access"
GRAPH = ["pandana==0.8", "scipy==1.17.1", "numpy", "pandas", "pyarrow", "osmium==4.3.2"]
ENGINES = ["osrm-bindings==26.10.0", "pyvalhalla==3.9.1"]
WHOLE = "monaco,metropolis"
PEERS = ["scipy", "pandana", "osrm-ch", "osrm-mld", "valhalla"]
# OSRM's contraction of a million vertices was not done in 300 s; it is run if it is named.
PEERS_METROPOLIS = ["scipy", "pandana", "osrm-mld", "valhalla"]
# Everything on one thread: threads that wait would be counted as CPU time.
ALONE = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
JOBS = {
    "build": "map to network, whole process",
    "read the map": "map to streets in memory",
    "network": "streets in memory to network",
    "nearest": "nearest of ten kinds, all homes",
    "counts": "counts within 15 minutes",
    "matrix": "all pairs",
    "what if one more": "what if: one more",
    "what if one is closed": "what if: one closed",
    "what if one is moved": "what if: one moved",
    "what if a gate is opened or closed, ten kinds": "what if: a gate, ten kinds",
    "best of all candidates": "best of all candidates",
    "exact 3": "best three, proved",
    "command build": "`hemei access build`, whole process",
    "command nearest": "`hemei access nearest`, whole process",
}

NOTES = """What the numbers do not say of themselves:

* SciPy and pandana walk the same graph, and answer at its vertices, all of them: homes and facilities
  are put on the nearer end of their edge, so their answers differ a little, as shown. pandana's
  searches include its own placing of the facilities. Hemei's places lie on edges, placed before.
* OSRM and Valhalla read the same file by their own rules of what may be walked.
* "What if: one closed" is the mean over closing each of a kind (Hemei), or closing the first (peers).
* The made-up metropolis has streets alone in its file: a real extract of as many has several
  times the bytes, which are read and left out.
""".splitlines()


class Missing(Exception):
    """What is not to be had here."""


def quiet(command, **kwargs):
    try:
        done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, **kwargs)
    except OSError as fault:
        raise Missing(str(fault)) from fault
    if done.returncode != 0:
        raise Missing(f"{command[0]} ended with {done.returncode}: {done.stdout[-400:]}")
    return done.stdout


def timed(command, seconds):
    """Runs a command; returns its JSON lines, CPU and wall seconds and peak MB."""
    start = time.monotonic()
    process = subprocess.Popen(["timeout", str(seconds), *map(str, command)], text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, **ALONE})
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    code = os.waitstatus_to_exitcode(status)
    lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    if code != 0:
        last = out.strip().splitlines()[-1:] or [""]
        lines.append({"what": "ended", "note": f"not within {seconds} s" if code == 124 else f"{code}: {last[0][-300:]}"})
    return lines, usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


def environment(work, name, python, packages):
    """An environment with the packages, made on first use."""
    venv = work / name
    if not (venv / "ready").exists():
        shutil.rmtree(venv, ignore_errors=True)
        quiet([python, "-m", "venv", venv])
        quiet([venv / "bin/python", "-m", "pip", "install", "-q", *packages])
        (venv / "ready").touch()
    return venv / "bin/python"


def newer_python():
    """A Python from 3.12 on."""
    found = [shutil.which(f"python3.{minor}") for minor in range(20, 11, -1)]
    root = os.environ.get("PYENV_ROOT", pathlib.Path.home() / ".pyenv")
    found += sorted(glob.glob(f"{root}/versions/3.1[2-9]*/bin/python"), reverse=True)
    for python in [sys.executable, *filter(None, found)]:
        try:
            quiet([python, "-c", "import sys, venv; sys.exit(sys.version_info < (3, 12))"])
        except Missing:
            continue
        return python
    raise Missing("OSRM and Valhalla have wheels from Python 3.12 on, and there is none")


class Bench:
    def __init__(self, args):
        self.args = args
        self.work = pathlib.Path(args.work)
        self.work.mkdir(parents=True, exist_ok=True)
        self.rows, self.skipped, self.versions, self.answers = [], [], {}, []

    def row(self, city, job, who, cpu, wall, rounds, note=""):
        self.rows.append({"city": city, "job": JOBS.get(job, job), "who": who, "cpu_s": cpu, "wall_s": wall,
                          "rounds": rounds, "note": note})
        print(f"{city}, {job}: {who} {cpu:.5f} CPU s ({wall:.5f} wall) {note}", flush=True)

    def skip(self, who, why):
        self.skipped.append((who, str(why)))
        print(f"SKIPPED {who}: {why}", flush=True)

    def take(self, city, who, lines, peak):
        """The lines of one process: jobs, answers, versions."""
        for line in lines:
            what, note = line["what"], line.get("note", "")
            if what == "version":
                self.versions[line["package"]] = f"{line['version']} (Python {line['python']})"
            elif what == "ended":
                self.skip(f"{who}, rest of {city}", note)
            elif "sum" in line:
                self.answers.append((city, what, who, line["sum"], line.get("id", ""), note))
            elif "cpu_s" in line:
                self.row(city, what, who, line["cpu_s"], line["wall_s"], line["rounds"], note)
            elif "cpu_ms" in line and what in JOBS:
                slowest = line.get("slowest_wall_ms")
                note = f"mean of {line['times']}, slowest {slowest:.3f} ms" if slowest else ""
                self.row(city, what, who, line["cpu_ms"] / 1e3, line["wall_ms"] / 1e3, line["rounds"], note)
            elif what == "memory" and line["after"] in ("map made up", "network"):
                self.answers.append((city, f"peak MB after: {line['after']}", who, line["peak_mb"], "", ""))
        self.answers.append((city, "peak MB of the process", who, round(peak), "", ""))

    # Ours.

    def example(self):
        quiet(["cargo", "build", "--release", "-p", "maps", "--example", "access_time"], cwd=ROOT)
        target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
        return target / "release/examples/access_time"

    def whole(self, city, job, who, command, note=""):
        """A whole process, three times."""
        runs = [timed(command, 600) for _ in range(3)]
        failed = [line["note"] for line in runs[0][0] if line["what"] == "ended"]
        if failed:
            return self.skip(f"{job} of {city}", failed[0])
        cpu, wall, peak = (statistics.median(run[at] for run in runs) for at in (1, 2, 3))
        self.row(city, job, who, cpu, wall, 3, f"peak {peak:.0f} MB{note}")

    def hemei(self, city, folder, words):
        """In one process and one thread; then whole processes."""
        lines, _, _, peak = timed([self.exe, *words], 900)
        self.take(city, "hemei", lines, peak)
        self.whole(city, "build", "hemei", [self.exe, "file", folder / "map.osm.pbf"])
        binary = next((path for path in self.args.hemei.split(",") if pathlib.Path(path).exists()), None)
        if binary is None:
            return self.skip(f"the command `hemei` on {city}", "neither target/release nor target/quick has it")
        built = self.work / f"{city}.hemei"
        base = [binary, "--quiet", "access"]
        self.whole(city, "command build", "hemei", [*base, "build", folder / "map.osm.pbf", "--out", built])
        self.whole(city, "command nearest", "hemei",
                   [*base, "nearest", "--graph", built, "--origins", folder / "homes.csv",
                    "--facilities", folder / "facilities.csv", "--csv"])

    # The peers.

    def peers(self, city, folder, names):
        for name in filter(None, names.split(",")):
            try:
                python = self.pythons[name in ("scipy", "pandana")]
                if isinstance(python, Missing):
                    raise python
                place = self.work / "peers" / city / name
                shutil.rmtree(place, ignore_errors=True)
                lines, _, _, peak = timed([python, HERE / "peers.py", name, folder, place], self.args.limit)
                self.take(city, name, lines, peak)
            except Missing as why:
                self.skip(f"{name} on {city}", why)

    def environments(self):
        made = {}
        for graph, name, packages in ((True, "graph", GRAPH), (False, "engines", ENGINES)):
            try:
                python = sys.executable if graph else newer_python()
                made[graph] = environment(self.work, name, python, packages)
            except Missing as why:
                made[graph] = why
        self.pythons = made

    def run(self):
        self.exe = self.example()
        self.environments()
        graph = self.pythons[True]
        if isinstance(graph, Missing):
            sys.exit(f"the graph cannot be prepared: {graph}")
        if "monaco" in self.args.only and DATA.exists():
            folder, file = self.work / "monaco", DATA / "monaco/monaco.osm.pbf"
            quiet([graph, HERE / "prepare.py", "reference", DATA / "reference/monaco", file, folder])
            self.hemei("Monaco", folder, ["monaco", file, DATA / "reference/monaco/origins.csv", 9])
            self.peers("Monaco", folder, self.args.peers)
        elif "monaco" in self.args.only:
            self.skip("Monaco", "../shared/data/access is not beside the repository")
        if "metropolis" in self.args.only:
            folder = self.work / "metropolis"
            folder.mkdir(exist_ok=True)
            quiet([self.exe, "made-up", str(self.args.vertices), folder])
            quiet([graph, HERE / "prepare.py", "made-up", folder])
            self.hemei("metropolis", folder, ["made-up", self.args.vertices])
            self.peers("metropolis", folder, self.args.peers_metropolis)
        self.report()

    # What came of it.

    def report(self):
        ours = {(row["city"], row["job"]): row["cpu_s"] for row in self.rows if row["who"] == "hemei"}
        for row in self.rows:
            mine = ours.get((row["city"], row["job"]))
            row["peer_to_hemei"] = f"{row['cpu_s'] / mine:.2f}" if mine else ""
        # A part of the run does not take the place of the whole one's results.
        whole = self.args.only == WHOLE and self.args.peers == ",".join(PEERS)
        out = HERE if whole else self.work
        with open(out / "results.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, list(self.rows[0]), lineterminator="\n")
            writer.writeheader()
            for row in self.rows:
                writer.writerow({**row, "cpu_s": f"{row['cpu_s']:.6f}", "wall_s": f"{row['wall_s']:.6f}"})
        text = "\n".join(self.text())
        (out / "results.md").write_text(text + "\n")
        print("\n" + text)

    def text(self):
        load = os.getloadavg()[1]
        yield "# Circles, measured\n"
        yield ("One run of `python3 bench/access/run.py` on a machine of "
               f"{os.cpu_count()} cores that others used, too (load {load:.1f}). CPU seconds, user and "
               "system, on one thread; medians of three rounds (Hemei in one process on Monaco: nine), or one "
               "round where a round took more than ten seconds. In brackets: the peer's time as a multiple of "
               f"Hemei's. A peer was stopped after {self.args.limit} s of a city.\n")
        yield from [*NOTES, ""]
        yield "; ".join(f"{name} {version}" for name, version in sorted(self.versions.items())) + ".\n"
        for city in dict.fromkeys(row["city"] for row in self.rows):
            whos = list(dict.fromkeys(row["who"] for row in self.rows if row["city"] == city))
            yield f"## {city}\n"
            yield "| job | " + " | ".join(whos) + " |"
            yield "|---|" + "---|" * len(whos)
            cells = {(row["job"], row["who"]): row for row in self.rows if row["city"] == city}
            for job in dict.fromkeys(job for job, _ in cells):
                yield f"| {job} | " + " | ".join(cell(cells.get((job, who))) for who in whos) + " |"
            yield ""
            yield from (f"* {row['job']}, {row['who']}: {row['note']}." for row in cells.values() if row["note"])
            yield "\nAnswers and memory, side by side:\n"
            said = [answer for answer in self.answers if answer[0] == city]
            for what in dict.fromkeys(answer[1] for answer in said):
                parts = [f"{who} {total:g}" + (f" at {at}" if at else "") + (f" ({note})" if note else "")
                         for _, of, who, total, at, note in said if of == what]
                yield f"* {what}: " + ", ".join(parts)
            yield ""
        yield from (f"* SKIPPED {who}: {why}" for who, why in self.skipped)


def cell(row):
    if row is None:
        return "–"
    seconds = row["cpu_s"]
    shown = f"{seconds * 1000:.3g} ms" if seconds < 0.1 else f"{seconds:.2f} s"
    if row["who"] == "hemei" or not row["peer_to_hemei"]:
        return shown
    return f"{shown} (× {float(row['peer_to_hemei']):.3g})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=WHOLE)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--peers-metropolis", default=",".join(PEERS_METROPOLIS))
    parser.add_argument("--limit", type=int, default=600, help="seconds after which a peer is stopped")
    parser.add_argument("--vertices", type=int, default=1_000_000)
    parser.add_argument("--hemei", default=",".join(str(ROOT / "target" / p / "hemei") for p in ("release", "quick")))
    parser.add_argument("--work", default=str(ROOT / "target/bench/access"))
    Bench(parser.parse_args()).run()


if __name__ == "__main__":
    main()
