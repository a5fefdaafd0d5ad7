//! `access build`, `access rules`, `access refresh`.

use crate::args::access::BuildArgs;
use crate::commands::Face;
use crate::table::{Set, Table};
use app::access::build::{BuildRequest, build as run};
use app::{Error, Exit, Stop};
use serde_json::json;

/// Builds a map.
pub(crate) fn build(face: &mut Face<'_>, args: BuildArgs) -> anyhow::Result<Exit> {
    let request = BuildRequest {
        bbox: args.bbox.as_deref().map(bbox).transpose()?,
        file: args.file,
        out: args.out,
        rules: args.rules,
        elevation: args.elevation,
        estates: args.estates,
        gates: args.gates,
        datum: args.datum,
        memory_mb: args.memory,
        buildings: args.buildings,
    };
    let watch = app::clock::Stopwatch::start();
    // A build that is interrupted leaves nothing: the map is written beside and renamed.
    let stop = Stop::new();
    let progress = |progress| face.talk.progress(&progress);
    let done = run(&request, &stop, &progress)?;
    super::tell(face, &done.said);
    let took = watch.elapsed_ms();
    if face.json {
        face.out.json(&json!({
            "map": request.out.display().to_string(),
            "walk": done.walk,
            "drive": done.drive,
            "facilities": done.facilities,
            "buildings": done.buildings,
            "bytes": done.bytes,
            "took_ms": took,
        }))?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&[
        (face.talk.pick("网络", "network"), Set::Left),
        (face.talk.pick("节点", "vertices"), Set::Right),
        (face.talk.pick("边", "edges"), Set::Right),
        (face.talk.pick("千米", "km"), Set::Right),
        (face.talk.pick("路口", "junctions"), Set::Right),
        (face.talk.pick("块", "pieces"), Set::Right),
    ]);
    let walk = Some(&done.walk);
    let named = [
        (face.talk.pick("步行", "walking"), walk),
        (face.talk.pick("车行", "driving"), done.drive.as_ref()),
    ];
    for (name, stats) in named {
        let Some(stats) = stats else { continue };
        table.row(vec![
            name.to_owned(),
            stats.vertices.to_string(),
            stats.edges.to_string(),
            format!("{:.3}", stats.metres / 1000.0),
            stats.junctions.to_string(),
            stats.components.to_string(),
        ]);
    }
    face.out.text(&table.text())?;
    let (facilities, buildings) = (done.facilities, done.buildings);
    let out = request.out.display();
    face.talk.say(&match face.language() {
        diag::Language::Zh => {
            format!("{out}：设施 {facilities} 处，建筑 {buildings} 栋，用时 {took} 毫秒")
        }
        diag::Language::En => {
            format!("{out}: {facilities} facilities, {buildings} buildings, {took} ms")
        }
    });
    Ok(Exit::Done)
}

fn bbox(text: &str) -> Result<[f64; 4], Error> {
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    numbers.ok().and_then(|numbers| <[f64; 4]>::try_from(numbers).ok()).ok_or_else(|| {
        Error::wrong_use(
            format!("范围应为 西,南,东,北，实为 `{text}`"),
            format!("expected WEST,SOUTH,EAST,NORTH, found `{text}`"),
        )
    })
}

/// Prints the default rules.
pub(crate) fn rules(face: &mut Face<'_>) -> anyhow::Result<Exit> {
    if face.json {
        face.out.json(&json!({ "toml": app::access::build::DEFAULT_RULES }))?;
    } else {
        face.out.text(app::access::build::DEFAULT_RULES)?;
    }
    Ok(Exit::Done)
}

/// Brings the pack's circles up to its registers.
pub(crate) async fn refresh(face: &mut Face<'_>) -> anyhow::Result<Exit> {
    static STOP: Stop = Stop::new();
    let talk = face.talk;
    let progress = |progress| talk.progress(&progress);
    let work = app::access::refresh::refresh(&face.app, &STOP, &progress);
    let asked = || talk.say(talk.pick("正在停止…", "stopping…"));
    let done = Box::pin(app::until_interrupted(work, &STOP, asked)).await?;
    super::tell(face, &done.said);
    let exit = if done.stopped { Exit::Findings } else { Exit::Done };
    if done.stopped {
        face.talk.say(face.talk.pick(
            "已停止；再次运行同一命令即可继续",
            "stopped; the same command goes on where it stopped",
        ));
    }
    if face.json {
        for brought in &done.brought {
            face.out.json(&json!({
                "stream": brought.stream,
                "as_of": brought.as_of.to_string(),
                "added": brought.added,
                "corrected": brought.corrected,
                "repeated": brought.repeated,
                "snapshot": brought.snapshot,
            }))?;
        }
        return Ok(exit);
    }
    let mut table = Table::new(&[
        (face.talk.pick("记录流", "stream"), Set::Left),
        (face.talk.pick("日期", "as of"), Set::Left),
        (face.talk.pick("新增", "added"), Set::Right),
        (face.talk.pick("更正", "corrected"), Set::Right),
        (face.talk.pick("不变", "as before"), Set::Right),
    ]);
    for brought in &done.brought {
        table.row(vec![
            brought.stream.to_owned(),
            brought.as_of.to_string(),
            brought.added.to_string(),
            brought.corrected.to_string(),
            brought.repeated.to_string(),
        ]);
    }
    if !table.empty() {
        face.out.text(&table.text())?;
    }
    Ok(exit)
}
