//! What a scheme leaves to the office is told in words an archivist reads, not in those of its file.

use crate::support::{Desk, door::Door, wuhu};

/// The Wuhu scheme before anybody decided from when service agreements count.
fn without_a_decision() -> String {
    let text = wuhu();
    let from = text.find("[[decision]]\nabout = \"start_unstated\"").unwrap();
    let to = from + text[from..].find("\n\n").unwrap();
    format!("{}{}", &text[..from], &text[to..])
}

#[test]
fn init_names_what_the_office_has_to_decide() {
    let desk = Desk::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("方案.toml");
    std::fs::write(&file, without_a_decision()).unwrap();
    let scheme = file.to_str().unwrap();
    let words = ["init", "--fonds", "0211", "--name", "示例市社会保险经办中心", "--scheme", scheme];
    let answer = desk.run(&words).ending(0);
    assert!(answer.out.contains("分类方案里有 1 处要由单位决定："), "{}", answer.out);
    assert!(answer.out.contains("期限从何时起算原文没有写明"), "{}", answer.out);
    assert!(!answer.out.contains("[["), "{}", answer.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_who_decides_and_nothing_of_the_file() {
    let door = Door::empty().await;
    let page = door.get("/schemes/wuhu-2009").await.text();
    assert!(page.contains("期限从何时起算原文没有写明") && page.contains("从协议终止之年起算"), "{page}");
    assert!(!page.contains("[[") && !page.contains("item_page ="), "{page}");
}
