//! Who runs this program: the user of the operating system, whom an account may name.

use std::os::unix::fs::MetadataExt as _;

/// The name of the user this process acts as; `uid-1000` where the system has no name for it.
pub fn name() -> String {
    let uid = std::fs::metadata("/proc/self").map(|own| own.uid());
    let Ok(uid) = uid else { return String::new() };
    let known = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    named(&known, uid).unwrap_or_else(|| format!("uid-{uid}"))
}

/// The first name of a uid in the text of `/etc/passwd`.
fn named(known: &str, uid: u32) -> Option<String> {
    known.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, number) = (fields.next()?, fields.nth(1)?);
        (number.parse() == Ok(uid)).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uid_is_looked_up_where_the_system_names_its_users() {
        let known = "root:x:0:0:root:/root:/bin/sh\nbroken\narchive:x:998:998::/var/lib/guidang:/bin/false\n";
        assert_eq!(named(known, 998).as_deref(), Some("archive"));
        assert_eq!(named(known, 7), None);
        assert!(!name().is_empty());
    }
}
