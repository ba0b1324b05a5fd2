//! 监销: a supervisor proves on the spot who he is, whoever is signed in at the screen.

use super::people::{allow_over, batch_numbered, fonds_number};
use super::showing::{DisposalView, disposal};
use super::stepping::stepped;
use crate::archive::{Archive, allow_one_of};
use crate::domain::disposal::disposing::DisposalStep;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::procedures::proving::{Proof, account_proved};
use crate::{people, problems};

/// A supervisor signs in anew, as at the sign-in page: the step is his, not that of whoever is at the screen.
///
/// # Errors
/// `Refused` for a wrong password, one that another person gave, an account without the post, and whoever proposed, approved
/// or supervises already.
pub async fn supervise(
    archive: &Archive,
    by: &By,
    number: &str,
    login: &str,
    proof: Proof<'_>,
) -> Result<DisposalView> {
    allow_one_of(by, &[Deed::Dispose, Deed::Supervise])?;
    let row = batch_numbered(&archive.store, by, number).await?;
    let fonds = fonds_number(&archive.store, row.fonds_id).await?;
    allow_over(by, &[Deed::Dispose, Deed::Supervise], &fonds)?;
    let whole = archive.whole();
    // failures are the program's to note: whoever is at the screen may be anybody
    let asks = By { from: by.from.clone(), ..archive.program() };
    let account = account_proved(archive, &asks, login, proof).await?;
    if account.must_change {
        return Err(Error::from(supervisor_with_given_password(&account.name)));
    }
    let actor = people::actor(&whole.store, &account, by.today()).await?;
    if !actor.rights.may_over(Deed::Supervise, &fonds) {
        return Err(Error::from(supervisor_without_post(&account.name)));
    }
    let supervisor = By { actor, by_token: false, ..by.clone() };
    stepped(archive, &supervisor, number, DisposalStep::Supervise).await?;
    disposal(archive, by, number).await
}

problems! {
    refuse supervisor_with_given_password(name):
        "{name}还在用别人给的初始口令，不能证明是本人。" / "{name} still has the password another person gave; that proves nobody."
        => "本人先登录改口令。" / "Sign in and change it first.";
    refuse supervisor_without_post(name):
        "{name}没有监销人的岗位。" / "{name} does not hold the post of a supervisor."
        => "先授予岗位，或另请一人。" / "Give the post first, or ask another person.";
}
