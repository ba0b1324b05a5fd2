//! 日志叶: what the tree over the log (RFC 6962) holds of one event. It bears no record's words: when, what kind of deed,
//! digests, and which file the event registered.

use serde::Serialize;

use super::event::EventLink;
use super::event_kind::EventKind;
use crate::general::digest::Digest;

/// Lists of a registered file whose digests stand in the leaf: a leaf has at most 65,535 bytes.
const LISTS: usize = 400;

/// A leaf, written as JSON with its members in the order of their names and no blanks (RFC 8785).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogLeaf {
    pub at: String,
    /// What stands on the covers of the registered file's lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contents_sha256: Vec<Digest>,
    /// Of the event, as [`EventLink::digest`] computes it.
    pub digest: Digest,
    /// Of the file the event registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_sha256: Option<Digest>,
    pub form: &'static str,
    /// SHA-256 of the event's list of rows and their digests, as stored.
    pub rows_digest: Digest,
    pub seq: i64,
    pub what: String,
}

impl LogLeaf {
    pub fn new(link: &EventLink<'_>) -> LogLeaf {
        let (file_sha256, contents_sha256) = registered(link).unwrap_or_default();
        LogLeaf {
            at: link.at.to_owned(),
            contents_sha256,
            digest: link.digest(),
            file_sha256,
            form: "guidang.event@1",
            rows_digest: Digest::compute(link.rows.as_bytes()),
            seq: link.seq,
            what: link.what.to_owned(),
        }
    }

    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// The file an event registered and the digests on its covers.
fn registered(link: &EventLink<'_>) -> Option<(Option<Digest>, Vec<Digest>)> {
    let kinds = [EventKind::CatalogMade, EventKind::RegisterPacked];
    kinds.iter().find(|kind| kind.key() == link.what)?;
    let detail: serde_json::Value = serde_json::from_str(link.detail).ok()?;
    let printed = detail.get("printed")?;
    let digest = |value: &serde_json::Value| Digest::from_hex(value.as_str()?);
    let lists = printed["contents"].as_array().map(Vec::as_slice).unwrap_or_default();
    let contents = lists.iter().filter_map(|list| digest(&list["sha256"])).take(LISTS).collect();
    Some((digest(&printed["file"]), contents))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: EventLink<'_> = EventLink {
        previous: "",
        seq: 7,
        at: "2026-11-21T12:00:00+08:00",
        actor: "local",
        what: "item_corrected",
        about: "张三",
        detail: "{}",
        rows: "i1 -\n",
        before: "",
    };

    #[test]
    fn a_leaf_is_canonical_and_bears_no_words() {
        let leaf = LogLeaf::new(&LINK).bytes();
        let text = String::from_utf8(leaf).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let sorted: std::collections::BTreeMap<String, serde_json::Value> =
            serde_json::from_value(value).unwrap();
        assert_eq!(serde_json::to_string(&sorted).unwrap(), text);
        assert!(!text.contains("张三"));
    }

    #[test]
    fn the_bytes_of_an_event_are_those_its_digest_is_over() {
        let more = EventLink { previous: "ab", before: "[]", ..LINK };
        for link in [&LINK, &more] {
            assert_eq!(Digest::compute(&link.bytes()), link.digest());
        }
    }

    #[test]
    fn the_leaf_of_a_registration_names_the_file() {
        let [file, list] = ["file", "list"].map(|text| Digest::compute(text.as_bytes()));
        let detail =
            serde_json::json!({"printed": {"file": file, "contents": [{"sha256": list}]}}).to_string();
        let link = EventLink { what: "catalog_made", detail: &detail, ..LINK };
        let leaf = LogLeaf::new(&link);
        assert_eq!((leaf.file_sha256, leaf.contents_sha256), (Some(file), vec![list]));
        let other = LogLeaf::new(&EventLink { detail: &detail, ..LINK });
        assert_eq!((other.file_sha256, other.contents_sha256), (None, vec![]));
    }
}
