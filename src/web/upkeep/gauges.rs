//! `/healthz`, `/readyz`, `/metrics`: for programs that watch. Text without frame, language or anything of a record.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::acts::upkeep::gauging::{self, Gauges};
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::who::Who;

/// Prometheus' text format, 0.0.4.
const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The program answers.
pub async fn healthy() -> &'static str {
    "ok\n"
}

pub async fn ready(State(app): Shared) -> Response {
    let why = gauging::unready(&app.archive).await;
    if why.is_empty() {
        return "ok\n".into_response();
    }
    let lines: Vec<String> = why.iter().map(|one| format!("{} / {}\n", one.zh, one.en)).collect();
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], lines.concat()).into_response()
}

pub async fn metrics(State(app): Shared, Who(by): Who) -> Answer<Response> {
    let gauges = gauging::gauge(&app.archive, &by).await?;
    let text = [app.traffic.lines(), lines(&gauges)].concat();
    Ok(([(header::CONTENT_TYPE, EXPOSITION)], text).into_response())
}

fn lines(gauges: &Gauges) -> String {
    let number = |value: Option<i64>| value.map(|value| value.to_string());
    let known = |value: u64| Some(value.to_string());
    let all = [
        ("log_events", "Events in the log.", number(Some(gauges.events))),
        (
            "index_behind_events",
            "Events the word index does not reflect yet.",
            number(Some(gauges.index_behind)),
        ),
        ("writes_waiting", "Deeds that wait to be written.", known(gauges.writes_waiting as u64)),
        ("jobs_running", "Jobs this program is at.", known(gauges.jobs_running as u64)),
        ("backup_age_seconds", "Since the last backup; missing: none was made.", number(gauges.backup_age)),
        (
            "backup_drill_age_seconds",
            "Since a backup was last restored to see that it can be.",
            number(gauges.drill_age),
        ),
        ("backup_overdue", "1: the last backup is too long ago.", known(gauges.backup_overdue.into())),
        ("disk_free_bytes", "Free on the disk of the data directory.", known(gauges.disk_free)),
        ("disk_size_bytes", "Size of the disk of the data directory.", known(gauges.disk_size)),
    ];
    let mut text = format!(
        "# HELP guidang_build_info The program.\n# TYPE guidang_build_info gauge\nguidang_build_info{{version=\"{}\"}} 1\n",
        env!("CARGO_PKG_VERSION")
    );
    for (name, help, value) in all {
        text += &format!("# HELP guidang_{name} {help}\n# TYPE guidang_{name} gauge\n");
        if let Some(value) = value {
            text += &format!("guidang_{name} {value}\n");
        }
    }
    text
}
