//! The words pages use for the stable keys of the program, in both languages.

use crate::domain::disposal::retention::FactKind;
use crate::domain::general::problem::Weight;
use crate::domain::general::wording::{Lang, Wording};
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

/// State of a volume, an item (that of its volume, or `taken_out`), a batch or a job.
pub fn state(key: &str) -> Badge {
    match key {
        "open" => badge("◔", say!("整理中", "Open"), "warn"),
        "closed" => badge("●", say!("已立卷", "Closed"), "ok"),
        "taken_out" => badge("↥", say!("已取出", "Taken out"), "warn"),
        "question" => badge("?", say!("待定", "Question"), "hold"),
        "queued" => badge("◌", say!("排队", "Queued"), "plain"),
        "running" => badge("▶", say!("进行中", "Running"), "info"),
        "done" => badge("✓", say!("完成", "Done"), "ok"),
        "failed" => badge("✕", say!("失败", "Failed"), "danger"),
        "cancelled" => badge("■", say!("已停止", "Stopped"), "plain"),
        "looked" => badge("◉", say!("阅览", "Looked at"), "plain"),
        "copied" => badge("⧉", say!("复制", "Copied"), "ok"),
        "not_found" => badge("∅", say!("查无", "Not found"), "warn"),
        "interrupted" => badge("⚡", say!("中断", "Interrupted"), "danger"),
        "unfinished" => badge("◔", say!("未完", "Unfinished"), "warn"),
        other => badge("·", Wording::same(other), "plain"),
    }
}

/// What a file that was put in has been found to be.
pub fn proof(key: &str) -> Badge {
    match key {
        "current" => badge("✓", say!("真件，现行", "Genuine, current"), "ok"),
        "changed" => badge("≠", say!("真件，记录已变", "Genuine, records changed"), "warn"),
        "genuine" => badge("✓", say!("真件", "Genuine"), "ok"),
        _ => badge("✕", say!("不是本馆的", "Not ours"), "danger"),
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
    match FactKind::from_key(key) {
        Some(FactKind::Scrapped) => say!("固定资产报废清理", "Asset scrapped"),
        Some(FactKind::Ended) => say!("协议终止、事项办结", "Agreement or matter ended"),
        Some(FactKind::AppraisedKeep) => say!("鉴定：继续保管", "Appraised: keep longer"),
        Some(FactKind::AppraisedDestroy) => say!("鉴定：可以销毁", "Appraised: may be destroyed"),
        None => Wording::same(key),
    }
}

pub fn job(kind: &str) -> Wording {
    match kind {
        "import_items" => say!("导入清单", "Import of a sheet"),
        "catalog_print" => say!("打印", "Print"),
        "catalog_proof" => say!("核对文件", "Check of a file"),
        "form_merge" => say!("按名单套印", "Merge with a sheet"),
        "catalog_export" => say!("导出目录", "Export of a catalog"),
        "list_export" => say!("导出列表", "Export of a list"),
        "due_export" => say!("导出到期清单", "Export of what is due"),
        "transfer_package" => say!("移交成套材料", "Transfer package"),
        "reindex" => say!("重建检索索引", "Rebuilding the index"),
        other => Wording::same(other),
    }
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
        "id_number" => say!("证号", "ID number"),
        "personal_no" => say!("个人编号", "Personal number"),
        other => Wording::same(other),
    }
}

/// Every deed an event can be of, for choosing among them.
pub const DEEDS: [&str; 35] = [
    "fonds_founded",
    "edition_added",
    "items_filed",
    "batch_begun",
    "batch_done",
    "sheet_repaired",
    "item_corrected",
    "item_taken_out",
    "item_put_in",
    "volume_entered",
    "item_refiled",
    "volume_reordered",
    "volume_retitled",
    "volume_closed",
    "volume_removed",
    "fact_recorded",
    "fact_withdrawn",
    "dates_recomputed",
    "register_packed",
    "catalog_made",
    "printer_measured",
    "basket_filled",
    "basket_lightened",
    "basket_emptied",
    "consulted",
    "copy_given",
    "nothing_found",
    "id_number_shown",
    "id_numbers_shown",
    "search_saved",
    "search_renamed",
    "search_removed",
    "job_started",
    "job_ended",
    "job_interrupted",
];

/// What an event says was done.
pub fn deed(what: &str) -> Wording {
    match what {
        "fonds_founded" => say!("建立全宗", "Fonds founded"),
        "edition_added" => say!("加入方案版本", "Edition of a scheme added"),
        "items_filed" => say!("归档", "Records filed"),
        "batch_begun" => say!("开始接收一批", "Batch begun"),
        "batch_done" => say!("一批接收完毕", "Batch finished"),
        "sheet_repaired" => say!("收件时改正", "Sheet mended before it was taken in"),
        "item_corrected" => say!("更正", "Corrected"),
        "item_taken_out" => say!("取出", "Taken out"),
        "item_put_in" => say!("放入", "Put in"),
        "volume_entered" => say!("录入", "Entered"),
        "item_refiled" => say!("改归", "Refiled"),
        "volume_reordered" => say!("调整卷内顺序", "Reordered"),
        "volume_retitled" => say!("改案卷题名", "Volume retitled"),
        "volume_closed" => say!("立卷", "Volume closed"),
        "volume_removed" => say!("撤去空卷", "Empty volume removed"),
        "fact_recorded" => say!("记录事实", "Fact recorded"),
        "fact_withdrawn" => say!("撤回事实", "Fact withdrawn"),
        "dates_recomputed" => say!("重算期限", "Dates derived anew"),
        "catalog_made" => say!("制成目录或表格", "Catalog or form made"),
        "printer_measured" => say!("登记打印机偏移", "Printer measured"),
        "register_packed" => say!("生成移交包", "Transfer package made"),
        "basket_filled" => say!("放入待办篮", "Put into the basket"),
        "basket_lightened" => say!("从待办篮拿出", "Taken out of the basket"),
        "basket_emptied" => say!("清空待办篮", "Basket emptied"),
        "consulted" => say!("查阅", "Consulted"),
        "copy_given" => say!("出具复制件", "Copy given"),
        "nothing_found" => say!("查无登记", "Nothing found, registered"),
        "id_number_shown" => say!("显示证件号", "ID number shown"),
        "id_numbers_shown" => say!("给出整件的证件号", "ID numbers of records shown"),
        "search_saved" => say!("存常用查询", "Search saved"),
        "search_renamed" => say!("常用查询改名", "Saved search renamed"),
        "search_removed" => say!("删常用查询", "Saved search removed"),
        "job_started" => say!("任务开始", "Job started"),
        "job_ended" => say!("任务结束", "Job ended"),
        "job_interrupted" => say!("任务中断", "Job interrupted"),
        other => Wording::same(other),
    }
}

/// What the act before this page did; the key travels in the address.
pub fn said(key: &str) -> Option<Wording> {
    Some(match key {
        "closed" => say!(
            "已立卷：档号已固定，备考表已写好。",
            "Closed: the codes are fixed and the 备考表 is written."
        ),
        "retitled" => {
            say!("案卷题名已改，原题名留在历史里。", "Retitled; the old title stands in the history.")
        }
        "reordered" => say!("顺序已调整，页号和档号已重排。", "Reordered; pages and codes follow."),
        "taken_out" => say!("已取出，后面的页号已前移。", "Taken out; the pages behind it closed up."),
        "put_in" => say!("已放入。", "Put in."),
        "entered" => say!("已录入，页号接着往下排。", "Entered; the page numbers run on."),
        "corrected" => {
            say!("已更正，原文和新文都留在历史里。", "Corrected; old and new stand in the history.")
        }
        "fact" => say!("已记录，鉴定日期已重新推算。", "Recorded; the date was derived anew."),
        "withdrawn" => say!("已撤回，鉴定日期已重新推算。", "Withdrawn; the date was derived anew."),
        "refiled" => say!("已改归，原档号留在历史里。", "Refiled; the old code stands in the history."),
        "removed" => say!("空卷已撤去。", "The empty volume was removed."),
        "kept" => say!(
            "文件已收到，还没有写入任何记录。下面是试读的结果。",
            "The file is here; no record was written. Below is what a dry run says."
        ),
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
    fn every_deed_that_can_be_chosen_has_words() {
        for key in DEEDS {
            assert_ne!(deed(key).zh, key);
        }
        // and every deed that has words can be chosen
        let source = include_str!("words.rs");
        let arms = source.split("pub fn deed(").nth(1).unwrap().split("other =>").next().unwrap();
        assert_eq!(arms.matches("\" => ").count(), DEEDS.len());
    }
}
