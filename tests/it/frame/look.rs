//! Every page of the router in both languages: it renders, leaks no markup, and its links resolve.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;

use crate::support::disposals::{self, batch_opened};
use crate::support::door::{Door, MARKUP};
use crate::support::figures;
use crate::support::handovers::{handover_addresses, handover_waiting};
use crate::support::repository;
use crate::support::transfers::{transfer_addresses, transfer_opened};

/// Addresses that show each route with something in it.
pub fn samples(door: &Door) -> BTreeMap<&'static str, Vec<String>> {
    let mut all = of_the_main_job(door);
    all.extend(of_import(door));
    all.extend(of_reports(door));
    all.extend(figures::addresses());
    all.extend(of_transfer(door));
    all.extend(disposals::addresses(door.closed_volume));
    all.extend(transfer_addresses(door.closed_volume));
    all.extend(handover_addresses());
    all.extend(of_the_house(door));
    all.extend(of_the_frame(door));
    all.extend(of_the_counter(door));
    all
}

/// Lists, jobs, basket, help: what stands around the work.
fn of_the_frame(door: &Door) -> BTreeMap<&'static str, Vec<String>> {
    let Door { open_volume, .. } = door;
    let list = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
    BTreeMap::from([
        (
            "/volumes",
            list(&[
                "/volumes",
                "/volumes?year=2009..2010&state=open&rows=20",
                "/volumes?year=1999",
                "/volumes?page=9",
            ]),
        ),
        (
            "/items",
            vec![
                "/items".into(),
                "/items?year=2009&rows=20&page=2".into(),
                format!("/items?volume={open_volume}"),
            ],
        ),
        ("/basket", list(&["/basket"])),
        ("/batches", list(&["/batches"])),
        ("/jobs", list(&["/jobs", "/jobs?state=done"])),
        ("/notices", list(&["/notices"])),
        ("/holds", list(&["/holds", "/holds?state=all&ground=audit", "/holds?state=lifted&page=3"])),
        ("/holds/new", list(&["/holds/new", "/holds/new?volumes=1&items=2", "/holds/new?from=basket"])),
        ("/holds/{id}", list(&["/holds/1", "/holds/2?page=2"])),
        ("/events", list(&["/events", "/events?what=items_filed&rows=20", "/events?seq=3"])),
        ("/palette", list(&["/palette?q=", "/palette?q=aj&k=x", "/palette?q=2009"])),
        ("/help", list(&["/help", "/help?q=%E6%89%B9%E9%87%8F%E4%BF%AE%E6%94%B9", "/help?q=%3Cimg"])),
        ("/help/{topic}", list(&["/help/search", "/help/lists", "/help/words"])),
        ("/help/pictures/{name}", list(&["/help/pictures/search.png"])),
        ("/help/keys", list(&["/help/keys"])),
    ])
}

/// The counter, its register and papers, persons.
fn of_the_counter(door: &Door) -> BTreeMap<&'static str, Vec<String>> {
    let Door { item, found, missed, copied, not_found, .. } = door;
    BTreeMap::from([
        (
            "/counter",
            vec![
                "/counter".into(),
                format!("/counter?s={found}"),
                format!("/counter?s={found}&who=lawyer&why=litigation"),
                format!("/counter?s={missed}&year_from=2009&year_to=2010"),
                "/counter?s=0000".into(),
            ],
        ),
        (
            "/consultations",
            vec!["/consultations".into(), "/consultations?given=copied&from=2026-01-01&identity=self".into()],
        ),
        (
            "/consultations/{id}",
            vec![format!("/consultations/{copied}?s={found}"), format!("/consultations/{not_found}")],
        ),
        (
            "/consultations/{id}/paper",
            vec![format!("/consultations/{copied}/paper"), format!("/consultations/{not_found}/paper")],
        ),
        ("/people/{item}/{row}", vec![format!("/people/{item}/1"), format!("/people/{item}/2")]),
        ("/people/{item}/{row}/accesses", vec![format!("/people/{item}/1/accesses")]),
    ])
}

fn of_the_main_job(door: &Door) -> BTreeMap<&'static str, Vec<String>> {
    let Door { open_volume, closed_volume, item, taken_out, .. } = door;
    let volume = |path: &str| {
        let path = path.replace("{open}", &open_volume.to_string());
        format!("/volumes/{}", path.replace("{closed}", &closed_volume.to_string()))
    };
    let list = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
    BTreeMap::from([
        ("/", list(&["/"])),
        (
            "/search",
            list(&[
                "/search",
                "/search?q=zxm",
                "/search?q=%3Cimg&sort=newest",
                "/search?q=%E6%B2%A1%E6%9C%89%E7%9A%84&year=2009",
                "/search?year=2009&class=collection",
                "/search?q=2009+ZJ&plain=0&off=1",
                "/search?s=0000",
                "/search?q=zxm&look=1",
                "/search?q=%E5%BC%A0%E5%B0%8F%E6%A2%85&view=persons",
            ]),
        ),
        ("/volumes/check", list(&["/volumes/check", "/volumes/check?year=2009"])),
        ("/volumes/{id}", ["{open}", "{open}?history=all", "{closed}?said=closed"].map(volume).into()),
        ("/volumes/{id}/grid", ["{open}/grid", "{open}/grid?since=3"].map(volume).into()),
        (
            "/items/taken-out",
            list(&["/items/taken-out", "/items/taken-out?sort=-title", "/items/taken-out?q=%3Cimg"]),
        ),
        ("/items/amending", list(&["/items/amending"])),
        ("/items/amending/{seq}", vec![format!("/items/amending/{}", door.amended)]),
        ("/items/{id}", vec![format!("/items/{item}"), format!("/items/{taken_out}")]),
        ("/items/{id}/card", vec![format!("/items/{item}/card"), format!("/items/{taken_out}/card")]),
        ("/items/{id}/correction", vec![format!("/items/{item}/correction")]),
    ])
}

fn of_import(door: &Door) -> BTreeMap<&'static str, Vec<String>> {
    let Door { batch, sheet, package, .. } = door;
    let list = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
    BTreeMap::from([
        ("/import", list(&["/import"])),
        ("/import/template", list(&["/import/template"])),
        ("/import/example", list(&["/import/example"])),
        (
            "/import/{digest}",
            vec![
                format!("/import/{sheet}"),
                format!(
                    "/import/{sheet}?year=2009&step=%E4%BA%8C(%E4%B8%80)&accept=duplicate_row&suggest=1&h1=x&c1="
                ),
            ],
        ),
        (
            "/import/packages/{digest}",
            vec![
                format!("/import/packages/{package}"),
                format!("/import/packages/{package}?accept=volume_here&accept=%3Cimg"),
            ],
        ),
        ("/steps", list(&["/steps", "/steps?q=jshd&year=2009", "/steps?q=%3Cimg"])),
        ("/batches/{id}", vec![format!("/batches/{batch}"), format!("/batches/{batch}?rows=20&page=2")]),
        ("/batches/{id}/taking-back", vec![format!("/batches/{batch}/taking-back")]),
    ])
}

fn of_reports(door: &Door) -> BTreeMap<&'static str, Vec<String>> {
    let Door { open_volume, closed_volume, .. } = door;
    let list = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
    BTreeMap::from([
        (
            "/retention",
            list(&[
                "/retention",
                "/retention?year=2020",
                "/retention?year=2020&class=YB&period=10&sort=-pages&rows=20",
                "/retention?year=2040&changed=1&page=9&qpage=2",
                "/retention?year=2040&earlier=1&sort=eligible",
                "/retention?year=2019&class=medical",
                "/retention?year=2111",
            ]),
        ),
        (
            "/catalogs",
            vec![
                "/catalogs".into(),
                "/catalogs?kind=volume_catalog&class=ZJ&year=2009..2015".into(),
                "/catalogs?year=1999".into(),
                "/catalogs?year=2009&as_of=2026-11-21".into(),
                "/catalogs?kind=doc_number_index&class=YB".into(),
                format!("/catalogs?kind=volume_contents&volume={open_volume}"),
            ],
        ),
        (
            "/catalogs/figures",
            list(&["/catalogs/figures", "/catalogs/figures?year=2026", "/catalogs/figures?year=1999"]),
        ),
        (
            "/catalogs/sample",
            list(&[
                "/catalogs/sample",
                "/catalogs/sample?n=2&seed=20261121",
                "/catalogs/sample?n=1&seed=%3Cimg&class=ZJ",
            ]),
        ),
        (
            "/catalogs/preview",
            vec![
                "/catalogs/preview".into(),
                "/catalogs/preview?class=ZJ&year=2009..2015".into(),
                "/catalogs/preview?year=1999".into(),
                "/catalogs/preview?kind=person_index".into(),
                "/catalogs/preview?kind=summary".into(),
                format!("/catalogs/preview?kind=statement&volume={closed_volume}"),
            ],
        ),
        (
            "/catalogs/print",
            vec![
                "/catalogs/print?kind=volume_catalog".into(),
                format!("/catalogs/print?kind=volume_contents&volume={open_volume}"),
            ],
        ),
        ("/catalogs/print/{page}", list(&["/catalogs/print/1?kind=volume_catalog"])),
        ("/catalogs/proof", list(&["/catalogs/proof"])),
        ("/catalogs/proof/{digest}/sheet", vec![format!("/catalogs/proof/{}/sheet", door.catalog)]),
        ("/catalogs/difference", vec![format!("/catalogs/difference?from={0}&to={0}", door.catalog)]),
        ("/forms", list(&["/forms", "/forms?said=printer_measured"])),
        (
            "/forms/{id}",
            list(&["/forms/volume_cover@1", "/forms/certification_mail@2", "/forms/catalog_cover@1"]),
        ),
        ("/forms/{id}/picture", list(&["/forms/volume_contents@1/picture", "/forms/box_label@1/picture"])),
        ("/forms/{id}/blank", list(&["/forms/calibration@1/blank"])),
        (
            "/labels",
            list(&["/labels", "/labels?form=spine_20@1&volumes=1+nonesuch&start=3", "/labels?year=1999"]),
        ),
        ("/labels/picture/{page}", list(&["/labels/picture/1?form=spine_20@1&volumes=1"])),
    ])
}

/// What leaves the house for another.
fn of_transfer(door: &Door) -> BTreeMap<&'static str, Vec<String>> {
    let Door { open_volume, closed_volume, .. } = door;
    BTreeMap::from([
        (
            "/transfer",
            vec![
                "/transfer".into(),
                "/transfer?year=1999".into(),
                "/transfer?all=1&receiver=x".into(),
                format!("/transfer?volumes={open_volume}&year=2009&list=1"),
            ],
        ),
        ("/transfer/picture/{page}", vec![format!("/transfer/picture/1?volumes={closed_volume}")]),
    ])
}

fn of_the_house(door: &Door) -> BTreeMap<&'static str, Vec<String>> {
    let Door { job, .. } = door;
    let list = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
    BTreeMap::from([
        ("/schemes", list(&["/schemes"])),
        (
            "/schemes/{id}",
            list(&[
                "/schemes/wuhu-2009",
                "/schemes/wuhu-2009?class=medical&period=10",
                "/schemes/national-2009",
            ]),
        ),
        ("/jobs/{id}", vec![format!("/jobs/{job}")]),
        ("/jobs/{id}/file", vec![format!("/jobs/{job}/file")]),
        ("/api/docs", list(&["/api/docs"])),
        ("/api/v1/openapi.json", list(&["/api/v1/openapi.json"])),
        (
            "/assets/{*path}",
            list(&[
                "/assets/style.css",
                "/assets/dark.css",
                "/assets/frame.js",
                "/assets/common/keys.js",
                "/assets/import/choose.js",
                "/assets/import.js",
                "/assets/volume.js",
                "/assets/grid.css",
                "/assets/import.css",
                "/assets/icons.svg",
                "/assets/icon.svg",
                "/assets/counter.css",
                "/assets/counter.js",
                "/assets/search.css",
                "/assets/search.js",
                "/assets/paper.css",
                "/assets/report.css",
                "/assets/report.js",
                "/assets/disposal.css",
            ]),
        ),
        ("/favicon.ico", list(&["/favicon.ico"])),
        ("/healthz", list(&["/healthz"])),
        ("/readyz", list(&["/readyz"])),
        ("/metrics", list(&["/metrics"])),
        ("/sign-in", list(&["/sign-in", "/sign-in?next=%2Fvolumes"])),
        ("/account", list(&["/account"])),
        ("/account/second-factor", list(&["/account/second-factor"])),
        ("/accounts", list(&["/accounts"])),
        ("/accounts/{login}", list(&["/accounts/local"])),
        ("/roles", list(&["/roles"])),
        ("/volumes/new", list(&["/volumes/new"])),
    ])
}

/// Routes of the router that answer GET, read from the one screen they stand on.
fn routes() -> Vec<String> {
    let source = std::fs::read_to_string(repository("src/web/router.rs")).unwrap();
    let routes = source.split(".route(\"").skip(1).filter_map(|rest| {
        let (path, handlers) = rest.split_once('"')?;
        handlers.split(".route(").next()?.contains("get(").then(|| path.to_owned())
    });
    let routes: Vec<String> = routes.collect();
    assert!(routes.len() > 50, "{} routes were found", routes.len());
    routes
}

pub fn is_page(text: &str) -> bool {
    text.starts_with("<!DOCTYPE html>")
}

fn check_page(path: &str, lang: &str, html: &str) {
    assert!(!html.contains("<img"), "{path}: markup from a record is live");
    assert!(html.contains(&format!("<html lang=\"{lang}\"")), "{path} is not in {lang}");
    for inline in [" style=\"", "<style", "<script>", "javascript:", " onclick=", " onerror=alert(1)\""] {
        assert!(!html.contains(inline), "{path} holds {inline:?}");
    }
    let own = html.matches("<script src=\"/assets/").count();
    assert_eq!(html.matches(".js\" type=\"module\"></script>").count(), own, "{path}: scripts are modules");
    assert_eq!(html.matches("<script ").count(), own, "{path}: only the house's own scripts");
    // who is not known yet has no frame around the page
    let is_outside = path.starts_with("/sign-in");
    let framed = html.contains("/frame.js\" type=\"module\"></script>");
    assert!(framed != is_outside, "{path}: without the frame's script");
    assert_eq!(html.matches("<h1").count(), 1, "{path}: one heading of the first rank");
    let (opened, closed) = (html.matches("<form").count(), html.matches("</form>").count());
    assert_eq!(opened, closed, "{path}: forms");
    for tag in ["table", "section", "details", "ul", "ol", "div", "select", "p"] {
        let (opened, closed) = (opening(html, tag), html.matches(&format!("</{tag}>")).count());
        assert_eq!(opened, closed, "{path}: <{tag}> opens {opened} times and closes {closed} times");
    }
    check_labels(path, html);
}

fn opening(html: &str, tag: &str) -> usize {
    html.matches(&format!("<{tag}>")).count() + html.matches(&format!("<{tag} ")).count()
}

/// Every id once; every visible control has a name for those who do not see it.
fn check_labels(path: &str, html: &str) {
    let mut ids = BTreeSet::new();
    for id in attributes(html, "id") {
        assert!(ids.insert(id.clone()), "{path}: the id {id} stands twice");
    }
    for target in attributes(html, "for") {
        assert!(ids.contains(&target), "{path}: a label for {target}, which is not there");
    }
    for piece in html.split("<input ").skip(1) {
        let tag = piece.split('>').next().unwrap_or_default();
        let named = tag.contains("type=\"hidden\"")
            || tag.contains(" id=\"")
            || tag.starts_with("id=")
            || tag.contains("aria-label");
        let inside_label = tag.contains("type=\"checkbox\"") || tag.contains("name=\"at\"");
        assert!(named || inside_label, "{path}: an input without a label: {tag}");
    }
}

pub fn attributes(html: &str, name: &str) -> Vec<String> {
    let mark = format!(" {name}=\"");
    let values = html.split(mark.as_str()).skip(1).filter_map(|rest| rest.split('"').next());
    values
        .map(|value| {
            value.replace("&#38;", "&").replace("&amp;", "&").replace("&#34;", "\"").replace("&#39;", "'")
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_has_a_sample_and_every_page_renders_in_both_languages() {
    let door = Door::furnished().await;
    batch_opened(&door.archive).await;
    transfer_opened(&door.archive).await;
    handover_waiting(&door.archive).await;
    let samples = samples(&door);
    for route in routes() {
        assert!(samples.contains_key(route.as_str()), "no sample for {route} in tests/it/frame/look.rs");
    }
    let mut marked = 0;
    for path in samples.values().flatten() {
        for (lang, html_lang) in [("zh", "zh-Hans"), ("en", "en")] {
            let and = if path.contains('?') { '&' } else { '?' };
            let answer = door.get(&format!("{path}{and}lang={lang}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{path} ({lang}): {}", answer.text());
            let text = answer.text();
            if is_page(&text) {
                check_page(path, html_lang, &text);
                marked += usize::from(text.contains("&#60;img src=x") || text.contains("&lt;img src=x"));
            }
        }
    }
    assert!(marked >= 20, "the hostile title {MARKUP} stands on {marked} pages only: the test looks past it");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_archive_shows_every_list_and_says_what_to_do() {
    let door = Door::empty().await;
    for path in [
        "/",
        "/search",
        "/search?q=x",
        "/counter",
        "/consultations",
        "/volumes",
        "/volumes/check",
        "/items/taken-out",
        "/handovers",
        "/handovers/new",
        "/import",
        "/retention",
        "/disposals",
        "/transfers",
        "/catalogs",
        "/transfer",
        "/schemes",
        "/jobs",
        "/batches",
        "/items",
        "/basket",
        "/events",
        "/help",
        "/help/keys",
    ] {
        let answer = door.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        check_page(path, "zh-Hans", &answer.text());
    }
    assert!(door.get("/").await.text().contains("还没有案卷，从这里开始"));
}
