//! `/palette?q=`: the ways what is typed may mean, for Ctrl+K. Pages, years, classes, steps, codes.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::acts::finding::palette::{self, KnownPlace, Target};
use crate::domain::general::wording::Wording;
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::frame::Frame;
use crate::web::base::who::Who;

/// The pages of the house: address, Chinese and English name, further words people look for them by.
const PAGES: [(&str, &str, &str, &str); 27] = [
    ("/", "首页", "Home", "工作台 today"),
    ("/counter", "查档窗口", "Counter", "窗口 利用 借阅 来访"),
    ("/consultations", "利用登记", "Register of use", "查档登记 利用 register"),
    ("/search", "检索", "Search", "查档 查找 find"),
    ("/import", "收件导入", "Import a sheet", "接收 清单 Excel 上传 upload"),
    ("/volumes", "案卷", "Volumes", "案卷整理 立卷 列表"),
    ("/volumes?state=open", "整理中的案卷", "Open volumes", "未立卷"),
    ("/volumes/check", "检查断号、重号、缺页", "Check gaps and duplicates", "空号 体检"),
    ("/items", "归档文件列表", "Records", "件 文件目录"),
    ("/items/taken-out", "取出待归的件", "Records taken out", "待归卷"),
    ("/retention", "到期鉴定", "Retention", "期限 保管 届满 due"),
    ("/holds", "冻结", "Holds", "诉讼 稽核 审计 解冻 legal hold"),
    ("/catalogs", "目录报表", "Catalogs", "导出 打印 案卷目录 卷内目录 备考表 索引 print"),
    ("/catalogs/sample", "随机抽卷", "Random sample of volumes", "抽样 审计 audit"),
    ("/transfer", "移交", "Transfer", "清册 移交材料包 hand over"),
    ("/schemes", "分类方案", "Schemes", "类目 保管期限表 classification"),
    ("/batches", "接收批次", "Batches", "导入记录"),
    ("/notices", "提醒", "Notices", "逾期 失败 磁盘 备份 alerts"),
    ("/jobs", "任务", "Jobs", "进度 后台 progress"),
    ("/basket", "待办篮", "Basket", "篮子 clipboard"),
    ("/events", "日志", "Log", "审计 历史 audit"),
    ("/help", "帮助", "Help", "手册 怎么用 manual"),
    ("/help/keys", "快捷键", "Keyboard shortcuts", "键盘 按键 keys"),
    ("/api/docs", "接口文档", "API documentation", "程序 REST OpenAPI"),
    ("/import/template", "下载移交清单样表", "Template of the hand-over sheet", "模板 样例"),
    ("/retention#questions", "期限待定的案卷", "Open questions of dates", "待定 问题"),
    ("/volumes?state=closed", "已立卷的案卷", "Closed volumes", "已归档"),
];

/// Shortcuts of the page a person stands on that are looked through.
const MOST_KEYS: usize = 60;

#[derive(Serialize)]
struct Found {
    name: String,
    note: String,
    href: String,
    /// Which of the shortcuts given it is, when it is one.
    key: Option<usize>,
}

pub async fn ways(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer<Response> {
    let mut known: Vec<KnownPlace> = PAGES
        .map(|(_, zh, en, also)| KnownPlace { name: Wording::new(zh, en), also: also.to_owned() })
        .into();
    let keys = asked.iter().filter(|(name, _)| name == "k").map(|(_, key)| key.clone()).take(MOST_KEYS);
    known.extend(keys.map(|key| KnownPlace { name: Wording::same(key), also: String::new() }));
    let typed = asked.iter().find(|(name, _)| name == "q").map_or("", |(_, typed)| typed.as_str());
    let typed: String = typed.chars().take(100).collect();
    let ways = palette::ways(&app.archive, &by, &typed, &known).await?;
    let found: Vec<Found> = ways
        .into_iter()
        .map(|way| Found {
            name: frame.w(&way.name).to_owned(),
            note: frame.w(&way.note).to_owned(),
            key: match way.target {
                Target::Place(at) => at.checked_sub(PAGES.len()),
                _ => None,
            },
            href: href(way.target),
        })
        .collect();
    Ok(axum::Json(found).into_response())
}

fn href(target: Target) -> String {
    let query = |pairs: &[(&str, &str)]| serde_urlencoded::to_string(pairs).unwrap_or_default();
    match target {
        Target::Place(at) => PAGES.get(at).map_or("/", |(href, ..)| href).to_owned(),
        Target::Year(year) => format!("/volumes?year={year}"),
        Target::Class { class_id } => format!("/volumes?{}", query(&[("class", &class_id)])),
        Target::Step { class_id, step_id } => {
            format!("/volumes?{}", query(&[("class", &class_id), ("step", &step_id)]))
        }
        Target::Volume(id) => format!("/volumes/{id}"),
        Target::Item(id) => format!("/items/{id}"),
    }
}
