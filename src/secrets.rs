//! 口令、令牌: how they are drawn, kept and judged. The only user of `argon2` and `zxcvbn`.

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;

use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;
use crate::domain::general::problem::Problem;
use crate::{problems, random};

/// Characters a password has at least, and at most: a longer one only costs time.
const SHORTEST: usize = 10;
const LONGEST: usize = 128;

/// Characters that are neither the office's words nor years.
const LEAST_OF_ONES_OWN: usize = 5;

/// Digests computed at once: each needs 19 MiB.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Words that stand in every office's passwords (ASVS 5.0 6.2.11 [S]).
const OFFICE_WORDS: [&str; 10] =
    ["社保", "档案", "归档", "人社", "shebao", "dangan", "guidang", "renshe", "12333", "archive"];

/// How a password is kept: Argon2id, 19 MiB, two passes, a salt of its own, in the PHC form.
pub async fn kept(password: &str) -> Result<String> {
    let password = password.to_owned();
    computed(move || {
        let kept = Argon2::default().hash_password(password.as_bytes());
        kept.map(|kept| kept.to_string()).map_err(|error| anyhow::anyhow!("argon2: {error}").into())
    })
    .await
}

/// Whether a password is the one that was kept. Where none was kept as much is computed, so that the time tells
/// nobody which accounts there are.
pub async fn is_kept(password: &str, kept: &str) -> Result<bool> {
    let (password, kept) = (password.to_owned(), kept.to_owned());
    computed(move || {
        let of = |kept: &str| {
            argon2::PasswordHash::new(kept)
                .is_ok_and(|kept| Argon2::default().verify_password(password.as_bytes(), &kept).is_ok())
        };
        Ok(match kept.as_str() {
            "" => {
                of(NOBODYS);
                false
            }
            kept => of(kept),
        })
    })
    .await
}

/// The digest of a random password nobody has.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$Z3VpZGFuZ2d1aWRhbmc$zgIEb8nXQTPmDIs+cP2VzKPGiFjq2Y8aWXFYKpWWTcM";

async fn computed<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let _turn = AT_ONCE.acquire().await.map_err(anyhow::Error::from)?;
    tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?
}

/// A secret to be shown once: twenty letters and digits that are read without mistake, in four groups.
pub fn one_time() -> String {
    drawn::<20>()
}

/// So many letters and digits that are read without mistake, in groups of five.
pub fn drawn<const LETTERS: usize>() -> String {
    const ALPHABET: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let letter = |byte: u8| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]);
    let letters: Vec<char> = random::bytes::<LETTERS>().into_iter().map(letter).collect();
    letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// A token, shown once, and the digest it is known by: 32 random bytes.
pub fn token() -> (String, String) {
    let token = random::hex::<32>();
    let digest = digest_of(&token);
    (token, digest)
}

/// What a token is known by.
pub fn digest_of(token: &str) -> String {
    Digest::compute(token.as_bytes()).hex()
}

/// What is wrong with a new password: too short or long, easily guessed, or made of words anybody would try first.
/// `own` are the words of this person and office: login, name, name of the fonds.
pub fn judge(password: &str, own: &[&str]) -> Vec<Problem> {
    let length = password.chars().count();
    if length < SHORTEST {
        return vec![password_short()];
    }
    if length > LONGEST {
        return vec![password_long()];
    }
    let words: Vec<&str> = own.iter().copied().filter(|word| !word.is_empty()).chain(OFFICE_WORDS).collect();
    if is_of_words(password, &words) {
        return vec![password_weak()];
    }
    let guessed = zxcvbn::zxcvbn(password, &words);
    match guessed.score() {
        zxcvbn::Score::Three | zxcvbn::Score::Four => Vec::new(),
        _ => vec![password_weak()],
    }
}

/// Whether little is left of a password without these words, the years and what stands between.
fn is_of_words(password: &str, words: &[&str]) -> bool {
    let mut rest = password.to_lowercase();
    for word in words {
        rest = rest.replace(&word.to_lowercase(), " ");
    }
    let is_year = |run: &str| run.len() == 4 && (run.starts_with("19") || run.starts_with("20"));
    let runs = rest.split(|letter: char| !letter.is_alphanumeric());
    runs.filter(|run| !is_year(run)).map(|run| run.chars().count()).sum::<usize>() < LEAST_OF_ONES_OWN
}

problems! {
    ask password_short(): "新口令太短，至少 10 个字。" / "The new password is too short: at least 10 characters."
        => "可以用几个不相干的词连起来，例如四个词加空格。" / "Several unrelated words in a row will do.";
    ask password_long(): "新口令太长，最多 128 个字。" / "The new password is too long: at most 128 characters."
        => "缩短一些。" / "Shorten it.";
    ask password_weak():
        "新口令容易猜到（常见口令、姓名、单位名称、键盘顺序、日期都算）。"
            / "The new password is easily guessed (common passwords, names, the office's words, rows of keys, dates)."
        => "换成几个不相干的词，不要用姓名、单位、年份和连续的键。" / "Use several unrelated words; no names, offices, years, rows of keys.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other() {
        let kept = super::kept("四季 水杉 铜铃 摆渡").await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_ne!(kept, super::kept("四季 水杉 铜铃 摆渡").await.unwrap(), "each has its own salt");
        assert!(is_kept("四季 水杉 铜铃 摆渡", &kept).await.unwrap());
        assert!(!is_kept("四季 水杉 铜铃 摆渡 ", &kept).await.unwrap());
        assert!(!is_kept("", "").await.unwrap());
        assert!(argon2::PasswordHash::new(NOBODYS).is_ok(), "as much is computed for nobody");
    }

    #[test]
    fn what_anybody_would_try_first_is_refused() {
        let own = ["limin", "李敏", "芜湖市人力资源和社会保障局"];
        for weak in [
            "short",
            "password123",
            "1234567890",
            "qwertyuiop",
            "limin200911",
            "shebao2026",
            "aaaaaaaaaaaa",
            "dangan0211",
        ] {
            assert_eq!(judge(weak, &own).len(), 1, "{weak} is taken");
        }
        for good in ["四季 水杉 铜铃 摆渡", "correct horse battery staple", &one_time()] {
            assert_eq!(judge(good, &own), [], "{good} is refused");
        }
        assert_eq!(judge(&"长".repeat(129), &own)[0].kind, "password_long");
    }

    #[test]
    fn secrets_are_drawn_anew_each_time() {
        let drawn: std::collections::BTreeSet<String> = (0..50).map(|_| one_time()).collect();
        assert_eq!(drawn.len(), 50);
        assert!(drawn.iter().all(|secret| secret.len() == 23 && secret.split('-').count() == 4), "{drawn:?}");
        let (token, digest) = token();
        assert_eq!((token.len(), digest), (64, digest_of(&token)));
    }
}
