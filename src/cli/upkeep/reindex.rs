//! `reindex`

use crate::acts::upkeep::indexing;
use crate::archive::{Access, Archive};
use crate::cli::base::args::Global;
use crate::cli::base::console::Console;
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::domain::general::error::Result;
use crate::say;

pub async fn reindex(global: &Global, console: &Console) -> Result<Done> {
    let archive = Archive::open(global.config()?, Access::Whole).await?;
    let indexed = indexing::reindex(&archive, &archive.local_user()).await?;
    console.answer(&serde_json::json!({ "indexed": indexed }), |console| {
        console.line(console.pick(&say!(
            "索引已重建：件和案卷共 {indexed} 条。",
            "Index rebuilt: {indexed} records and volumes."
        )));
    });
    settle(&archive).await?;
    Ok(Done::Code(0))
}
