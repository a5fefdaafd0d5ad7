"""Puts a city into the form that `peers.py` takes: the graph as arrays, and homes and facilities
at vertices. Nothing here is measured.

  python3 prepare.py reference REFERENCE MAP CITY    from the reference answers of a city
  python3 prepare.py made-up FOLDER                  from a made-up map, read again with osmium
"""
import pathlib
import shutil
import sys

import numpy as np
import pandas as pd

EDGE = np.dtype([("u", "i4"), ("v", "i4"), ("m", "f8")])
EARTH_M = 6_371_008.8


def save(city, nodes, u, v, metres, homes, facilities):
    edges = np.empty(len(u), EDGE)
    edges["u"], edges["v"], edges["m"] = u, v, metres
    np.save(city / "nodes.npy", nodes)
    np.save(city / "edges.npy", edges)
    np.savez(city / "on.npz", homes=homes, facilities=facilities)


def reference(folder, file, city):
    folder, city = pathlib.Path(folder), pathlib.Path(city)
    city.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, city / "map.osm.pbf")
    nodes = pd.read_parquet(folder / "nodes.parquet")[["lon", "lat"]].to_numpy()
    edges = pd.read_parquet(folder / "edges.parquet")
    u, v = edges["u"].to_numpy(), edges["v"].to_numpy()
    homes = pd.read_csv(folder / "origins.csv")
    facilities = pd.read_csv(folder / "facilities.csv").rename(columns={"fid": "id", "category": "kind"})
    at = lambda table: np.where(table["frac"] < 0.5, u[table["edge"]], v[table["edge"]])
    save(city, nodes, u, v, edges["len_m"].to_numpy(), at(homes), at(facilities))
    homes[["id", "lon", "lat", "weight"]].to_csv(city / "homes.csv", index=False)
    facilities[["id", "kind", "lon", "lat"]].to_csv(city / "facilities.csv", index=False)


def made_up(city):
    import osmium
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree
    city = pathlib.Path(city)
    lon_lat, pairs = [], []
    for held in osmium.FileProcessor(str(city / "map.osm.pbf")):
        if held.is_node():
            lon_lat.append((held.location.lon, held.location.lat))
        elif held.is_way():
            refs = [node.ref - 1 for node in held.nodes]
            pairs.extend(zip(refs, refs[1:]))
    nodes, (u, v) = np.array(lon_lat), np.array(pairs).T
    piece = connected_components(coo_array((np.ones(len(u)), (u, v)), shape=(len(nodes),) * 2), directed=False)[1]
    largest = piece == np.bincount(piece).argmax()
    number = np.cumsum(largest) - 1
    kept = largest[u]
    u, v, nodes = number[u[kept]], number[v[kept]], nodes[largest]
    lon, lat = np.radians(nodes).T
    part = np.sin((lat[v] - lat[u]) / 2) ** 2 + np.cos(lat[u]) * np.cos(lat[v]) * np.sin((lon[v] - lon[u]) / 2) ** 2
    flat = nodes * [np.cos(lat.mean()), 1]
    tree = cKDTree(flat)
    at = lambda table: tree.query(table[["lon", "lat"]].to_numpy() * [np.cos(lat.mean()), 1])[1]
    save(city, nodes, u, v, 2 * EARTH_M * np.arcsin(np.sqrt(part)),
         at(pd.read_csv(city / "homes.csv")), at(pd.read_csv(city / "facilities.csv")))
    print(f"{len(nodes)} vertices, {len(u)} edges")


if __name__ == "__main__":
    {"reference": reference, "made-up": made_up}[sys.argv[1]](*sys.argv[2:])
