//! `access nearest|counts|matrix|coverage|beyond|catchment|spread|isochrone|drive|check`.

use super::{
    cell, ground, minutes as four, no_shapes, people, percent, place_name, rounded, tell, write,
};
use crate::args::access::{AskArgs, DecayWord};
use crate::commands::Face;
use crate::table::{Set, Table};
use app::Exit;
use app::access::ask::{self, CoverageLine};
use app::access::looked;
use app::access::shapes;
use app::access::{Decay, inequality};
use serde_json::{Map, Value, json};

/// Rows shown to a person; `--csv` and `--json` give all.
const ROWS: usize = 20;

/// The nearest of each kind.
pub(crate) async fn nearest(face: &mut Face<'_>, args: AskArgs) -> anyhow::Result<Exit> {
    let ground = ground(face, &args).await?;
    let table = ask::nearest(&ground, args.profile.as_deref())?;
    tell(face, &table.said);
    write(face, args.out.as_deref(), &shapes::minutes(&ground, &table))?;
    if face.json {
        for (home, id) in table.homes.iter().enumerate() {
            let mut kinds = Map::new();
            for (column, kind) in table.kinds.iter().enumerate() {
                let metres = rounded(table.metres[home][column]);
                let found = json!({
                    "minutes": rounded(table.minutes[home][column]),
                    "metres": metres,
                    "facility": table.facility[home][column],
                });
                kinds.insert(kind.clone(), found);
            }
            face.out.json(&json!({ "id": id, "nearest": kinds }))?;
        }
        return Ok(Exit::Done);
    }
    if args.csv {
        let names =
            table.kinds.iter().flat_map(|kind| [cell(kind), cell(&format!("{kind}_facility"))]);
        face.out.text(&["id".to_owned()].into_iter().chain(names).collect::<Vec<_>>().join(","))?;
        for (home, id) in table.homes.iter().enumerate() {
            let mut line = cell(id);
            for column in 0..table.kinds.len() {
                line.push(',');
                line.push_str(&four(table.minutes[home][column]));
                line.push(',');
                line.push_str(&cell(&table.facility[home][column]));
            }
            face.out.text(&line)?;
        }
        return Ok(Exit::Done);
    }
    let mut columns = vec![(face.talk.pick("住处", "home"), Set::Left)];
    columns.extend(table.kinds.iter().map(|kind| (kind.as_str(), Set::Right)));
    let mut shown = Table::new(&columns);
    for (home, id) in table.homes.iter().enumerate().take(ROWS) {
        let mut row = vec![id.clone()];
        row.extend(table.minutes[home].iter().map(|minutes| one(*minutes)));
        shown.row(row);
    }
    face.out.text(&shown.text())?;
    more(face, table.homes.len())?;
    let (quality, km_h) = (&table.quality, table.km_h);
    let (median, p95) = (quality.median_m, quality.p95_m);
    face.talk.say(&match face.language() {
        diag::Language::Zh => format!(
            "按 {km_h} 千米/小时；住处离路网中位数 {median:.1} 米、95% 在 {p95:.1} 米内，不计入时间"
        ),
        diag::Language::En => format!(
            "at {km_h} km/h; homes are {median:.1} m from their street (median), 95 % within {p95:.1} m, not part of the time"
        ),
    });
    Ok(Exit::Done)
}

fn one(minutes: f64) -> String {
    if minutes.is_finite() { format!("{minutes:.1}") } else { "–".to_owned() }
}

fn more(face: &mut Face<'_>, rows: usize) -> anyhow::Result<()> {
    if let Some(rest) = rows.checked_sub(ROWS).filter(|rest| *rest > 0) {
        face.out.text(&match face.language() {
            diag::Language::Zh => format!("……另有 {rest} 行；--csv 或 --json 给出全部"),
            diag::Language::En => format!("… and {rest} more; --csv or --json gives all"),
        })?;
    }
    Ok(())
}

/// Counts within a limit.
pub(crate) async fn counts(face: &mut Face<'_>, args: AskArgs, limit: f64) -> anyhow::Result<Exit> {
    let ground = ground(face, &args).await?;
    let ask::Counts { kinds, rows, said } = ask::counts(&ground, args.profile.as_deref(), limit)?;
    tell(face, &said);
    let numbers = rows.iter().map(|(id, counts)| {
        (id.as_str(), counts.iter().copied().map(f64::from).collect::<Vec<_>>())
    });
    write(face, args.out.as_deref(), &shapes::numbers(&ground, &kinds, numbers))?;
    if face.json {
        for (id, counts) in &rows {
            let found: Map<String, Value> = kinds
                .iter()
                .zip(counts)
                .map(|(kind, count)| (kind.clone(), Value::from(*count)))
                .collect();
            face.out.json(&json!({ "id": id, "minutes": limit, "counts": found }))?;
        }
        return Ok(Exit::Done);
    }
    if args.csv {
        let names: Vec<String> = kinds.iter().map(|kind| cell(kind)).collect();
        face.out.text(&format!("id,{}", names.join(",")))?;
        for (id, counts) in &rows {
            let counts: Vec<String> = counts.iter().map(u32::to_string).collect();
            face.out.text(&format!("{},{}", cell(id), counts.join(",")))?;
        }
        return Ok(Exit::Done);
    }
    let mut columns = vec![(face.talk.pick("住处", "home"), Set::Left)];
    columns.extend(kinds.iter().map(|kind| (kind.as_str(), Set::Right)));
    let mut table = Table::new(&columns);
    for (id, counts) in rows.iter().take(ROWS) {
        let mut row = vec![id.clone()];
        row.extend(counts.iter().map(u32::to_string));
        table.row(row);
    }
    face.out.text(&table.text())?;
    more(face, rows.len())?;
    Ok(Exit::Done)
}

/// The whole matrix; as a table for people it would be no use, so it is always CSV or JSON.
pub(crate) async fn matrix(face: &mut Face<'_>, args: AskArgs) -> anyhow::Result<Exit> {
    no_shapes(&args, "matrix")?;
    let ground = ground(face, &args).await?;
    let matrix = ask::matrix(&ground, args.profile.as_deref())?;
    tell(face, &matrix.said);
    if face.json {
        face.out.json(&json!({ "columns": matrix.columns }))?;
        for (home, id) in matrix.homes.iter().enumerate() {
            let row: Vec<Value> = matrix.row(home).map(rounded).collect();
            face.out.json(&json!({ "id": id, "minutes": row }))?;
        }
        return Ok(Exit::Done);
    }
    let columns: Vec<String> = matrix.columns.iter().map(|name| cell(name)).collect();
    face.out.text(&format!("id,{}", columns.join(",")))?;
    for (home, id) in matrix.homes.iter().enumerate() {
        let mut line = cell(id);
        for minutes in matrix.row(home) {
            line.push(',');
            line.push_str(&four(minutes));
        }
        face.out.text(&line)?;
    }
    Ok(Exit::Done)
}

fn set_name(face: &Face<'_>, line: &CoverageLine) -> String {
    if !line.circle.is_empty() {
        return format!("{} ({})", line.circle, face.talk.pick("生活圈", "circle"));
    }
    match line.kinds.as_slice() {
        [one] => one.clone(),
        _ => face.talk.pick("全部类别", "all kinds").to_owned(),
    }
}

/// Coverage.
pub(crate) async fn coverage(
    face: &mut Face<'_>,
    args: AskArgs,
    limits: &[f64],
    by_place: bool,
) -> anyhow::Result<Exit> {
    no_shapes(&args, "coverage")?;
    let ground = ground(face, &args).await?;
    let (lines, said) = ask::covered(&ground, args.profile.as_deref(), limits, by_place)?;
    tell(face, &said);
    if face.json {
        for line in &lines {
            face.out.json(&shapes::coverage_json(line))?;
        }
        return Ok(Exit::Done);
    }
    if args.csv {
        face.out.text("kind,place,walker,minutes,people,covered,share,share_low,share_high")?;
        for line in &lines {
            let name =
                if line.circle.is_empty() { line.kinds.join("+") } else { line.circle.clone() };
            let share = |part: f64| if line.people > 0.0 { part / line.people } else { 0.0 };
            face.out.text(&format!(
                "{},{},{},{},{},{},{:.5},{:.5},{:.5}",
                cell(&name),
                cell(&line.place),
                cell(&line.walker),
                line.minutes,
                people(line.people),
                people(line.covered),
                share(line.covered),
                share(line.low),
                share(line.high)
            ))?;
        }
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&[
        (face.talk.pick("类别", "kind"), Set::Left),
        (face.talk.pick("地点", "place"), Set::Left),
        (face.talk.pick("分钟", "minutes"), Set::Right),
        (face.talk.pick("人数", "people"), Set::Right),
        (face.talk.pick("覆盖", "covered"), Set::Right),
        ("%", Set::Right),
        (face.talk.pick("误差范围", "within the error"), Set::Left),
        (face.talk.pick("步行者", "walker"), Set::Left),
    ]);
    for line in &lines {
        let (low, high) = (percent(line.low, line.people), percent(line.high, line.people));
        table.row(vec![
            set_name(face, line),
            place_name(face, &ground, &line.place),
            line.minutes.to_string(),
            people(line.people),
            people(line.covered),
            percent(line.covered, line.people),
            format!("{low}–{high}"),
            line.walker.clone(),
        ]);
    }
    face.out.text(&table.text())?;
    face.talk.say(face.talk.pick(
        "误差：步速快慢一成；下限另计住处与设施到街道的距离",
        "bounds: a tenth faster or slower; the lower end also counts the way to and from the street",
    ));
    Ok(Exit::Done)
}

/// Homes beyond a limit.
pub(crate) async fn beyond(
    face: &mut Face<'_>,
    args: AskArgs,
    kind: &str,
    limit: f64,
) -> anyhow::Result<Exit> {
    let ground = ground(face, &args).await?;
    let (rows, said) = ask::beyond(&ground, args.profile.as_deref(), kind, limit)?;
    tell(face, &said);
    write(face, args.out.as_deref(), &shapes::beyond(&ground, &rows))?;
    if args.csv && !face.json {
        face.out.text("id,place,people,minutes,lon,lat")?;
    }
    let mut table = Table::new(&[
        (face.talk.pick("住处", "home"), Set::Left),
        (face.talk.pick("地点", "place"), Set::Left),
        (face.talk.pick("人数", "people"), Set::Right),
        (face.talk.pick("分钟", "minutes"), Set::Right),
    ]);
    for (number, row) in rows.iter().enumerate() {
        if face.json {
            face.out.json(&json!({
                "home": row.home, "place": row.place, "people": row.people,
                "minutes": rounded(row.minutes), "lon": row.at.lon, "lat": row.at.lat,
            }))?;
        } else if args.csv {
            let (home, place, people) = (cell(&row.home), cell(&row.place), people(row.people));
            let (minutes, at) = (four(row.minutes), row.at);
            face.out.text(&format!("{home},{place},{people},{minutes},{},{}", at.lon, at.lat))?;
        } else if number < ROWS {
            table.row(vec![
                row.home.clone(),
                place_name(face, &ground, &row.place),
                people(row.people),
                one(row.minutes),
            ]);
        }
    }
    if !face.json && !args.csv {
        face.out.text(&table.text())?;
        more(face, rows.len())?;
        let all: f64 = rows.iter().map(|row| row.people).sum();
        face.talk.say(&match face.language() {
            diag::Language::Zh => {
                format!("{} 个住处、{} 人超过 {limit} 分钟", rows.len(), people(all))
            }
            diag::Language::En => {
                format!(
                    "{} homes with {} people are beyond {limit} minutes",
                    rows.len(),
                    people(all)
                )
            }
        });
    }
    Ok(Exit::Done)
}

/// Floating catchments.
pub(crate) async fn catchment(
    face: &mut Face<'_>,
    args: AskArgs,
    kind: &str,
    limit: f64,
    decay: DecayWord,
) -> anyhow::Result<Exit> {
    let ground = ground(face, &args).await?;
    let decay = match decay {
        DecayWord::Step => Decay::Step { minutes: limit },
        DecayWord::Gaussian => Decay::Gaussian { minutes: limit },
        DecayWord::Linear => Decay::Linear { minutes: limit },
    };
    let walker = args.profile.as_deref();
    let ask::Catchments { rows, facilities, found, said } =
        ask::catchments(&ground, walker, kind, &decay, limit)?;
    tell(face, &said);
    let numbers = rows.iter().map(|(id, supply)| (id.as_str(), vec![*supply]));
    let column = ["supply".to_owned()];
    write(face, args.out.as_deref(), &shapes::numbers(&ground, &column, numbers))?;
    let kept = &found.conservation;
    if face.json {
        face.out.json(&json!({
            "given": kept.given, "received": kept.received, "conserved": kept.holds(),
            "without_demand": found.without_demand.len(), "facilities": facilities,
        }))?;
        for (id, access) in &rows {
            face.out.json(&json!({ "id": id, "access": access }))?;
        }
    } else if args.csv {
        face.out.text("id,access")?;
        for (id, access) in &rows {
            face.out.text(&format!("{},{access}", cell(id)))?;
        }
    } else {
        let mut table = Table::new(&[
            (face.talk.pick("住处", "home"), Set::Left),
            (face.talk.pick("每千人供给", "supply per 1000"), Set::Right),
        ]);
        for (id, access) in rows.iter().take(ROWS) {
            table.row(vec![id.clone(), format!("{:.3}", access * 1000.0)]);
        }
        face.out.text(&table.text())?;
        more(face, rows.len())?;
    }
    let (given, received, left) = (kept.given, kept.received, found.without_demand.len());
    face.talk.say(&match face.language() {
        diag::Language::Zh => {
            format!("守恒：供给 {given:.3}，分得 {received:.3}；{left} 处设施无人可达")
        }
        diag::Language::En => format!(
            "conserved: {given:.3} given, {received:.3} received; nobody reaches {left} facilities"
        ),
    });
    Ok(if kept.holds() { Exit::Done } else { Exit::Findings })
}

/// How people are spread over minutes.
pub(crate) async fn spread(face: &mut Face<'_>, args: AskArgs, kind: &str) -> anyhow::Result<Exit> {
    no_shapes(&args, "spread")?;
    let ground = ground(face, &args).await?;
    ground.known_kind(kind)?;
    let (scene, said) = looked::scene(&ground, args.profile.as_deref())?;
    tell(face, &said);
    let found = inequality::spread_of(&scene, kind);
    let rows = [
        (face.talk.pick("人数", "people"), Some(found.people), 0),
        (face.talk.pick("不可达人数", "people who reach none"), Some(found.unreached), 0),
        (face.talk.pick("平均分钟", "mean minutes"), found.mean, 2),
        (face.talk.pick("中位分钟", "median minutes"), found.median, 2),
        (face.talk.pick("第90百分位分钟", "90th percentile, minutes"), found.p90, 2),
        (face.talk.pick("帕尔马比值", "Palma ratio"), found.palma, 3),
        (face.talk.pick("基尼系数", "Gini coefficient"), found.gini, 3),
    ];
    if face.json {
        face.out.json(&json!({
            "kind": kind, "people": found.people, "unreached": found.unreached,
            "mean": found.mean, "median": found.median, "p90": found.p90,
            "palma": found.palma, "gini": found.gini,
        }))?;
        return Ok(Exit::Done);
    }
    if args.csv {
        face.out.text("kind,people,unreached,mean,median,p90,palma,gini")?;
        let number = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_string());
        let cells = rows.map(|(_, value, _)| number(value));
        face.out.text(&format!("{},{}", cell(kind), cells.join(",")))?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&[(kind, Set::Left), ("", Set::Right)]);
    for (name, value, digits) in rows {
        let shown = value.map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}"));
        table.row(vec![name.to_owned(), shown]);
    }
    face.out.text(&table.text())?;
    Ok(Exit::Done)
}

/// The streets within some minutes: GeoJSON on stdout, or in a file.
pub(crate) async fn isochrone(
    face: &mut Face<'_>,
    args: AskArgs,
    from: &str,
    limits: &[f64],
    polygon: bool,
) -> anyhow::Result<Exit> {
    let ground = ground(face, &args).await?;
    let from = ask::point(&ground, from)?;
    let reached = ask::isochrone(&ground, args.profile.as_deref(), from, limits)?;
    let shapes = shapes::reached(&ground, &reached, polygon);
    write(face, args.out.as_deref(), &shapes)?;
    if face.json && args.out.is_some() {
        for reached in &reached {
            face.out
                .json(&json!({ "minutes": reached.minutes, "metres": rounded(reached.metres) }))?;
        }
    } else if args.out.is_some() {
        let mut table = Table::new(&[
            (face.talk.pick("分钟", "minutes"), Set::Right),
            (face.talk.pick("街道千米", "km of streets"), Set::Right),
        ]);
        for reached in &reached {
            table.row(vec![reached.minutes.to_string(), format!("{:.3}", reached.metres / 1000.0)]);
        }
        face.out.text(&table.text())?;
    } else {
        face.out.text(&shapes.geojson())?;
    }
    Ok(Exit::Done)
}

/// The way by car.
pub(crate) async fn drive(
    face: &mut Face<'_>,
    args: AskArgs,
    from: &str,
    to: &str,
) -> anyhow::Result<Exit> {
    let ground = ground(face, &args).await?;
    let way = ask::drive(&ground, ask::point(&ground, from)?, ask::point(&ground, to)?)?;
    write(face, args.out.as_deref(), &shapes::way(&ground, &way))?;
    if face.json {
        let (minutes, metres) = (rounded(way.minutes), rounded(way.metres));
        face.out.json(&json!({ "minutes": minutes, "metres": metres }))?;
    } else if args.csv {
        face.out.text("minutes,metres")?;
        face.out.text(&format!("{},{:.1}", four(way.minutes), way.metres))?;
    } else {
        let (minutes, km) = (way.minutes, way.metres / 1000.0);
        let speed = if minutes > 0.0 { km / minutes * 60.0 } else { 0.0 };
        face.out.text(&match face.language() {
            diag::Language::Zh => {
                format!("车行 {minutes:.1} 分钟，{km:.2} 千米（平均 {speed:.0} 千米/小时；不计等候与转弯限制）")
            }
            diag::Language::En => format!(
                "{minutes:.1} minutes by car over {km:.2} km ({speed:.0} km/h on average; waiting and turn restrictions are not counted)"
            ),
        })?;
    }
    Ok(Exit::Done)
}

/// How well layers lie.
pub(crate) async fn check(face: &mut Face<'_>, args: AskArgs) -> anyhow::Result<Exit> {
    no_shapes(&args, "check")?;
    let ground = ground(face, &args).await?;
    let (scene, mut said) = looked::looked(&ground, args.profile.as_deref())?;
    for found in ground.look_at_layers(args.profile.as_deref(), true)? {
        if !said.contains(&found) {
            said.push(found);
        }
    }
    tell(face, &said);
    // What was left out while the files were read is told already, and is a finding, too.
    let read = ground.said.iter().filter(|held| **held != ground.made_up).cloned();
    let said: Vec<_> = read.chain(said).collect();
    let layers = ask::quality(&scene);
    if face.json {
        for (name, quality) in &layers {
            face.out.json(&json!({ "layer": name.en, "snap": quality }))?;
        }
        for said in &said {
            face.out.json(&json!({ "finding": said }))?;
        }
    } else if args.csv {
        face.out.text("layer,placed,far,median_m,p95_m,max_m")?;
        for (name, quality) in &layers {
            let (placed, far) = (quality.placed, quality.far);
            let (median, p95, most) = (quality.median_m, quality.p95_m, quality.max_m);
            let name = cell(&name.en);
            face.out.text(&format!("{name},{placed},{far},{median:.1},{p95:.1},{most:.1}"))?;
        }
    } else {
        let mut table = Table::new(&[
            (face.talk.pick("图层", "layer"), Set::Left),
            (face.talk.pick("在路网上", "on the network"), Set::Right),
            (face.talk.pick("太远", "too far"), Set::Right),
            (face.talk.pick("中位米", "median m"), Set::Right),
            ("95 % m", Set::Right),
            (face.talk.pick("最远米", "farthest m"), Set::Right),
        ]);
        for (name, quality) in &layers {
            table.row(vec![
                name.get(face.language()).to_owned(),
                quality.placed.to_string(),
                quality.far.to_string(),
                format!("{:.1}", quality.median_m),
                format!("{:.1}", quality.p95_m),
                format!("{:.1}", quality.max_m),
            ]);
        }
        face.out.text(&table.text())?;
    }
    Ok(if said.is_empty() { Exit::Done } else { Exit::Findings })
}
