//! How far long work is: a bar for people, a line of JSON for programs; both on stderr.

use std::sync::Arc;
use std::time::Duration;

use crate::progress::Progress;

/// Says it until it is dropped; `what` stands before the bar.
pub async fn watch(progress: Arc<Progress>, json: bool, what: String) {
    let bar = (!json).then(|| indicatif::ProgressBar::new(0).with_prefix(what));
    if let Some(bar) = &bar
        && let Ok(style) = indicatif::ProgressStyle::with_template("{prefix} {wide_bar} {pos}/{len}")
    {
        bar.set_style(style);
    }
    let mut last = (0, 0);
    loop {
        tokio::time::sleep(Duration::from_millis(if json { 20 } else { 200 })).await;
        let (done, total) = progress.so_far();
        if (done, total) == last {
            continue;
        }
        last = (done, total);
        match &bar {
            Some(bar) => {
                bar.set_length(total);
                bar.set_position(done);
            }
            None => eprintln!("{}", serde_json::json!({ "progress": { "done": done, "total": total } })),
        }
    }
}
