//! The forms of a list's page act on what the page shows: its fonds, its filters, its columns; and offer nothing that
//! would be refused.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use guidang::acts::finding::listing::{self, List, Sought};
use guidang::acts::setup::founding;
use guidang::domain::records::item::Place;

use crate::frame::look::attributes;
use crate::support::door::{Answer, Door, encoded};
use crate::support::{draft, file, levy};

const NUMBER: &str = "990000199003071235";

/// The value of the first hidden field of this name behind `mark`.
fn hidden(text: &str, mark: &str, name: &str) -> String {
    let form = text.split(mark).nth(1).unwrap_or_else(|| panic!("no {mark} in {text}"));
    let field = format!("name=\"{name}\"");
    let rest = form.split(field.as_str()).nth(1).unwrap_or_else(|| panic!("no {name} behind {mark}"));
    attributes(rest, "value")
        .first()
        .cloned()
        .or_else(|| attributes(&format!(" {rest}"), "value").pop())
        .unwrap()
}

/// Two fonds, a volume in each.
async fn two_fonds(door: &Door) {
    let by = door.archive.local_user();
    founding::add_fonds(&door.archive, &by, "0212".into(), "芜湖市医疗保障局".into(), "wuhu-2009".into())
        .await
        .unwrap();
    let elsewhere = Place { fonds: "0212".into(), ..levy(2009) };
    file(&door.archive, &by, vec![draft(&elsewhere, "另一个全宗的核定表", 3)]).await.unwrap();
}

async fn with_fonds(door: &Door, path: &str) -> Answer {
    door.ask(Request::get(path).header(header::COOKIE, "fonds=0211").body(Body::empty()).unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_act_on_the_fonds_the_page_shows() {
    let door = Door::furnished().await;
    two_fonds(&door).await;
    for (path, list) in [("/volumes", "volumes"), ("/items", "items")] {
        let shown = with_fonds(&door, path).await.text();
        assert!(!shown.contains("另一个全宗"), "{path} shows one fonds");
        let query = hidden(&shown, &format!("action=\"/lists/{list}/export\""), "query");
        assert_eq!(query, "fonds=0211", "{path}: what is exported");
        assert_eq!(hidden(&shown, "id=\"chosen\"", "query"), "fonds=0211", "{path}: what is ticked");
        assert_eq!(hidden(&shown, "action=\"/searches\"", "address"), "fonds=0211", "{path}: what is kept");
        let form = format!("query={}&format=csv", encoded(&query));
        let taken = door.post(&format!("/lists/{list}/export"), &form).await.text();
        let all = door.post(&format!("/lists/{list}/export"), "query=fonds%3Dall&format=csv").await.text();
        assert_eq!(all.lines().count(), taken.lines().count() + 1, "{path}: one row is of the other fonds");
        // the page that says every fonds is left alone
        let every = with_fonds(&door, &format!("{path}?fonds=all")).await.text();
        assert_eq!(hidden(&every, "id=\"chosen\"", "query"), "fonds=all");
    }
    let due = with_fonds(&door, "/retention").await.text();
    assert_eq!(hidden(&due, "action=\"/searches\"", "address"), "fonds=0211");
    // kept over every fonds, a view stays that for whoever has chosen one
    door.post("/searches", &format!("name={}&list=volumes&address=", encoded("全部案卷"))).await.onward();
    let home = with_fonds(&door, "/").await.text();
    assert!(attributes(&home, "href").contains(&"/volumes?fonds=all".to_owned()), "{home}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_word_keeps_what_else_the_address_says() {
    let door = Door::furnished().await;
    let volume = door.open_volume;
    let looks = "rows=20&sort=-pages&cols=title.pages";
    let page = door.get(&format!("/items?volume={volume}&{looks}&q=1&page=1")).await.text();
    let bar = page.split("class=\"bar").nth(1).and_then(|rest| rest.split("</form>").next()).unwrap();
    for (name, value) in
        [("volume", volume.to_string().as_str()), ("rows", "20"), ("sort", "-pages"), ("cols", "title.pages")]
    {
        assert!(bar.contains(&format!("name=\"{name}\" value=\"{value}\"")), "{name} is lost: {bar}");
    }
    assert!(!bar.contains("name=\"page\""), "other words begin on the first page: {bar}");
    let clear = attributes(bar, "href").pop().unwrap();
    for kept in
        [format!("volume={volume}"), "rows=20".into(), "sort=-pages".into(), "cols=title.pages".into()]
    {
        assert!(clear.contains(&kept), "{clear} loses {kept}");
    }
    assert!(!clear.contains("q="), "{clear}");
    door.post("/basket", &format!("add=v{volume}&back=%2F")).await.onward();
    for path in [
        "/items/taken-out",
        "/basket",
        "/batches",
        "/jobs",
        "/consultations",
        "/events",
        "/volumes",
        "/items",
    ] {
        let page = door.get(&format!("{path}?rows=20&cols=title.code")).await.text();
        let form = page.split("<form class=\"bar").nth(1).and_then(|rest| rest.split("</form>").next());
        let form = form.unwrap_or_else(|| panic!("{path} has no form"));
        assert!(form.contains("name=\"rows\" value=\"20\""), "{path} loses the rows: {form}");
        assert!(form.contains("name=\"cols\" value=\"title.code\""), "{path} loses the columns: {form}");
    }
    let due = door.get("/retention?year=2026&rows=20&sort=-pages").await.text();
    let form = due.split("class=\"due-form").nth(1).and_then(|rest| rest.split("</form>").next()).unwrap();
    assert!(form.contains("value=\"20\"") && form.contains("value=\"-pages\""), "{form}");
    // the years of an address stand where years are typed
    let years = door.get("/volumes?year_from=2009&year_to=2011").await.text();
    assert!(years.contains("name=\"year\" value=\"2009..2011\""), "{years}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_number_is_kept_in_no_view_and_stands_in_no_address() {
    let door = Door::furnished().await;
    for (list, address) in [
        ("items", format!("q={NUMBER}")),
        ("volumes", "q=9900001990+0307+1235&year=2009".to_owned()),
        ("retention", format!("year=2026&q={NUMBER}")),
        ("retention", format!("year=2026&earlier={NUMBER}")),
    ] {
        let form = format!("name={}&list={list}&address={}", encoded("带号码的"), encoded(&address));
        let kept = door.post("/searches", &form).await;
        assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY, "{list} {address}");
        assert!(kept.text().contains("身份证号"), "{}", kept.text());
    }
    assert_eq!(door.get("/api/v1/searches").await.json().as_array().unwrap().len(), 0);
    for path in ["/retention", "/volumes"] {
        let away = door.get(&format!("{path}?q={NUMBER}")).await.onward();
        assert!(away.starts_with("/search?"), "{path}: {away}");
    }
    let file = format!("query={}&format=csv", encoded(&format!("q={NUMBER}")));
    let taken = door.post("/lists/items/export", &file).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY, "a file's registration keeps its words");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_report_is_counted_with_its_words() {
    let door = Door::furnished().await;
    door.agreement().await;
    let closed = door.archive.store.volume(door.closed_volume).await.unwrap().unwrap();
    let eligible = closed.eligible_on.unwrap();
    let year = chrono::Datelike::year(&eligible);
    let keep = async |name: &str, words: &str| {
        let address = format!("year={year}&q={}", encoded(words));
        let form = format!("name={}&list=retention&address={}", encoded(name), encoded(&address));
        door.post("/searches", &form).await.onward();
    };
    keep("就医", "就医登记").await;
    keep("没有", "没有这样的字").await;
    let kept = door.get("/api/v1/searches").await.json();
    let counts: Vec<_> = kept.as_array().unwrap().iter().map(|one| one["count"].as_i64()).collect();
    assert_eq!(counts, [Some(1), Some(0)], "{kept}");
}

/// Rows a list is still sorted and looked through by what stands in them.
const LONGEST: i64 = listing::LONGEST_READ_WHOLE;

fn many_jobs(door: &Door) {
    let link = rusqlite::Connection::open(door.archive.config.database_file()).unwrap();
    let sql = format!(
        "insert into job (id, kind, state, input, done, total, outcome, file, error, cancel_asked, actor, created_at, updated_at)
         with recursive n (i) as (select 1 union all select i + 1 from n where i <= {LONGEST})
         select 1000 + i, 'reindex', 'done', '{{}}', 0, 0, '{{}}', '', '', 0, 'local', '2026-11-21T08:00:00+08:00', '2026-11-21T08:00:00+08:00' from n"
    );
    link.execute_batch(&sql).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_offers_no_order_it_would_refuse() {
    let door = Door::furnished().await;
    let links = |text: &str| {
        let heads = text.split("<thead>").nth(1).and_then(|rest| rest.split("</thead>").next());
        heads.unwrap_or_else(|| panic!("no list in {text}")).matches("sort=").count()
    };
    let short = door.get("/jobs").await.text();
    assert!(links(&short) > 3 && !short.contains("不能排序"), "{short}");
    door.post("/searches", &format!("name={}&list=jobs&address=sort%3Dmakes", encoded("任务")))
        .await
        .onward();
    many_jobs(&door);
    let long = door.get("/jobs").await.text();
    assert_eq!(links(&long), 0, "orders that would be refused are offered");
    assert!(long.contains("超过 20,000 行") && long.contains("不能排序"), "it is said why");
    let refused = door.get("/jobs?sort=makes").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "and they are");
    // records and the log are sorted by the database however many there are
    let items = List::Items { filter: Default::default(), volume: None, sought: Sought::default() };
    let events = List::Events { what: None, sought: Sought::default() };
    for (list, column, sortable) in [
        (&items, "pages", true),
        (&items, "code", true),
        (&items, "title", false),
        (&items, "persons", false),
        (&events, "about", true),
    ] {
        assert_eq!(listing::is_sortable(list, column, LONGEST + 1), sortable, "{column}");
        assert!(listing::is_sortable(list, column, LONGEST), "{column} of a short list");
    }
    // how many there are is counted without sorting them
    let kept = door.get("/api/v1/searches").await.json();
    assert!(kept[0]["count"].as_i64().unwrap() > LONGEST, "{kept}");
    // a file of it is refused at once, and no job begun for it
    let jobs = door.archive.store.job_count(None).await.unwrap();
    let file = door.post("/lists/jobs/export", "query=sort%3Dmakes&format=csv").await;
    assert_eq!(file.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", file.text());
    assert_eq!(door.archive.store.job_count(None).await.unwrap(), jobs);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_says_what_its_list_is_and_no_more() {
    let door = Door::furnished().await;
    let own = door.get("/items").await.text();
    assert!(own.contains("按架位顺序"), "{own}");
    let sorted = door.get("/items?sort=-pages").await.text();
    assert!(!sorted.contains("按架位顺序"), "sorted, it does not stand in the order of the shelf");
    // on paper its heading says in words what it is narrowed by
    let narrowed = door.get("/volumes?year=2009&state=open&sort=-pages&rows=20").await.text();
    let heading = narrowed.split("class=\"only-print\"").nth(1).and_then(|rest| rest.split("</tr>").next());
    let heading = heading.unwrap_or_else(|| panic!("no heading for paper in {narrowed}"));
    assert!(heading.contains("2009 年度") && heading.contains("整理中"), "{heading}");
    assert!(!heading.contains('=') || !heading.contains("rows"), "{heading}");
    // a job is called by what it makes, in the language of the page
    for path in ["/events?what=job_started&lang=en", "/?lang=en"] {
        let english = door.get(path).await.text();
        assert!(!english.contains("移交材料包"), "{path} speaks Chinese");
    }
    let english = door.get("/events?what=job_started&lang=en").await.text();
    assert!(english.contains("Package of the transfer") || english.contains("Transfer package"), "{english}");
    let empty = door.post("/basket/catalog", "kind=volume_catalog&format=csv").await;
    assert!(empty.text().contains("待办篮里没有案卷"), "{}", empty.text());
    // while a list is offered to choose from, no page is drawn beside it
    let offered = door.get(&format!("/labels?volumes={}&list=1&start=abc", door.open_volume)).await.text();
    assert!(!offered.contains("不是第几格"), "{offered}");
}
