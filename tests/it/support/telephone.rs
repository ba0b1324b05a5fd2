//! A telephone that shows the codes of a second factor.

use guidang::acts::setup::second_factors;
use guidang::archive::Archive;
use guidang::domain::general::role::By;
use totp_rs::{Builder, Secret};

/// What a telephone with this seed shows, so many steps of half a minute from now.
pub fn telephone_shows(archive: &Archive, seed: &str, steps: i64) -> String {
    let secret = Secret::try_from_base32(seed).unwrap();
    let telephone = Builder::new().with_secret(secret).build().unwrap();
    telephone.generate((archive.config.clock.now().timestamp() + 30 * steps) as u64).to_string()
}

/// Takes the second factor on for whoever acts, by the code of the last half minute; answers the recovery codes.
pub async fn second_factor_taken_on(archive: &Archive, by: &By, password: &str) -> Vec<String> {
    let seed = second_factors::offered(by, None).seed;
    let code = telephone_shows(archive, &seed, -1);
    second_factors::take_on(archive, by, &seed, (password, &code)).await.unwrap()
}
