//! Processor time, memory and disk; rounds, medians and tables. No wall time: the machine is shared.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// Processor seconds of this process and of the children it has waited for.
pub fn cpu() -> f64 {
    [libc::RUSAGE_SELF, libc::RUSAGE_CHILDREN].into_iter().map(usage).sum()
}

fn resources(who: i32) -> libc::rusage {
    // SAFETY: getrusage fills the plain struct it is given.
    unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        assert_eq!(libc::getrusage(who, &mut usage), 0, "getrusage");
        usage
    }
}

fn usage(who: i32) -> f64 {
    let usage = resources(who);
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// Processor milliseconds of this process so far, to the nanosecond.
pub fn fine_cpu_ms() -> f64 {
    // SAFETY: clock_gettime fills the plain struct it is given.
    let time = unsafe {
        let mut time: libc::timespec = std::mem::zeroed();
        assert_eq!(libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time), 0, "clock_gettime");
        time
    };
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// Highest resident memory of this process, in MB.
pub fn peak_mb() -> f64 {
    memory_mb("VmHWM:")
}

/// Highest resident memory of any one child that was waited for, in MB.
pub fn childrens_peak_mb() -> f64 {
    resources(libc::RUSAGE_CHILDREN).ru_maxrss as f64 / 1024.0
}

fn memory_mb(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("0");
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(0.0) / 1024.0
}

/// Resident memory now, in MB; [`peak_mb`] begins anew from here.
pub fn resident_mb() -> f64 {
    std::fs::write("/proc/self/clear_refs", "5").ok();
    memory_mb("VmRSS:")
}

pub fn size_mb(path: &Path) -> f64 {
    let bytes = |path: &Path| path.metadata().map_or(0, |about| about.len());
    match path.read_dir() {
        Ok(entries) => entries.flatten().map(|entry| size_mb(&entry.path())).sum(),
        Err(_) => bytes(path) as f64 / 1e6,
    }
}

/// A directory of the bench's own under `target/`; `GUIDANG_BENCH_DIR` moves it.
pub fn bench_dir() -> PathBuf {
    let dir = std::env::var_os("GUIDANG_BENCH_DIR")
        .map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench"), PathBuf::from);
    std::fs::create_dir_all(&dir).expect("a directory for the bench");
    dir
}

/// Runs this program again as one contender and reads what it measured: one line of JSON.
pub fn contender(words: &[&str]) -> Value {
    let program = std::env::current_exe().expect("this program");
    let mut child = Command::new(program).args(words).stdout(Stdio::piped()).spawn().expect("a child");
    let mut said = String::new();
    child.stdout.take().expect("its output").read_to_string(&mut said).expect("its output");
    assert!(child.wait().expect("its end").success(), "{words:?} failed");
    let line = said.lines().last().unwrap_or_default();
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{words:?} said {line:?}: {error}"))
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The value below which `share` of the (sorted) values lie.
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = ((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len()) - 1;
    sorted[at]
}

/// Words of the command line without those that cargo adds: `(size, rounds)` first.
pub fn sizes(default_rounds: usize) -> (usize, usize) {
    let mut numbers = std::env::args().skip(1).filter_map(|word| word.parse().ok());
    (numbers.next().unwrap_or(100_000), numbers.next().unwrap_or(default_rounds))
}

pub fn row(cells: &[String]) {
    println!("| {} |", cells.join(" | "));
}

pub fn heading(cells: &[&str]) {
    row(&cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
    println!("|{}", "---|".repeat(cells.len()));
}

/// Three significant digits, thousands with commas.
pub fn short(value: f64) -> String {
    if value.is_nan() {
        return "–".into();
    }
    let digits = match value.abs() {
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        v if v >= 1.0 => 2,
        _ => 3,
    };
    let text = format!("{value:.digits$}");
    if value.abs() < 1000.0 {
        return text;
    }
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        if at > 0 && (text.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    out
}
