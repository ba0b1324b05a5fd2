//! How a transfer reads: its way, its arithmetic, what became of each line, which lines are listed.

use crate::acts::disposal::transferring::{
    TransferFate, TransferLineShown, TransferStageName, TransferSum, TransferView,
};
use crate::domain::general::masking::FreeText;
use crate::domain::general::wording::Wording;
use crate::say;
use crate::web::base::frame::{Frame, pairs};
use crate::web::base::words::Badge;

/// A part of the way a transfer goes.
pub struct TransferWay {
    pub name: Wording,
    pub mark: &'static str,
    pub said: Wording,
    pub is_now: bool,
}

/// The way, with what is behind the transfer and what comes; empty for one that was withdrawn.
pub fn way(stage: TransferStageName) -> Vec<TransferWay> {
    let names = [
        say!("检查", "Examine"),
        say!("装箱", "Pack"),
        say!("点交", "Hand over"),
        say!("回执", "Receipt"),
        say!("办结", "Done"),
    ];
    let at = match stage {
        TransferStageName::Draft => 0,
        TransferStageName::Examined => 1,
        TransferStageName::Packed => 2,
        TransferStageName::HandedOver => 3,
        TransferStageName::Done => names.len(),
        TransferStageName::Withdrawn => return Vec::new(),
    };
    let shown = |(own, name): (usize, Wording)| {
        let (mark, said) = match own.cmp(&at) {
            std::cmp::Ordering::Less => ("●", say!("已过", "done")),
            std::cmp::Ordering::Equal => ("◉", say!("现在", "now")),
            std::cmp::Ordering::Greater => ("○", say!("未到", "to come")),
        };
        TransferWay { name, mark, said, is_now: own == at }
    };
    names.into_iter().enumerate().map(shown).collect()
}

/// The stage as a badge.
pub fn transfer_badge(stage: TransferStageName) -> Badge {
    let (icon, tone) = match stage {
        TransferStageName::Draft => ("○", "plain"),
        TransferStageName::Examined => ("◔", "warn"),
        TransferStageName::Packed => ("◑", "info"),
        TransferStageName::HandedOver => ("◕", "warn"),
        TransferStageName::Done => ("✓", "ok"),
        TransferStageName::Withdrawn => ("✕", "plain"),
    };
    Badge { icon, word: stage.word(), tone }
}

/// `清单 300 卷 ＝ 退回 7 ＋ 已移交 293`
pub fn sum_in_words(sum: &TransferSum) -> Wording {
    let parts = [
        (sum.taken_out, say!("取出", "taken out")),
        (sum.unpacked, say!("未装箱", "in no carton")),
        (sum.packed, say!("已装箱", "packed")),
        (sum.accepted, say!("接收", "accepted")),
        (sum.returned, say!("退回", "returned")),
        (sum.transferred, say!("已移交", "transferred")),
    ];
    let told: Vec<&(usize, Wording)> = parts.iter().filter(|(count, _)| *count > 0).collect();
    let zh: Vec<String> = told.iter().map(|(count, word)| format!("{} {count}", word.zh)).collect();
    let en: Vec<String> = told.iter().map(|(count, word)| format!("{count} {}", word.en)).collect();
    let (listed, zh, en) = (sum.listed, zh.join(" ＋ "), en.join(" + "));
    say!("清单 {listed} 卷 ＝ {zh}", "{listed} volumes listed = {en}")
}

/// What has become of a line.
pub fn fate_badge(line: &TransferLineShown) -> Badge {
    let badge = |icon, word, tone| Badge { icon, word, tone };
    match &line.fate {
        TransferFate::Listed | TransferFate::Packed(_) if line.is_troubled() => {
            badge("✕", say!("有问题", "In trouble"), "danger")
        }
        TransferFate::Listed => badge("○", say!("未装箱", "In no carton"), "plain"),
        TransferFate::TakenOut(_) => badge("↥", say!("已取出", "Taken out"), "plain"),
        TransferFate::Packed(carton) => badge("◉", say!("第 {carton} 箱", "Carton {carton}"), "info"),
        TransferFate::Accepted => badge("✓", say!("接收", "Accepted"), "ok"),
        TransferFate::Returned(_) => badge("↩", say!("退回", "Returned"), "warn"),
        TransferFate::Transferred(day) => badge("⇥", say!("已移交 {day}", "Transferred {day}"), "plain"),
    }
}

/// Why a line left or came back, and what was explained of it.
pub fn said_of_line(line: &TransferLineShown) -> String {
    let mut said: Vec<&str> = Vec::new();
    if let TransferFate::TakenOut(reason) | TransferFate::Returned(reason) = &line.fate {
        said.push(reason);
    }
    said.extend(line.explained.iter().map(String::as_str));
    if !line.opening_reason.is_empty() {
        said.push(&line.opening_reason);
    }
    masked(&said.join("；"))
}

/// A text somebody wrote freely, its ID numbers masked.
pub fn masked(text: &str) -> String {
    FreeText::from(text).to_string()
}

/// A choice of lines, with how many there are.
pub struct TransferTab {
    pub name: Wording,
    pub count: usize,
    pub href: String,
    pub is_on: bool,
}

/// Whether a line is one of those asked for.
pub fn fits(only: &str, group: &str, shown: &TransferLineShown) -> bool {
    let is_of_group = group.is_empty() || group == shown.line.group.to_string();
    is_of_group
        && match only {
            "troubled" => shown.is_troubled(),
            "loose" => shown.fate == TransferFate::Listed,
            "unsaid" => matches!(shown.fate, TransferFate::Packed(_)),
            "returned" => matches!(shown.fate, TransferFate::Returned(_)),
            "left" => matches!(shown.fate, TransferFate::TakenOut(_)),
            _ => true,
        }
}

/// The choices that have lines, and the one made.
pub fn tabs(frame: &Frame, view: &TransferView, (only, group): (&str, &str)) -> Vec<TransferTab> {
    let is_out = view.handover.is_some();
    let names = [
        ("", say!("全部", "All")),
        ("troubled", say!("有问题", "In trouble")),
        ("loose", say!("未装箱", "In no carton")),
        ("unsaid", say!("没有回执", "No receipt")),
        ("returned", say!("退回", "Returned")),
        ("left", say!("已取出", "Taken out")),
    ];
    let tab = |(key, name): (&'static str, Wording)| {
        let count = view.lines.iter().filter(|shown| fits(key, "", shown)).count();
        let mut kept = pairs(&frame.query);
        kept.retain(|(name, _)| !["only", "page", "group"].contains(&name.as_str()));
        if !key.is_empty() {
            kept.push(("only".to_owned(), key.to_owned()));
        }
        let query = serde_urlencoded::to_string(&kept).unwrap_or_default();
        let href = format!("/transfers/{}?{query}#list", view.short.number);
        TransferTab { name, count, href, is_on: only == key && group.is_empty() }
    };
    let is_asked = |key: &str| match key {
        "unsaid" => is_out,
        "loose" => !is_out,
        _ => true,
    };
    let names = names.into_iter().filter(|(key, _)| is_asked(key));
    names.map(tab).filter(|tab| tab.count > 0 || tab.is_on).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_names_what_there_is_and_a_withdrawn_transfer_has_no_way() {
        let sum = TransferSum { listed: 300, returned: 7, transferred: 293, ..TransferSum::default() };
        assert_eq!(sum_in_words(&sum).zh, "清单 300 卷 ＝ 退回 7 ＋ 已移交 293");
        assert_eq!(sum_in_words(&sum).en, "300 volumes listed = 7 returned + 293 transferred");
        assert!(way(TransferStageName::Withdrawn).is_empty());
        let now: Vec<bool> = way(TransferStageName::Packed).iter().map(|part| part.is_now).collect();
        assert_eq!(now, [false, false, true, false, false]);
        assert!(way(TransferStageName::Done).iter().all(|part| part.mark == "●"));
    }
}
