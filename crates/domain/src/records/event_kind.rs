//! What an event says was done.

use crate::general::key::keyed;
use crate::general::role::Deed;

impl EventKind {
    /// What leave an event about records was asked under; `None`: it concerns none.
    pub fn deed(self) -> Option<Deed> {
        use EventKind::*;
        Some(match self {
            BatchBegun | RowsReturned | BatchDone | SheetRepaired | ItemsFiled | PackageTaken
            | HandoverMade => Deed::Receive,
            PapersDecided | BatchTakenBack | ItemsAmended | AmendmentUndone | ItemCorrected
            | ItemTakenOut | ItemPutIn | VolumeEntered | ItemRefiled | VolumeBegun | VolumeSplit
            | VolumesJoined | VolumeReordered | VolumeRetitled | VolumeClosed | VolumeRemoved => Deed::File,
            FactRecorded | FactWithdrawn | DatesRecomputed => Deed::Decide,
            HoldPlaced | HoldLiftAsked | HoldKept | HoldLifted => Deed::Hold,
            Consulted | CopyGiven | NothingFound | IdNumberShown | IdNumbersShown => Deed::Consult,
            RegisterPacked | CatalogMade => Deed::Export,
            DisposalOpened | VolumesDestroyed | TransferOpened | VolumesTransferred => Deed::Dispose,
            _ => return None,
        })
    }
}

keyed! {
    /// Every kind of event there is.
    pub enum EventKind {
        FondsFounded = "fonds_founded", "建立全宗", "Fonds founded";
        FondsSucceeded = "fonds_succeeded", "登记全宗沿革", "Earlier fonds recorded";
        SchemeAdopted = "scheme_adopted", "启用方案", "Scheme adopted";
        SchemeWithdrawn = "scheme_withdrawn", "撤回启用方案", "Adoption of a scheme withdrawn";
        SchemeEnded = "scheme_ended", "停用方案", "Use of a scheme ended";
        EditionAdded = "edition_added", "加入方案版本", "Edition of a scheme added";
        ItemsFiled = "items_filed", "归档", "Records filed";
        HandoverMade = "handover_made", "移交材料", "Papers handed in";
        PapersDecided = "papers_decided", "核收材料", "Papers accepted or returned";
        BatchBegun = "batch_begun", "开始接收一批", "Batch begun";
        RowsReturned = "rows_returned", "记下退回的行", "Returned rows noted";
        BatchDone = "batch_done", "一批接收完毕", "Batch finished";
        BatchTakenBack = "batch_taken_back", "退回一批", "Batch taken back";
        PackageTaken = "package_taken", "接收移交包", "Transfer package taken in";
        SheetRepaired = "sheet_repaired", "收件时改正", "Sheet mended before it was taken in";
        ItemCorrected = "item_corrected", "更正", "Corrected";
        ItemsAmended = "items_amended", "批量修改", "Many records changed";
        AmendmentUndone = "amendment_undone", "撤销批量修改", "Change of many records undone";
        ItemTakenOut = "item_taken_out", "取出", "Taken out";
        ItemPutIn = "item_put_in", "放入", "Put in";
        VolumeEntered = "volume_entered", "录入", "Entered";
        ItemRefiled = "item_refiled", "改归", "Refiled";
        VolumeBegun = "volume_begun", "新立一卷", "Volume begun";
        VolumeSplit = "volume_split", "分卷", "Volume split";
        VolumesJoined = "volumes_joined", "并卷", "Volumes joined";
        VolumeReordered = "volume_reordered", "调整卷内顺序", "Reordered";
        VolumeRetitled = "volume_retitled", "改案卷题名", "Volume retitled";
        VolumeClosed = "volume_closed", "立卷", "Volume closed";
        VolumeRemoved = "volume_removed", "删除空卷", "Empty volume removed";
        FactRecorded = "fact_recorded", "记录事实", "Fact recorded";
        FactWithdrawn = "fact_withdrawn", "撤回事实", "Fact withdrawn";
        DatesRecomputed = "dates_recomputed", "重算期限", "Dates derived anew";
        ScheduleProposed = "schedule_proposed", "提出期限调整", "Change of schedules proposed";
        ScheduleApplied = "schedule_applied", "执行期限调整", "Change of schedules applied";
        ScheduleWithdrawn = "schedule_withdrawn", "撤回期限调整", "Change of schedules withdrawn";
        HoldPlaced = "hold_placed", "冻结", "Hold placed";
        HoldLiftAsked = "hold_lift_asked", "申请解冻", "Lifting of a hold asked for";
        HoldKept = "hold_kept", "不同意解冻", "Lifting of a hold refused";
        HoldLifted = "hold_lifted", "解冻", "Hold lifted";
        DisposalOpened = "disposal_opened", "建立鉴定批次", "Disposal batch opened";
        DisposalStepTaken = "disposal_step_taken", "鉴定处置", "Step of a disposal";
        VolumesKeptOn = "volumes_kept_on", "重新划定保管期限", "Volumes kept on";
        VolumesDestroyed = "volumes_destroyed", "销毁案卷", "Volumes destroyed";
        DisposalPapersFiled = "disposal_papers_filed", "归档处置文件", "Papers of a batch filed";
        TransferOpened = "transfer_opened", "建立移交批次", "Transfer opened";
        TransferStepTaken = "transfer_step_taken", "移交", "Step of a transfer";
        VolumesTransferred = "volumes_transferred", "移交案卷", "Volumes handed over";
        RegisterPacked = "register_packed", "生成移交材料包", "Transfer package made";
        CatalogMade = "catalog_made", "制成目录或表格", "Catalog or form made";
        PrinterMeasured = "printer_measured", "登记打印机偏移", "Printer measured";
        BasketFilled = "basket_filled", "放入待办篮", "Put into the basket";
        BasketLightened = "basket_lightened", "从待办篮拿出", "Taken out of the basket";
        BasketEmptied = "basket_emptied", "清空待办篮", "Basket emptied";
        Consulted = "consulted", "查阅", "Consulted";
        CopyGiven = "copy_given", "出具复制件", "Copy given";
        NothingFound = "nothing_found", "查无登记", "Nothing found, registered";
        IdNumberShown = "id_number_shown", "显示身份证号", "ID number shown";
        IdNumbersShown = "id_numbers_shown", "给出整件的身份证号", "ID numbers of records shown";
        SheetSentBack = "sheet_sent_back", "取走批注版清单", "Annotated sheet taken";
        SearchSaved = "search_saved", "存常用查询", "Search saved";
        SearchRenamed = "search_renamed", "常用查询改名", "Saved search renamed";
        SearchRemoved = "search_removed", "删常用查询", "Saved search removed";
        AccountMade = "account_made", "建账号", "Account made";
        AccountChanged = "account_changed", "改账号", "Account changed";
        AccountDisabled = "account_disabled", "停用账号", "Account disabled";
        AccountEnabled = "account_enabled", "恢复账号", "Account enabled again";
        SecretGiven = "secret_given", "发初始口令", "First secret given";
        SecretChanged = "secret_changed", "改口令", "Secret changed";
        PostProposed = "post_proposed", "提出岗位", "Post proposed";
        PostGiven = "post_given", "授予岗位", "Post given";
        PostWithdrawn = "post_withdrawn", "收回岗位", "Post withdrawn";
        SignedIn = "signed_in", "登录", "Signed in";
        SignedOut = "signed_out", "退出", "Signed out";
        SignInsRefused = "sign_ins_refused", "多次登录失败", "Sign-ins refused";
        SessionsEnded = "sessions_ended", "注销会话", "Sessions ended";
        SecondFactorBegun = "second_factor_begun", "开通动态验证码", "Second factor begun";
        SecondFactorUsed = "second_factor_used", "通过动态验证码", "Second factor used";
        SecondFactorEnded = "second_factor_ended", "停用动态验证码", "Second factor ended";
        TokenMade = "token_made", "发令牌", "Token made";
        TokenEnded = "token_ended", "注销令牌", "Token ended";
        JobStarted = "job_started", "任务开始", "Job started";
        JobEnded = "job_ended", "任务结束", "Job ended";
        BackupMade = "backup_made", "备份", "Backup made";
        BackupDrilled = "backup_drilled", "恢复演练", "Restore drilled";
        BackupRestored = "backup_restored", "从备份恢复", "Restored from a backup";
        JobInterrupted = "job_interrupted", "任务中断", "Job interrupted";
        DaySet = "day_set", "改用设定的日期", "Working under a day set by hand";
    }
}
