//! Invented rows (region 990000) for every kind of catalog, with the troubles real ones have.

use guidang::catalog::{
    DocNumberRow, DueListRow, Head, PrintedItem, PrintedPerson, PrintedUnit, PrintedVolume, Statement,
    SummaryRow,
};
use guidang::domain::catalogs::finding_aid::{DueSumRow, FreeRow, LineKind, ReasonRow, note_mark};
use guidang::domain::values::date::RecordDate;
use guidang::domain::values::period::RetentionPeriod;

pub const FORMULA: &str = "=HYPERLINK(\"http://x\",\"a\")";
pub const MARKUP: &str = "<img src=x onerror=alert(1)>";

fn date(iso: &str) -> Option<RecordDate> {
    RecordDate::from_iso(iso)
}

pub fn head() -> Head {
    Head {
        fonds: "0211".into(),
        fonds_name: "芜湖市人力资源和社会保障局".into(),
        years: Some((2009, 2010)),
        batch: "Y2025-01".into(),
        from: "芜湖市社会保险事业管理中心".into(),
        to: "芜湖市档案馆".into(),
        reason: "到期移交".into(),
        ..Head::default()
    }
}

pub fn summary() -> Vec<SummaryRow> {
    let classes = [
        ("GL", "社会保险管理类", 128),
        ("ZJ", "社会保险费征缴类", 214),
        ("YL", "养老保险待遇类", 167),
        ("YB", "医疗保险待遇类", 96),
        ("SY", "失业保险待遇类", 31),
        ("GS", "工伤保险待遇类", 22),
        ("SY", "生育保险待遇类", 18),
        ("TJ", "社会保险业务统计报表类", 9),
        ("JH", "社会保险稽核监管类", 14),
    ];
    let row = |(at, (code, name, volumes)): (usize, &(&str, &str, u64))| SummaryRow {
        seq: at as u64 + 1,
        code: (*code).into(),
        name: (*name).into(),
        volumes: *volumes,
        items: volumes * 25,
        pages: volumes * 60,
    };
    classes.iter().enumerate().map(row).collect()
}

pub fn volumes(count: u64) -> Vec<PrintedVolume> {
    let titles = [
        "缴费基数核定材料（镜湖区 1—3 月）",
        "催缴材料（补缴通知书 1—6 月）",
        FORMULA,
        MARKUP,
        "+1 月份 @SUM(1)",
        "2009年度全市参保单位缴费基数申报核定及人员增减变动情况汇总表、附花名册、补充说明及往来函件（镜湖区、弋江区、鸠江区、三山区，含改制企业与灵活就业人员）",
    ];
    let row = |at: u64| PrintedVolume {
        seq: at + 1,
        code: format!("2009-ZJ-社会保险费征缴核定材料-{}-{}-H", at + 1, 90 + at),
        number: format!("{:04}", at + 1),
        title: titles[at as usize % titles.len()].into(),
        year: 2009,
        first_date: date("2009-01-05"),
        last_date: if at % 3 == 2 { date("2009-09") } else { date("2009-03-31") },
        items: 60 + at,
        pages: 90 + at,
        period: Some(if at < count / 2 + 1 {
            RetentionPeriod::Years(100).into()
        } else {
            RetentionPeriod::Permanent.into()
        }),
        class: "ZJ 社会保险费征缴类".into(),
        step: "社会保险费征缴核定材料".into(),
        openness: if at.is_multiple_of(2) { "控制".into() } else { String::new() },
        shelf: "1-03A-02-4".into(),
        remarks: if at == 1 { "已销毁 20210610".into() } else { String::new() },
        ..PrintedVolume::default()
    };
    (0..count).map(row).collect()
}

pub fn items(count: u64) -> Vec<PrintedItem> {
    let row = |at: u64| PrintedItem {
        seq: at + 1,
        code: format!("2009-ZJ-社会保险费征缴核定材料-17-{}-H", at * 2 + 1),
        doc_number: if at.is_multiple_of(4) { "芜社险〔2009〕12号".into() } else { String::new() },
        creator: "市社保中心".into(),
        title: match at % 5 {
            0 => "关于核定 2009 年度缴费基数的通知".into(),
            1 => "社会保险缴费基数申报核定表（附花名册 38 人）".into(),
            2 => FORMULA.into(),
            3 => MARKUP.into(),
            _ => "－1 月份𬱖䶮补缴申报核定表".into(),
        },
        date: if at % 7 == 3 { date("2009-02") } else { date("2009-02-03") },
        date_end: if at % 7 == 5 { date("2009-02-28") } else { None },
        pages: 2,
        page_from: at as u32 * 2 + 1,
        page_to: at as u32 * 2 + 2,
        is_last: at + 1 == count,
        party: if at.is_multiple_of(2) {
            "安徽某某制造有限公司".into()
        } else {
            "张某某".into()
        },
        party_number: if at.is_multiple_of(2) { "340200-0381".into() } else { String::new() },
        party_id: if at.is_multiple_of(2) { String::new() } else { "990000198001011234".into() },
        volume_code: "2009-ZJ-社会保险费征缴核定材料-17-148-H".into(),
        year: 2009,
        period: Some(RetentionPeriod::Years(100).into()),
        class: "ZJ 社会保险费征缴类".into(),
        step: "社会保险费征缴核定材料".into(),
        medium: "纸质".into(),
        remarks: if at == 1 { "一表多人".into() } else { String::new() },
        ..PrintedItem::default()
    };
    (0..count).map(row).collect()
}

pub fn persons(count: u64) -> Vec<PrintedPerson> {
    let names = [("L", "李某"), ("Z", "张某某"), ("Z", "张某某"), ("Z", "周某")];
    let row = |at: u64| {
        let (letter, name) = names[(at * names.len() as u64 / count.max(1)) as usize % names.len()];
        PrintedPerson {
            letter: letter.into(),
            name: name.into(),
            id_number: format!("99000019800101{:04}", at % 10_000),
            unit: if at.is_multiple_of(2) { "某某制造".into() } else { "灵活就业".into() },
            code: format!("2009-ZJ-社会保险费征缴核定材料-{}-148-H", at + 1),
            page: 5,
            line: (at.is_multiple_of(2)).then_some(7),
            year: 2009,
            ..PrintedPerson::default()
        }
    };
    (0..count).map(row).collect()
}

/// Rows of the year's increase and decrease.
pub fn holdings(count: u64) -> Vec<FreeRow> {
    let row = |at: u64| {
        let class = match at % 3 {
            1 => FORMULA.to_owned(),
            2 => MARKUP.to_owned(),
            _ => "ZJ 社会保险费征缴类".to_owned(),
        };
        let mut row = FreeRow::new(LineKind::Holdings)
            .with("seq", (at + 1).to_string())
            .with("class", class)
            .with("period", "10年")
            .with("state", "已立卷");
        for (step, key) in ["opening", "added", "in", "taken", "out", "closing"].iter().enumerate() {
            row.set(&format!("{key}_volumes"), (at + step as u64).to_string());
            row.set(&format!("{key}_items"), (at * 7 + step as u64).to_string());
        }
        row
    };
    (0..count).map(row).collect()
}

/// Lines of the register of use.
pub fn uses(count: u64) -> Vec<FreeRow> {
    let row = |at: u64| {
        let record = match at % 4 {
            1 => FORMULA.to_owned(),
            2 => MARKUP.to_owned(),
            _ => format!("2009-ZJ-社会保险费征缴核定材料-1-148-H 第{}页 · [缴费核定表]", at + 1),
        };
        FreeRow::new(LineKind::Use)
            .with("seq", (at + 1).to_string())
            .with("date", "2026-11-21")
            .with("person", "王律师")
            .with("id_number", format!("99000019800101{:04}", at % 10_000))
            .with("unit", "函〔2026〕7号")
            .with("role", "律师")
            .with("purpose", "诉讼")
            .with("record", record)
            .with("manner", "复制")
            .with("pages", (at % 3).to_string())
            .with("clerk", "李某")
    };
    (0..count).map(row).collect()
}

pub fn units(count: u64) -> Vec<PrintedUnit> {
    let row = |at: u64| PrintedUnit {
        letter: if at < count / 2 { "A".into() } else { "W".into() },
        name: if at < count / 2 {
            "安徽某某制造有限公司".into()
        } else {
            "芜湖某某纺织厂".into()
        },
        former_name: if at == 0 { "芜湖某某机械厂".into() } else { String::new() },
        number: format!("340200-{:04}", at + 381),
        year: 2009,
        code: format!("2009-GL-参保单位登记材料-{}-50-Y", at + 1),
        page: 5,
        ..PrintedUnit::default()
    };
    (0..count).map(row).collect()
}

pub fn doc_numbers(count: u64) -> Vec<DocNumberRow> {
    let row = |at: u64| DocNumberRow {
        agency: if at < 3 { "芜劳社".into() } else { "芜社险".into() },
        number: format!("〔2009〕{}号", at + 12),
        title: "关于核定 2009 年度缴费基数的通知".into(),
        date: date("2009-01-12"),
        code: "2009-ZJ-社会保险费征缴核定材料-17-148-H".into(),
        page: at as u32 + 1,
        year: 2009,
        ..DocNumberRow::default()
    };
    (0..count).map(row).collect()
}

pub fn due(count: u64) -> Vec<DueListRow> {
    let row = |at: u64| DueListRow {
        seq: at + 1,
        code: format!("2009-ZJ-会计凭证类-{}-{}-E", at + 1, 90 + at),
        title: if at % 4 == 2 { MARKUP.into() } else { "2009年度会计凭证类（第1卷）".into() },
        class: "ZJ".into(),
        step: "会计凭证类".into(),
        period: Some(RetentionPeriod::Years(15)),
        effective: Some(RetentionPeriod::Years(30)),
        formed: 2009,
        eligible_on: if at % 4 == 3 { None } else { date("2040-01-01") },
        items: 4 + at,
        pages: 90 + at,
        question: if at % 4 == 3 { "请补鉴定结论和日期".into() } else { String::new() },
        why: "2009 会计年度形成 → 2010-01-01 起算 → 保管 30 年，到 2039-12-31 止 → 2040-01-01 起可以鉴定。"
            .into(),
        remarks: if at % 4 == 1 { "往年未鉴定".into() } else { String::new() },
        note: note_mark(at as usize / 2 + 1),
        hold: String::new(),
        contents: if at % 4 == 2 { MARKUP.into() } else { "记账凭证 2009-03".into() },
    };
    (0..count).map(row).collect()
}

pub fn due_sums(count: u64) -> Vec<DueSumRow> {
    let years = RetentionPeriod::Years;
    let row = |at: u64| DueSumRow {
        class: format!("C{at} 社会保险费征缴类"),
        periods: [(years(10), 40 + at), (years(15), 9), (years(20), at)].into(),
        changes: [((years(15), years(30)), 9)].into(),
        volumes: 49 + 2 * at,
        earlier: 40,
        items: 400 + at,
        pages: 8000 + at,
        questions: at % 3,
    };
    (0..count).map(row).collect()
}

pub fn reasons(count: u64) -> Vec<ReasonRow> {
    let row = |at: u64| ReasonRow {
        note: note_mark(at as usize + 1),
        why: if at % 4 == 2 {
            MARKUP.into()
        } else {
            format!("形成 → 次年 1 月 1 日起算 → 保管 {} 年。依据：甲。", 5 * (at + 1))
        },
        volumes: at + 1,
        questions: at % 2,
    };
    (0..count).map(row).collect()
}

pub fn statements(count: u64) -> Vec<Statement> {
    let row = |at: u64| {
        Statement {
        code: format!("2009-ZJ-社会保险费征缴核定材料-{}-148-H", at + 1),
        title: "2009年度 缴费基数核定材料（镜湖区 1—3 月）".into(),
        items: 60,
        pages: 148,
        statement: "本卷共有文件材料 60 件，148 页。第 23 件缺附件 1 份（原单位未提供）；\n第 41 件为复印件，原件存财务科 2009-12 号凭证。".into(),
        closed_by: "李某".into(),
        checked_by: "王某".into(),
        closed_on: date("2010-01-20"),
        ..Statement::default()
    }
    };
    (0..count).map(row).collect()
}
