//! Kinds, walkers, circles, ways, and files of rules that stand alone.

use super::{ACCESS, check_edit, check_rules, pack};
use crate::{DEFAULT_ACCESS, default_access};
use expect_test::expect;
use std::fmt::Write;

#[test]
fn the_defaults_have_nothing_wrong_with_them() {
    let rules = check_rules(DEFAULT_ACCESS, &expect![[""]]);
    let default = default_access();
    assert_eq!((&rules.walk, &rules.drive), (&default.walk, &default.drive));
    assert_eq!((rules.kinds.len(), rules.walkers.len(), rules.circles.len()), (10, 5, 1));
    // Nothing of them is left empty, for there is nothing below them.
    let walk = &default.walk;
    for list in [
        &walk.ways,
        &walk.foot_ways,
        &walk.foot_yes,
        &walk.foot_no,
        &walk.access_no,
        &walk.unpaved,
        &default.drive.access_no,
        &default.drive.one_way,
    ] {
        assert!(!list.is_empty());
    }
    assert!(!walk.snap_m.zero_valued() && !default.drive.factor.zero_valued());
    assert!(!default.drive.km_h.is_empty());
}

#[test]
fn the_defaults_are_walk_v0() {
    let default = default_access();
    let mut text = String::new();
    let walk = &default.walk;
    let _ = writeln!(text, "ways {}", walk.ways.join(" "));
    let _ = writeln!(text, "foot ways {}", walk.foot_ways.join(" "));
    let _ = writeln!(text, "foot yes {}; no {}", walk.foot_yes.join(" "), walk.foot_no.join(" "));
    let _ = writeln!(text, "access no {}; snap {}", walk.access_no.join(" "), walk.snap_m);
    for kind in default.kinds.values() {
        let _ = writeln!(text, "{}: {}", kind.id, kind.tags.join(" "));
    }
    for walker in default.walkers.values() {
        let steps = walker.steps.as_ref().map_or("none".to_owned(), ToString::to_string);
        let most = walker.slope_max.as_ref().map_or("any".to_owned(), ToString::to_string);
        let _ = writeln!(
            text,
            "{}: {} km/h, steps {steps}, slope {} up to {most}, unpaved {}, wheelchair {}",
            walker.id, walker.km_h, walker.slope, walker.unpaved, walker.wheelchair
        );
    }
    for circle in default.circles.values() {
        let (kinds, walker) = (circle.kinds.join(" "), &circle.walker);
        let _ = writeln!(text, "{}: {kinds}; {walker} {:?}", circle.id, circle.minutes);
    }
    expect![[r#"
        ways primary primary_link secondary secondary_link tertiary tertiary_link unclassified residential living_street service track path footway pedestrian steps road corridor platform pier elevator
        foot ways trunk trunk_link cycleway bridleway
        foot yes yes designated permissive; no no private use_sidepath
        access no no private; snap 200
        bank: amenity=bank amenity=atm
        food: amenity=restaurant amenity=cafe amenity=fast_food shop=bakery
        green: leisure=park leisure=playground leisure=garden
        grocery: shop=supermarket shop=convenience shop=greengrocer amenity=marketplace
        health: amenity=hospital amenity=clinic amenity=doctors amenity=dentist
        pharmacy: amenity=pharmacy
        post: amenity=post_office
        school: amenity=school amenity=kindergarten amenity=childcare
        sport: leisure=sports_centre leisure=pitch leisure=stadium leisure=fitness_centre
        transit: highway=bus_stop railway=station railway=tram_stop railway=halt
        adult: 5 km/h, steps 1, slope false up to any, unpaved true, wheelchair false
        elder: 3.6 km/h, steps 1, slope false up to any, unpaved true, wheelchair false
        hiker: 5 km/h, steps 1, slope true up to any, unpaved true, wheelchair false
        pram: 4 km/h, steps none, slope true up to any, unpaved true, wheelchair false
        wheelchair: 3 km/h, steps none, slope true up to 8, unpaved false, wheelchair true
        quarter: grocery pharmacy health school green sport transit; adult [5, 10, 15]
    "#]].assert_eq(&text);
}

#[test]
fn a_file_of_rules_stands_alone() {
    let own = "[walk]\nsnap_m = 50\n[[circle]]\nid = \"c\"\n\
        name = { zh = \"圈\", en = \"C\" }\nkinds = [\"pharmacy\"]\nwalker = \"elder\"\nminutes = 15\n";
    let rules = check_rules(own, &expect![[""]]);
    assert_eq!((rules.kinds.len(), rules.walk.snap_m.to_string().as_str()), (10, "50"));
    assert_eq!(rules.circles.keys().collect::<Vec<_>>(), ["c"]);
    check_rules(
        &own.replace("pharmacy", "pharmcy"),
        &expect![[r#"
        rules.toml:6:10: error[E0130]: circle `c` names the facility kind `pharmcy`, which is not declared
    "#]],
    );
    check_rules(
        "[access]\nnetwork = 1\n[wlak]\n",
        &expect![[r#"
        rules.toml:1:2: error[E0105]: a file of access rules has no section `access`
        rules.toml:3:2: error[E0105]: a file of access rules has no section `wlak`
    "#]],
    );
    check_rules(
        "[walk]\nsnap_m 50\n",
        &expect![[r#"
        rules.toml:2:8: error[E0103]: this is not TOML: a key without `=` and a value
    "#]],
    );
    let (rules, _, found) = crate::access_rules("", "");
    assert!(found.is_empty());
    assert_eq!(rules.walk, default_access().walk);
}

#[test]
fn circles_lead_to_kinds_and_walkers() {
    let kinds = "kinds = [\"pharmacy\", \"nursery\"]";
    check_edit(
        kinds,
        "kinds = [\"pharmcy\", \"bank\"]",
        &expect![[r#"
        x.toml:40:10: error[E0130]: circle `life` names the facility kind `pharmcy`, which is not declared
        x.toml:40:21: error[E0130]: circle `life` names the facility kind `bank`, which is not declared
    "#]],
    );
    check_edit(
        kinds,
        "kinds = [\"nursery\", \"nursery\"]",
        &expect![[r#"
        x.toml:40:21: error[E0171]: circle `life` has `nursery` twice in `kinds`
    "#]],
    );
    check_edit(
        kinds,
        "kinds = []",
        &expect![[r#"
        x.toml:40:9: error[E0113]: circle `life` has an empty `kinds`
    "#]],
    );
    check_edit(
        kinds,
        "",
        &expect![[r#"
        x.toml:37:1: error[E0109]: circle `life` has no `kinds`
    "#]],
    );
    check_edit(
        "walker = \"slow\"",
        "walker = \"adult\"",
        &expect![[r#"
        x.toml:41:10: error[E0130]: circle `life` names the walker `adult`, which is not declared
    "#]],
    );
    check_edit(
        "minutes = [15, 5]",
        "minutes = [0, 121, 5, 5, \"x\"]",
        &expect![[r#"
        x.toml:42:12: error[E0183]: circle `life` takes 1 to 120 as `minutes`, found 0
        x.toml:42:15: error[E0183]: circle `life` takes 1 to 120 as `minutes`, found 121
        x.toml:42:23: error[E0171]: circle `life` has `5` twice in `minutes`
        x.toml:42:26: error[E0111]: circle `life` takes a whole number as `minutes`, found the text `x`
    "#]],
    );
    check_edit(
        "minutes = [15, 5]",
        "minutes = []",
        &expect![[r#"
        x.toml:42:11: error[E0113]: circle `life` has an empty `minutes`
    "#]],
    );
    check_edit(
        "minutes = [15, 5]",
        "",
        &expect![[r#"
        x.toml:37:1: error[E0109]: circle `life` has no `minutes`
    "#]],
    );
}

#[test]
fn e0187_tags_of_other_forms() {
    check_edit(
        "\"amenity=pharmacy\", \"amenity=clinic+dispensing=yes\"",
        "\"pharmacy\", \"amenity=\", \"a=b+\", \"a=b=c\", \"a = b\", \"a=b\", \"a=b\"",
        &expect![[r#"
            x.toml:19:8: error[E0187]: facility kind `pharmacy` takes `key=value` in `osm`, found `pharmacy`
            x.toml:19:20: error[E0187]: facility kind `pharmacy` takes `key=value` in `osm`, found `amenity=`
            x.toml:19:32: error[E0187]: facility kind `pharmacy` takes `key=value` in `osm`, found `a=b+`
            x.toml:19:40: error[E0187]: facility kind `pharmacy` takes `key=value` in `osm`, found `a=b=c`
            x.toml:19:49: error[E0187]: facility kind `pharmacy` takes `key=value` in `osm`, found `a = b`
            x.toml:19:65: error[E0171]: facility kind `pharmacy` has `a=b` twice in `osm`
        "#]],
    );
}

#[test]
fn walkers_within_what_people_do() {
    check_edit(
        "km_h = 4",
        "km_h = 40",
        &expect![[r#"
        x.toml:35:8: error[E0183]: walker `pram` takes a number over 0 and up to 12 as `km_h`, found 40
    "#]],
    );
    check_edit(
        "km_h = 4",
        "km_h = 0",
        &expect![[r#"
        x.toml:35:8: error[E0183]: walker `pram` takes a number over 0 and up to 12 as `km_h`, found 0
    "#]],
    );
    check_edit(
        "km_h = 4\n",
        "",
        &expect![[r#"
        x.toml:32:1: error[E0109]: walker `pram` has no `km_h`
    "#]],
    );
    check_edit(
        "steps = \"none\"",
        "steps = \"never\"",
        &expect![[r#"
        x.toml:36:9: error[E0154]: walker `pram` takes a number as `steps`, found `never`
    "#]],
    );
    check_edit(
        "steps = \"none\"",
        "steps = -1\nstep = 1",
        &expect![[r#"
        x.toml:36:9: error[E0183]: walker `pram` takes a number over 0 and up to 20 as `steps`, found -1
        x.toml:37:1: error[E0110]: `step` is not a key of walker `pram`
    "#]],
    );
    check_edit(
        "slope_max = 12",
        "slope_max = 101",
        &expect![[r#"
        x.toml:29:13: error[E0183]: walker `slow` takes a number over 0 and up to 100 as `slope_max`, found 101
    "#]],
    );
    check_edit(
        "id = \"pram\"",
        "id = \"slow\"",
        &expect![[r#"
        x.toml:33:6: error[E0116]: walker `slow` is declared twice
    "#]],
    );
}

#[test]
fn ways_within_what_maps_have() {
    check_edit(
        "snap_m = \"150.5\"",
        "snap_m = 5000\nway = []",
        &expect![[r#"
        x.toml:12:10: error[E0183]: `[walk]` takes a number over 0 and up to 1000 as `snap_m`, found 5000
        x.toml:13:1: error[E0110]: `way` is not a key of `[walk]`
    "#]],
    );
    check_edit(
        "km_h = { primary = 60 }",
        "km_h = { primary = 200, b = \"x\" }",
        &expect![[r#"
        x.toml:14:20: error[E0183]: `[drive]` takes 1 to 130 as `primary`, found 200
        x.toml:14:29: error[E0111]: `[drive]` takes a whole number as `b`, found the text `x`
    "#]],
    );
    check_edit(
        "factor = \"0.8\"",
        "factor = \"1.1\"",
        &expect![[r#"
        x.toml:15:10: error[E0183]: `[drive]` takes a number over 0 and up to 1 as `factor`, found 1.1
    "#]],
    );
}

#[test]
fn ids_may_have_hyphens() {
    let text = ACCESS.replace("\"nursery\"", "\"day-nursery\"");
    assert!(pack(&text).access.unwrap().kinds.contains_key("day-nursery"));
}
