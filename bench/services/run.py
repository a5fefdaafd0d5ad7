"""The speed of services: one job on Hemei and its peers, in one run, with the same durability.

The job: a case of five items A → (B ∥ C ∥ D) → E, each completed by a call from outside over HTTP.
Sixteen clients with one connection each; every answer means "on disk". Reported are completed
cases a second, p50 and p99 of a call, CPU seconds of everything on the peer's side, and beside
them the disk's own fdatasync. Every completed case is looked up afterwards and has to be closed.

The peers, each as its manual has it: plain rows in PostgreSQL with one transaction and one round
trip a call (native/src/bin/plainpg.rs); Restate with a workflow and durable promises; DBOS and
SpiffWorkflow on PostgreSQL. What cannot be installed or does not start is named, never guessed.
Needs Python 3.11, cargo, npm, and a PostgreSQL on which it may make and drop a database.
  python3 bench/services/run.py --peers hemei,plain,restate,dbos,spiff --seconds 10 --runs 3
"""
import argparse
import hashlib
import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DATABASE = "hemei_bench_services"
PYTHON = ["dbos==3.4.0", "SpiffWorkflow==3.2.0", "psycopg[binary]==3.3.9", "fastapi", "uvicorn",
          "uvloop", "httptools"]
TICKS = os.sysconf("SC_CLK_TCK")


class Missing(Exception):
    """A peer that is not to be had here."""


def quiet(command, **kwargs):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=600, **kwargs)
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise Missing(str(fault)) from fault
    if done.returncode != 0:
        raise Missing(f"{' '.join(map(str, command[:3]))} ended with {done.returncode}: {done.stdout[-400:]}")
    return done.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process=None, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end and (process is None or process.poll() is None):
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise Missing(f"nothing listens on port {port}")


def cpu_seconds(roots, names):
    """CPU of processes below `roots` and of processes with one of `names`, with ended children."""
    total, parents, found = 0, {}, {}
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            head, _, rest = (entry / "stat").read_text().rpartition(")")
        except OSError:
            continue
        fields = rest.split()
        pid = int(entry.name)
        parents[pid] = int(fields[1])
        found[pid] = (head.partition("(")[2], sum(map(int, fields[11:15])))
    for pid, (name, ticks) in found.items():
        up = pid
        while up not in roots and up in parents and up > 1:
            up = parents[up]
        if up in roots or name in names:
            total += ticks
    return total / TICKS


class Bench:
    def __init__(self, args):
        self.args = args
        self.work = pathlib.Path(args.work)
        self.work.mkdir(parents=True, exist_ok=True)
        self.url = urllib.parse.urlsplit(args.postgres)._replace(path=f"/{DATABASE}").geturl()
        self.running = []

    def native(self, name):
        target = self.work / "native"
        quiet(["cargo", "build", "--release", "--manifest-path", str(HERE / "native/Cargo.toml"),
               "--target-dir", str(target)])
        return str(target / "release" / name)

    def python(self):
        exe = self.work / "venv/bin/python"
        if not (self.work / "venv/ready").exists():
            quiet([sys.executable, "-m", "venv", str(self.work / "venv")])
            quiet([str(exe), "-m", "pip", "install", "-q", *PYTHON])
            (self.work / "venv/ready").touch()
        return str(exe)

    def database(self):
        """An empty database."""
        for statement in (f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)", f"CREATE DATABASE {DATABASE}"):
            quiet(["psql", "-q", self.args.postgres, "-c", statement])
        return self.url

    def start(self, command, port, **kwargs):
        log = open(self.work / "server.log", "w")
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **kwargs)
        self.running.append(process)
        try:
            wait_for(port, process)
        except Missing as fault:
            raise Missing(f"{fault}: {(self.work / 'server.log').read_text()[-400:]}") from fault
        return process.pid

    def stop(self):
        for process in reversed(self.running):
            try:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(10)
            except ProcessLookupError:
                pass
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.running = []

    def folder(self, name):
        folder = self.work / "data" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    # Each peer: started from nothing; returns (adapter, port, token, roots of its CPU, names).

    def plain(self):
        port = free_port()
        pid = self.start([self.native("plainpg"), f"127.0.0.1:{port}", self.database()], port)
        return "small", port, "", {pid}, {"postgres"}

    def dbos(self):
        port = free_port()
        pid = self.start([self.python(), str(HERE / "dbos_server.py"), str(port), self.database()], port)
        return "small", port, "", {pid}, {"postgres"}

    def spiff(self):
        port = free_port()
        pid = self.start([self.python(), str(HERE / "spiff_server.py"), str(port), self.database()], port)
        return "small", port, "", {pid}, {"postgres"}

    def restate(self):
        node = self.work / "restate"
        if not (node / "ready").exists():
            shutil.copytree(HERE / "restate", node, dirs_exist_ok=True)
            quiet(["npm", "install", "--no-audit", "--no-fund", "--prefix", str(node)])
            (node / "ready").touch()
        shutil.copy(HERE / "restate/service.mjs", node)
        ports = {name: free_port() for name in ("service", "ingress", "admin", "node")}
        service = self.start(["node", str(node / "service.mjs"), str(ports["service"])], ports["service"],
                             env={**os.environ, "RESTATE_LOGGING": "ERROR"})
        found = sorted(node.glob("node_modules/@restatedev/restate-server-*/bin/restate-server"))
        if not found:
            raise Missing("npm gave no restate-server for this machine")
        server = self.start(
            [str(found[0]), "--no-logo"], ports["ingress"],
            env={**os.environ, "RESTATE_BASE_DIR": str(self.folder("restate")), "RESTATE_LISTEN_MODE": "tcp",
                 "RESTATE_LOG_FILTER": "warn", "RESTATE_DISABLE_TELEMETRY": "true",
                 "RESTATE_BIND_ADDRESS": f"127.0.0.1:{ports['node']}",
                 "RESTATE_INGRESS__BIND_ADDRESS": f"127.0.0.1:{ports['ingress']}",
                 "RESTATE_ADMIN__BIND_ADDRESS": f"127.0.0.1:{ports['admin']}"})
        wait_for(ports["admin"])
        self.register(ports["admin"], ports["service"])
        return "restate", ports["ingress"], "", {service, server}, set()

    def register(self, admin, service):
        body = json.dumps({"uri": f"http://127.0.0.1:{service}"}).encode()
        for attempt in range(60):
            request = urllib.request.Request(f"http://127.0.0.1:{admin}/deployments", body,
                                             {"Content-Type": "application/json"})
            try:
                urllib.request.urlopen(request, timeout=10).read()
                return
            except OSError as fault:
                last = fault
                time.sleep(0.5)
        raise Missing(f"Restate does not take the service: {last}")

    def hemei(self, store="sqlite"):
        exe = pathlib.Path(self.args.hemei)
        if not exe.exists():
            raise Missing(f"{exe} is not built")
        port, data = free_port(), self.folder("hemei")
        command = [str(exe), "--pack", str(HERE / "pack"), "--data", str(data)]
        if store == "postgres":
            command += ["--store", self.database()]
        token = self.tokens(data)
        pid = self.start([*command, "serve", "--listen", f"127.0.0.1:{port}"], port)
        return "hemei", port, token, {pid}, {"postgres"} if store == "postgres" else set()

    def tokens(self, data):
        """An officer's at the counter and one of the office's own system, as `data` keeps them."""
        made = [secrets.token_urlsafe(24) for _ in range(2)]
        holders = [{"id": "officer", "role": "officer", "office": "desk", "place": "town"},
                   {"id": "system", "role": "outside", "office": "desk"}]
        known = {hashlib.sha256(token.encode()).hexdigest(): who for token, who in zip(made, holders)}
        (data / "tokens.json").write_text(json.dumps(known))
        return ",".join(made)

    def hemei_postgres(self):
        return self.hemei("postgres")

    # One run.

    def disk(self):
        return json.loads(quiet([self.native("probe"), str(self.folder("disk")), "2"]))

    def run(self, name, number):
        adapter, port, token, roots, names = getattr(self, name.replace("-", "_"))()
        try:
            load = [self.native("load"), adapter, f"127.0.0.1:{port}", str(self.args.clients)]
            json.loads(quiet([*load, "2", f"warm{number}x", token]))
            before = cpu_seconds(roots, names)
            found = json.loads(quiet([*load, str(self.args.seconds), f"run{number}x", token]))
            found["cpu_seconds"] = cpu_seconds(roots, names) - before
        finally:
            self.stop()
        if not found["cases"]:
            raise Missing(f"no case was completed; first refusal: {found['first_refusal']}")
        if found["refused"] or found["not_closed"]:
            print(f"  {name}: {found['refused']} refused, {found['not_closed']} not closed; "
                  f"first: {found['first_refusal']}", flush=True)
        return found


def table(seen, disks, first):
    disk = statistics.median(found["append"]["p50"] for found in disks)
    over = statistics.median(found["overwrite"]["p50"] for found in disks)
    print(f"\nfdatasync of the disk, p50: {disk:.2f} ms appending, {over:.2f} ms in place\n")
    print(f"| peer | cases/s | {first} to it | call p50 ms | p99 ms | p50 to fdatasync | CPU ms a case |")
    print("|---|---|---|---|---|---|---|")
    middle = {name: {key: statistics.median(read(found) for found in runs) for key, read in READ.items()}
              for name, runs in seen.items()}
    for name, row in middle.items():
        ratio = middle[first]["rate"] / row["rate"] if row["rate"] else float("nan")
        print(f"| {name} | {row['rate']:.1f} | {ratio:.2f} | {row['p50']:.2f} | {row['p99']:.2f} "
              f"| {row['p50'] / disk:.2f} | {row['cpu']:.2f} |")


READ = {
    "rate": lambda found: found["cases_per_second"],
    "p50": lambda found: found["call_ms"]["p50"],
    "p99": lambda found: found["call_ms"]["p99"],
    "cpu": lambda found: 1000 * found["cpu_seconds"] / max(found["cases"], 1),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default="hemei,plain,restate,dbos,spiff",
                        help="also hemei-postgres; ratios are to the first")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--hemei", default=str(ROOT / "target/quick/hemei"))
    parser.add_argument("--postgres", default="postgres://postgres@127.0.0.1/postgres")
    parser.add_argument("--work", default=str(ROOT / "target/bench/services"))
    args = parser.parse_args()
    bench = Bench(args)
    seen, missing, disks = {}, {}, []
    for number in range(args.runs):
        disks.append(bench.disk())
        for name in args.peers.split(","):
            if name in missing:
                continue
            try:
                found = bench.run(name, number)
            except Missing as fault:
                missing[name] = str(fault)
                bench.stop()
                continue
            seen.setdefault(name, []).append(found)
            print(f"run {number + 1}, {name}: {found['cases_per_second']:.1f} cases/s, call p50 "
                  f"{found['call_ms']['p50']:.2f} ms, p99 {found['call_ms']['p99']:.2f} ms, CPU "
                  f"{found['cpu_seconds']:.1f} s, {found['cases']} cases closed", flush=True)
    if seen:
        table(seen, disks, next(iter(seen)))
    for name, why in missing.items():
        print(f"\nnot measured: {name}: {why}")


if __name__ == "__main__":
    main()
