//! The router over a small archive that holds one of everything, with markup in its texts.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use guidang::acts::arranging::amending_many::{self, AmendedField, Amending, Amendment};
use guidang::acts::arranging::closing::{self, Closing};
use guidang::acts::arranging::filing::{self, Correction};
use guidang::acts::disposal::holding::{self, NewHold, WrittenRule};
use guidang::acts::disposal::rescheduling::{self, ChangeAsked};
use guidang::acts::finding::viewing;
use guidang::acts::upkeep::indexing;
use guidang::archive::Archive;
use guidang::domain::general::digest::Digest;
use guidang::domain::general::role::By;
use guidang::domain::general::wording::Lang;
use guidang::domain::records::item::{Draft, Person, Unit};
use guidang::domain::values::period::RetentionPeriod;
use guidang::web::base::app::ServeOptions;
use guidang::web::router;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::support::drafts::edition;
use crate::support::{Desk, Site, draft, file, levy, place, repository, template};

/// What a careless page would run.
pub const MARKUP: &str = "<img src=x onerror=alert(1)>";

pub struct Door {
    router: Router,
    pub archive: Arc<Archive>,
    /// Keeps the place until the test ends.
    _desk: Desk,
    pub open_volume: i64,
    pub closed_volume: i64,
    pub item: i64,
    pub taken_out: i64,
    pub batch: i64,
    pub job: i64,
    /// Digest of an uploaded sheet.
    pub sheet: String,
    /// Digest of an uploaded transfer package: of what is here already.
    pub package: String,
    /// Digest of a catalog exported as csv, before a record of it was corrected.
    pub catalog: String,
    /// Tokens of a question that finds somebody, and of one that finds nobody.
    pub found: String,
    pub missed: String,
    /// Lines of the register: a copy given, and nothing found.
    pub copied: i64,
    pub not_found: i64,
    /// The event of one change of many records.
    pub amended: i64,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {}", self.text()))
    }

    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where a deed leads.
    #[track_caller]
    pub fn onward(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        self.header(header::LOCATION).to_owned()
    }
}

/// Where a template keeps what is in it: its archive, and the numbers.
const DATA: &str = "data";
const NUMBERS: &str = "numbers.json";

/// Who comes to the counter.
const SOMEBODY: &str = "q=%E5%BC%A0%E5%B0%8F%E6%A2%85";

fn nobody() -> String {
    format!("q=%E6%9F%A5%E6%97%A0%E6%AD%A4%E4%BA%BA{}", encoded(MARKUP))
}

impl Door {
    /// Founded, nothing filed.
    pub async fn empty() -> Door {
        Door::of(Site::open().await)
    }

    /// Over an archive that is open already.
    pub fn of(Site { archive, desk, .. }: Site) -> Door {
        let archive = Arc::new(archive);
        let router = router(archive.clone(), ServeOptions { demo: true, ..ServeOptions::default() });
        Door {
            router,
            archive,
            _desk: desk,
            open_volume: 0,
            closed_volume: 0,
            item: 0,
            taken_out: 0,
            batch: 0,
            job: 0,
            sheet: String::new(),
            package: String::new(),
            catalog: String::new(),
            found: String::new(),
            missed: String::new(),
            copied: 0,
            not_found: 0,
            amended: 0,
        }
    }

    /// One of everything: a copy of what was furnished once for this build of the tests.
    pub async fn furnished() -> Door {
        let template = match template::template("furnished") {
            Ok(template) => template,
            Err(making) => {
                let mut door = Door::empty().await;
                door.fill().await;
                door.archive.close().await;
                std::fs::create_dir(making.folder().join(DATA)).unwrap();
                template::copy(door._desk.data(), &making.folder().join(DATA));
                std::fs::write(making.folder().join(NUMBERS), door.numbers_kept().to_string()).unwrap();
                making.finish()
            }
        };
        let mut door = Door::of(Desk::like(&template.join(DATA)).open().await);
        let kept = std::fs::read(template.join(NUMBERS)).unwrap();
        door.take_numbers(&serde_json::from_slice(&kept).unwrap());
        // questions are kept by the program that was asked
        door.found = door.token("/counter", SOMEBODY).await;
        door.missed = door.token("/counter", &nobody()).await;
        door
    }

    /// The numbers of what there is, by name.
    fn numbers(&mut self) -> [(&'static str, &mut i64); 9] {
        [
            ("open_volume", &mut self.open_volume),
            ("closed_volume", &mut self.closed_volume),
            ("item", &mut self.item),
            ("taken_out", &mut self.taken_out),
            ("batch", &mut self.batch),
            ("job", &mut self.job),
            ("copied", &mut self.copied),
            ("not_found", &mut self.not_found),
            ("amended", &mut self.amended),
        ]
    }

    fn numbers_kept(&mut self) -> Value {
        let mut kept = json!({ "sheet": self.sheet, "package": self.package, "catalog": self.catalog });
        self.numbers().into_iter().for_each(|(name, number)| kept[name] = json!(*number));
        kept
    }

    fn take_numbers(&mut self, kept: &Value) {
        self.sheet = kept["sheet"].as_str().unwrap().to_owned();
        self.package = kept["package"].as_str().unwrap().to_owned();
        self.catalog = kept["catalog"].as_str().unwrap().to_owned();
        self.numbers().into_iter().for_each(|(name, number)| *number = kept[name].as_i64().unwrap());
    }

    async fn fill(&mut self) {
        let (archive, by) = (self.archive.clone(), self.archive.local_user());
        let marked: Vec<Draft> =
            (1..=5).map(|n| hostile(draft(&levy(2009), &format!("{MARKUP} {n}"), n))).collect();
        let shelved = file(&archive, &by, marked).await.unwrap();
        self.item = shelved[0].item_id;
        self.taken_out = shelved[1].item_id;
        self.open_volume = viewing::item(&archive, &by, self.item).await.unwrap().item.volume_id.unwrap();
        filing::take_out(&archive, &by, self.taken_out).await.unwrap();
        let contents = format!("kind=volume_contents&volume={}&format=csv", self.open_volume);
        self.catalog = Digest::compute(&self.post("/catalogs", &contents).await.body).hex();
        let correction =
            Correction { remarks: Some(MARKUP.into()), reason: MARKUP.into(), ..Correction::default() };
        filing::correct(&archive, &by, self.item, correction).await.unwrap();
        self.amend_many(&archive, &by).await;
        let due = place(2009, "YB", "就医登记材料", RetentionPeriod::Years(10));
        let shelved = file(&archive, &by, vec![draft(&due, "就医登记表", 3)]).await.unwrap();
        let one = viewing::item(&archive, &by, shelved[0].item_id).await.unwrap();
        self.closed_volume = one.item.volume_id.unwrap();
        let closing = Closing { closed_by: MARKUP.into(), checked_by: MARKUP.into(), note: MARKUP.into() };
        closing::close(&archive, &by, self.closed_volume, closing).await.unwrap();
        self.sheet = self.upload("征缴科-2009-缴费核定.xlsx").await;
        let form = "year=2009&step=%E4%BA%8C(%E4%B8%80)&taking=skip_problems";
        let taken = self.post(&format!("/import/{}", self.sheet), form).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
        self.batch = viewing::overview(&archive, &by).await.unwrap().batches[0].id;
        let body = format!("{{\"volumes\":[{}],\"receiver\":\"市档案馆\"}}", self.closed_volume);
        let started = self.send("POST", "/api/v1/transfer", "application/json", body.into_bytes()).await;
        self.job = started.json()["job"].as_i64().unwrap();
        self.until_done(self.job).await;
        let mark = encoded(MARKUP);
        let form = format!("volume={}&receiver={mark}&batch={mark}&reason={mark}", self.closed_volume);
        let made = self.post("/transfer", &format!("{form}&make=package&id_numbers=full")).await;
        let onward =
            self.send("POST", "/import", BOUNDED, multipart("移交.zip", &made.body, &[])).await.onward();
        self.package = onward.trim_start_matches("/import/packages/").to_owned();
        self.hold_something(&archive, &by).await;
        self.propose_something(&archive, &by).await;
        indexing::catch_up(&archive).await.unwrap();
        self.serve_somebody().await;
    }

    /// A change of schedules that nobody has applied.
    async fn propose_something(&self, archive: &Archive, by: &By) {
        let text = edition("wuhu-2041", "care-registration", "30");
        let text = text.replacen("\nname = \"", &format!("\nname = \"{MARKUP}"), 1);
        let (reason, fonds) = (MARKUP.to_owned(), Some("0211".to_owned()));
        let from = chrono::NaiveDate::from_ymd_opt(2041, 1, 1);
        let asked = ChangeAsked { text, reason, fonds, from, ..ChangeAsked::default() };
        let proposed = rescheduling::propose(archive, by, &asked, Lang::Zh).await.unwrap();
        assert_eq!(proposed.number, "2026-001", "addresses of tests say so");
    }

    /// A hold on a volume that no other test is about.
    async fn hold_something(&self, archive: &Archive, by: &By) {
        let held = file(archive, by, vec![draft(&levy(2013), MARKUP, 2)]).await.unwrap();
        let new = NewHold {
            ground: "lawsuit".into(),
            basis: MARKUP.into(),
            note: MARKUP.into(),
            items: vec![held[0].item_id],
            ..NewHold::default()
        };
        let placed = holding::place(archive, by, &new).await.unwrap();
        assert_eq!(placed.hold.id, 1, "addresses of tests say so");
        let rule = WrittenRule { words: MARKUP.into(), year: "2013".into(), ..WrittenRule::default() };
        let rule = NewHold { rule: Some(rule), items: Vec::new(), ..new };
        holding::place(archive, by, &rule).await.unwrap();
    }

    async fn amend_many(&mut self, archive: &Archive, by: &By) {
        let items = vec![self.item, self.item + 2];
        let does = Amending::Set(MARKUP.to_owned());
        let reason = MARKUP.to_owned();
        let change = Amendment { items, field: AmendedField::Medium, does, reason, seen: None };
        self.amended = amending_many::amend(archive, by, change).await.unwrap().0;
    }

    /// Two visitors: one is given a copy, for the other nothing is found.
    async fn serve_somebody(&mut self) {
        let found = self.token("/counter", SOMEBODY).await;
        let mark = encoded(MARKUP);
        let visit = format!("who=lawyer&why=litigation&asker={mark}&document={mark}");
        let looked = format!("s={found}&{visit}&item={}.1", self.item);
        let onward = self.post("/counter/looks", &looked).await.onward();
        let line = onward.trim_start_matches("/consultations/").split('?').next().unwrap().to_owned();
        self.copied = line.parse().unwrap();
        self.post(&format!("/consultations/{line}/copy"), "pages=1&back=").await.onward();
        let missed = self.token("/counter", &nobody()).await;
        let missed = format!("s={missed}&{visit}&item=nothing");
        let onward = self.post("/counter/looks", &missed).await.onward();
        let line = onward.trim_start_matches("/consultations/").split('?').next().unwrap();
        self.not_found = line.parse().unwrap();
    }

    /// Files a service agreement, whose date waits for its end.
    pub async fn agreement(&self) -> i64 {
        let agreements = place(2009, "GL", "服务协议管理材料", RetentionPeriod::Years(10));
        let papers = vec![draft(&agreements, "定点服务协议", 8)];
        file(&self.archive, &self.archive.local_user(), papers).await.unwrap()[0].item_id
    }

    /// Asks, and reads the token from where the answer leads.
    pub async fn token(&self, path: &str, form: &str) -> String {
        let onward = self.post(path, form).await.onward();
        let (_, token) = onward.split_once("?s=").unwrap_or_else(|| panic!("no token in {onward}"));
        token.split('&').next().unwrap_or_default().to_owned()
    }

    pub async fn until_done(&self, job: i64) {
        for _ in 0..200 {
            let view = self.get(&format!("/api/v1/jobs/{job}")).await.json();
            match view["state"].as_str() {
                Some("queued" | "running") => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
                Some("done") => return,
                _ => panic!("the job ended badly: {view}"),
            }
        }
        panic!("the job does not end");
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// A form, as a browser without script sends it.
    pub async fn post(&self, path: &str, form: &str) -> Answer {
        self.send("POST", path, "application/x-www-form-urlencoded", form.as_bytes().to_vec()).await
    }

    /// What an operation answers with whole ID numbers, for a reason.
    pub async fn whole(&self, path: &str) -> Answer {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let address = format!("{path}/id-numbers?{query}");
        self.send("POST", &address, "application/json", "{\"reason\":\"测试要看\"}".into()).await
    }

    pub async fn send(&self, method: &str, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, kind);
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Uploads one of the example sheets; its digest.
    pub async fn upload(&self, name: &str) -> String {
        let bytes = std::fs::read(repository("tests/data/sheets").join(Path::new(name))).unwrap();
        let sent = self.send("POST", "/import", BOUNDED, multipart(name, &bytes, &[])).await;
        let onward = sent.onward();
        onward.trim_start_matches("/import/").split('?').next().unwrap().to_owned()
    }
}

/// A text as forms write it.
pub fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The kind of [`multipart`] bodies.
pub const BOUNDED: &str = "multipart/form-data; boundary=xxGUIDANGxx";

pub fn multipart(name: &str, bytes: &[u8], fields: &[(&str, &str)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, value) in fields {
        body.extend(
            format!("--xxGUIDANGxx\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
                .into_bytes(),
        );
    }
    let head = format!(
        "--xxGUIDANGxx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    );
    body.extend(head.into_bytes());
    body.extend(bytes);
    body.extend(b"\r\n--xxGUIDANGxx--\r\n");
    body
}

fn hostile(mut draft: Draft) -> Draft {
    let d = &mut draft.description;
    d.doc_number = format!("芜社险〔2009〕12号{MARKUP}");
    d.creator = MARKUP.into();
    d.persons = vec![
        Person { name: MARKUP.into(), note: MARKUP.into(), ..Person::default() },
        Person { name: "张小梅".into(), personal_no: "0007".into(), ..Person::default() },
    ];
    d.units = vec![Unit { name: MARKUP.into(), number: MARKUP.into() }];
    d.more = vec![(MARKUP.into(), MARKUP.into())];
    draft
}

/// What a form's answer asks the browser to keep.
pub fn kept(answer: &Answer) -> Vec<String> {
    let cookies = answer.headers.get_all(header::SET_COOKIE).iter();
    cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned()).collect()
}

pub async fn get_with(door: &Door, path: &str, cookie: &str) -> Answer {
    door.ask(Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap()).await
}
