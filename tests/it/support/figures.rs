//! Pages of holdings, of what a draft would move, and of a year's appraisal.

use std::collections::BTreeMap;

/// Their addresses, by their routes.
pub fn addresses() -> BTreeMap<&'static str, Vec<String>> {
    let list = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
    BTreeMap::from([
        ("/reports", list(&["/reports", "/reports?year=2026&month=11", "/reports?year=1999&class=ZJ"])),
        (
            "/reports/records",
            list(&[
                "/reports/records?year=2026&on=closing&state=open",
                "/reports/records?year=2026&on=moved&way=in&kind=%3Cimg&page=9",
            ]),
        ),
        ("/cycle", list(&["/cycle", "/cycle?year=2026", "/cycle?year=1999"])),
        ("/retention/what-if", list(&["/retention/what-if"])),
        ("/retention/changes", list(&["/retention/changes", "/retention/changes?page=9"])),
        ("/retention/changes/{number}", list(&["/retention/changes/2026-001"])),
    ])
}
