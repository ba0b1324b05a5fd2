//! A program's request is done once, however often it is sent with the same `Idempotency-Key` (T-42).

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use guidang::domain::records::item::Person;
use guidang::web::{ServeOptions, router};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::support::{Backend, Site, draft, file, levy};

const NUMBER: &str = "990000199003071235";

struct Program {
    site: Site,
    pages: Router,
    item: i64,
}

struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    json: Value,
}

impl Program {
    async fn on(backend: Backend) -> Program {
        let site = Site::open_on(backend).await;
        let mut paper = draft(&levy(2009), "缴费核定表", 2);
        let person = Person { name: "张三".into(), id_number: NUMBER.into(), ..Person::default() };
        paper.description.persons = vec![person];
        let item = file(&site.archive, &site.by(), vec![paper]).await.unwrap()[0].item_id;
        let options = ServeOptions { demo: true, ..ServeOptions::default() };
        let pages = router(Arc::new(site.archive.clone()), options);
        Program { site, pages, item }
    }

    /// Corrects the remarks, under a key.
    async fn corrects(&self, key: &str, remarks: &str) -> Answered {
        let path = format!("/api/v1/items/{}/corrections", self.item);
        self.sends(
            &path,
            key,
            "application/json",
            json!({ "remarks": remarks, "reason": "核对" }).to_string(),
        )
        .await
    }

    async fn sends(&self, path: &str, key: &str, kind: &str, body: String) -> Answered {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, kind)
            .header("idempotency-key", HeaderValue::from_bytes(key.as_bytes()).unwrap());
        let response = self.pages.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&body).into_owned();
        let json = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{status} {text}"));
        Answered { status, headers, json }
    }

    async fn events(&self) -> i64 {
        self.site.archive.store.last_event().await.unwrap()
    }
}

impl Answered {
    fn kind(&self) -> String {
        self.json["problems"][0]["kind"].as_str().unwrap_or_default().to_owned()
    }

    fn is_replayed(&self) -> bool {
        self.headers.contains_key("idempotency-replayed")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_sent_again_changes_nothing_and_gets_the_answer_of_the_first_time() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let program = Program::on(backend).await;
        let before = program.events().await;
        let first = program.corrects("k-1", "已核").await;
        assert_eq!((first.status, first.is_replayed()), (StatusCode::OK, false), "{}", first.json);
        assert_eq!(program.events().await, before + 1);
        let again = program.corrects("k-1", "已核").await;
        assert_eq!((again.status, again.is_replayed()), (StatusCode::OK, true), "{}", again.json);
        assert_eq!(again.json, first.json);
        assert_eq!(program.events().await, before + 1, "{backend:?}: nothing was done again");
        // another request under the same key is a mistake of the program
        let other = program.corrects("k-1", "另写").await;
        assert_eq!(
            (other.status, other.kind().as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, "request_key_used")
        );
        // without the key the same is asked as often as it is sent
        let refused = program.corrects("k-2", "身份证 990000199003071236 错\u{0}").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.json);
        let mended = program.corrects("k-2", "已改正").await;
        assert_eq!(
            (mended.status, mended.is_replayed()),
            (StatusCode::OK, false),
            "what changed nothing holds no key"
        );
        assert_eq!(program.events().await, before + 2);
        // the program ended between deed and answer: it is said that the deed was done
        let mut raw = program.site.desk.behind().await;
        raw.run("update request_key set status = 0, answer = '' where key = 'k-1'").await.unwrap();
        let lost = program.corrects("k-1", "已核").await;
        assert_eq!(
            (lost.status, lost.kind().as_str()),
            (StatusCode::CONFLICT, "request_done"),
            "{}",
            lost.json
        );
        assert_eq!(program.events().await, before + 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_sent_at_once_one_is_done() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let program = Program::on(backend).await;
        let before = program.events().await;
        let all = futures::future::join_all((0..12).map(|_| program.corrects("k-7", "已核"))).await;
        assert_eq!(program.events().await, before + 1, "{backend:?}");
        let done = all.iter().filter(|one| one.status == StatusCode::OK).count();
        let others = all.iter().filter(|one| one.status != StatusCode::OK);
        assert!(done >= 1, "{backend:?}");
        for other in others {
            let kind = other.kind();
            assert!(
                ["request_sent_twice", "request_done"].contains(&kind.as_str()),
                "{backend:?}: {}",
                other.json
            );
        }
        let after = program.corrects("k-7", "已核").await;
        assert!(after.status == StatusCode::OK && after.is_replayed(), "{}", after.json);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_are_none_are_refused_and_whole_numbers_are_not_kept() {
    let program = Program::on(Backend::Sqlite).await;
    let before = program.events().await;
    for key in ["", "带汉字", "a b", &"k".repeat(10_000)] {
        let answer = program.corrects(key, "已核").await;
        assert_eq!(
            (answer.status, answer.kind().as_str()),
            (StatusCode::BAD_REQUEST, "request_key_unfit"),
            "{key}"
        );
    }
    let kind = "multipart/form-data; boundary=x";
    let file = program.sends("/api/v1/import", "k-9", kind, "--x--\r\n".into()).await;
    assert_eq!(file.kind(), "request_key_of_file", "{}", file.json);
    assert_eq!(program.events().await, before);
    let path = format!("/api/v1/items/{}/id-numbers", program.item);
    let asked = || program.sends(&path, "k-3", "application/json", "{\"reason\":\"核对\"}".into());
    let shown = asked().await;
    assert!(shown.status == StatusCode::OK && shown.json.to_string().contains(NUMBER), "{}", shown.json);
    let again = asked().await;
    assert_eq!(
        (again.status, again.kind().as_str()),
        (StatusCode::CONFLICT, "request_done"),
        "{}",
        again.json
    );
    let mut raw = program.site.desk.behind().await;
    let kept = raw.rows("select * from request_key").await.join("\n");
    assert!(kept.contains("k-3") && !kept.contains(NUMBER), "{kept}");
}
