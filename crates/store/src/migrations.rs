//! The migrations inside the program: the files of `migrations/`, by number. A new file is added here.
//!
//! They are listed rather than gathered by `sqlx::migrate!`, whose macros compile sqlx and SQLite a second
//! time for the compiler's own use.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType};

macro_rules! migrations {
    ($($version:literal $description:literal $file:literal),* $(,)?) => {
        vec![$(migration($version, $description, include_str!(concat!("../../../migrations/", $file)))),*]
    };
}

fn migration(version: i64, description: &'static str, sql: &'static str) -> Migration {
    Migration::new(version, description.into(), MigrationType::Simple, sql.into_sql_str(), false)
}

/// Those that both databases run.
pub(super) fn common() -> Vec<Migration> {
    migrations![
        1 "records" "0001_records.sql",
        3 "batch sheet" "0003_batch_sheet.sql",
        4 "basket" "0004_basket.sql",
        5 "repair" "0005_repair.sql",
        6 "consulting" "0006_consulting.sql",
        7 "shelf order" "0007_shelf_order.sql",
        8 "printers" "0008_printers.sql",
        9 "job node" "0009_job_node.sql",
        10 "person document" "0010_person_document.sql",
        11 "taken back" "0011_taken_back.sql",
        13 "adoption" "0013_adoption.sql",
        14 "succession" "0014_succession.sql",
        15 "fact period" "0015_fact_period.sql",
        16 "event before" "0016_event_before.sql",
        18 "accounts" "0018_accounts.sql",
        20 "claim" "0020_claim.sql",
        21 "adoption end" "0021_adoption_end.sql",
        22 "holds" "0022_holds.sql",
        24 "trace kind" "0024_trace_kind.sql",
        25 "disposals" "0025_disposals.sql",
        28 "transfers" "0028_transfers.sql",
        30 "disposal records" "0030_disposal_records.sql",
        32 "second factor" "0032_second_factor.sql",
        33 "request key" "0033_request_key.sql",
        34 "kept out" "0034_kept_out.sql",
        36 "handovers" "0036_handovers.sql",
        38 "schedule changes" "0038_schedule_changes.sql",
    ]
}

pub(super) fn sqlite() -> Vec<Migration> {
    migrations![
        2 "guards" "sqlite/0002_guards.sql",
        12 "taken back guards" "sqlite/0012_taken_back_guards.sql",
        17 "nearest pages" "sqlite/0017_nearest_pages.sql",
        19 "account guards" "sqlite/0019_account_guards.sql",
        23 "hold guards" "sqlite/0023_hold_guards.sql",
        26 "disposal guards" "sqlite/0026_disposal_guards.sql",
        27 "departure guards" "sqlite/0027_departure_guards.sql",
        29 "transfer guards" "sqlite/0029_transfer_guards.sql",
        31 "disposal record guards" "sqlite/0031_disposal_record_guards.sql",
        35 "kept out guards" "sqlite/0035_kept_out_guards.sql",
        37 "handover guards" "sqlite/0037_handover_guards.sql",
        39 "schedule change guards" "sqlite/0039_schedule_change_guards.sql",
    ]
}

pub(super) fn postgres() -> Vec<Migration> {
    migrations![
        2 "guards" "postgres/0002_guards.sql",
        12 "taken back guards" "postgres/0012_taken_back_guards.sql",
        17 "nearest pages" "postgres/0017_nearest_pages.sql",
        19 "account guards" "postgres/0019_account_guards.sql",
        23 "hold guards" "postgres/0023_hold_guards.sql",
        26 "disposal guards" "postgres/0026_disposal_guards.sql",
        27 "departure guards" "postgres/0027_departure_guards.sql",
        29 "transfer guards" "postgres/0029_transfer_guards.sql",
        31 "disposal record guards" "postgres/0031_disposal_record_guards.sql",
        35 "kept out guards" "postgres/0035_kept_out_guards.sql",
        37 "handover guards" "postgres/0037_handover_guards.sql",
        39 "schedule change guards" "postgres/0039_schedule_change_guards.sql",
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::migrate::Migrator;
    use std::path::Path;

    /// What databases keep of a migration must not depend on how it came into the program.
    #[tokio::test]
    async fn the_list_is_the_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
        let folders = [
            (folder.clone(), common()),
            (folder.join("sqlite"), sqlite()),
            (folder.join("postgres"), postgres()),
        ];
        for (folder, listed) in folders {
            let kept = |one: &Migration| {
                (
                    one.version,
                    one.description.to_string(),
                    one.migration_type,
                    one.checksum.to_vec(),
                    one.no_tx,
                )
            };
            let found = Migrator::new(folder.as_path()).await.unwrap();
            let found: Vec<_> = found.iter().map(kept).collect();
            assert_eq!(listed.iter().map(kept).collect::<Vec<_>>(), found, "{}", folder.display());
        }
    }
}
