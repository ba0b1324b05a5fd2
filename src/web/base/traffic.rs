//! Requests counted and timed; never what was asked for.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::http::Method;

const METHODS: [Method; 4] = [Method::GET, Method::POST, Method::PUT, Method::DELETE];
/// Upper ends of the stretches times are counted in, in milliseconds.
const STRETCHES: [u64; 8] = [5, 20, 50, 100, 500, 1000, 5000, 30_000];

/// What was answered since the program started.
#[derive(Debug, Default)]
pub struct Traffic {
    /// By method (the last: any other) and first digit of the status.
    answered: [[AtomicU64; 6]; METHODS.len() + 1],
    /// Answers that took no longer than each stretch's end.
    within: [AtomicU64; STRETCHES.len()],
    microseconds: AtomicU64,
    running: AtomicU64,
}

impl Traffic {
    /// One more is being answered.
    pub fn begin(&self) -> RunningRequest<'_> {
        self.running.fetch_add(1, Ordering::Relaxed);
        RunningRequest(self)
    }

    /// One was answered.
    pub fn count(&self, method: &Method, status: u16, took: Duration) {
        let row = METHODS.iter().position(|known| known == method).unwrap_or(METHODS.len());
        self.answered[row][usize::from(status / 100).min(5)].fetch_add(1, Ordering::Relaxed);
        for (within, end) in self.within.iter().zip(STRETCHES) {
            if took <= Duration::from_millis(end) {
                within.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.microseconds.fetch_add(took.as_micros() as u64, Ordering::Relaxed);
    }

    /// As lines of Prometheus' text format.
    pub fn lines(&self) -> String {
        let mut text = String::from(
            "# HELP guidang_requests_total Requests answered.\n# TYPE guidang_requests_total counter\n",
        );
        let mut all = 0;
        for (at, row) in self.answered.iter().enumerate() {
            let method = METHODS.get(at).map_or("other", Method::as_str);
            for (digit, count) in row.iter().enumerate() {
                let count = count.load(Ordering::Relaxed);
                all += count;
                if count > 0 {
                    text += &format!(
                        "guidang_requests_total{{method=\"{method}\",status=\"{digit}xx\"}} {count}\n"
                    );
                }
            }
        }
        text += "# HELP guidang_request_seconds Time until an answer began.\n# TYPE guidang_request_seconds histogram\n";
        for (within, end) in self.within.iter().zip(STRETCHES) {
            let (end, count) = (end as f64 / 1000.0, within.load(Ordering::Relaxed));
            text += &format!("guidang_request_seconds_bucket{{le=\"{end}\"}} {count}\n");
        }
        let seconds = self.microseconds.load(Ordering::Relaxed) as f64 / 1e6;
        text += &format!("guidang_request_seconds_bucket{{le=\"+Inf\"}} {all}\n");
        text += &format!("guidang_request_seconds_sum {seconds}\nguidang_request_seconds_count {all}\n");
        let running = self.running.load(Ordering::Relaxed);
        text += "# HELP guidang_requests_running Requests being answered now.\n# TYPE guidang_requests_running gauge\n";
        text + &format!("guidang_requests_running {running}\n")
    }
}

/// One fewer is running when it is dropped, also where whoever asked has gone.
pub struct RunningRequest<'t>(&'t Traffic);

impl Drop for RunningRequest<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_add_up_as_a_histogram_of_prometheus_does() {
        let traffic = Traffic::default();
        for (method, status, milliseconds) in
            [(Method::GET, 200, 3), (Method::GET, 404, 60), (Method::PATCH, 503, 40_000)]
        {
            traffic.count(&method, status, Duration::from_millis(milliseconds));
        }
        let text = traffic.lines();
        for line in [
            "guidang_requests_total{method=\"GET\",status=\"2xx\"} 1",
            "guidang_requests_total{method=\"other\",status=\"5xx\"} 1",
            "guidang_request_seconds_bucket{le=\"0.005\"} 1",
            "guidang_request_seconds_bucket{le=\"0.1\"} 2",
            "guidang_request_seconds_bucket{le=\"30\"} 2",
            "guidang_request_seconds_bucket{le=\"+Inf\"} 3",
            "guidang_request_seconds_sum 40.063",
            "guidang_request_seconds_count 3",
            "guidang_requests_running 0",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in:\n{text}");
        }
    }
}
