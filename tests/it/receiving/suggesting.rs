//! 归类建议: an office's own records, the trade's words, and what is left to a person.

use guidang::acts::receiving::intake::{self, ImportOptions, Intake, Taking};
use guidang::domain::values::period::RetentionPeriod;
use guidang::progress::Progress;

use crate::support::{Site, both, draft, file, place};

async fn taken(site: &Site, name: &str, text: &str, options: ImportOptions) -> Intake {
    let path = site.desk.data().join(name);
    std::fs::write(&path, text).unwrap();
    let by = site.by();
    intake::take_in(&site.archive, &by, &path, &options, Taking::SkipProblems, &Progress::default())
        .await
        .unwrap()
}

fn suggested() -> ImportOptions {
    ImportOptions { year: Some(2010), suggest: true, ..ImportOptions::default() }
}

/// `title -> step`, with the reason of every suggestion that was taken.
fn reasons(outcome: &Intake) -> Vec<String> {
    let changes = outcome.changed.iter().filter(|change| change.kind.starts_with("suggested"));
    changes.map(|change| change.message.zh.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_office_calls_its_forms_is_learned_from_its_records() {
    let sheet = "题名,页数\n示例县第一机械厂2010年红本发放单（第3期）,2\n";
    let story = async |site: Site| {
        let first = taken(&site, "2010a.csv", sheet, suggested()).await;
        assert_eq!((first.written, reasons(&first)), (0, vec![]), "nobody has called a form so before");
        let cards = place(2009, "GL", "社会保险卡(证、手册)管理材料", RetentionPeriod::Years(50));
        let filed = ["青岚乡卫生院2009年红本发放单（第1期）", "红本发放单"];
        let drafts = filed.iter().map(|title| draft(&cards, title, 2)).collect();
        file(&site.archive, &site.by(), drafts).await.unwrap();
        let second = taken(&site, "2010b.csv", &format!("{sheet}\n"), suggested()).await;
        assert_eq!(second.written, 1);
        let reason = &reasons(&second)[0];
        assert!(
            reason.contains("本单位已有 2 件「红本发放单」归入「社会保险卡(证、手册)管理材料」"),
            "{reason}"
        );
        second.volumes[0].code.clone()
    };
    let code = both(story).await;
    assert!(code.starts_with("2010-GL-社会保险卡(证、手册)管理材料-1-"), "{code}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suggestion_names_the_rule_and_one_that_might_be_kept_longer_is_asked() {
    let site = Site::open().await;
    let sheet = "题名,页数\n职工因工死亡待遇审批表,3\n社会保险业务统计年报表,2\n";
    let outcome = taken(&site, "a.csv", sheet, suggested()).await;
    assert_eq!(outcome.written, 1, "{:?}", outcome.problems);
    let reason = &reasons(&outcome)[0];
    assert!(reason.contains("工伤保险条例（国务院令第586号）第五章"), "{reason}");
    let asked: Vec<_> = outcome.problems.iter().map(|problem| (problem.row, problem.kind.as_str())).collect();
    assert_eq!(asked, [(Some(3), "step_missing")]);
}
