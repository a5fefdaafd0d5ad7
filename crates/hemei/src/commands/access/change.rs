//! `access what-if`, `access route`, `access conformance`.

use super::{cell, ground, minutes, people, percent, place_name, rounded, tell, write};
use crate::args::access::{AskArgs, RouteArgs, WhatIfArgs};
use crate::commands::Face;
use crate::table::{Set, Table};
use crate::talk::Talk;
use app::access::Ground;
use app::access::conformance::Judged;
use app::access::routes::{RouteRequest, Routes, routes as link, state};
use app::access::what_if::{Asked, KindOutlook, what_if as run};
use app::access::{ask, looked, shapes};
use app::{Error, Exit};
use serde_json::json;

/// What changes would do.
pub(crate) async fn what_if(face: &mut Face<'_>, args: WhatIfArgs) -> anyhow::Result<Exit> {
    let asked = asked(&args)?;
    let ground = ground(face, &args.ask).await?;
    for asked in &asked {
        if let Asked::Add { kind, .. } = asked {
            ground.known_kind(kind)?;
        }
    }
    // A circle is walked by its own walker unless another is asked for.
    let (circle, own) = match args.circle.as_deref().map(|id| ground.circle(id)).transpose()? {
        Some(circle) => (circle.kinds.clone(), Some(circle.walker.as_str())),
        None => (Vec::new(), None),
    };
    let (scene, said) = looked::scene(&ground, args.ask.profile.as_deref().or(own))?;
    tell(face, &said);
    let watch = app::clock::Stopwatch::start();
    let lines = run(&scene, &asked, &args.minutes, &circle)?;
    let took = watch.elapsed_ms();
    write(face, args.ask.out.as_deref(), &shapes::changed(&ground, &lines))?;
    if face.json {
        for line in &lines {
            face.out.json(&serde_json::to_value(line)?)?;
        }
        return Ok(Exit::Done);
    }
    if args.ask.csv {
        return what_if_csv(face, &lines, args.circle.as_deref());
    }
    if lines.is_empty() {
        face.out.text(face.talk.pick("没有住处的步行时间改变", "no home's walk changes"))?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&[
        (face.talk.pick("类别", "kind"), Set::Left),
        (face.talk.pick("分钟", "minutes"), Set::Right),
        (face.talk.pick("现覆盖", "before"), Set::Right),
        (face.talk.pick("将覆盖", "after"), Set::Right),
        ("%", Set::Right),
        (face.talk.pick("增加", "gain"), Set::Right),
        (face.talk.pick("减少", "lose"), Set::Right),
        (face.talk.pick("受益最多的地点", "places that gain most"), Set::Left),
    ]);
    for line in &lines {
        let sum = |places: &std::collections::BTreeMap<String, f64>| places.values().sum::<f64>();
        table.row(vec![
            name(&line.kind, args.circle.as_deref()),
            line.minutes.to_string(),
            people(line.before),
            people(line.after),
            percent(line.after, line.people),
            people(sum(&line.gain)),
            people(sum(&line.lose)),
            most(face, &ground, line),
        ]);
    }
    face.out.text(&table.text())?;
    face.talk.say(&match face.language() {
        diag::Language::Zh => format!("推演用时 {took} 毫秒"),
        diag::Language::En => format!("worked out in {took} ms"),
    });
    Ok(Exit::Done)
}

fn what_if_csv(
    face: &mut Face<'_>,
    lines: &[KindOutlook],
    circle: Option<&str>,
) -> anyhow::Result<Exit> {
    face.out.text("kind,minutes,people,before,after,gain,lose,minutes_saved")?;
    for line in lines {
        let sum =
            |places: &std::collections::BTreeMap<String, f64>| people(places.values().sum::<f64>());
        let numbers = [
            line.minutes.to_string(),
            people(line.people),
            people(line.before),
            people(line.after),
            sum(&line.gain),
            sum(&line.lose),
            format!("{:.4}", line.minutes_saved),
        ];
        face.out.text(&format!("{},{}", cell(&name(&line.kind, circle)), numbers.join(",")))?;
    }
    Ok(Exit::Done)
}

fn name(kind: &str, circle: Option<&str>) -> String {
    if kind == "*" { circle.unwrap_or("*").to_owned() } else { kind.to_owned() }
}

/// The three places that gain most.
fn most(face: &Face<'_>, ground: &Ground, line: &KindOutlook) -> String {
    let mut places: Vec<(&String, &f64)> =
        line.gain.iter().filter(|(place, _)| !place.is_empty()).collect();
    places.sort_by(|a, b| b.1.total_cmp(a.1).then(a.0.cmp(b.0)));
    let named = |(place, gain): &(&String, &f64)| {
        format!("{} +{}", place_name(face, ground, place), people(**gain))
    };
    let shown = places.iter().take(3).map(named);
    shown.collect::<Vec<_>>().join(", ")
}

/// The changes that the arguments name.
fn asked(args: &WhatIfArgs) -> Result<Vec<Asked>, Error> {
    let mut asked = Vec::new();
    for text in &args.add {
        let (kind, (lon, lat)) = placed(text)?;
        asked.push(Asked::Add { kind: kind.to_owned(), lon, lat });
    }
    for text in &args.moved {
        let (what, (lon, lat)) = placed(text)?;
        let (kind, id) = named(what)?;
        asked.push(Asked::Move { kind, id, lon, lat });
    }
    for text in &args.close {
        let (kind, id) = named(text)?;
        asked.push(Asked::Close { kind, id });
    }
    asked.extend(args.open_gate.iter().map(|id| Asked::OpenGate { id: id.clone() }));
    asked.extend(args.close_gate.iter().map(|id| Asked::CloseGate { id: id.clone() }));
    if asked.is_empty() {
        return Err(Error::wrong_use("没有说改变什么", "no change is named").help(
            "例如 --add pharmacy@121.55,29.89、--close pharmacy/p1、--open-gate g1",
            "such as --add pharmacy@121.55,29.89, --close pharmacy/p1, --open-gate g1",
        ));
    }
    Ok(asked)
}

/// `WHAT@LON,LAT`.
fn placed(text: &str) -> Result<(&str, (f64, f64)), Error> {
    let parts = text.rsplit_once('@').and_then(|(what, at)| {
        let (lon, lat) = at.split_once(',')?;
        Some((what, (lon.trim().parse().ok()?, lat.trim().parse().ok()?)))
    });
    parts.ok_or_else(|| {
        Error::wrong_use(
            format!("应如 pharmacy@121.55,29.89，实为 `{text}`"),
            format!("expected such as pharmacy@121.55,29.89, found `{text}`"),
        )
    })
}

/// `KIND/ID`.
fn named(text: &str) -> Result<(String, String), Error> {
    let parts = text.split_once('/').map(|(kind, id)| (kind.to_owned(), id.to_owned()));
    parts.ok_or_else(|| {
        Error::wrong_use(
            format!("应如 pharmacy/p1，实为 `{text}`"),
            format!("expected such as pharmacy/p1, found `{text}`"),
        )
    })
}

/// Links sites into routes.
pub(crate) async fn route(face: &mut Face<'_>, args: RouteArgs) -> anyhow::Result<Exit> {
    let ground = ground(face, &args.ask).await?;
    let sites = match &args.sites {
        Some(path) => {
            let datum = args.ask.datum.as_deref();
            let (sites, said) = shapes::sites_of(path, datum)?;
            tell(face, &said);
            sites
        }
        None => app::access::district::sites(&face.app).await?,
    };
    let request = RouteRequest {
        start: ask::point(&ground, &args.start)?,
        sites,
        budget: args.budget,
        routes: args.routes,
        returns: !args.one_way,
        drive: args.drive,
    };
    let found = link(&ground, args.ask.profile.as_deref(), &request)?;
    write(face, args.ask.out.as_deref(), &shapes::routes(&ground, &found))?;
    if let Some(path) = &args.svg {
        app::rehearse::write_pieces(
            path,
            std::iter::once(found.svg(face.language()).into_bytes()),
        )?;
        face.talk.say(&path.display().to_string());
    }
    if face.json {
        route_json(face, &found)
    } else if args.ask.csv {
        route_csv(face, &found)
    } else {
        route_table(face, &found)
    }
}

fn route_json(face: &mut Face<'_>, found: &Routes) -> anyhow::Result<Exit> {
    for (number, route) in found.routes.iter().enumerate() {
        let stops: Vec<_> = route
            .stops
            .iter()
            .map(|stop| {
                json!({
                    "site": stop.site.id, "name": stop.site.name, "state": stop.site.state,
                    "progress": stop.site.progress, "prize": stop.site.prize,
                    "arrive": rounded(stop.arrive), "leave": rounded(stop.leave),
                })
            })
            .collect();
        face.out.json(&json!({
            "route": number + 1, "prize": route.prize, "minutes": rounded(route.minutes),
            "metres": rounded(route.metres), "stops": stops,
        }))?;
    }
    let left: Vec<_> = found
        .left_out
        .iter()
        .map(|(site, reason)| json!({ "site": site.id, "reason": reason }))
        .collect();
    face.out.json(&json!({
        "prize": found.prize, "bound": found.bound, "proved": found.proved, "left_out": left,
    }))?;
    Ok(Exit::Done)
}

fn route_csv(face: &mut Face<'_>, found: &Routes) -> anyhow::Result<Exit> {
    face.out.text("route,stop,site,state,progress,prize,arrive,leave")?;
    for (number, route) in found.routes.iter().enumerate() {
        for (rank, stop) in route.stops.iter().enumerate() {
            let site = &stop.site;
            let cells = [
                (number + 1).to_string(),
                (rank + 1).to_string(),
                cell(&site.id),
                cell(&site.state),
                site.progress.map_or_else(String::new, |percent| percent.to_string()),
                site.prize.to_string(),
                minutes(stop.arrive),
                minutes(stop.leave),
            ];
            face.out.text(&cells.join(","))?;
        }
    }
    Ok(Exit::Done)
}

fn route_table(face: &mut Face<'_>, found: &Routes) -> anyhow::Result<Exit> {
    let language = face.language();
    let mut table = Table::new(&[
        (face.talk.pick("路线", "route"), Set::Right),
        ("", Set::Right),
        (face.talk.pick("点", "site"), Set::Left),
        (face.talk.pick("项目状态", "project"), Set::Left),
        ("%", Set::Right),
        (face.talk.pick("分值", "prize"), Set::Right),
        (face.talk.pick("到达（分）", "arrive, min"), Set::Right),
        (face.talk.pick("离开（分）", "leave, min"), Set::Right),
    ]);
    for (number, route) in found.routes.iter().enumerate() {
        for (rank, stop) in route.stops.iter().enumerate() {
            table.row(vec![
                if rank == 0 { (number + 1).to_string() } else { String::new() },
                (rank + 1).to_string(),
                stop.site.name.get(language).to_owned(),
                state(&stop.site.state, language).to_owned(),
                stop.site.progress.map_or_else(String::new, |percent| format!("{percent:.0}")),
                stop.site.prize.to_string(),
                format!("{:.1}", stop.arrive),
                format!("{:.1}", stop.leave),
            ]);
        }
    }
    if !table.empty() {
        face.out.text(&table.text())?;
    }
    for (number, route) in found.routes.iter().enumerate() {
        let (prize, minutes, km) = (route.prize, route.minutes, route.metres / 1000.0);
        let number = number + 1;
        face.out.text(&match language {
            diag::Language::Zh => {
                format!("路线 {number}：分值 {prize}，{minutes:.1} 分钟，{km:.2} 千米")
            }
            diag::Language::En => {
                format!("route {number}: prize {prize}, {minutes:.1} minutes, {km:.2} km")
            }
        })?;
    }
    for (site, reason) in &found.left_out {
        let (name, why) = (site.name.get(language), reason.get(language));
        face.out.text(&match language {
            diag::Language::Zh => format!("未排入 {name}：{why}"),
            diag::Language::En => format!("left out {name}: {why}"),
        })?;
    }
    let (prize, bound, left) = (found.prize, found.bound, found.left_out.len());
    face.out.text(&match (found.proved, language) {
        (true, diag::Language::Zh) => format!("总分值 {prize}，已证明最优；未排入 {left} 处"),
        (true, diag::Language::En) => {
            format!("prize {prize} in all, proved to be the best; {left} sites are left out")
        }
        (false, diag::Language::Zh) => {
            format!("总分值 {prize}，任何方案不超过 {bound}；未排入 {left} 处")
        }
        (false, diag::Language::En) => {
            format!(
                "prize {prize} in all, no plan has more than {bound}; {left} sites are left out"
            )
        }
    })?;
    Ok(Exit::Done)
}

/// The table of a standard.
pub(crate) async fn conformance(
    face: &mut Face<'_>,
    (standard, place): (Option<&str>, Option<&str>),
    missing: bool,
    csv: bool,
    as_of: Option<&str>,
) -> anyhow::Result<Exit> {
    let args = AskArgs { as_of: as_of.map(str::to_owned), ..AskArgs::default() };
    let ground = ground(face, &args).await?;
    let pack = app::access::district::pack_of(&face.app).await?;
    let (mut lines, said) = app::access::conformance::conformance(&ground, &pack, standard, place)?;
    tell(face, &said);
    let counts = tally(&lines);
    if missing {
        lines.retain(|line| line.line.verdict.word() == "missing");
    }
    if face.json {
        for line in &lines {
            face.out.json(&line_json(line))?;
        }
        return Ok(Exit::Done);
    }
    let talk = face.talk;
    let columns = columns(talk);
    let cells = |line: &Judged| cells(talk, &ground, line);
    if csv {
        let names: Vec<String> = columns.iter().map(|(name, _)| cell(name)).collect();
        face.out.text(&names.join(","))?;
        for line in &lines {
            let row: Vec<String> = cells(line).iter().map(|text| cell(text)).collect();
            face.out.text(&row.join(","))?;
        }
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&columns);
    for line in lines.iter().take(LINES) {
        table.row(cells(line));
    }
    if !table.empty() {
        face.out.text(&table.text())?;
    }
    let (met, lacking, open) = counts;
    face.out.text(&match talk.language {
        diag::Language::Zh => {
            format!("符合 {met}，缺 {lacking}，无法判定 {open}（各层级互不包含）")
        }
        diag::Language::En => format!(
            "{met} met, {lacking} missing, {open} not measurable (levels do not include one another)"
        ),
    })?;
    if let Some(rest) = lines.len().checked_sub(LINES).filter(|rest| *rest > 0) {
        face.out.text(&match talk.language {
            diag::Language::Zh => format!("另有 {rest} 行未列；--csv 或 --json 给出全部"),
            diag::Language::En => format!("{rest} more lines; --csv or --json gives all"),
        })?;
    }
    Ok(Exit::Done)
}

/// Lines shown to a person.
const LINES: usize = 60;

fn columns(talk: &Talk) -> [(&str, Set); 12] {
    [
        (talk.pick("地点", "place"), Set::Left),
        (talk.pick("标准", "standard"), Set::Left),
        (talk.pick("条款", "clause"), Set::Left),
        (talk.pick("设施", "facility"), Set::Left),
        (talk.pick("层级", "level"), Set::Left),
        ("", Set::Left),
        (talk.pick("结论", "verdict"), Set::Left),
        (talk.pick("覆盖 %", "covered %"), Set::Right),
        ("m", Set::Right),
        ("min", Set::Right),
        (talk.pick("缺面积 m²", "missing m²"), Set::Right),
        (talk.pick("条文", "text"), Set::Left),
    ]
}

fn cells(talk: &Talk, ground: &Ground, line: &Judged) -> Vec<String> {
    let place = ground.places.get(&line.line.place);
    let place = place.map(|name| name.get(talk.language).to_owned());
    vec![
        place.unwrap_or_else(|| line.line.place.clone()),
        line.cite.clone(),
        line.rule.clause.clone(),
        line.name.get(talk.language).to_owned(),
        line.rule.level.clone(),
        if line.rule.must { "M" } else { "O" }.to_owned(),
        verdict(talk, line.line.verdict.word()),
        line.line.covered.map_or_else(String::new, |c| percent(c, line.line.people)),
        line.rule.radius_m.map_or_else(String::new, |m| format!("{m:.0}")),
        line.rule.minutes.map_or_else(String::new, |m| format!("{m:.0}")),
        area(&line.line),
        status(talk, &line.rule.status),
    ]
}

/// The area that is missing; `?` where one is called for and nobody wrote how much there is.
fn area(line: &app::access::Line) -> String {
    match (line.need_m2, line.missing_m2) {
        (_, Some(missing)) if missing > 0.0 => format!("{missing:.0}"),
        (Some(_), None) => "?".to_owned(),
        (_, Some(_)) | (None, None) => String::new(),
    }
}

fn tally(lines: &[Judged]) -> (usize, usize, usize) {
    let count = |word: &str| lines.iter().filter(|line| line.line.verdict.word() == word).count();
    (count("met"), count("missing"), count("not_measurable"))
}

fn verdict(talk: &Talk, word: &str) -> String {
    match word {
        "met" => talk.pick("符合", "met"),
        "missing" => talk.pick("缺", "missing"),
        _ => talk.pick("无法判定", "not measurable"),
    }
    .to_owned()
}

fn status(talk: &Talk, word: &str) -> String {
    match word {
        "verified" => talk.pick("已核", "verified"),
        _ => talk.pick("凭记忆，待核", "recalled"),
    }
    .to_owned()
}

fn line_json(line: &Judged) -> serde_json::Value {
    let metres = line.rule.radius_m.zip(line.rule.minutes);
    json!({
        "place": line.line.place, "standard": line.standard, "edition": line.edition,
        "cite": line.cite, "clause": line.rule.clause, "rule": line.rule.id, "name": line.name,
        "kind": line.rule.kind, "level": line.rule.level,
        "must": line.rule.must, "verdict": line.line.verdict.word(),
        "people": line.line.people, "covered": line.line.covered,
        "radius_m": line.rule.radius_m, "minutes": line.rule.minutes,
        "implied_km_h": metres.and_then(|(m, min)| (min > 0.0).then(|| rounded(m / min * 0.06))),
        "need_m2": line.line.need_m2, "have_m2": line.line.have_m2,
        "missing_m2": line.line.missing_m2, "text": line.rule.status,
    })
}
