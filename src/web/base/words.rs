//! The words pages use for the stable keys of the program, in both languages.

use crate::domain::disposal::foreseen::ChangeState;
use crate::domain::disposal::hold::HoldState;
use crate::domain::disposal::retention::FactKind;
use crate::domain::general::problem::Weight;
use crate::domain::general::wording::{Lang, Wording};
use crate::domain::records::states::{BatchStanding, ItemState, JobStanding};
use crate::domain::using::consultation::UseManner;
use crate::domain::values::period::RetentionPeriod;
use crate::say;

/// `50000` → `50,000`
pub fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0 { format!("-{text}") } else { text }
}

/// Icon, word and colour: a state is always shown by all three.
#[derive(Clone, Debug)]
pub struct Badge {
    pub icon: &'static str,
    pub word: Wording,
    /// Suffix of the style class.
    pub tone: &'static str,
}

fn badge(icon: &'static str, word: Wording, tone: &'static str) -> Badge {
    Badge { icon, word, tone }
}

/// State of a volume, an item or a job, or what was given, by its key: keys that several have mean the same.
pub fn state(key: &str) -> Badge {
    let record = ItemState::from_key(key).map(item);
    let job = || JobStanding::from_key(key).map(job);
    let given = || UseManner::from_key(key).map(given);
    record.or_else(job).or_else(given).unwrap_or_else(|| badge("·", Wording::same(key), "plain"))
}

fn item(state: ItemState) -> Badge {
    let (icon, tone) = match state {
        ItemState::Open => ("◔", "warn"),
        ItemState::Closed => ("●", "ok"),
        ItemState::TakenOut => ("↥", "warn"),
        ItemState::Destroyed => ("⊘", "plain"),
        ItemState::Transferred => ("⇥", "plain"),
    };
    badge(icon, state.word(), tone)
}

fn job(standing: JobStanding) -> Badge {
    let (icon, tone) = match standing {
        JobStanding::Queued => ("◌", "plain"),
        JobStanding::Running => ("▶", "info"),
        JobStanding::Done => ("✓", "ok"),
        JobStanding::Failed => ("✕", "danger"),
        JobStanding::Cancelled => ("■", "plain"),
        JobStanding::Interrupted => ("⚡", "danger"),
    };
    badge(icon, standing.word(), tone)
}

fn given(given: UseManner) -> Badge {
    let (icon, tone) = match given {
        UseManner::Looked => ("◉", "plain"),
        UseManner::Copied => ("⧉", "ok"),
        UseManner::NotFound => ("∅", "warn"),
    };
    badge(icon, given.word(), tone)
}

/// State of a batch.
pub fn batch(standing: BatchStanding) -> Badge {
    match standing {
        BatchStanding::Running => badge("◔", standing.word(), "warn"),
        BatchStanding::Done => badge("✓", standing.word(), "ok"),
        BatchStanding::TakenBack => badge("↩", standing.word(), "plain"),
    }
}

/// State of a hold.
pub fn hold(state: HoldState) -> Badge {
    match state {
        HoldState::Holding => badge("🔒", state.word(), "hold"),
        HoldState::LiftAsked => badge("◌", state.word(), "warn"),
        HoldState::Lifted => badge("✓", state.word(), "ok"),
    }
}

/// State of a change of schedules.
pub fn schedule_change(state: ChangeState) -> Badge {
    match state {
        ChangeState::Proposed => badge("◌", state.word(), "warn"),
        ChangeState::Applied => badge("✓", state.word(), "ok"),
        ChangeState::Withdrawn => badge("↩", state.word(), "plain"),
    }
}

/// What a file that was put in has been found to be.
pub fn proof(key: &str) -> Badge {
    match key {
        "current" => badge("✓", say!("真件，现行", "Genuine, current"), "ok"),
        "changed" => badge("≠", say!("真件，记录已变", "Genuine, records changed"), "warn"),
        "genuine" => badge("✓", say!("真件", "Genuine"), "ok"),
        _ => badge("✕", say!("不是本单位的", "Not ours"), "danger"),
    }
}

/// How much a problem stands in the way.
pub fn weight(weight: Weight) -> Badge {
    match weight {
        Weight::Notice => badge("i", say!("提示", "Notice"), "info"),
        Weight::Ask => badge("?", say!("要您定", "To decide"), "warn"),
        Weight::Refuse => badge("✕", say!("要改正", "To correct"), "danger"),
    }
}

/// A period from its key: `permanent`, `30`.
pub fn period(key: &str) -> Wording {
    match RetentionPeriod::from_key(key) {
        Some(period) => Wording::new(period.to_string(), period.in_english()),
        None => Wording::same(key),
    }
}

pub fn fact(key: &str) -> Wording {
    FactKind::from_key(key).map_or_else(|| Wording::same(key), FactKind::word)
}

/// Counts a job may report, in the order they are told.
pub fn counts() -> [(&'static str, Wording); 9] {
    [
        ("read", say!("读到的行", "Rows read")),
        ("accepted", say!("可以收的", "Could be taken")),
        ("written", say!("已归档", "Filed")),
        ("resumed", say!("上次已归档", "Filed before")),
        ("problems_total", say!("问题", "Problems")),
        ("changed_total", say!("统一了写法", "Normalised")),
        ("rows", say!("行", "Rows")),
        ("pages", say!("页", "Pages")),
        ("volumes", say!("案卷", "Volumes")),
    ]
}

/// Name of a facet.
pub fn facet(name: &str) -> Wording {
    match name {
        "fonds" => say!("全宗", "Fonds"),
        "kind" => say!("件或案卷", "Records or volumes"),
        "year" => say!("年度", "Year"),
        "class_id" => say!("类别", "Class"),
        "step_id" => say!("业务环节", "Step"),
        "period" => say!("保管期限", "Period"),
        "state" => say!("状态", "State"),
        other => Wording::same(other),
    }
}

/// Field of a record.
pub fn field(key: &str) -> Wording {
    match key {
        "title" => say!("题名", "Title"),
        "creator" => say!("责任者", "Creator"),
        "doc_number" => say!("文号", "Document number"),
        "date" => say!("日期", "Date"),
        "date_end" => say!("止日期", "Last date"),
        "pages" => say!("页数", "Pages"),
        "secrecy" => say!("密级", "Secrecy"),
        "medium" => say!("载体", "Medium"),
        "remarks" => say!("备注", "Remarks"),
        "persons" => say!("人员", "Persons"),
        "units" => say!("单位", "Units"),
        "more" => say!("其他栏目", "Other columns"),
        "unit_name" => say!("单位", "Unit"),
        "unit_number" => say!("单位编号", "Unit number"),
        "person_name" => say!("姓名", "Person"),
        "id_number" => say!("身份证号", "ID number"),
        "personal_no" => say!("个人编号", "Personal number"),
        other => Wording::same(other),
    }
}

/// What the act before this page did; the key travels in the address.
pub fn said(key: &str) -> Option<Wording> {
    Some(match key {
        "password" => say!(
            "口令已改，别处的登录已全部退出。",
            "The password is changed; every other session has ended."
        ),
        "second_factor_ended" => say!("动态验证码已停用。", "The second factor is off."),
        "sessions_ended" => say!("其他登录已全部退出。", "Every other session has ended."),
        "token_ended" => say!("令牌已注销。", "The token works no more."),
        "account_changed" => say!("账号已改。", "The account is changed."),
        "post_proposed" => {
            say!("已提出，等另一位安全管理员批准。", "Proposed; it waits for another person's approval.")
        }
        "post_given" => {
            say!("岗位已授予，本人要重新登录。", "The post is given; the person must sign in anew.")
        }
        "post_withdrawn" => {
            say!("岗位已收回，本人的登录已退出。", "The post is withdrawn; the person's sessions have ended.")
        }
        "closed" => say!(
            "已立卷：档号已固定，备考表已写好。",
            "Closed: the codes are fixed and the 备考表 is written."
        ),
        "retitled" => {
            say!("案卷题名已改，原题名留在历史里。", "Retitled; the old title stands in the history.")
        }
        "begun" => say!("新卷已立，可以录入。", "The volume is begun; enter its records."),
        "split" => say!(
            "已分卷：下面是分出的新卷，两卷的页号都从 1 起。",
            "Split: this is the new volume; the pages of both run from 1."
        ),
        "joined" => say!("已并卷，空出的一卷已删除。", "Joined; the volume left empty was removed."),
        "reordered" => say!("顺序已调整，页号和档号已重排。", "Reordered; pages and codes follow."),
        "taken_out" => say!("已取出，后面的页号已前移。", "Taken out; the pages behind it closed up."),
        "put_in" => say!("已放入。", "Put in."),
        "entered" => say!("已录入，页号接着往下排。", "Entered; the page numbers run on."),
        "corrected" => {
            say!("已更正，原文和新文都留在历史里。", "Corrected; old and new stand in the history.")
        }
        "amended" => say!(
            "已修改，原文和新文都留在历史里；可以整个撤销。",
            "Changed; old and new stand in the history, and it can be undone as a whole."
        ),
        "undone" => say!("已撤销，恢复为原文。", "Undone; the old texts stand again."),
        "fact" => say!("已记录，鉴定日期已重新推算。", "Recorded; the date was derived anew."),
        "adopted" => say!("已启用。", "Adopted."),
        "scheme_ended" => say!(
            "已停用：此日以后形成的材料不再归入它，已归的不动。",
            "Its use is ended: papers formed later are not filed under it; those filed stay."
        ),
        "scheme_resumed" => say!("停用已撤销，继续使用。", "It is used on, without an end."),
        "withdrawn" => say!("已撤回，鉴定日期已重新推算。", "Withdrawn; the date was derived anew."),
        "refiled" => say!("已改归，原档号留在历史里。", "Refiled; the old code stands in the history."),
        "taken_back" => say!(
            "整批已退回：件已从案卷里撤出，批次和每行的说明都留着。",
            "Taken back: its records are gone from their volumes; the batch and what was said of its rows stay."
        ),
        "removed" => say!("空卷已删除。", "The empty volume was removed."),
        "printer_measured" => say!(
            "偏移已记下；扣除后再打一张校准页复核。",
            "The offset is kept; print the test page once more with it taken off."
        ),
        "search_saved" => say!("已存为常用查询，随时可点。", "Saved; it is one click away from now on."),
        "search_renamed" => say!("常用查询已改名。", "The saved search has its new name."),
        "search_removed" => say!("常用查询已删去。", "The saved search was removed."),
        "reading_stopped" => say!(
            "试读已停下，清单还在收件箱里，没有写入任何记录。",
            "The dry run was stopped; the sheet is still in the inbox, nothing was written."
        ),
        "taken" => say!("已收下，就在这一卷里。", "Taken in: it is all in this volume."),
        "mended" => say!(
            "改正已记下，并重新试读了一遍；清单原文没有动。",
            "The repair is kept and the sheet was read again; the sheet itself was not touched."
        ),
        "cancelling" => {
            say!("已请任务停下；已完成的部分保留。", "The job was asked to stop; what is done stays.")
        }
        _ => return said_of_handovers(key),
    })
}

fn said_of_handovers(key: &str) -> Option<Wording> {
    Some(match key {
        "handover_made" => say!(
            "已移交，等档案室核收。打印一式两份，双方签字各存一份。",
            "Handed in; the archive checks it. Print two copies, one for each side."
        ),
        "papers_accepted" => say!("已接收。", "Accepted."),
        "papers_returned" => say!("已退回，原因留在交接单里。", "Returned; the reason stays."),
        _ => return said_of_holds(key),
    })
}

fn said_of_holds(key: &str) -> Option<Wording> {
    Some(match key {
        "hold_placed" => say!("已冻结。", "The hold is placed."),
        "lift_asked" => {
            say!("已申请解冻，等第二人同意。", "Asked to be lifted; it waits for another person.")
        }
        "hold_lifted" => say!("已解冻，冻结记录留存。", "Lifted; the hold stays on record."),
        "hold_kept" => say!("维持冻结。", "The hold stays."),
        "change_proposed" => say!("已提出，清单已登记。", "Proposed; its list is registered."),
        "change_applied" => say!("已执行，期限已改。", "Applied; the dates are written."),
        "change_withdrawn" => say!("已撤回。", "Withdrawn."),
        _ => return said_of_disposals(key),
    })
}

fn said_of_disposals(key: &str) -> Option<Wording> {
    Some(match key {
        "disposal_opened" => {
            say!("已建立批次，清单从此不变。", "The batch is opened; its list never changes.")
        }
        "disposal_step" => say!("已记下。", "It is written down."),
        "disposal_papers_filed" => say!("已归档，永久保管。", "Filed; kept permanently."),
        "disposal_split" => say!("已分出，另建一批。", "Parted; this is the new batch."),
        "disposal_voted" => say!("已投票，还可以改。", "Your vote is written down; it can be changed."),
        "disposal_taken_out" => say!("已取出，理由留在批次里。", "Taken out; the reason stays in the batch."),
        "disposal_kept_out" => {
            say!("已定为抽出，卷销毁时另立卷。", "It stays, and is refiled when its volume is destroyed.")
        }
        "disposal_kept_back" => {
            say!("已保留，不随本批销毁。", "Kept back: it is not destroyed with this batch.")
        }
        "cycle_opened" => say!("批次已建立，未列入的见下。", "Opened; what is left out stands below."),
        "disposal_withdrawn" => say!("批次已作废。", "The batch is withdrawn."),
        _ => return said_of_transfers(key),
    })
}

fn said_of_transfers(key: &str) -> Option<Wording> {
    Some(match key {
        "transfer_opened" => {
            say!("已建立移交批次，清单从此不变。", "The transfer is opened; its list never changes.")
        }
        "transfer_step" => say!("已登记。", "It is recorded."),
        "transfer_taken_out" => {
            say!("已取出，理由留在批次里。", "Taken out; the reason stays in the transfer.")
        }
        "transfer_receipt" => say!("回执已读入，逐卷相符。", "The receipt is read; every volume agrees."),
        "transfer_finished" => say!(
            "已办结：接收的案卷已移交，退回的仍在本单位。",
            "Done: what was accepted is transferred, what was returned stays here."
        ),
        "transfer_withdrawn" => say!("移交批次已作废。", "The transfer is withdrawn."),
        _ => return None,
    })
}

/// Where in the volume, as people say it.
pub fn pages(lang: Lang, from: u32, to: u32) -> String {
    let (zh, en) = match from == to {
        true => (format!("第 {from} 页"), format!("p. {from}")),
        false => (format!("第 {from}–{to} 页"), format!("pp. {from}–{to}")),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let cases =
            [(0, "0"), (999, "999"), (1000, "1,000"), (-1234567, "-1,234,567"), (20_000_000, "20,000,000")];
        for (number, text) in cases {
            assert_eq!(thousands(number), text);
        }
    }

    #[test]
    fn every_state_has_an_icon_of_its_own() {
        let records = ItemState::ALL.iter().map(|state| state.key());
        let jobs = JobStanding::ALL.iter().map(|state| state.key());
        let shown: Vec<&str> =
            records.chain(jobs).chain(UseManner::ALL.iter().map(|given| given.key())).collect();
        for (at, key) in shown.iter().enumerate() {
            let badge = state(key);
            assert_ne!(badge.icon, "·", "{key}");
            assert_ne!(badge.word.zh, *key, "{key}");
            let same: Vec<_> = shown[..at].iter().filter(|other| state(other).icon == badge.icon).collect();
            assert!(same.is_empty(), "{key} looks like {same:?}");
        }
    }
}
