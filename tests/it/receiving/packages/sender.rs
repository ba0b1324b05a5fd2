//! The archive that hands over, and its package.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use guidang::acts::arranging::closing::{self, Closing};
use guidang::acts::arranging::filing::{self, Correction};
use guidang::acts::catalogs::cataloging::{self, CatalogRequest, Numbers};
use guidang::acts::disposal::expiry;
use guidang::acts::setup::adopting::{self, AdoptionRequest};
use guidang::domain::disposal::retention::{Fact, FactKind};
use guidang::domain::general::wording::Lang;
use guidang::domain::records::item::{Draft, Person, Place, Unit};
use guidang::domain::values::date::RecordDate;
use guidang::domain::values::period::RetentionPeriod;
use guidang::progress::Progress;
use guidang::store::TABLES;

use crate::support::{Site, draft, file, levy, place, wuhu};

/// A package that was made, and what is in it.
pub struct Sent {
    pub package: PathBuf,
    pub volumes: u64,
    pub items: u64,
}

/// Volumes of several years, classes and schemes, with everything a record may bear.
pub async fn filled(site: &Site) {
    let (archive, by) = (&site.archive, site.by());
    let text = wuhu().replacen("id = \"wuhu-2009\"", "id = \"wuhu-2020\"", 1).replacen(
        "edition = \"2009\"",
        "edition = \"2020\"",
        1,
    );
    let from = NaiveDate::from_ymd_opt(2020, 1, 1);
    let request =
        AdoptionRequest { text, from, replaces: Some("wuhu-2009".into()), ..AdoptionRequest::default() };
    adopting::adopt(archive, &by, &request).await.unwrap();
    let later = Place { scheme_id: "wuhu-2020".into(), ..levy(2021) };
    let agreement = place(2009, "GL", "服务协议管理材料", RetentionPeriod::Years(10));
    let vouchers = place(2000, "YL", "会计凭证类", RetentionPeriod::Years(15));
    let mut drafts: Vec<Draft> = vec![with_everything(), draft(&agreement, "定点服务协议", 8)];
    drafts.extend((1..=14).map(|n| draft(&levy(2011), &format!("缴费核定表 {n}"), 7 + n * 13 % 60)));
    drafts.extend((1..=3).map(|n| draft(&later, &format!("缴费核定表 {n}"), n)));
    drafts.extend((1..=3).map(|n| draft(&vouchers, &format!("2000年记账凭证 {n}"), 40)));
    let filed = file(archive, &by, drafts).await.unwrap();
    let ended = Fact {
        kind: FactKind::Ended,
        on: NaiveDate::from_ymd_opt(2010, 3, 1).unwrap(),
        period: None,
        note: "协议终止，经办人身份证 990000198001011234".into(),
    };
    expiry::record_fact(archive, &by, filed[1].item_id, ended).await.unwrap();
    let kept = Fact {
        kind: FactKind::AppraisedKeep,
        on: NaiveDate::from_ymd_opt(2021, 3, 1).unwrap(),
        period: Some(RetentionPeriod::Years(20)),
        note: "鉴定小组".into(),
    };
    expiry::record_fact(archive, &by, filed[1].item_id, kept).await.unwrap();
    let mut volumes: Vec<i64> = filed.iter().map(|one| one.volume_id).collect();
    volumes.sort_unstable();
    volumes.dedup();
    for volume in volumes {
        let closing =
            Closing {
                checked_by: "李检查".into(), note: "第 2 页缺角。".into(), ..Closing::default()
            };
        closing::close(archive, &by, volume, closing).await.unwrap();
    }
    let change = Correction {
        title: Some("缴费核定表（更正）".into()),
        reason: "题名抄错".into(),
        ..Correction::default()
    };
    filing::correct(archive, &by, filed[2].item_id, change).await.unwrap();
}

fn with_everything() -> Draft {
    let mut one = draft(&levy(2009), "缴费核定表 <甲&乙>", 2);
    let d = &mut one.description;
    (d.creator, d.doc_number) = ("征缴科".into(), "芜劳社〔2009〕12号".into());
    (d.date, d.date_end) = (RecordDate::from_iso("2009-03"), RecordDate::from_iso("2009"));
    (d.secrecy, d.medium) = ("内部".into(), "照片".into());
    d.remarks = "  第一行，复印件\n第二行 990000198001011234 ".into();
    d.persons = vec![
        Person {
            name: "张小梅".into(),
            id_number: "990000198001011234".into(),
            id_given: "990000800101123".into(),
            personal_no: "990000198001011234".into(),
            note: "女；健在".into(),
            ..Person::default()
        },
        Person {
            name: "SMITH".into(),
            id_number: "E12345678".into(),
            id_kind: "passport".into(),
            ..Person::default()
        },
        Person { name: "李四".into(), id_kind: "none".into(), ..Person::default() },
        Person { name: "𠮷田".into(), ..Person::default() },
    ];
    d.units = vec![
        Unit { name: "镜湖机械厂".into(), number: "1001".into() },
        Unit { name: String::new(), number: "1002".into() },
    ];
    d.more = vec![("缴费基数".into(), "1,234.50".into()), ("空栏".into(), "".into())];
    one
}

/// Fills the archive and packs all of it with whole numbers.
pub async fn sent(site: &Site) -> Sent {
    filled(site).await;
    packed(site, "2026-移-01.zip", Numbers::Full).await
}

/// Packs every closed volume; the transfer is called as its file.
pub async fn packed(site: &Site, name: &str, id_numbers: Numbers) -> Sent {
    let package = site.desk.data().join(name);
    let mut wanted = CatalogRequest {
        kind: "transfer_register".into(),
        id_numbers,
        receiver: "芜湖市档案馆".into(),
        batch: name.trim_end_matches(".zip").into(),
        reason: "档案法实施条例".into(),
        ..CatalogRequest::default()
    };
    wanted.filter.state = Some("closed".to_owned());
    let (by, quiet) = (site.by(), Progress::default());
    let packed = cataloging::package(&site.archive, &by, &wanted, Lang::Zh, &package, &quiet).await.unwrap();
    let mut link = site.desk.behind().await;
    let items = link.number("select count(*) from item where volume_id is not null").await as u64;
    Sent { package, volumes: packed.volumes, items }
}

/// Columns that say where a row stands in its own database, and not what it says.
const OWN: [&str; 11] = [
    "id",
    "place_id",
    "fonds_id",
    "volume_id",
    "item_id",
    "batch_id",
    "batch_row",
    "filed_in",
    "deciding_item",
    "digest",
    "earlier_id",
];

/// Every row of a table as it says: each column but those that name rows, and beside them the codes of what they name.
pub async fn rows_of(site: &Site, table: &str) -> Vec<String> {
    let info = TABLES.iter().find(|info| info.name == table).unwrap();
    let own = info.columns.iter().filter(|column| !OWN.contains(column));
    let own: Vec<String> = own.map(|column| format!("t.{column}")).collect();
    let own = own.join(", ");
    let of_item =
        "join item i on i.id = t.item_id join place p on p.id = i.place_id join fonds f on f.id = p.fonds_id";
    let (named, joined) = match table {
        "place" => ("f.number", "join fonds f on f.id = t.fonds_id".to_owned()),
        "adoption" => ("f.number", "join fonds f on f.id = t.fonds_id".to_owned()),
        "volume" => (
            "f.number, p.year, p.scheme_id, p.class_id, p.step_id, p.period, d.code",
            "join place p on p.id = t.place_id join fonds f on f.id = p.fonds_id
             left join item d on d.id = t.deciding_item"
                .to_owned(),
        ),
        "item" => (
            "f.number, p.year, p.scheme_id, p.class_id, p.step_id, p.period, v.code",
            "join place p on p.id = t.place_id join fonds f on f.id = p.fonds_id
             left join volume v on v.id = t.volume_id"
                .to_owned(),
        ),
        "person" | "unit" | "fact" => ("f.number, p.scheme_id, i.code", of_item.to_owned()),
        _ => ("''", String::new()),
    };
    let mut link = site.desk.behind().await;
    let mut rows = link.rows(&format!("select {named}, {own} from {table} t {joined}")).await;
    rows.sort();
    rows
}

/// The package with one of its files changed and every manifest made anew.
pub fn resealed(package: &Path, out: &Path, name: &str, change: impl FnOnce(String) -> String) {
    use std::io::Read as _;

    use guidang::package::{BagLabel, Member, PAYLOAD, write};
    let mut zip = zip::ZipArchive::new(std::fs::File::open(package).unwrap()).unwrap();
    let mut change = Some(change);
    let mut members = Vec::new();
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).unwrap();
        let whole = entry.name().unwrap().into_owned();
        let own = whole.split_once('/').unwrap().1;
        let Some(member) = own.strip_prefix(PAYLOAD) else { continue };
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if member == name {
            let before = String::from_utf8(bytes).unwrap();
            let after = change.take().unwrap()(before.clone());
            assert_ne!(before, after, "{name} was to be changed");
            bytes = after.into_bytes();
        }
        members.push(Member::of_bytes(member, bytes));
    }
    assert!(change.is_none(), "{name} is not in the package");
    write(out, &BagLabel { folder: "移交包".into(), about: "说明".into(), info: Vec::new() }, members)
        .unwrap();
}
