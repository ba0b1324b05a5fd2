//! The states of what the archive keeps, each with the one word it has on every page, list and sheet.

use super::volume::VolumeState;
use crate::general::key::keyed;

keyed! {
    /// Where a record is: in a volume of this state, or in none.
    pub enum ItemState {
        Open = "open", "整理中", "Open";
        Closed = "closed", "已立卷", "Closed";
        /// It stands in no volume and waits to be filed again.
        TakenOut = "taken_out", "取出待归", "Taken out";
        /// Its volume was destroyed; what is said of it stays.
        Destroyed = "destroyed", "已销毁", "Destroyed";
        Transferred = "transferred", "已移交", "Transferred";
    }

    /// What a search finds.
    pub enum HitKind {
        Item = "item", "件", "Record";
        Volume = "volume", "案卷", "Volume";
    }

    /// Where a job is in its life.
    pub enum JobState {
        Queued = "queued", "排队", "Queued";
        Running = "running", "进行中", "Running";
        Done = "done", "完成", "Done";
        Failed = "failed", "失败", "Failed";
        Cancelled = "cancelled", "已停止", "Stopped";
    }

    /// Where a job is as far as a program can know that did not necessarily begin it.
    pub enum JobStanding {
        Queued = "queued", "排队", "Queued";
        Running = "running", "进行中", "Running";
        Done = "done", "完成", "Done";
        Failed = "failed", "失败", "Failed";
        Cancelled = "cancelled", "已停止", "Stopped";
        /// Its row says that it runs, but the program whose job it is does not run it.
        Interrupted = "interrupted", "中断", "Interrupted";
    }

    /// What a job does.
    pub enum JobKind {
        ImportItems = "import_items", "导入清单", "Import of a sheet";
        PackageImport = "package_import", "接收移交包", "Taking of a package";
        CatalogPrint = "catalog_print", "打印", "Print";
        CatalogProof = "catalog_proof", "核对文件", "Check of a file";
        FormMerge = "form_merge", "按名单套印", "Merge with a sheet";
        CatalogExport = "catalog_export", "导出目录", "Export of a catalog";
        ListExport = "list_export", "导出列表", "Export of a list";
        DueExport = "due_export", "导出到期清单", "Export of what is due";
        TransferPackage = "transfer_package", "移交材料包", "Transfer package";
        SampleFill = "sample_fill", "建立示例档案", "Filling of the sample archive";
        Reindex = "reindex", "重建检索索引", "Rebuilding the index";
    }

    /// Whether a sheet was taken in to its end.
    pub enum BatchState {
        Running = "running", "未完", "Unfinished";
        Done = "done", "完成", "Done";
    }

    /// Where a batch stands as people see it.
    pub enum BatchStanding {
        Running = "running", "未完", "Unfinished";
        Done = "done", "完成", "Done";
        /// Its records are gone from their volumes again.
        TakenBack = "taken_back", "已退回", "Taken back";
    }
}

impl JobState {
    /// Neither ended nor given up.
    pub fn is_unfinished(self) -> bool {
        matches!(self, JobState::Queued | JobState::Running)
    }
}

impl JobStanding {
    /// Of a job in this state; whether this program runs it now, and whether another one began it.
    pub fn judge(state: JobState, is_running_here: bool, is_elsewhere: bool) -> Self {
        match state {
            _ if is_running_here => JobStanding::Running,
            JobState::Queued | JobState::Running if !is_elsewhere => JobStanding::Interrupted,
            JobState::Queued => JobStanding::Queued,
            JobState::Running => JobStanding::Running,
            JobState::Done => JobStanding::Done,
            JobState::Failed => JobStanding::Failed,
            JobState::Cancelled => JobStanding::Cancelled,
        }
    }
}

impl From<Option<VolumeState>> for ItemState {
    /// Of a record in a volume of this state; `None`: in no volume.
    fn from(volume: Option<VolumeState>) -> Self {
        match volume {
            Some(VolumeState::Open) => ItemState::Open,
            Some(VolumeState::Closed) => ItemState::Closed,
            Some(VolumeState::Destroyed) => ItemState::Destroyed,
            Some(VolumeState::Transferred) => ItemState::Transferred,
            None => ItemState::TakenOut,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_has_one_word_wherever_it_is_shown() {
        for state in VolumeState::ALL {
            let item = ItemState::from(Some(*state));
            assert_eq!((item.key(), item.word()), (state.key(), state.word()));
        }
        for state in JobState::ALL {
            let standing = JobStanding::judge(*state, false, true);
            assert_eq!((standing.key(), standing.word()), (state.key(), state.word()));
        }
        assert_eq!(ItemState::from(None).word().zh, "取出待归");
    }

    #[test]
    fn a_job_is_interrupted_only_where_its_own_program_does_not_run_it() {
        let judge = JobStanding::judge;
        assert_eq!(judge(JobState::Running, false, false), JobStanding::Interrupted);
        assert_eq!(judge(JobState::Queued, false, false), JobStanding::Interrupted);
        assert_eq!(judge(JobState::Running, false, true), JobStanding::Running);
        assert_eq!(judge(JobState::Queued, true, false), JobStanding::Running);
        assert_eq!(judge(JobState::Done, false, false), JobStanding::Done);
    }
}
