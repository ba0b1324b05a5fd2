//! 人员: what an account may do on a day, and the accounts an archive begins with.

use crate::domain::general::error::Result;
use crate::domain::general::posts::{Preset, posts};
use crate::domain::general::role::{Actor, Allowed, By, Rights};
use crate::secrets;
use crate::store::{Account, Appointment, Fonds, Store, Tx};

/// Stand in the table of separations for: a post is given by two persons.
pub const TWO_PERSONS: (&str, &str) = ("propose", "approve");

/// The login of a first account where the operating system's user has a name that can be none.
pub const FIRST_LOGIN: &str = "manager";

/// Whether a text can be a login.
pub fn is_login(text: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    (1..=40).contains(&text.chars().count()) && text.chars().all(is_plain)
}

/// Whether an account works on a day.
pub fn works(account: &Account, day: &str) -> bool {
    account.disabled_at.is_empty() && (account.until_day.is_empty() || day <= account.until_day.as_str())
}

/// The person behind an account, with what the account may do on the day of `by`; nothing where it ended.
pub async fn actor(store: &Store, account: &Account, day: chrono::NaiveDate) -> Result<Actor> {
    let (login, name) = (account.login.clone(), account.name.clone());
    let day = day.to_string();
    if !works(account, &day) {
        return Ok(Actor { login, name, rights: Rights::default() });
    }
    let held = store.appointments_of(account.id).await?;
    let fonds = if held.iter().any(|one| one.fonds_id.is_some()) { store.fonds().await? } else { Vec::new() };
    let rights =
        Rights(held.iter().filter(|one| one.holds_on(&day)).map(|one| allowed(one, &fonds)).collect());
    Ok(Actor { login, name, rights })
}

fn allowed(held: &Appointment, fonds: &[Fonds]) -> Allowed {
    let number =
        |id: i64| fonds.iter().find(|one| one.id == id).map_or_else(String::new, |one| one.number.clone());
    Allowed {
        post: held.post.clone(),
        deeds: posts().post(&held.post).map(|post| post.deeds.clone()).unwrap_or_default(),
        fonds: held.fonds_id.map(number),
    }
}

/// An account an archive begins with; its secret is shown once.
#[derive(Clone, Debug)]
pub struct FirstAccount {
    pub login: String,
    pub name: String,
    pub secret: String,
    posts: Vec<String>,
    kept: String,
}

/// Draws the first accounts of a preset: the founder's own, or one for each administrator.
pub async fn drawn(preset: &Preset, founder: &By) -> Result<Vec<FirstAccount>> {
    let mut drawn = Vec::new();
    for first in &preset.first {
        let secret = secrets::one_time();
        let kept = secrets::kept(&secret).await?;
        let (login, name) = match first.login.as_str() {
            "" => (founder.actor.login.clone(), founder.actor.name.clone()),
            login => {
                let post = first.posts.first().and_then(|id| posts().post(id));
                (login.to_owned(), post.map_or_else(|| login.to_owned(), |post| post.zh.clone()))
            }
        };
        drawn.push(FirstAccount { login, name, secret, posts: first.posts.clone(), kept });
    }
    Ok(drawn)
}

/// Writes them with their posts, and what the preset keeps apart. The first acts for the user of the operating
/// system who founds the archive.
pub async fn begin(
    tx: &mut Tx,
    by: &By,
    preset: &Preset,
    accounts: &[FirstAccount],
    system_user: &str,
) -> Result<()> {
    let (at, day) = (by.now.to_rfc3339(), by.today().to_string());
    for (number, first) in accounts.iter().enumerate() {
        let account = Account {
            login: first.login.clone(),
            name: first.name.clone(),
            system_user: if number == 0 { system_user.to_owned() } else { String::new() },
            secret: first.kept.clone(),
            must_change: true,
            made_at: at.clone(),
            ..Account::default()
        };
        let id = tx.insert_account(&account).await?;
        for post in &first.posts {
            let appointment = Appointment {
                account_id: id,
                post: post.clone(),
                from_day: day.clone(),
                proposed_by: id,
                proposed_at: at.clone(),
                approved_by: Some(id),
                approved_at: at.clone(),
                ..Appointment::default()
            };
            tx.insert_appointment(&appointment).await?;
        }
    }
    // only now: what it keeps apart holds for every appointment that follows
    let two = preset.two_persons.then_some(TWO_PERSONS);
    for (one, other) in posts().kept_apart(preset).into_iter().chain(two) {
        tx.insert_separation(one, other).await?;
    }
    Ok(())
}
