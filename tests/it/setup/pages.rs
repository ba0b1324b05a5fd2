//! The fonds that was chosen, and the five things of the demonstration.

use guidang::acts::setup::founding;

use crate::support::door::{Door, get_with, kept};
use crate::support::levy;

#[tokio::test(flavor = "multi_thread")]
async fn of_several_fonds_lists_begin_with_the_one_chosen() {
    let door = Door::furnished().await;
    let by = door.archive.local_user();
    let one = door.get("/volumes").await.text();
    assert!(!one.contains("keep_fonds"), "with one fonds there is nothing to choose");
    founding::add_fonds(&door.archive, &by, "0212".into(), "繁昌".into(), levy(2009).scheme_id)
        .await
        .unwrap();
    let all = door.get("/volumes").await.text();
    assert!(all.contains("全部 2 个全宗") && all.contains("keep_fonds=0212"), "{all}");
    let chosen = door.get("/help?keep_fonds=0212").await;
    assert_eq!(kept(&chosen), ["fonds=0212"]);
    assert!(kept(&door.get("/help?keep_fonds=9999").await).is_empty());
    let empty = get_with(&door, "/volumes", "fonds=0212").await.text();
    assert!(empty.contains("这个范围里还没有案卷") && empty.contains("0212 繁昌"), "{empty}");
    let every = get_with(&door, "/volumes?fonds=all", "fonds=0212").await.text();
    assert!(every.contains("2009-YB-就医登记材料-1-3-F"), "{every}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_five_things_tick_themselves() {
    let door = Door::empty().await;
    let ticked = |home: &str| home.matches("class=\"done\"").count();
    assert_eq!(ticked(&door.get("/").await.text()), 0);
    let searched = door.get("/search?q=zxm").await;
    assert_eq!(kept(&searched), ["tried=search"]);
    let looked = get_with(&door, "/retention?year=2035", "tried=search").await;
    assert_eq!(kept(&looked), ["tried=search.retention"]);
    assert!(kept(&get_with(&door, "/search?q=a", "tried=search").await).is_empty(), "once is enough");
    let home = get_with(&door, "/", "tried=search.retention").await.text();
    assert_eq!(ticked(&home), 2, "{home}");
    let sheet = door.upload("征缴科-2009-缴费核定.xlsx").await;
    let form = "year=2009&step=%E4%BA%8C(%E4%B8%80)&taking=skip_problems";
    door.post(&format!("/import/{sheet}"), form).await;
    assert_eq!(ticked(&door.get("/").await.text()), 1, "the import is known from the log");
    let example = door.get("/import/example").await;
    assert!(example.body.starts_with(b"PK"), "the sheet to practise on");
}
