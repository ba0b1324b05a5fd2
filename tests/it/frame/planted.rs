//! ID numbers planted wherever somebody can write one: no page and no answer brings them back whole, unless
//! whole ones were asked for and the log has it.

use axum::http::StatusCode;
use guidang::acts::arranging::closing::{self, Closing};
use guidang::acts::arranging::filing::{self, Correction};
use guidang::acts::disposal::expiry;
use guidang::acts::finding::viewing;
use guidang::acts::upkeep::jobs::{self, JobOutcome};
use guidang::acts::using::consulting;
use guidang::domain::disposal::retention::{Fact, FactKind};
use guidang::domain::general::error::Error;
use guidang::domain::general::numbers::{mask, numbers_within};
use guidang::domain::general::problem::Problem;
use guidang::domain::general::wording::Wording;
use guidang::domain::records::item::Person;
use guidang::domain::records::states::JobKind;
use guidang::domain::using::consultation::Visit;
use guidang::domain::values::identity::check_digit;
use guidang::domain::values::period::RetentionPeriod;
use serde_json::{Value, json};

use super::{look, operations};
use crate::support::disposals::batch_opened;
use crate::support::door::{Answer, BOUNDED, Door, multipart};
use crate::support::handovers::handover_waiting;
use crate::support::transfers::transfer_opened;
use crate::support::{draft, file, place};

/// A valid number of its own for each place.
fn number(place: u32) -> String {
    let body = format!("99000019480209{place:03}");
    let check = check_digit(&body).unwrap();
    format!("{body}{check}")
}

/// Those of [`number`] that stand whole in an answer.
fn found_in(text: &str) -> Vec<u32> {
    let wide: fn(char) -> char = |c| match c {
        '０'..='９' => char::from(b'0' + (u32::from(c) - u32::from('０')) as u8),
        c => c,
    };
    let text: String = text.chars().map(wide).collect();
    (1..100).filter(|place| text.contains(&number(*place))).collect()
}

/// What was planted, beside the door's own things.
struct Planted {
    item: i64,
    volume: i64,
    uses: Vec<i64>,
    jobs: Vec<i64>,
}

async fn plant(door: &mut Door) -> Planted {
    let (archive, by) = (door.archive.clone(), door.archive.local_user());
    let person = Person {
        name: "张三".into(),
        id_number: number(1).into(),
        personal_no: number(2).into(),
        note: format!("配偶{}", number(3)).into(),
        ..Person::default()
    };
    let correction = Correction {
        persons: Some(vec![person.clone(), Person { name: "张小梅".into(), ..Person::default() }]),
        remarks: Some(format!("另见{}", number(4))),
        reason: format!("核对{}", number(5)),
        ..Correction::default()
    };
    filing::correct(&archive, &by, door.item, correction).await.unwrap();
    let mut paper =
        draft(&place(2009, "GL", "服务协议管理材料", RetentionPeriod::Years(10)), "工伤康复服务协议", 2);
    let given = Person { id_given: number(6).into(), ..person };
    paper.description.persons = vec![given];
    paper.description.more = vec![("备用".into(), number(7).into())];
    let item = file(&archive, &by, vec![paper]).await.unwrap()[0].item_id;
    let volume = viewing::item(&archive, &by, item).await.unwrap().item.volume_id.unwrap();
    let note = format!("凭{}的死亡证明", number(9));
    expiry::record_fact(
        &archive,
        &by,
        item,
        Fact { kind: FactKind::Ended, on: by.today(), period: None, note },
    )
    .await
    .unwrap();
    let closing =
        Closing { closed_by: "李".into(), checked_by: "王".into(), note: format!("缺{}", number(8)) };
    closing::close(&archive, &by, volume, closing).await.unwrap();
    let uses = plant_uses(door).await;
    let jobs = plant_jobs(door).await;
    plant_sheet(door).await;
    Planted { item, volume, uses, jobs }
}

fn visit(asker: u32, document: u32) -> Visit {
    Visit {
        identity: "lawyer".into(),
        asker: format!("王律师 {}", number(asker)),
        document: number(document),
        purpose: "litigation".into(),
    }
}

async fn plant_uses(door: &Door) -> Vec<i64> {
    let (archive, by) = (door.archive.clone(), door.archive.local_user());
    let looked = consulting::look(&archive, &by, &visit(11, 12), door.item, None, &number(13)).await.unwrap();
    let tried = format!("按{}再查：0 件", number(15));
    let missed = consulting::nothing_found(&archive, &by, &visit(11, 12), &number(14), &tried).await.unwrap();
    vec![looked.id, missed.id]
}

async fn plant_jobs(door: &Door) -> Vec<i64> {
    let (archive, by) = (door.archive.clone(), door.archive.local_user());
    let input = json!({ "wanted": { "text": number(21) }, "name": "查到的件.xlsx" });
    let report = json!({ "rows": 1, "said": [number(22)] });
    let done = jobs::start(&archive, &by, JobKind::ListExport, input.clone(), |_| async {
        Ok(JobOutcome { report, ..JobOutcome::default() })
    });
    let done = done.await.unwrap();
    let failed = jobs::start(&archive, &by, JobKind::ListExport, input, |_| async {
        let what = Wording::same(format!("没有{}", number(23)));
        Err(Error::Refused(vec![Problem::refuse("odd", what.clone(), what)]))
    });
    let failed = failed.await.unwrap();
    door.until_done(done).await;
    while door.get(&format!("/api/v1/jobs/{failed}")).await.json()["state"] != "failed" {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    vec![done, failed]
}

/// A sheet with a number read differently from how it was written, one that is wrong, and some in free texts.
async fn plant_sheet(door: &mut Door) {
    let wide: String = number(31).chars().map(|c| char::from_u32(c as u32 + 0xfee0).unwrap()).collect();
    let mut wrong = number(32).into_bytes();
    wrong[17] = if wrong[17] == b'0' { b'1' } else { b'0' };
    let wrong = String::from_utf8(wrong).unwrap();
    let sheet = format!(
        "序号,题名,姓名,身份证号,经办日期,页数,备注,备用\n\
         1,缴费核定表,张三,{wide},2009-03-02,2,见{},{}\n\
         2,缴费核定表,李四,{wrong},2009-03-03,1,,\n\
         3,缴费核定表,王五,{},2009.13.45,1,,\n\
         4,缴费核定表,赵六,{}护,2009-03-04,1,,\n\
         5,缴费核定表,钱七,{},2009-03-05,x,,\n",
        number(33),
        number(34),
        number(35),
        number(36),
        number(37),
    );
    let decided = [
        ("year", "2009"),
        ("step", "二(一)"),
        ("dry_run", "false"),
        ("on_error", "skip"),
        // the archive has a 张三 with another number
        ("accept", "name_with_two_numbers"),
    ];
    let body = multipart("清单.csv", sheet.as_bytes(), &decided);
    let taken = door.send("POST", "/api/v1/import", BOUNDED, body).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
    assert!(taken.json()["written"].as_u64() >= Some(1), "{}", taken.text());
    assert_eq!(found_in(&taken.text()), [0; 0], "{}", taken.text());
    let by = door.archive.local_user();
    door.batch = viewing::overview(&door.archive, &by).await.unwrap().batches[0].id;
    let sent = door.send("POST", "/import", BOUNDED, multipart("清单.csv", sheet.as_bytes(), &[])).await;
    door.sheet = sent.onward().trim_start_matches("/import/").split('?').next().unwrap().to_owned();
}

/// Addresses of every page and every answer, and of what was planted.
async fn addresses(door: &Door, planted: &Planted) -> Vec<String> {
    batch_opened(&door.archive).await;
    transfer_opened(&door.archive).await;
    handover_waiting(&door.archive).await;
    let document = door.get("/api/v1/openapi.json").await.json();
    let of_api = document["paths"].as_object().unwrap().iter().filter(|(_, item)| !item["get"].is_null());
    let mut all: Vec<String> = of_api.map(|(path, _)| operations::sample(door, path)).collect();
    all.extend(look::samples(door).into_values().flatten());
    let Planted { item, volume, uses, jobs } = planted;
    all.extend([
        format!("/items/{item}"),
        format!("/items/{item}/card"),
        format!("/items/{item}/correction"),
        format!("/people/{item}/1"),
        format!("/people/{}/1", door.item),
        format!("/people/{}/1/accesses", door.item),
        format!("/api/v1/people/{item}/1/accesses"),
        format!("/volumes/{volume}"),
        format!("/api/v1/items/{item}"),
        format!("/api/v1/volumes/{volume}"),
        format!("/api/v1/volumes/{volume}/grid"),
        format!("/api/v1/volumes/{}?lang=en", door.open_volume),
        "/api/v1/consultations".into(),
        "/api/v1/events?size=1000".into(),
    ]);
    for id in uses {
        all.extend([format!("/consultations/{id}"), format!("/consultations/{id}/paper")]);
    }
    for id in jobs {
        all.extend([format!("/jobs/{id}"), format!("/api/v1/jobs/{id}")]);
    }
    let last = door.get("/api/v1/events?size=1").await.json()[0]["seq"].as_i64().unwrap();
    all.extend((last - 20..=last).map(|seq| format!("/events?seq={seq}")));
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn no_planted_number_comes_back_whole() {
    let mut door = Door::furnished().await;
    let planted = plant(&mut door).await;
    let mut leaks = Vec::new();
    for address in addresses(&door, &planted).await {
        let answer = door.get(&address).await;
        assert!(answer.status.is_success() || answer.status.is_redirection(), "{address}: {}", answer.status);
        let found = found_in(&answer.text());
        if !found.is_empty() {
            leaks.push(format!("{address}: {found:?}"));
        }
    }
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    // the same eyes see what is shown on purpose
    let Planted { item, volume, .. } = planted;
    let batch = door.batch;
    for (address, shown) in [
        (format!("/api/v1/items/{}", door.item), vec![1, 2, 3, 4, 5]),
        (format!("/api/v1/items/{item}"), vec![1, 2, 3, 6, 7, 9]),
        (format!("/api/v1/volumes/{volume}"), vec![1, 2, 3, 6, 7, 8]),
        (format!("/api/v1/batches/{batch}"), vec![31]),
        ("/api/v1/events".into(), vec![5, 9, 21]),
    ] {
        let whole = door.whole(&address).await;
        let found = found_in(&whole.text());
        assert!(shown.iter().all(|place| found.contains(place)), "{address}: {found:?} {}", whole.text());
    }
    let page = door.post(&format!("/items/{item}/id-numbers"), "reason=handling").await;
    assert_eq!(found_in(&page.text()), [1, 2, 3, 6, 7], "{}", page.text());
}

/// What the dry run shows of a cell to be mended is masked, too; what comes back unchanged changes nothing, and a number
/// with stars in it is not taken for one.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_to_be_mended_is_shown_masked_and_taken_whole() {
    let mut door = Door::furnished().await;
    plant_sheet(&mut door).await;
    let address = format!("/import/{}?year=2009&step=%E4%BA%8C(%E4%B8%80)", door.sheet);
    let page = door.get(&address).await.text();
    let mut wrong = number(32).into_bytes();
    wrong[17] = if wrong[17] == b'0' { b'1' } else { b'0' };
    let wrong = String::from_utf8(wrong).unwrap();
    assert!(page.contains("name=\"v3-4\"") && page.contains(&mask(&wrong)), "{page}");
    // any number, right or wrong, derived or written
    let text = page.replace(&door.sheet, "");
    assert_eq!(numbers_within(&text), Vec::<String>::new(), "{page}");
    let mend = format!("/import/{}/repairs", door.sheet);
    let kept = async |value: &str| {
        let form = format!("sheet_name=&v3-4={value}&w3-4={}", mask(&wrong));
        door.post(&mend, &form).await
    };
    let refused = kept("990000********0000").await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text().contains("星号"));
    assert_eq!(kept(&mask(&wrong)).await.status, StatusCode::SEE_OTHER);
    // whole on demand, and the log has it
    let shown =
        door.post(&format!("/import/{}/id-numbers", door.sheet), "year=2009&step=%E4%BA%8C(%E4%B8%80)").await;
    assert!(shown.text().contains(&wrong), "{}", shown.text());
    assert_eq!(
        door.archive.store.latest_events(i64::MAX, 1).await.unwrap()[0].event.what,
        "id_numbers_shown"
    );
    kept(&number(38)).await.onward();
    let mended = door.get(&address).await.text();
    assert_eq!(numbers_within(&mended.replace(&door.sheet, "")), Vec::<String>::new(), "{mended}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_is_masked_like_everybody_else() {
    let door = Door::furnished().await;
    let given = json!({
        "identity": "lawyer", "asker": number(1), "document": number(2), "purpose": "litigation", "item": door.item,
        "subject": format!("张三 {}", number(3)),
    });
    let body = given.to_string().into_bytes();
    let written = door.send("POST", "/api/v1/consultations", "application/json", body).await;
    assert_eq!(written.status, StatusCode::OK, "{}", written.text());
    let line: Value = written.json();
    assert_eq!(line["asker"], format!("990000********{}", &number(1)[14..]), "{line}");
    let kept = door.archive.store.consultation(line["id"].as_i64().unwrap()).await.unwrap().unwrap();
    assert_eq!(kept.asker, number(1), "the register keeps it whole");
    let copied = format!("/api/v1/consultations/{}/copy", kept.id);
    let copied = door.send("POST", &copied, "application/json", b"{\"pages\":1}".to_vec()).await;
    let pages = [
        "/consultations".to_owned(),
        "/api/v1/consultations".into(),
        format!("/consultations/{}", kept.id),
        format!("/consultations/{}/paper", kept.id),
        format!("/items/{}", door.item),
    ];
    let mut answers: Vec<Answer> = vec![written, copied];
    for page in &pages {
        answers.push(door.get(page).await);
    }
    for answer in answers {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert_eq!(found_in(&answer.text()), [0; 0], "{}", answer.text());
    }
}
