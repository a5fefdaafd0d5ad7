//! Every registered code has its two pages, whole.

use super::{HEADINGS, find, list};

#[test]
fn every_code_has_both_pages_with_all_headings() {
    let mut missing = Vec::new();
    for info in list() {
        let code = info.code.0;
        if !info.page_en.starts_with(&format!("# {code}: ")) {
            missing.push(format!("{code}.md does not begin with `# {code}: title`"));
        }
        if !info.page_zh.starts_with(&format!("# {code}：")) {
            missing.push(format!("{code}.zh.md does not begin with `# {code}：标题`"));
        }
        for (zh, en) in HEADINGS {
            for (page, heading, name) in [(info.page_zh, zh, "zh.md"), (info.page_en, en, "md")] {
                let found = page.lines().position(|line| line == heading);
                let written = found.is_some_and(|at| {
                    page.lines()
                        .skip(at + 1)
                        .find(|l| !l.is_empty())
                        .is_some_and(|l| !l.starts_with('#'))
                });
                if !written {
                    missing.push(format!("{code}.{name} has nothing under `{heading}`"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn codes_are_unique_in_order_and_found() {
    let codes: Vec<&str> = list().map(|info| info.code.0).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(codes, sorted);
    for code in codes {
        assert_eq!(find(&code.to_lowercase()).unwrap().code.0, code);
    }
    assert!(find("E9999").is_none());
}
