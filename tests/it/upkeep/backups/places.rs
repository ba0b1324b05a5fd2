//! Places of backups: of one archive each, there before they are used, mended by the next backup; and what a backup says of
//! the log's checkpoints.

use guidang::acts::upkeep::backing_up::{self, BackupReason};
use guidang::acts::upkeep::checkpointing;
use guidang::config::Config;
use guidang::domain::general::keeping::KeepingRule;
use guidang::progress::Progress;

use super::{back_up, furnished, restore};
use crate::support::{Backend, Desk, Site, draft, file, levy, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn the_backups_of_two_archives_do_not_push_each_other_out() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let place = tempfile::tempdir().unwrap();
        let one = Site::open_on(backend).await;
        // founded by itself: archives made from one template have one log
        let founded = Desk::new();
        founded.run(&["init", "--fonds", "0999", "--name", "别处", "--scheme", "wuhu-2009"]).ending(0);
        let other = founded.open().await;
        back_up(&one.archive, place.path()).await.unwrap();
        assert_eq!(refusal(back_up(&other.archive, place.path()).await), "place_of_another");
        back_up(&one.archive, place.path()).await.unwrap();
        // restored elsewhere it is the same archive: its log goes on
        let desk = Desk::new();
        restore(desk.config(), place.path()).await.unwrap();
        let again = desk.open().await;
        back_up(&again.archive, place.path()).await.unwrap();
        let kept = backing_up::list(&again.by(), place.path()).unwrap().len();
        assert_eq!(kept, 2, "{backend:?}: of one day the newest two");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn by_its_plan_nothing_is_written_where_the_disk_is_not_mounted() {
    let (folder, site) = (tempfile::tempdir().unwrap(), Site::open().await);
    let gone = folder.path().join("备份盘");
    let (by, quiet) = (site.by(), Progress::default());
    let place = (gone.as_path(), KeepingRule::default());
    let made = backing_up::back_up(&site.archive, &by, place, BackupReason::Scheduled, &quiet).await;
    assert_eq!(refusal(made), "place_not_there");
    assert!(!gone.exists());
    // whoever asks for it by hand means what he says
    backing_up::back_up(&site.archive, &by, place, BackupReason::Asked, &quiet).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_check_found_damaged_the_next_backup_writes_anew() {
    let (place, site) = (tempfile::tempdir().unwrap(), Site::open().await);
    furnished(&site).await;
    back_up(&site.archive, place.path()).await.unwrap();
    let form = guidang::domain::general::digest::Digest::compute(b"form").hex();
    let object = place.path().join("objects").join(&form[..2]).join(&form);
    std::fs::write(&object, "farm").unwrap();
    let checked = backing_up::check(&site.by(), place.path(), None).unwrap();
    assert_eq!(checked.damaged.len(), 1);
    assert!(object.with_extension("damaged").exists(), "kept for inspection");
    back_up(&site.archive, place.path()).await.unwrap();
    assert_eq!(backing_up::check(&site.by(), place.path(), None).unwrap().damaged, []);
    restore(Desk::new().config(), place.path()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_place_with_newer_checkpoints_does_not_stop_a_restore() {
    let (place, witness) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut site = Site::open().await;
    site.archive.config.witness = Some(witness.path().to_owned());
    let by = site.by();
    checkpointing::send(&site.archive, &by, witness.path()).await.unwrap();
    back_up(&site.archive, place.path()).await.unwrap();
    file(&site.archive, &by, vec![draft(&levy(2009), "备份以后的", 2)]).await.unwrap();
    checkpointing::send(&site.archive, &by, witness.path()).await.unwrap();
    let desk = Desk::new();
    let config = Config { witness: Some(witness.path().to_owned()), ..desk.config() };
    let restored = restore(config, place.path()).await.unwrap();
    assert_eq!(restored.verified.findings, []);
    // the checkpoint in the backup is of a log no longer than the backup's
    let site = desk.open().await;
    let made = guidang::procedures::checkpoints::last_made(&site.archive).unwrap().unwrap();
    assert!(made.size as i64 <= restored.event);
    checkpointing::sign(&site.archive, &site.by()).await.unwrap();
}
