//! Which lines of a batch's list are shown.

use crate::acts::disposal::disposing::{DisposalDecision, DisposalView, LineShown, VolumeFate};
use crate::domain::general::wording::Wording;
use crate::say;
use crate::web::base::frame::{Frame, pairs};

/// A choice of lines, with how many there are.
pub struct LinesTab {
    pub name: Wording,
    pub count: usize,
    pub href: String,
    pub is_on: bool,
}

/// Whether something keeps a line from being appraised or destroyed.
pub fn is_troubled(shown: &LineShown) -> bool {
    matches!(shown.fate, VolumeFate::Listed | VolumeFate::Decided(_))
        && shown.issues.iter().any(|issue| issue.is_blocking())
}

/// Whether a line is one of those asked for.
pub fn fits(only: &str, group: &str, shown: &LineShown) -> bool {
    let decided = |destroy: bool| match &shown.fate {
        VolumeFate::Decided(decided) => (decided.decision == DisposalDecision::Destroy) == destroy,
        VolumeFate::Destroyed(_) => destroy,
        _ => false,
    };
    let is_of_group = group.is_empty() || group == shown.line.group.to_string();
    is_of_group
        && match only {
            "troubled" => is_troubled(shown),
            "destroy" => decided(true),
            "kept" => decided(false),
            "left" => matches!(shown.fate, VolumeFate::TakenOut(_) | VolumeFate::KeptBack(_)),
            _ => true,
        }
}

/// The choices that have lines, and the one made.
pub fn tabs(frame: &Frame, view: &DisposalView, (only, group): (&str, &str)) -> Vec<LinesTab> {
    let names = [
        ("", say!("全部", "All")),
        ("troubled", say!("有问题", "In trouble")),
        ("destroy", say!("销毁", "Destroy")),
        ("kept", say!("不销毁", "Not destroyed")),
        ("left", say!("已离开", "Left")),
    ];
    let tab = |(key, name): (&'static str, Wording)| {
        let count = view.lines.iter().filter(|shown| fits(key, "", shown)).count();
        let mut kept = pairs(&frame.query);
        kept.retain(|(name, _)| !["only", "page", "group"].contains(&name.as_str()));
        if !key.is_empty() {
            kept.push(("only".to_owned(), key.to_owned()));
        }
        let query = serde_urlencoded::to_string(&kept).unwrap_or_default();
        let href = format!("/disposals/{}?{query}#list", view.short.number);
        LinesTab { name, count, href, is_on: only == key && group.is_empty() }
    };
    names.into_iter().map(tab).filter(|tab| tab.count > 0 || tab.is_on).collect()
}
