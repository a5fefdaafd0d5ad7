//! `access site`: where one more would help.

use super::{cell, ground, people, rounded, tell, write};
use crate::args::access::{ByWord, SiteArgs};
use crate::commands::Face;
use crate::table::{Set, Table};
use app::Exit;
use app::access::shapes;
use app::access::siting::{By, How, SiteRequest, Sited, site as run};
use diag::Language;
use serde_json::json;

/// Finds the best places.
pub(crate) async fn site(face: &mut Face<'_>, args: SiteArgs) -> anyhow::Result<Exit> {
    let ground = ground(face, &args.ask).await?;
    let candidates = match &args.candidates {
        Some(path) => {
            let (found, said) = shapes::candidates(&ground, path, args.ask.datum.as_deref())?;
            tell(face, &said);
            found
        }
        None => Vec::new(),
    };
    let csv = args.ask.csv;
    let (walker, out) = (args.ask.profile.clone(), args.ask.out.clone());
    let request = request(args, candidates);
    let sited = run(&ground, walker.as_deref(), &request)?;
    tell(face, &sited.said);
    write(face, out.as_deref(), &shapes::surface(&ground, &sited))?;
    if face.json {
        return json_of(face, &request, &sited);
    }
    if csv {
        face.out.text("id,place,lon,lat,gain")?;
        for candidate in &sited.surface {
            let (id, place) = (cell(&candidate.id), cell(&candidate.place));
            let (at, gain) = (candidate.at, candidate.gain);
            face.out.text(&format!("{id},{place},{},{},{gain}", at.lon, at.lat))?;
        }
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&[
        ("", Set::Right),
        (face.talk.pick("候选点", "candidate"), Set::Left),
        (face.talk.pick("地点", "place"), Set::Left),
        (face.talk.pick("经度", "lon"), Set::Right),
        (face.talk.pick("纬度", "lat"), Set::Right),
        (gain_name(face, request.by), Set::Right),
        (face.talk.pick("单独增益", "alone"), Set::Right),
    ]);
    for (rank, pick) in sited.picks().into_iter().enumerate() {
        table.row(vec![
            (rank + 1).to_string(),
            pick.candidate.id,
            super::place_name(face, &ground, &pick.candidate.place),
            format!("{:.5}", pick.candidate.at.lon),
            format!("{:.5}", pick.candidate.at.lat),
            people(pick.gain),
            people(pick.candidate.gain),
        ]);
    }
    if table.empty() {
        face.out.text(face.talk.pick("没有一处能带来增益", "no candidate would gain anything"))?;
    } else {
        face.out.text(&table.text())?;
    }
    let fewer = sited.choice.picks.len();
    if (1..request.add).contains(&fewer) {
        face.out.text(&match face.language() {
            Language::Zh => format!("再多也无增益：{fewer} 处已足够"),
            Language::En => format!("more would gain nothing: {fewer} are enough"),
        })?;
    }
    summary(face, &request, &sited)?;
    Ok(Exit::Done)
}

fn request(args: SiteArgs, candidates: Vec<app::access::Facility>) -> SiteRequest {
    SiteRequest {
        kind: args.kind,
        minutes: args.minutes,
        add: args.add,
        by: match args.by {
            ByWord::Covered => By::Covered,
            ByWord::MeanWalk => By::MeanWalk,
            ByWord::Capacity => By::Capacity,
        },
        how: match (args.exact, args.milp) {
            (true, _) => How::Exact,
            (false, true) => How::Milp,
            (false, false) => How::Greedy,
        },
        capacity: args.capacity,
        candidates,
    }
}

fn gain_name<'a>(face: &Face<'a>, by: By) -> &'a str {
    match by {
        By::Covered => face.talk.pick("新增覆盖人数", "people gained"),
        By::MeanWalk => face.talk.pick("节省人·分钟", "person-minutes saved"),
        By::Capacity => face.talk.pick("新增服务人数", "people served"),
    }
}

fn summary(face: &mut Face<'_>, request: &SiteRequest, sited: &Sited) -> anyhow::Result<()> {
    let language = face.language();
    let (before, after, all) = (sited.before, sited.after, sited.people);
    let share = |part: f64| super::percent(part, all);
    let line = match (request.by, language) {
        (By::MeanWalk, Language::Zh) => format!("平均步行 {before:.2} → {after:.2} 分钟"),
        (By::MeanWalk, Language::En) => format!("mean walk {before:.2} → {after:.2} minutes"),
        (_, Language::Zh) => format!(
            "{} → {} 人（{} % → {} %）",
            people(before),
            people(after),
            share(before),
            share(after)
        ),
        (_, Language::En) => format!(
            "{} → {} people ({} % → {} %)",
            people(before),
            people(after),
            share(before),
            share(after)
        ),
    };
    face.out.text(&line)?;
    let (nodes, bound) = (sited.choice.nodes, sited.choice.bound);
    let proof = match (sited.proved(), language) {
        (true, Language::Zh) => format!("已证明最优（{nodes} 个分支）"),
        (true, Language::En) => format!("proved to be the best ({nodes} branches)"),
        (false, Language::Zh) => {
            format!("未证明最优：任何选法的增益不超过 {}；--exact 给出最优与证明", people(bound))
        }
        (false, Language::En) => format!(
            "not proved: no choice gains more than {}; --exact finds the optimum with its proof",
            people(bound)
        ),
    };
    face.out.text(&proof)?;
    Ok(())
}

fn json_of(face: &mut Face<'_>, request: &SiteRequest, sited: &Sited) -> anyhow::Result<Exit> {
    let picks: Vec<_> = sited
        .picks()
        .into_iter()
        .map(|pick| {
            let candidate = pick.candidate;
            json!({
                "id": candidate.id, "place": candidate.place,
                "lon": candidate.at.lon, "lat": candidate.at.lat,
                "gain": rounded(pick.gain), "alone": rounded(candidate.gain),
            })
        })
        .collect();
    face.out.json(&json!({
        "kind": request.kind,
        "minutes": request.minutes,
        "picks": picks,
        "gain": rounded(sited.choice.value),
        "bound": rounded(sited.choice.bound),
        "proved": sited.proved(),
        "nodes": sited.choice.nodes,
        "before": rounded(sited.before),
        "after": rounded(sited.after),
        "people": sited.people,
    }))?;
    Ok(Exit::Done)
}
