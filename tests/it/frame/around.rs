//! What stands around every handler: headers, the refusal of other sites, errors in their form.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use guidang::web::base::app::ServeOptions;
use guidang::web::router;
use tower::ServiceExt as _;

use crate::support::door::Door;
use crate::support::repository;

#[tokio::test(flavor = "multi_thread")]
async fn headers_stand_on_every_answer() {
    let door = Door::furnished().await;
    let paths = [
        "/".to_owned(),
        format!("/items/{}", door.item),
        "/nope".to_owned(),
        "/volumes/99999".to_owned(),
        "/volumes?year=x".to_owned(),
        "/assets/style.css".to_owned(),
        "/assets/nope".to_owned(),
        "/import/template".to_owned(),
        format!("/jobs/{}/file", door.job),
        "/api/v1/volumes".to_owned(),
        "/api/v1/nope".to_owned(),
        "/api/v1/openapi.json".to_owned(),
    ];
    for path in paths {
        let answer = door.get(&path).await;
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        assert!(
            policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
        assert_eq!(answer.header(header::REFERRER_POLICY), "same-origin", "{path}");
        let cached = answer.header(header::CACHE_CONTROL);
        let asset = path.starts_with("/assets/style");
        assert_eq!(cached, if asset { "public, max-age=3600" } else { "no-store" }, "{path}");
        assert!(!answer.headers.contains_key(header::SERVER), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_cannot_write() {
    let door = Door::furnished().await;
    let title = format!("/volumes/{}/title", door.open_volume);
    let api = format!("/api/v1/volumes/{}/title", door.open_volume);
    let foreign = [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")];
    for (name, value) in foreign {
        for (method, path, kind, body) in [
            ("POST", &title, "application/x-www-form-urlencoded", "title=taken"),
            ("POST", &title, "text/plain", "title=taken"),
            ("PUT", &api, "application/json", "{\"title\":\"taken\"}"),
        ] {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header(header::HOST, "127.0.0.1:8787")
                .header(header::CONTENT_TYPE, kind)
                .header(name, value);
            let answer = door.ask(request.body(Body::from(body)).unwrap()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {path} {name}");
        }
    }
    let volume = door.get(&format!("/api/v1/volumes/{}", door.open_volume)).await.json();
    assert_ne!(volume["volume"]["title"], "taken");
    let own = Request::post(&title)
        .header(header::HOST, "127.0.0.1:8787")
        .header(header::ORIGIN, "http://127.0.0.1:8787")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = door.ask(own.body(Body::from("title=own")).unwrap()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_that_no_database_or_header_carries_are_refused() {
    let door = Door::furnished().await;
    let (item, volume) = (door.item, door.open_volume);
    let long = "张".repeat(2001);
    for (path, form) in [
        (format!("/volumes/{volume}/closing"), format!("closed_by={}", crate::support::door::encoded(&long))),
        (format!("/volumes/{volume}/closing"), "checked_by=a%00b".to_owned()),
        (format!("/volumes/{volume}/title"), "title=a%1fb".to_owned()),
        (format!("/volumes/{volume}/title"), format!("title={}", crate::support::door::encoded(&long))),
        (format!("/items/{item}/correction"), "title=a%00b&pages=1&reason=x".to_owned()),
        (
            format!("/items/{item}/correction"),
            format!("title={}&pages=1", crate::support::door::encoded(&long)),
        ),
    ] {
        let answer = door.post(&path, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {form:.40}");
        assert!(!answer.headers.contains_key(header::SET_COOKIE), "{path}: nobody is remembered");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_was_made_to_lead_here_reads_nothing() {
    let door = Door::empty().await;
    let asked = async |host: &str, local: bool| {
        let names = vec!["dangan.example".into()];
        let options = ServeOptions { demo: true, local, names, ..ServeOptions::default() };
        let request = Request::get("/api/v1/overview").header(header::HOST, host);
        let router = router(door.archive.clone(), options);
        router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status()
    };
    for host in ["127.0.0.1:8787", "localhost:8787", "LOCALHOST", "[::1]:8787", "127.8.8.8", "dangan.example"]
    {
        assert_eq!(asked(host, true).await, StatusCode::OK, "{host}");
    }
    for host in
        ["evil.example:8787", "127.0.0.1.evil.example", "192.168.1.7:8787", "localhost.evil.example", "@"]
    {
        assert_eq!(asked(host, true).await, StatusCode::MISDIRECTED_REQUEST, "{host}");
        assert_eq!(
            asked(host, false).await,
            StatusCode::OK,
            "an office's own network has its own names: {host}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_say_what_and_what_to_do_in_the_form_of_the_door() {
    let door = Door::furnished().await;
    let cases = [
        ("/volumes/99999", 404, "没有这个案卷"),
        ("/items/99999", 404, "没有这一件"),
        ("/nowhere", 404, "没有「/nowhere」这个页面"),
        ("/volumes?year=%E4%BA%8C", 422, "不是年份"),
        ("/retention?year=99", 422, "不是年份"),
        ("/catalogs/preview?kind=nothing", 422, "没有「nothing」这种目录"),
        ("/catalogs/sample?n=0&seed=1", 422, "抽 0 卷抽不了"),
        ("/catalogs/sample?n=3&seed=1&year=1999", 422, "抽不出样"),
        ("/catalogs?class=SY", 422, "是几个类别共用的代码"),
        ("/retention?class=QQ", 422, "分类方案里没有「QQ」"),
        ("/import/00", 404, "收件箱里没有这个文件"),
        ("/volumes/x", 400, "看不懂请求"),
        ("/jobs/77", 404, "没有第 77 号任务"),
        ("/schemes/none", 404, "没有分类方案"),
    ];
    for (path, status, says) in cases {
        let answer = door.get(path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        let text = answer.text();
        assert!(text.starts_with("<!DOCTYPE html>") && text.contains(says), "{path}: {text}");
        assert!(text.contains("class=\"fix\""), "{path} does not say what to do");
        let english = door.get(&format!("{path}{}lang=en", if path.contains('?') { '&' } else { '?' })).await;
        assert!(!english.text().contains(says), "{path} in English");
    }
    let json = door.get("/api/v1/volumes/99999?lang=en").await;
    assert_eq!((json.status.as_u16(), json.json()["error"].as_str()), (404, Some("not_found")));
    assert_eq!(json.json()["problems"][0]["message"], "There is no such volume.");
    let body = b"{\"title\":\"x\",\"role\":\"sysadmin\"}".to_vec();
    let path = format!("/api/v1/volumes/{}/title", door.open_volume);
    let unknown = door.send("PUT", &path, "application/json", body).await;
    assert_eq!(unknown.status.as_u16(), 422);
    let message = unknown.json()["problems"][0]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("role"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_are_kept_without_end_under_this_program_s_own_address() {
    let door = Door::empty().await;
    let page = door.get("/help").await.text();
    let script = page.split("<script src=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let folder = script.strip_suffix("/frame.js").expect("the frame's script comes first");
    let answer = door.get(script).await;
    assert_eq!(answer.header(header::CACHE_CONTROL), "public, max-age=31536000, immutable");
    assert!(answer.text().contains("import \"./frame/forms.js\";"), "{}", answer.text());
    // what it imports stands under the same address
    let part = door.get(&format!("{folder}/frame/forms.js")).await;
    assert_eq!(
        (part.status, part.header(header::CONTENT_TYPE)),
        (StatusCode::OK, "text/javascript; charset=utf-8")
    );
    let other = door.get("/assets/0123456789/frame.js").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND, "another program's scripts are never mixed with these");
    assert_eq!(door.get("/assets/frame.js").await.header(header::CACHE_CONTROL), "public, max-age=3600");
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_and_styles_are_small_on_their_way() {
    let door = Door::empty().await;
    for (ending, most) in [("js", 60), ("css", 25)] {
        let mut bytes = 0;
        for name in files_of_the_pages(ending) {
            let packed = Request::get(format!("/assets/{name}")).header(header::ACCEPT_ENCODING, "gzip");
            let answer = door.ask(packed.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, StatusCode::OK, "{name}");
            bytes += answer.body.len();
        }
        println!("{ending}: {bytes} bytes");
        assert!(bytes > 1024 && bytes <= most * 1024, "{ending}: {bytes} bytes");
    }
}

/// Names of the pages' files with this ending.
fn files_of_the_pages(ending: &str) -> Vec<String> {
    let top = repository("assets/web");
    let (mut folders, mut names) = (vec![top.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|own| own == ending) {
                names.push(path.strip_prefix(&top).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dark_palette_is_linked_for_the_screens_it_is_for() {
    let door = Door::empty().await;
    let cases = [
        ("auto", "dark.css\" media=\"screen and (prefers-color-scheme: dark)\">"),
        ("dark", "dark.css\" media=\"screen\">"),
    ];
    for (theme, link) in cases {
        assert!(door.get(&format!("/help?theme={theme}")).await.text().contains(link), "{theme}");
    }
    assert!(!door.get("/help?theme=light").await.text().contains("dark.css"));
}

#[tokio::test(flavor = "multi_thread")]
async fn choices_are_remembered_in_cookies_and_nothing_else_is() {
    let door = Door::empty().await;
    let answer = door.get("/help?lang=en&size=xl&theme=dark").await;
    let cookies: Vec<_> =
        answer.headers.get_all(header::SET_COOKIE).iter().map(|c| c.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 3, "{cookies:?}");
    let kept = Request::get("/help").header(header::COOKIE, "lang=en; size=xl; theme=dark; other=1");
    let text = door.ask(kept.body(Body::empty()).unwrap()).await.text();
    assert!(text.contains("<html lang=\"en\" data-theme=\"dark\" data-size=\"xl\""), "{text:.200}");
    let odd = door.get("/help?lang=fr&size=99&theme=%3Cimg%3E").await;
    assert!(odd.headers.get(header::SET_COOKIE).is_none());
    assert!(odd.text().contains("<html lang=\"zh-Hans\" data-theme=\"auto\" data-size=\"s\""));
}
