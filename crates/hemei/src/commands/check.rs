//! `check`, `explain`, `test`.

use super::Face;
use crate::args::{CheckArgs, Format};
use app::{Error, Exit};
use diag::{Language, codes};
use serde_json::json;
use std::path::PathBuf;

/// Shows every finding of a pack.
pub(crate) async fn check(face: &mut Face<'_>, args: CheckArgs) -> anyhow::Result<Exit> {
    let dir = match args.folder {
        Some(folder) => folder,
        None => face.app.pack_dir()?.to_path_buf(),
    };
    let found = app::check::check(&dir, args.deep).await?;
    let language = face.language();
    let format = match (face.json, args.format) {
        (true, _) | (false, Format::Json) => diag::Format::Json,
        (false, Format::Full) => diag::Format::Full,
        (false, Format::Concise) => diag::Format::Concise,
    };
    let style = diag::Style { format, language, color: face.color };
    for (findings, sources) in found.groups.iter().filter(|(findings, _)| !findings.is_empty()) {
        face.out.text(&diag::render(findings, sources, style))?;
    }
    for (stage, why) in &found.unplanned {
        face.talk.warning(&format!("{stage}: {why}"));
    }
    face.out.flush()?;
    let [streams, models, indicators] = found.counts;
    let (errors, all) =
        (found.errors, found.groups.iter().map(|(list, _)| list.len()).sum::<usize>());
    let warnings = all - errors;
    face.talk.say(&match language {
        Language::Zh => format!(
            "{}：{errors} 处错误，{warnings} 处提醒（{streams} 个记录流，{models} 个中间表，{indicators} 个指标）",
            dir.display()
        ),
        Language::En => format!(
            "{}: {errors} errors, {warnings} warnings ({streams} streams, {models} models, \
             {indicators} indicators)",
            dir.display()
        ),
    });
    Ok(if errors == 0 && found.unplanned.is_empty() { Exit::Done } else { Exit::Findings })
}

/// Shows the page of a code, or the list of codes.
pub(crate) fn explain(face: &mut Face<'_>, code: Option<&str>) -> anyhow::Result<Exit> {
    let language = face.language();
    let Some(code) = code else {
        for info in codes::list() {
            let title = info.title();
            if face.json {
                face.out.json(&json!({"code": info.code.0, "title": title.get(language)}))?;
            } else {
                face.out.text(&format!("{}  {}", info.code.0, title.get(language)))?;
            }
        }
        return Ok(Exit::Done);
    };
    let Some(info) = codes::find(code) else {
        let ids = codes::list().map(|info| info.code.0);
        let near = district_near(code, ids);
        return Err(Error::refused(
            format!("没有代码 `{code}`"),
            format!("there is no code `{code}`"),
        )
        .help_text(near)
        .into());
    };
    let page = info.page(language);
    if face.json {
        face.out.json(&json!({"code": info.code.0, "page": page}))?;
    } else {
        face.out.text(page)?;
    }
    Ok(Exit::Done)
}

fn district_near(code: &str, ids: impl Iterator<Item = &'static str>) -> Option<diag::Text> {
    let near = district::did_you_mean(code, ids)?;
    Some(diag::Text::new(format!("是不是 `{near}`？"), format!("did you mean `{near}`?")))
}

/// Runs the pack's own tests.
pub(crate) async fn test(
    face: &mut Face<'_>,
    folder: Option<PathBuf>,
    only: Option<&str>,
) -> anyhow::Result<Exit> {
    let dir = match folder {
        Some(folder) => folder,
        None => face.app.pack_dir()?.to_path_buf(),
    };
    let outcome = app::pack_tests::test(&dir, only).await?;
    let language = face.language();
    for test in &outcome.tests {
        let passed = test.problems.is_empty();
        if face.json {
            let problems: Vec<&str> = test.problems.iter().map(|p| p.get(language)).collect();
            face.out.json(&json!({
                "test": test.name, "file": test.file, "passed": passed, "problems": problems,
            }))?;
            continue;
        }
        let word = if passed {
            face.talk.pick("通过", "ok")
        } else {
            face.talk.pick("不符", "differs")
        };
        face.out.text(&format!("{word}  {} ({})", test.name, test.file))?;
        for problem in &test.problems {
            face.out.text(&format!("    {}", problem.get(language)))?;
        }
    }
    face.out.flush()?;
    let all = outcome.tests.len();
    let passed = outcome.tests.iter().filter(|test| test.problems.is_empty()).count();
    face.talk.say(&match language {
        Language::Zh => format!("{all} 项测试，{passed} 项通过"),
        Language::En => format!("{passed} of {all} tests passed"),
    });
    Ok(if passed == all { Exit::Done } else { Exit::Findings })
}
