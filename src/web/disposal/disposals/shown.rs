//! How a batch reads: its way, its arithmetic, what was decided and what became of each line.

use crate::acts::disposal::disposing::{
    Arithmetic, Decided, DisposalDecision, LineShown, StageName, VolumeFate, VoteShown,
};
use crate::domain::general::wording::Wording;
use crate::say;
use crate::web::base::words::{self, Badge};

/// A part of the way a batch goes.
pub struct StageShown {
    pub name: Wording,
    pub mark: &'static str,
    pub said: Wording,
    pub is_now: bool,
}

/// The way, with what is behind the batch and what comes; empty for a batch that was withdrawn.
pub fn way(stage: StageName) -> Vec<StageShown> {
    let names = [
        say!("检查", "Examine"),
        say!("表决", "Vote"),
        say!("意见书", "Opinion"),
        say!("审批", "Approve"),
        say!("备案", "Report"),
        say!("静置", "Wait"),
        say!("监销", "Destroy"),
        say!("办结", "Done"),
    ];
    let at = match stage {
        StageName::Draft => 0,
        StageName::Examined => 1,
        StageName::Appraised => 2,
        StageName::Opinion => 3,
        StageName::Approved => 4,
        StageName::Waiting => 5,
        StageName::Destroying => 6,
        StageName::Done => names.len(),
        StageName::Withdrawn => return Vec::new(),
    };
    let shown = |(own, name): (usize, Wording)| {
        let (mark, said) = match own.cmp(&at) {
            std::cmp::Ordering::Less => ("●", say!("已过", "done")),
            std::cmp::Ordering::Equal => ("◉", say!("现在", "now")),
            std::cmp::Ordering::Greater => ("○", say!("未到", "to come")),
        };
        StageShown { name, mark, said, is_now: own == at }
    };
    names.into_iter().enumerate().map(shown).collect()
}

/// The stage as a badge.
pub fn stage_badge(stage: StageName) -> Badge {
    let (icon, tone) = match stage {
        StageName::Draft => ("○", "plain"),
        StageName::Examined | StageName::Appraised | StageName::Opinion => ("◔", "warn"),
        StageName::Approved | StageName::Waiting => ("◑", "info"),
        StageName::Destroying => ("◕", "danger"),
        StageName::Done => ("✓", "ok"),
        StageName::Withdrawn => ("✕", "plain"),
    };
    Badge { icon, word: stage.word(), tone }
}

/// `清单 285 卷 ＝ 取出 1 ＋ 转永久 18 ＋ 待销毁 266`
pub fn sum_of_lines(sum: &Arithmetic) -> Wording {
    let parts = [
        (sum.taken_out, say!("取出", "taken out")),
        (sum.kept_on, say!("续存", "kept on")),
        (sum.permanent, say!("转永久", "permanent")),
        (sum.transferred, say!("移交", "transferred")),
        (sum.kept_back, say!("保留", "kept back")),
        (sum.undecided, say!("未定", "undecided")),
        (sum.to_destroy, say!("待销毁", "to be destroyed")),
        (sum.destroyed, say!("已销毁", "destroyed")),
    ];
    let told: Vec<&(usize, Wording)> = parts.iter().filter(|(count, _)| *count > 0).collect();
    let zh: Vec<String> = told.iter().map(|(count, word)| format!("{} {count}", word.zh)).collect();
    let en: Vec<String> = told.iter().map(|(count, word)| format!("{count} {}", word.en)).collect();
    let (listed, zh, en) = (sum.listed, zh.join(" ＋ "), en.join(" + "));
    say!("清单 {listed} 卷 ＝ {zh}", "{listed} volumes listed = {en}")
}

/// A decision with the new period of what is kept on.
pub fn decided_as(decided: &Decided) -> Wording {
    let word = decided.decision.word();
    match decided.period {
        Some(period) => {
            let period = words::period(&period.key());
            Wording::new(format!("{} {}", word.zh, period.zh), format!("{} {}", word.en, period.en))
        }
        None => word,
    }
}

/// Whether all said one thing, some nothing yet, or they differ.
pub fn verdict(votes: &[VoteShown]) -> Badge {
    let said: Vec<&Decided> = votes.iter().filter_map(|vote| vote.decided.as_ref()).collect();
    let (have, all) = (said.len(), votes.len());
    match said.first() {
        Some(first) if said.iter().any(|other| other != first) => {
            Badge { icon: "✗", word: say!("意见不一致", "They differ"), tone: "warn" }
        }
        _ if all == 0 => Badge { icon: "◌", word: say!("未表决", "No vote yet"), tone: "plain" },
        _ if have < all => {
            Badge {
                icon: "◌", word: say!("已表决 {have}/{all}", "{have} of {all} voted"), tone: "plain"
            }
        }
        Some(first) if first.decision == DisposalDecision::Undecided => {
            Badge { icon: "✗", word: say!("都待定", "All undecided"), tone: "warn" }
        }
        Some(first) => {
            let Wording { zh, en } = decided_as(first);
            Badge { icon: "✓", word: say!("一致：{zh}", "All: {en}"), tone: "ok" }
        }
        None => Badge { icon: "◌", word: say!("未表决", "No vote yet"), tone: "plain" },
    }
}

/// Who says what: `张 销毁；王 续存 30 年（涉诉）`.
pub fn told_votes(votes: &[VoteShown]) -> Wording {
    let one = |vote: &VoteShown| {
        let said = vote.decided.as_ref().map_or_else(|| Wording::same("…"), decided_as);
        let reason = vote.reason.to_string();
        let name = &vote.name;
        match reason.is_empty() {
            true => (format!("{name} {}", said.zh), format!("{name}: {}", said.en)),
            false => (format!("{name} {}（{reason}）", said.zh), format!("{name}: {} ({reason})", said.en)),
        }
    };
    let (zh, en): (Vec<String>, Vec<String>) = votes.iter().map(one).unzip();
    Wording { zh: zh.join("；"), en: en.join("; ") }
}

/// What has become of a line.
pub fn fate_badge(line: &LineShown) -> Badge {
    let badge = |icon, word, tone| Badge { icon, word, tone };
    match &line.fate {
        VolumeFate::Listed if line.issues.iter().any(|issue| issue.is_blocking()) => {
            badge("✕", say!("有问题", "In trouble"), "danger")
        }
        VolumeFate::Listed => badge("○", say!("待鉴定", "To be appraised"), "plain"),
        VolumeFate::TakenOut(_) => badge("↥", say!("已取出", "Taken out"), "plain"),
        VolumeFate::KeptBack(_) => badge("⚑", say!("保留", "Kept back"), "hold"),
        VolumeFate::Destroyed(day) => badge("⊘", say!("已销毁 {day}", "Destroyed {day}"), "plain"),
        VolumeFate::Decided(decided) => {
            let tone = if decided.decision == DisposalDecision::Destroy { "warn" } else { "info" };
            badge("◉", decided_as(decided), tone)
        }
    }
}

/// Why a line left, if it did.
pub fn left_because(line: &LineShown) -> String {
    match &line.fate {
        VolumeFate::TakenOut(reason) | VolumeFate::KeptBack(reason) => reason.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::general::masking::FreeText;
    use crate::domain::values::period::RetentionPeriod;

    fn vote(decided: Option<Decided>) -> VoteShown {
        VoteShown { account: 1, name: "张".into(), decided, reason: FreeText::default() }
    }

    fn says(decision: DisposalDecision, period: Option<RetentionPeriod>) -> Option<Decided> {
        Some(Decided { decision, period })
    }

    #[test]
    fn the_arithmetic_names_what_there_is_and_sums_up() {
        let sum =
            Arithmetic { listed: 285, kept_on: 1, permanent: 18, destroyed: 266, ..Arithmetic::default() };
        let told = sum_of_lines(&sum);
        assert_eq!(told.zh, "清单 285 卷 ＝ 续存 1 ＋ 转永久 18 ＋ 已销毁 266");
        assert_eq!(told.en, "285 volumes listed = 1 kept on + 18 permanent + 266 destroyed");
    }

    #[test]
    fn a_period_that_differs_is_no_agreement() {
        use DisposalDecision::{Destroy, Keep, Undecided};
        let years = |years| Some(RetentionPeriod::Years(years));
        let icon = |votes: &[VoteShown]| verdict(votes).icon;
        assert_eq!(icon(&[vote(says(Keep, years(30))), vote(says(Keep, years(50)))]), "✗");
        assert_eq!(icon(&[vote(says(Destroy, None)), vote(None)]), "◌");
        assert_eq!(icon(&[vote(says(Undecided, None)), vote(says(Undecided, None))]), "✗");
        assert_eq!(icon(&[]), "◌");
        let all = verdict(&[vote(says(Keep, years(30))), vote(says(Keep, years(30)))]);
        assert_eq!((all.icon, all.word.zh.as_str()), ("✓", "一致：续存 30年"));
    }

    #[test]
    fn the_bar_has_one_place_that_is_now_until_it_is_done() {
        for stage in StageName::ALL.iter().copied() {
            let now = way(stage).iter().filter(|part| part.is_now).count();
            let has_ended = matches!(stage, StageName::Done | StageName::Withdrawn);
            assert_eq!(now, usize::from(!has_ended), "{stage:?}");
        }
        assert!(way(StageName::Done).iter().all(|part| part.mark == "●"));
    }
}
