//! PostgreSQL beside SQLite: where it is, and the processor time of its processes.
//!
//! `GUIDANG_BENCH_POSTGRES` is the address of a server on this machine without a database's name
//! (`postgres://user:password@127.0.0.1:5432`), `GUIDANG_BENCH_POSTMASTER` the number of its first
//! process. Without both it is left out.

use sqlx::{Connection as _, Executor as _};

pub struct Server {
    address: String,
    postmaster: u32,
}

impl Server {
    pub fn given() -> Option<Server> {
        let given = |name| std::env::var(name).ok();
        let postmaster = given("GUIDANG_BENCH_POSTMASTER")?.parse().ok()?;
        Some(Server { address: given("GUIDANG_BENCH_POSTGRES")?, postmaster })
    }

    /// Processor seconds of all its processes, those that have ended too.
    pub fn cpu(&self) -> f64 {
        let mut ticks = 0;
        for entry in std::fs::read_dir("/proc").expect("the processes").flatten() {
            let Ok(number) = entry.file_name().to_string_lossy().parse::<u32>() else { continue };
            let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else { continue };
            // the name, which may hold anything, stands in brackets; what follows begins with the state
            let Some((_, rest)) = stat.rsplit_once(") ") else { continue };
            let fields: Vec<u64> =
                rest.split(' ').skip(1).map(|field| field.trim().parse().unwrap_or(0)).collect();
            if number == self.postmaster {
                ticks += fields[10..14].iter().sum::<u64>(); // its own and its ended children's
            } else if fields[0] == u64::from(self.postmaster) {
                ticks += fields[10] + fields[11];
            }
        }
        // SAFETY: sysconf has no conditions.
        ticks as f64 / unsafe { libc::sysconf(libc::_SC_CLK_TCK) } as f64
    }

    pub fn database(&self, name: &str) -> String {
        format!("{}/{name}", self.address)
    }

    /// Makes the database anew and gives its address.
    pub async fn emptied(&self, name: &str) -> String {
        let mut link = sqlx::PgConnection::connect(&self.database("postgres")).await.expect("the server");
        let drop = format!("drop database if exists {name}");
        let create = format!(
            "create database {name} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'"
        );
        for sql in [drop, create] {
            link.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql))).await.expect("a database");
        }
        self.database(name)
    }
}
