"""One peer of the access benchmark in a process of its own; prints one JSON object a line.

  python3 peers.py NAME CITY WORK     NAME: scipy, pandana, osrm-ch, osrm-mld, valhalla;
CITY: a folder with `map.osm.pbf`, `homes.csv` (id, lon, lat, weight), `facilities.csv` (id, kind,
lon, lat) and, for scipy and pandana, `nodes.npy` (lon, lat) and `edges.npy` (u, v, metres), the
very graph that Hemei walks; and `on.npz` with the vertex of each home and facility.
CPU seconds are those of the process with its children (user + system), the median of three
rounds; a job of more than ten seconds is done once.
"""
import csv
import importlib.metadata
import json
import pathlib
import resource
import statistics
import subprocess
import sys
import time

RATE = 5000 / 60  # metres a minute at 5 km/h
LONG = 10
SITES = 3


def used():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def tell(**found):
    # A line of its own: libraries talk on standard output, too.
    print("\n" + json.dumps(found), flush=True)


def measure(what, job, note="", times=1):
    """Runs a job three times; tells the medians for one of `times`, and returns what it made."""
    cpus, walls = [], []
    while len(cpus) < 3 and (not cpus or cpus[-1] < LONG):
        cpu, wall = used(), time.monotonic()
        for _ in range(times):
            made = job()
        cpus.append((used() - cpu) / times)
        walls.append((time.monotonic() - wall) / times)
    tell(what=what, cpu_s=statistics.median(cpus), wall_s=statistics.median(walls),
         rounds=len(cpus), note=note)
    return made


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


class City:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.map = str(self.folder / "map.osm.pbf")
        self.homes = rows(self.folder / "homes.csv")
        self.facilities = rows(self.folder / "facilities.csv")
        self.kinds = sorted({row["kind"] for row in self.facilities})
        self.small = len(self.homes) < 10_000

    def graph(self):
        import numpy as np
        self.nodes = np.load(self.folder / "nodes.npy")
        self.edges = np.load(self.folder / "edges.npy")
        on = np.load(self.folder / "on.npz")
        self.home_at, self.facility_at = on["homes"], on["facilities"]
        self.weight = np.array([float(row["weight"]) for row in self.homes])
        kind = np.array([row["kind"] for row in self.facilities])
        self.of = {name: self.facility_at[kind == name] for name in self.kinds}
        self.more = "pharmacy" if "pharmacy" in self.kinds else self.kinds[0]
        self.sited = "grocery" if "grocery" in self.kinds else self.kinds[0]
        ids = [row["id"] for row in self.homes]
        self.new = self.home_at[ids.index("5989_48660") if "5989_48660" in ids else len(ids) // 2]


def scipy(city, _work):
    """scipy.sparse.csgraph: Dijkstra over every vertex, homes and facilities at the nearest one."""
    import numpy as np
    from scipy.sparse import coo_array, csr_array
    from scipy.sparse.csgraph import dijkstra

    city.graph()

    def network():
        u, v = city.edges["u"], city.edges["v"]
        low, high = np.minimum(u, v), np.maximum(u, v)
        order = np.lexsort((city.edges["m"], high, low))
        low, high, metres = low[order], high[order], city.edges["m"][order]
        first = np.r_[True, (low[1:] != low[:-1]) | (high[1:] != high[:-1])] & (low != high)
        low, high, minutes = low[first], high[first], metres[first] / RATE
        both = (np.r_[minutes, minutes], (np.r_[low, high], np.r_[high, low]))
        return csr_array(coo_array(both, shape=(len(city.nodes),) * 2))

    graph = measure("network", network)

    def nearest():
        return {kind: dijkstra(graph, indices=at, min_only=True)[city.home_at] for kind, at in city.of.items()}

    found = measure("nearest", nearest)
    tell(what="minutes of all nearest", sum=float(sum(m[np.isfinite(m)].sum() for m in found.values())))
    before = dijkstra(graph, indices=city.of[city.more], min_only=True)[city.home_at]

    def add():
        after = np.minimum(before, dijkstra(graph, indices=city.new)[city.home_at])
        return np.flatnonzero(after < before), after

    measure("what if one more", add, times=10)

    def close():
        after = dijkstra(graph, indices=city.of[city.more][1:], min_only=True)[city.home_at]
        return np.flatnonzero(after != before), after

    measure("what if one is closed", close, times=10)
    if not city.small:
        return

    def counts():
        return [(dijkstra(graph, indices=at, limit=15)[:, city.home_at] <= 15).sum(0) for at in city.of.values()]

    tell(what="pairs within 15 minutes", sum=int(sum(c.sum() for c in measure("counts", counts))))
    measure("matrix", lambda: dijkstra(graph, indices=city.facility_at)[:, city.home_at])
    now = dijkstra(graph, indices=city.of[city.sited], min_only=True)[city.home_at]
    beyond = np.flatnonzero(now > 10)

    def best():
        within = [dijkstra(graph, indices=part, limit=10)[:, city.home_at[beyond]] <= 10
                  for part in np.array_split(city.home_at, 10)]
        within = np.vstack(within)
        gain = within @ city.weight[beyond]
        return int(gain.argmax()), float(gain.max()), within

    at, gain, within = measure("best of all candidates", best)
    tell(what="best site", id=city.homes[at]["id"], sum=gain)

    def exact():
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import eye_array, hstack
        candidates, homes = within.shape
        rows_of = hstack([csr_array(within.T.astype(float)), -eye_array(homes)]).tocsr()
        pick = np.r_[np.ones(candidates), np.zeros(homes)]
        done = milp(-np.r_[np.zeros(candidates), city.weight[beyond]], bounds=Bounds(0, 1),
                    integrality=np.r_[np.ones(candidates), np.zeros(homes)],
                    constraints=[LinearConstraint(rows_of, 0, np.inf), LinearConstraint(pick[None, :], 0, SITES)])
        return -done.fun

    tell(what="three sites", sum=float(measure("exact 3", exact, "scipy.optimize.milp (HiGHS)")))


def pandana(city, _work):
    """pandana: a contraction hierarchy over every vertex; metres, since it keeps whole thousandths."""
    import numpy as np
    import pandana as pdna
    import pandas as pd

    city.graph()
    lon, lat = pd.Series(city.nodes[:, 0]), pd.Series(city.nodes[:, 1])
    u, v, metres = (pd.Series(city.edges[name]) for name in ("u", "v", "m"))
    network = measure("network", lambda: pdna.Network(lon, lat, u, v, metres.to_frame()))
    far = 150 * RATE

    def one(kind, at):
        network.set_pois(kind, far, 1, lon[at], lat[at])
        return network.nearest_pois(far, kind, num_pois=1, include_poi_ids=True)

    found = measure("nearest", lambda: [one(kind, at) for kind, at in city.of.items()])
    minutes = [table[1].to_numpy()[city.home_at] / RATE for table in found]
    tell(what="minutes of all nearest", sum=float(sum(m.sum() for m in minutes)),
         note="150 minutes stand where none is nearer")
    more = np.r_[city.of[city.more], city.new]
    measure("what if one more", lambda: one(city.more, more))
    measure("what if one is closed", lambda: one(city.more, city.of[city.more][1:]))
    if not city.small:
        return
    measure("matrix", lambda: network.shortest_path_lengths(
        np.repeat(city.home_at, len(city.facility_at)), np.tile(city.facility_at, len(city.home_at))))

    def counts():
        found = []
        for kind, at in city.of.items():
            network.set(pd.Series(at), name=kind)
            found.append(network.aggregate(15 * RATE, type="count", decay="flat", name=kind))
        return found

    found = measure("counts", counts)
    tell(what="pairs within 15 minutes", sum=int(sum(c.to_numpy()[city.home_at].sum() for c in found)))


def osrm(city, work, algorithm):
    """OSRM with its own foot profile on the same file: one table of all pairs."""
    import osrm as engine
    root = pathlib.Path(engine.__file__).parent
    base = pathlib.Path(work) / "map.osrm"
    after = {"CH": [["contract", base]], "MLD": [["partition", base], ["customize", base]]}[algorithm]

    def build():
        steps = [["extract", "-t", "1", "-p", root / "share/profiles/foot.lua", city.map, "-o", base]]
        for name, *words in steps + [[name, "-t", "1", *words] for name, *words in after]:
            quiet([root / "bin" / f"osrm-{name}", *words])

    measure("build", build)
    if not city.small:
        return
    config = engine.EngineConfig(storage_config=str(base), algorithm=algorithm, use_shared_memory=False,
                                 max_locations_distance_table=-1)
    served = engine.OSRM(config)
    places = [(float(row["lon"]), float(row["lat"])) for row in city.homes + city.facilities]
    homes = len(city.homes)
    asked = engine.TableParameters(coordinates=places, sources=list(range(homes)), generate_hints=False,
                                   destinations=list(range(homes, len(places))), annotations=["duration"])
    measure("matrix", lambda: served.Table(asked), "nearest and counts come from it")


def valhalla(city, work):
    """Valhalla at 5 km/h on the same file: tiles, then one matrix of all pairs."""
    import valhalla as engine
    from valhalla.config import get_config
    work = pathlib.Path(work)
    (work / "tiles").mkdir(exist_ok=True)
    config = get_config(tile_extract="", tile_dir=str(work / "tiles"))
    config["mjolnir"]["concurrency"] = 1
    # Its faster way for many targets; the one that it takes by itself needs thirty times as long.
    config["thor"]["source_to_target_algorithm"] = "timedistancematrix"
    limits = config["service_limits"]["pedestrian"]
    limits.update(max_matrix_distance=1e6, max_matrix_location_pairs=10**7, max_locations=10**5)
    (work / "valhalla.json").write_text(json.dumps(config))
    exe = pathlib.Path(engine.__file__).parent / "bin/valhalla_build_tiles"
    measure("build", lambda: quiet([exe, "-c", work / "valhalla.json", city.map]))
    if not city.small:
        return
    actor = engine.Actor(config)
    place = lambda row: {"lon": float(row["lon"]), "lat": float(row["lat"])}
    asked = json.dumps({"sources": list(map(place, city.facilities)), "targets": list(map(place, city.homes)),
                        "costing": "pedestrian", "verbose": False,
                        "costing_options": {"pedestrian": {"walking_speed": 5.0}}})
    measure("matrix", lambda: actor.matrix(asked), "nearest and counts come from it")


def quiet(command):
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]} ended with {done.returncode}: {done.stdout[-600:]}")


def main():
    name, city, work = sys.argv[1:]
    pathlib.Path(work).mkdir(parents=True, exist_ok=True)
    package = {"osrm-ch": "osrm-bindings", "osrm-mld": "osrm-bindings", "valhalla": "pyvalhalla"}.get(name, name)
    tell(what="version", package=package, version=importlib.metadata.version(package),
         python=sys.version.split()[0])
    if name.startswith("osrm"):
        osrm(City(city), work, name.removeprefix("osrm-").upper())
    else:
        {"scipy": scipy, "pandana": pandana, "valhalla": valhalla}[name](City(city), work)


if __name__ == "__main__":
    main()
