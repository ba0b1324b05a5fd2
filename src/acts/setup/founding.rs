//! 建立全宗: a new archive with its first fonds, and new editions of schemes.

use crate::archive::{Archive, allow, take_lock, unwritable};
use crate::config::Config;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::posts::{Preset, posts};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::domain::schemes::scheme;
use crate::people::FirstAccount;
use crate::procedures::taking_up::{self, edition_exists, not_for_filing, readable_scheme};
use crate::store::{Store, Tx};
use crate::{embedded, people, problems, say, system_user};

/// The first fonds of a new archive.
#[derive(Clone, Debug)]
pub struct Founding {
    pub number: String,
    pub name: String,
    /// Text of the scheme it files under.
    pub scheme: String,
    /// How the posts are divided: id of a preset of `assets/posts.toml`.
    pub preset: String,
}

/// Id of the preset with one account, the founder's.
pub const SMALL: &str = "small";

/// Makes an archive where there is none. The accounting tables and the national annex that ship with
/// the program are kept with it, word for word.
pub async fn found(config: Config, by: &By, founding: Founding) -> Result<Archive> {
    Ok(found_with_secrets(config, by, founding).await?.0)
}

/// The same, with the accounts it begins with and the secret of each, which is shown once.
pub async fn found_with_secrets(
    config: Config,
    by: &By,
    founding: Founding,
) -> Result<(Archive, Vec<FirstAccount>)> {
    allow(by, Deed::Found)?;
    let Some(preset) = posts().preset(&founding.preset) else {
        let known = posts().presets.iter().map(|preset| format!("{}（{}）", preset.id, preset.zh));
        return Err(Error::from(no_such_preset(&founding.preset, &known.collect::<Vec<_>>().join("、"))));
    };
    if !people::is_login(&by.actor.login) {
        return Err(Error::from(founder_login(&by.actor.login)));
    }
    let scheme_id = readable_scheme(&founding.scheme)?;
    let founding = Founding { number: named(&founding.number)?, name: named(&founding.name)?, ..founding };
    let lock = take_lock(&config)?;
    for folder in [config.inbox_dir(), config.results_dir()] {
        std::fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
    }
    clear_half_made(&config);
    let store = match &config.database {
        Some(url) => Store::open_postgres(url).await?,
        None => Store::open_sqlite(&config.database_file(), true).await?,
    };
    if let Some(fonds) = store.fonds().await?.first() {
        let (number, name) = (&fonds.number, &fonds.name);
        return Err(Error::from(already_founded(&number, &name)));
    }
    let accounts = people::drawn(preset, by).await?;
    write_founding(&store, by, founding, scheme_id, (preset, accounts.clone())).await?;
    Ok((Archive::with(config, store, Some(lock)).await?, accounts))
}

/// An empty file in the place of the database was left by a founding that was killed, where nothing was ever indexed; an
/// archive whose file was emptied has its index still, and is refused.
fn clear_half_made(config: &Config) {
    let file = config.database_file();
    let is_empty = std::fs::metadata(&file).is_ok_and(|about| about.len() == 0);
    if is_empty && !config.index_dir().exists() {
        for ending in ["", "-wal", "-shm", "-journal"] {
            let mut path = file.clone().into_os_string();
            path.push(ending);
            std::fs::remove_file(path).ok();
        }
    }
}

/// A number or name without blanks around it; an empty one is refused.
fn named(text: &str) -> Result<String> {
    match text.trim() {
        "" => Err(Error::from(fonds_unnamed())),
        text => Ok(text.to_owned()),
    }
}

async fn write_founding(
    store: &Store,
    by: &By,
    founding: Founding,
    scheme_id: String,
    (preset, accounts): (&'static Preset, Vec<FirstAccount>),
) -> Result<()> {
    let founder = by.clone();
    store
        .write(by, async move |tx| {
            tx.insert_edition(&scheme_id, &founding.scheme).await?;
            for (_, text) in embedded::scheme_files() {
                match scheme::parse(&text) {
                    Ok(scheme::SchemeFile::Accounting(table)) => tx.insert_edition(&table.id, &text).await?,
                    Ok(scheme::SchemeFile::Scheme(scheme))
                        if !scheme.gives_codes() && scheme.id != scheme_id =>
                    {
                        tx.insert_edition(&scheme.id, &text).await?
                    }
                    _ => continue,
                };
            }
            tx.insert_fonds(&founding.number, &founding.name, &scheme_id).await?;
            people::begin(tx, &founder, preset, &accounts, &system_user::name()).await?;
            let detail = serde_json::json!({
                "number": founding.number, "name": founding.name, "scheme": scheme_id, "preset": preset.id,
            });
            Ok((
                (),
                Event::new(EventKind::FondsFounded, format!("{} {}", founding.number, founding.name), detail),
            ))
        })
        .await
}

/// Adds an edition of a scheme or accounting table. An edition once added is never changed: the same
/// text again changes nothing, another text under the same id is refused. An accounting table moves dates: they are
/// written with it.
pub async fn add_edition(archive: &Archive, by: &By, text: String) -> Result<String> {
    allow(by, Deed::Found)?;
    let (id, is_table) = match scheme::parse(&text).map_err(Error::Unreadable)? {
        scheme::SchemeFile::Scheme(scheme) => (scheme.id, false),
        scheme::SchemeFile::Accounting(table) => (table.id, true),
    };
    if let Some(known) = archive.store.editions().await?.into_iter().find(|edition| edition.name == id) {
        if known.body == text {
            return Ok(id);
        }
        return Err(Error::from(edition_exists(&id)));
    }
    if is_table {
        keep_table(archive, by, id.clone(), text).await?;
        archive.load_schemes().await?;
        return Ok(id);
    }
    let (name, about) = (id.clone(), id.clone());
    archive
        .store
        .write(by, async move |tx| {
            tx.insert_edition(&name, &text).await?;
            Ok(((), Event::new(EventKind::EditionAdded, about, serde_json::json!({ "id": name }))))
        })
        .await?;
    archive.load_schemes().await?;
    Ok(id)
}

/// Keeps an accounting table, and writes every date it moves: one deed, refused where a date moves earlier.
pub(super) async fn keep_table(archive: &Archive, by: &By, id: String, text: String) -> Result<()> {
    let schemes = archive.schemes_with(&id, &text).await?;
    let as_whom = by.clone();
    let deed = async move |tx: &mut Tx| {
        let changed = taking_up::keep_table(tx, &as_whom, &schemes, (&id, &text)).await?;
        let detail = serde_json::json!({ "id": id, "changes": changed.total });
        Ok(((), Event::new(EventKind::EditionAdded, id.clone(), detail)))
    };
    archive.store.write(by, deed).await
}

/// Adds a further fonds that files under an edition the archive already keeps.
pub async fn add_fonds(
    archive: &Archive,
    by: &By,
    number: String,
    name: String,
    scheme_id: String,
) -> Result<()> {
    allow(by, Deed::Found)?;
    let (number, name) = (named(&number)?, named(&name)?);
    match archive.schemes().scheme(&scheme_id) {
        Some(scheme) if scheme.gives_codes() => {}
        Some(_) => return Err(Error::Unreadable(vec![not_for_filing()])),
        None => {
            return Err(Error::not_found(say!(
                "没有分类方案「{scheme_id}」。先用 guidang scheme add 加入。",
                "The archive keeps no scheme \"{scheme_id}\". Add it with guidang scheme add first."
            )));
        }
    }
    if archive.store.fonds().await?.iter().any(|fonds| fonds.number == number) {
        return Err(Error::from(fonds_exists(&number)));
    }
    archive
        .store
        .write(by, async move |tx| {
            tx.insert_fonds(&number, &name, &scheme_id).await?;
            let detail = serde_json::json!({ "number": number, "name": name, "scheme": scheme_id });
            Ok(((), Event::new(EventKind::FondsFounded, format!("{number} {name}"), detail)))
        })
        .await
}

problems! {
    refuse founder_login as field_unreadable(login):
        "「{login}」不能作登录名：要用字母、数字、点、短横，不超过 40 个。" / "\"{login}\" can be no login: letters, digits, dots and hyphens, 40 at most."
        => "用 --login 写一个，例如 limin。" / "Give one with --login, such as limin.";
    refuse no_such_preset as field_unreadable(preset, known):
        "没有岗位设置「{preset}」。现有：{known}。" / "There is no division of posts \"{preset}\". There are: {known}."
        => "写其中一个。" / "Give one of them.";
    refuse already_founded(number, name):
        "这里已经有档案了（全宗 {number} {name}），没有动它。"
            / "There is an archive here already (fonds {number} {name}); it was left as it is."
        => "换一个 --data 目录，或直接使用现有的档案。"
            / "Choose another --data directory, or use the one that is there.";
    refuse fonds_unnamed():
        "全宗号和全宗名称都不能空着。" / "The fonds needs a number and a name."
        => "例如 0211 和 芜湖市人力资源和社会保障局。" / "For example 0211 and 芜湖市人力资源和社会保障局.";
    refuse fonds_exists(number):
        "全宗 {number} 已经有了。" / "Fonds {number} exists already."
        => "全宗号不能重复，请核对。" / "A fonds number is given once; check it.";
}
