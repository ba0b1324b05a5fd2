//! 接收回执: what the receiver says of a package she took in, as the file the sender's archive reads.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::key;
use super::parcel;
use super::reading::Reading;
use crate::archive::{Archive, allow};
use crate::catalog::{
    Catalog, CatalogOptions, Format, Head, ListCell, ListColumn, ListRow, NewFile, SEQ, list_form,
};
use crate::domain::disposal::transferring::receipt::{ACCEPTED_WORD, RETURNED_WORD};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::problems;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::writing::Document;
use crate::say;

/// A volume the receiver gives back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenBack {
    pub code: String,
    pub reason: String,
}

impl GivenBack {
    /// `2009-ZJ-…-190-E=缺第 3 页`
    ///
    /// # Errors
    /// `Refused` without an equals sign.
    pub fn read(said: &str) -> Result<GivenBack> {
        let Some((code, reason)) = said.split_once('=') else {
            return Err(Error::from(return_unreadable(&said.trim())));
        };
        Ok(GivenBack { code: code.trim().to_owned(), reason: reason.trim().to_owned() })
    }
}

/// What a receipt says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReceiptWritten {
    pub transfer: String,
    pub manifest: String,
    pub accepted: u64,
    pub returned: u64,
}

/// Writes the receipt of a package that was taken in: every volume accepted but those given back. The volumes are numbered as in
/// the package, and each line bears the transfer's number and the package's digest.
///
/// # Errors
/// `Refused` for a package that was not taken in, for a volume given back that is none of its, and without a reason.
pub async fn write_receipt(
    archive: &Archive,
    by: &By,
    path: &Path,
    given_back: &[GivenBack],
    (format, out): (Format, &Path),
) -> Result<ReceiptWritten> {
    allow(by, Deed::Receive)?;
    let parcel = parcel::open(path, archive.config.data()).await?;
    if archive.store.batch_by_digest(&key(&parcel)).await?.is_none() {
        return Err(Error::from(package_not_taken()));
    }
    let mut returned: BTreeMap<&str, &str> = BTreeMap::new();
    for one in given_back {
        if one.reason.trim().is_empty() {
            return Err(Error::from(return_without_reason(&one.code)));
        }
        returned.insert(one.code.trim(), one.reason.trim());
    }
    let form = list_form(say!("接收回执", "Receipt"), say!("卷", "volumes"), &columns());
    let options =
        CatalogOptions { scratch: Some(archive.config.data().to_owned()), ..CatalogOptions::default() };
    let mut catalog = Catalog::start(&form, &Head::default(), &options, format, NewFile::create(out)?)?;
    let mut reading = Reading::begin(&parcel.documents)?;
    let transfer = reading.transfer.batch.clone();
    let (mut at, mut back) = (0, 0);
    while let Some(brought) = reading.next_volume()? {
        at += 1;
        let reason = returned.remove(brought.volume.code.as_str());
        back += u64::from(reason.is_some());
        let text = |text: &str| ListCell::Text(text.to_owned());
        catalog.add(&ListRow(vec![
            (SEQ, ListCell::Count(at)),
            ("code", text(&brought.volume.code)),
            ("result", text(if reason.is_some() { RETURNED_WORD } else { ACCEPTED_WORD })),
            ("reason", text(reason.unwrap_or_default())),
            ("transfer", text(&transfer)),
            ("manifest", text(&parcel.manifest)),
        ]))?;
    }
    if let Some(code) = returned.keys().next() {
        return Err(Error::from(not_in_the_package(code)));
    }
    let (written, file) = catalog.finish()?;
    let document = Document { form, format, lang: Lang::Zh, written, others: Vec::new(), file };
    let making = Making::List {
        list: "transfer_receipt".to_owned(),
        filter: None,
        narrowed: serde_json::Map::from_iter([("transfer".to_owned(), transfer.clone().into())]),
        ticked: Vec::new(),
    };
    document.keep(archive, by, making).await?;
    Ok(ReceiptWritten { transfer, manifest: parcel.manifest, accepted: at - back, returned: back })
}

/// The columns a receipt is read by, behind the running number; their headings are Chinese in every language.
fn columns() -> [ListColumn; 5] {
    let column = |key: &'static str, name: &str, mm: f64| ListColumn {
        key,
        name: crate::domain::general::wording::Wording::same(name),
        counts: false,
        total: false,
        mm,
    };
    [
        column("code", "档号", 50.0),
        column("result", "结果", 14.0),
        column("reason", "原因", 40.0),
        column("transfer", "移交批次", 24.0),
        column("manifest", "移交包摘要", 80.0),
    ]
}

problems! {
    refuse package_not_taken():
        "这个移交包还没有接收。" / "This package was not taken in."
        => "先用 guidang import package 接收，再出具回执。" / "Take it in first (guidang import package).";
    refuse return_without_reason(code):
        "退回案卷 {code} 没有写原因。" / "{code} is given back without a reason."
        => "写成 档号=原因。" / "Write CODE=REASON.";
    refuse return_unreadable(said):
        "「{said}」读不出档号和原因。" / "\"{said}\" is not CODE=REASON."
        => "写成 档号=原因。" / "Write CODE=REASON.";
    refuse not_in_the_package(code):
        "包里没有案卷 {code}。" / "The package holds no volume {code}."
        => "核对档号。" / "Check the code.";
}
