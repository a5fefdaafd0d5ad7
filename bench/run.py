"""The benchmark: Hemei beside DuckDB and chDB on the same files in one run.

Prints a table of CPU seconds (user + system, whole process), medians of `--runs`, and ratios.
Needs Python 3.11; puts duckdb and chdb into target/bench/venv from PyPI by itself.
  python3 bench/run.py                    100 million rows (about 6 GB of disk, an hour)
  python3 bench/run.py --rows 1000000     the size that CI can bear
"""
import argparse
import json
import os
import pathlib
import random
import resource
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGES = ["duckdb==1.5.5", "chdb==4.4.0"]
DAYS = 30


def python():
    """The interpreter of the benchmark's own environment, made on first use."""
    venv = ROOT / "target/bench/venv"
    exe = venv / "bin/python"
    if not exe.exists():
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        subprocess.run([str(exe), "-m", "pip", "install", "-q", *PACKAGES], check=True)
    return str(exe)


def timed(command, **kwargs):
    """Runs a command; returns CPU seconds, wall seconds, peak MiB, standard output."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **kwargs)
    out = process.stdout.read()
    err = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    if status != 0:
        sys.exit(f"{command} ended with {status}:\n{err.decode(errors='replace')[-2000:]}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, out.decode()


class Bench:
    def __init__(self, args):
        self.rows, self.runs = args.rows, args.runs
        self.hemei = str(ROOT / "target" / args.profile / "hemei")
        self.work = ROOT / "target/bench" / str(args.rows)
        self.pack = str(ROOT / "bench/pack")
        self.table = []
        self.exe = python()
        self.work.mkdir(parents=True, exist_ok=True)

    def generate(self):
        """One CSV and one Parquet file a day, and one hour more."""
        data = self.work / "data"
        if not (data / "done").exists():
            shutil.rmtree(data, ignore_errors=True)
            data.mkdir()
            timed([self.hemei, "rehearse", str(data), "--machines", "500", "--days", str(DAYS),
                   "--rows", str(self.rows)])
            self.duck(f"""
import glob
for f in sorted(glob.glob('{data}/*.csv')):
    con.execute(f"COPY (SELECT * FROM read_csv('{{f}}')) TO '{{f[:-4]}}.parquet' (FORMAT parquet, COMPRESSION zstd)")
""", ":memory:")
            (data / "done").touch()
        self.days = sorted(str(p) for p in data.glob("day*.parquet"))
        self.days_csv = sorted(str(p) for p in data.glob("day*.csv"))
        self.hour = str(data / "hour.parquet")

    def duck(self, body, db=None):
        db = db or str(self.work / "duck.db")
        code = f"import duckdb\ncon = duckdb.connect('{db}')\ncon.execute('SET threads=2')\n{body}"
        return timed([self.exe, "-c", code])

    def chdb(self, body):
        code = f"from chdb import session\ns = session.Session('{self.work}/chdb')\n{body}"
        return timed([self.exe, "-c", code])

    def run_hemei(self, data, *words):
        return timed([self.hemei, "--pack", self.pack, "--data", str(self.work / data), "--quiet", *words])

    def median(self, what, hemei, peers, note=""):
        """Runs all sides in turn, `runs` times, and keeps the medians of CPU seconds."""
        sides = {"hemei": hemei, **peers}
        seen = {name: [] for name in sides}
        for _ in range(self.runs):
            for name, job in sides.items():
                seen[name].append(job())
        row = {name: statistics.median(r[0] for r in results) for name, results in seen.items()}
        peak = max(r[2] for r in seen["hemei"])
        self.table.append((what, row, peak, note))
        ratios = ", ".join(f"{n} {row['hemei'] / max(row[n], 1e-9):.3f}" for n in peers)
        print(f"{what}: " + ", ".join(f"{n} {s:.2f} s" for n, s in row.items())
              + f"; ratio to {ratios}; peak {peak:.0f} MiB {note}", flush=True)

    # The peers' side, written as their users would.

    def duck_load(self, kind, files):
        def job():
            (self.work / f"load-{kind}.db").unlink(missing_ok=True)
            read = "read_csv" if kind == "csv" else "read_parquet"
            return self.duck(f"con.execute(\"CREATE TABLE t AS SELECT * FROM {read}({files!r})\")",
                             str(self.work / f"load-{kind}.db"))
        return job

    def hemei_load(self, folder, files):
        def job():
            shutil.rmtree(self.work / folder, ignore_errors=True)
            return self.run_hemei(folder, "load", "machine_state", *files)
        return job

    # Only intervals that cross midnight are cut: unnesting all of them costs DuckDB several times more.
    SPLIT = """
WITH s AS (SELECT machine, state, ts, lead(ts) OVER (PARTITION BY machine ORDER BY ts) AS e
           FROM {src}),
d AS (SELECT machine, state, ts::DATE AS day, epoch_us(e) - epoch_us(ts) AS us
      FROM s WHERE e::DATE = ts::DATE
      UNION ALL
      SELECT machine, state, day::DATE, epoch_us(least(e, day + INTERVAL 1 DAY)) - epoch_us(greatest(ts, day)) AS us
      FROM (SELECT machine, state, ts, e, unnest(generate_series(date_trunc('day', ts), date_trunc('day', e), INTERVAL 1 DAY)) AS day
            FROM s WHERE e::DATE > ts::DATE))
SELECT machine, day, sum(us) FILTER (WHERE state = 'ACTIVE') / sum(us) AS availability
FROM d WHERE us > 0 GROUP BY machine, day"""
    HOURS = "SELECT machine, date_trunc('hour', ts) AS hour, avg(reading) AS mean, count(reading) AS n FROM {src} GROUP BY ALL"

    def duck_full(self):
        db = str(self.work / "load-parquet.db")
        return self.duck(f"""
con.execute('''CREATE OR REPLACE TABLE availability AS {self.SPLIT.format(src='t')}''')
con.execute('''CREATE OR REPLACE TABLE hours AS {self.HOURS.format(src='t')}''')""", db)

    def chdb_full(self):
        return self.chdb(f"""
src = "file('{self.work}/data/day*.parquet', Parquet)"
s.query('DROP TABLE IF EXISTS a'); s.query('DROP TABLE IF EXISTS h')
s.query('CREATE DATABASE IF NOT EXISTS b ENGINE = Atomic'); s.query('USE b')
s.query('SET max_threads=2')
s.query(f'''CREATE OR REPLACE TABLE b.h ENGINE=MergeTree ORDER BY (machine, hour) AS
  SELECT assumeNotNull(machine) AS machine, toStartOfHour(assumeNotNull(ts)) AS hour, avg(reading) AS mean, count(reading) AS n FROM {{src}} GROUP BY machine, hour''')
s.query(f'''CREATE OR REPLACE TABLE b.a ENGINE=MergeTree ORDER BY (machine, day) AS
  SELECT machine, day, sumIf(us, state = 'ACTIVE') / sum(us) AS availability FROM (
    SELECT machine, state, day,
      dateDiff('microsecond', greatest(ts, toDateTime64(day, 6, 'UTC')), least(e, toDateTime64(day + 1, 6, 'UTC'))) AS us FROM (
      SELECT machine, state, ts, e, arrayJoin(range(toUInt32(toDate(ts)), toUInt32(toDate(e)) + 1))::UInt16::Date AS day FROM (
        SELECT assumeNotNull(machine) AS machine, assumeNotNull(state) AS state, assumeNotNull(ts) AS ts,
          leadInFrame(toNullable(assumeNotNull(ts)), 1) OVER (PARTITION BY machine ORDER BY ts ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS e
        FROM {{src}}) WHERE e IS NOT NULL)) GROUP BY machine, day''')""")

    def duck_partial(self):
        """Append an hour, then recompute the last two days by hand: the best a user would write."""
        db, work = str(self.work / "load-parquet.db"), str(self.work / "partial.db")
        shutil.copyfile(db, work)
        self.duck(f"con.execute(\"INSERT INTO t SELECT * FROM read_parquet('{self.hour}')\")", work)
        cut = "(SELECT max(ts) FROM t)::DATE - INTERVAL 1 DAY"
        part = f"(SELECT * FROM t WHERE ts >= {cut})"
        return self.duck(f"""
con.execute('''DELETE FROM availability WHERE day >= {cut}''')
con.execute('''INSERT INTO availability {self.SPLIT.format(src=part)}''')
con.execute('''DELETE FROM hours WHERE hour >= {cut}''')
con.execute('''INSERT INTO hours {self.HOURS.format(src=part)}''')""", work)

    # Ours.

    def hemei_full(self):
        for cache in ("cache",):
            shutil.rmtree(self.work / "lake" / cache, ignore_errors=True)
        return self.run_hemei("lake", "refresh", "--full")

    def hemei_hour(self, base):
        def job():
            shutil.rmtree(self.work / "more", ignore_errors=True)
            shutil.copytree(self.work / base, self.work / "more")
            self.run_hemei("more", "load", "machine_state", self.hour)
            return self.run_hemei("more", "refresh")
        return job

    def evidence(self):
        """Wall seconds of whole processes that open one figure to its rows."""
        picks = random.Random(7)
        walls = []
        _, _, _, out = self.run_hemei("lake", "figures", "availability", "--place", "m00007", "--json")
        periods = [json.loads(line)["period"] for line in out.splitlines()]
        for _ in range(100):
            machine, period = f"m{picks.randrange(500):05d}", picks.choice(periods)
            _, wall, _, _ = self.run_hemei("lake", "evidence", "power_day", "--place", machine,
                                           "--period", period, "--json")
            walls.append(wall)
        walls.sort()
        print(f"a figure to its rows, whole process: p50 {walls[50] * 1000:.0f} ms, p99 {walls[98] * 1000:.0f} ms")

    def check(self):
        """A pack of 1,000 declarations."""
        pack = self.work / "thousand"
        shutil.rmtree(pack, ignore_errors=True)
        shutil.copytree(self.pack, pack)
        for n in range(500):
            (pack / f"m{n}.sql").write_text(
                f'/*---\nmodel = "m{n}"\nname = {{ zh = "表{n}", en = "Model {n}" }}\n---*/\n'
                f"SELECT machine AS place, day(observed_at) AS day, avg(reading) AS mean, count(*) AS n\n"
                f"FROM machine_state WHERE parts >= {n} GROUP BY machine, day(observed_at)\n")
            (pack / f"i{n}.sql").write_text(
                f'/*---\nindicator = "i{n}"\nname = {{ zh = "指标{n}", en = "Indicator {n}" }}\n'
                f'description = {{ zh = "均值", en = "Mean" }}\nunit = "W"\nlevel = "machine"\nperiod = "month"\n---*/\n'
                f"SELECT place, month(day) AS period, avg(mean) AS value FROM m{n} WHERE n >= 2 GROUP BY place, month(day)\n")
        walls = sorted(timed([self.hemei, "check", str(pack), "--quiet"])[1] for _ in range(9))
        print(f"check a pack of 1,000 declarations: median {walls[4] * 1000:.0f} ms")

    def report(self):
        print("\n| what | " + " | ".join(["Hemei CPU s", "DuckDB CPU s", "chDB CPU s", "to DuckDB", "to chDB", "peak MiB"]) + " |")
        print("|---|---|---|---|---|---|---|")
        for what, row, peak, note in self.table:
            duck, ch = row.get("duckdb"), row.get("chdb")
            cell = lambda v: f"{v:.2f}" if v is not None else "–"
            ratio = lambda v: f"{row['hemei'] / v:.3f}" if v else "–"
            print(f"| {what} {note}| {cell(row['hemei'])} | {cell(duck)} | {cell(ch)} | {ratio(duck)} | {ratio(ch)} | {peak:.0f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--profile", default="quick")
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    bench = Bench(args)
    bench.generate()
    only = set(filter(None, args.only.split(",")))
    want = lambda name: not only or name in only
    if want("csv"):
        bench.median("load from CSV", bench.hemei_load("csv", bench.days_csv), {"duckdb": bench.duck_load("csv", bench.days_csv)})
        shutil.rmtree(bench.work / "csv", ignore_errors=True)
        (bench.work / "load-csv.db").unlink(missing_ok=True)
    if want("parquet"):
        bench.median("load from Parquet", bench.hemei_load("lake", bench.days), {"duckdb": bench.duck_load("parquet", bench.days)})
    if want("full"):
        bench.median("full build", bench.hemei_full, {"duckdb": bench.duck_full, "chdb": bench.chdb_full})
    if want("hour"):
        bench.median("one hour more", bench.hemei_hour("lake"), {"duckdb": bench.duck_partial})
    if want("flat"):
        half = bench.days[: len(bench.days) // 2]
        shutil.rmtree(bench.work / "half", ignore_errors=True)
        bench.hemei_load("half", half)()
        bench.run_hemei("half", "refresh")
        bench.median("one hour more, half the history", bench.hemei_hour("half"), {})
    if want("evidence"):
        bench.evidence()
    if want("check"):
        bench.check()
    bench.report()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"\nwhole run: {usage.ru_utime + usage.ru_stime:.0f} CPU s")


if __name__ == "__main__":
    main()
