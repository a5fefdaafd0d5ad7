"""The judge of event logs: what pm4py reads in files, as one JSON object a file.

Give it XES logs (plain or gzip), OCEL 2.0 JSON files, or both:
  pip install pm4py jsonschema
  python3 bench/judge/logs.py LOG.xes.gz EXPORT.json --schema schema_ocel2.json
Durations are microseconds, so that they can be compared digit by digit.
"""
import argparse
import collections
import fractions
import json
import sys

import pm4py


def microseconds(delta):
    """A pandas duration in whole microseconds."""
    return delta.value // 1000


def median(values):
    """The exact median as text: a whole number, or one that ends in .5."""
    values = sorted(values)
    if not values:
        return None
    low, high = values[(len(values) - 1) // 2], values[len(values) // 2]
    middle = fractions.Fraction(low + high, 2)
    return str(middle.numerator) if middle.denominator == 1 else f"{middle.numerator // 2}.5"


def ordered(counts):
    """Pairs by count, the greatest first, then by name."""
    return sorted(((name, int(n)) for name, n in counts.items()), key=lambda p: (-p[1], p[0]))


def late(frame, deadline="case:deadline", ended="case:enddate"):
    """How many cases have both dates, and how many of them ended after the deadline."""
    if deadline not in frame or ended not in frame:
        return None
    firsts = frame.groupby("case:concept:name", sort=False)[[deadline, ended]].first().dropna()
    return {"with_both": len(firsts), "late": int((firsts[ended] > firsts[deadline]).sum())}


def waits(frame):
    """The ten edges with the greatest total time, in whole seconds (pm4py counts in floats)."""
    graph, _, _ = pm4py.discover_performance_dfg(frame)
    totals = {f"{a}\u2192{b}": round(times["sum"]) for (a, b), times in graph.items()}
    return ordered(totals)[:10]


def office_ms(frame):
    """All cases' time within 7:00 to 17:00 UTC, Monday to Friday, in milliseconds."""
    slots = [(day * 86400 + 7 * 3600, day * 86400 + 17 * 3600) for day in range(5)]
    times = pm4py.get_all_case_durations(frame, business_hours=True, business_hour_slots=slots)
    return round(sum(times) * 1000)


def xes(path):
    """The numbers of an XES log."""
    frame = pm4py.read_xes(path, return_legacy_log_object=False)
    variants = {"\u2192".join(k): int(v) for k, v in pm4py.get_variants(frame).items()}
    graph, starts, ends = pm4py.discover_dfg(frame)
    grouped = frame.groupby("case:concept:name", sort=False)["time:timestamp"]
    durations = [microseconds(d) for d in grouped.max() - grouped.min()]
    # pm4py's own answer, in seconds, must be the same number.
    own = pm4py.get_all_case_durations(frame)
    assert abs(sum(own) * 1e6 - sum(durations)) <= len(durations), "pm4py's durations differ"
    return {
        "cases": int(frame["case:concept:name"].nunique()),
        "events": len(frame),
        "activities": ordered(pm4py.get_event_attribute_values(frame, "concept:name")),
        "variants": len(variants),
        "variant_counts": [n for _, n in ordered(variants)][:10],
        "top_variant": ordered(variants)[0][0] if variants else None,
        "edges": ordered({f"{a}\u2192{b}": n for (a, b), n in graph.items()}),
        "starts": ordered(starts),
        "ends": ordered(ends),
        "median_us": median(durations),
        "total_us": sum(durations),
        "late": late(frame),
        "rework": ordered(pm4py.get_rework_cases_per_activity(frame)),
        "waits": waits(frame),
        "office_ms": office_ms(frame),
    }


def ocel(path, schema):
    """The numbers of an OCEL 2.0 JSON file, checked against the schema first."""
    if schema:
        import jsonschema

        with open(schema, encoding="utf-8") as text:
            rules = json.load(text)
        with open(path, encoding="utf-8") as text:
            checker = jsonschema.FormatChecker()
            jsonschema.validate(json.load(text), rules, format_checker=checker)
    log = pm4py.read_ocel2_json(path)
    types = collections.Counter(log.objects["ocel:type"])
    kinds = collections.Counter(log.events["ocel:activity"])
    qualifiers = collections.Counter(log.relations["ocel:qualifier"])
    return {
        "valid": bool(schema),
        "events": len(log.events),
        "objects": len(log.objects),
        "relations": len(log.relations),
        "object_relations": len(log.o2o),
        "object_changes": len(log.object_changes),
        "object_types": ordered(types),
        "event_types": ordered(kinds),
        "qualifiers": ordered(qualifiers),
    }


def main():
    """Reads each file by its name's ending and prints its numbers."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("files", nargs="+")
    arguments.add_argument("--schema", help="the JSON schema of OCEL 2.0")
    given = arguments.parse_args()
    for path in given.files:
        log = path.endswith((".xes", ".xes.gz"))
        numbers = xes(path) if log else ocel(path, given.schema)
        json.dump({"file": path, **numbers}, sys.stdout, ensure_ascii=False)
        print()


if __name__ == "__main__":
    main()
