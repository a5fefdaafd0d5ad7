//! Streets, walls and gates of the made-up town, and the drive to the hills.

use super::{Place, apart, features, made, place, rows, text};
use expect_test::expect;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Numbers of vertices and who is joined with whom.
#[derive(Default)]
struct Joined {
    numbers: BTreeMap<Place, usize>,
    parents: Vec<usize>,
}

impl Joined {
    fn root(&mut self, spot: Place) -> usize {
        let parents = &mut self.parents;
        let mut at = *self.numbers.entry(spot).or_insert_with(|| {
            parents.push(parents.len());
            parents.len() - 1
        });
        while parents[at] != at {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        at
    }

    /// The sizes of the pieces, the greatest first.
    fn pieces(&mut self) -> Vec<usize> {
        let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
        for spot in self.numbers.keys().copied().collect::<Vec<_>>() {
            *sizes.entry(self.root(spot)).or_default() += 1;
        }
        let mut sizes: Vec<usize> = sizes.into_values().collect();
        sizes.sort_unstable_by(|one, other| other.cmp(one));
        sizes
    }
}

#[test]
fn streets_are_joined_but_for_two_pieces_on_purpose() {
    for seed in 1..=3 {
        let mut joined = Joined::default();
        let mut vertices: BTreeSet<Place> = BTreeSet::new();
        for (properties, line) in features(&made(seed).network_geojson) {
            assert!(line.len() > 1);
            assert!(line.windows(2).all(|two| two[0] != two[1]));
            let walked = properties["highway"] != "trunk" || properties["foot"] == "yes";
            if properties["highway"].is_null() {
                assert_eq!(properties["waterway"], "river");
                continue;
            }
            vertices.extend(&line);
            for two in line.windows(2).filter(|_| walked) {
                let (one, other) = (joined.root(two[0]), joined.root(two[1]));
                joined.parents[other] = one;
            }
        }
        assert!((12_000..20_000).contains(&vertices.len()), "{}", vertices.len());
        let pieces = joined.pieces();
        assert_eq!(pieces[1..], [3, 3], "seed {seed}");
    }
}

#[test]
fn a_map_has_the_words_that_rules_read() {
    let town = made(1);
    assert!(town.network_geojson.len() < 6_000_000);
    let mut words: BTreeMap<String, usize> = BTreeMap::new();
    for (properties, _) in features(&town.network_geojson) {
        for (key, value) in properties.as_object().unwrap() {
            let named = key.starts_with("name");
            let word =
                if named { key.clone() } else { format!("{key}={}", value.as_str().unwrap()) };
            *words.entry(word).or_default() += 1;
        }
    }
    let mut out = String::new();
    for (word, many) in &words {
        writeln!(out, "{word} {many}").unwrap();
    }
    expect![[r"
        bridge=yes 7
        foot=yes 10
        highway=footway 778
        highway=living_street 535
        highway=path 295
        highway=primary 34
        highway=residential 859
        highway=secondary 91
        highway=service 552
        highway=steps 76
        highway=tertiary 272
        highway=track 86
        highway=trunk 23
        maxspeed=30 56
        maxspeed=40 216
        maxspeed=50 91
        maxspeed=60 34
        maxspeed=80 23
        name 148
        name:en 148
        oneway=yes 82
        surface=compacted 30
        surface=gravel 20
        surface=ground 76
        waterway=river 1
        wheelchair=no 224
    "]]
    .assert_eq(&out);
}

#[test]
fn the_hill_village_is_half_an_hour_away() {
    for seed in 1..=3 {
        let town = made(seed);
        let mut ways: BTreeMap<Place, Vec<(Place, i64)>> = BTreeMap::new();
        for (properties, line) in features(&town.network_geojson) {
            let speed = match properties["highway"].as_str().unwrap_or_default() {
                "residential" => 25,
                "living_street" | "service" => 15,
                _ => properties["maxspeed"].as_str().map_or(0, |speed| speed.parse().unwrap()),
            };
            for two in line.windows(2).filter(|_| speed > 0) {
                // Three quarters of what is signed; in milliseconds.
                let time = apart(two[0], two[1]) * 36 * 4 / 3 / speed;
                ways.entry(two[0]).or_default().push((two[1], time));
                ways.entry(two[1]).or_default().push((two[0], time));
            }
        }
        let near = |id: &str| {
            let (_, lon, lat) = town.places.iter().find(|place| place.0 == id).unwrap();
            let middle = (i64::from(*lon), i64::from(*lat));
            *ways.keys().min_by_key(|spot| apart(**spot, middle)).unwrap()
        };
        let (from, to) = (near("330205001001"), near("330205007202"));
        let mut best = BTreeMap::from([(from, 0)]);
        let mut line = BTreeSet::from([(0, from)]);
        while let Some((time, spot)) = line.pop_first() {
            for (next, more) in &ways[&spot] {
                let known = best.entry(*next).or_insert(i64::MAX);
                if time + more < *known {
                    *known = time + more;
                    line.insert((*known, *next));
                }
            }
        }
        let minutes = best[&to] / 60_000;
        assert!((23..=37).contains(&minutes), "seed {seed}: {minutes}");
    }
}

/// Whether a place is inside a ring.
fn within(spot: Place, ring: &[Place]) -> bool {
    let mut inside = false;
    for two in ring.windows(2) {
        let ((x1, y1), (x2, y2)) = (two[0], two[1]);
        if (y1 > spot.1) != (y2 > spot.1) {
            let left = (spot.0 - x1) * (y2 - y1) - (x2 - x1) * (spot.1 - y1);
            inside ^= (left < 0) == (y2 > y1);
        }
    }
    inside
}

#[test]
fn estates_have_walls_gates_and_people() {
    let town = made(1);
    let walls: BTreeMap<String, Vec<Place>> = features(&town.estates_geojson)
        .into_iter()
        .map(|(properties, ring)| (properties["estate"].as_str().unwrap().to_owned(), ring))
        .collect();
    assert!(walls.values().all(|ring| ring.first() == ring.last() && ring.len() > 8));
    for home in rows(text(&town.homes_csv)).iter().filter(|home| !home["estate"].is_empty()) {
        assert!(within(place(home), &walls[home["estate"]]), "{home:?}");
    }
    let gates = rows(text(&town.gates_csv));
    let segments: Vec<[Place; 2]> = features(&town.network_geojson)
        .iter()
        .flat_map(|(_, line)| line.windows(2).map(|two| [two[0], two[1]]).collect::<Vec<_>>())
        .collect();
    for gate in &gates {
        let at = place(gate);
        let near = |a: Place| (a.0 - at.0).abs() < 20_000 && (a.1 - at.1).abs() < 20_000;
        let on = |a, b| near(a) && (apart(a, at) + apart(at, b) - apart(a, b)).abs() < 6;
        assert!(walls[gate["estate"]].windows(2).any(|two| on(two[0], two[1])), "{gate:?}");
        assert!(segments.iter().any(|[a, b]| on(*a, *b)), "{gate:?}");
    }
    let closed = gates.iter().filter(|gate| gate["open"] == "false").count();
    let opened = gates.iter().filter(|gate| gate["from_on"] == "2025-06-01").count();
    let open: BTreeSet<&str> =
        gates.iter().filter(|gate| gate["open"] == "true").map(|gate| gate["estate"]).collect();
    assert_eq!(open.len(), walls.len());
    let out = format!(
        "walls {}, gates {}, closed {closed}, opened in the year {opened}",
        walls.len(),
        gates.len() - opened
    );
    expect!["walls 63, gates 200, closed 55, opened in the year 6"].assert_eq(&out);
}
