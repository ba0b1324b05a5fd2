//! Enums that are stored by a key and shown by a word: states and kinds.

use super::wording::Wording;

/// An enum whose values have a key, never changed once rows bear it, and a word in both languages.
pub trait Keyed: Copy + 'static {
    /// Every value, in the order people choose among them.
    const ALL: &'static [Self];

    fn key(self) -> &'static str;

    fn word(self) -> Wording;

    fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.key() == key)
    }
}

/// The word of a key; a key this program does not know stands for itself.
pub fn word_of<K: Keyed>(key: &str) -> Wording {
    K::from_key(key).map_or_else(|| Wording::same(key), K::word)
}

/// Declares [`Keyed`] enums: `Open = "open", "整理中", "Open";` is a value, its key, its words.
macro_rules! keyed {
    ($($(#[$about:meta])* pub enum $name:ident {
        $($(#[$note:meta])* $value:ident = $key:literal, $zh:literal, $en:literal;)+
    })+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[derive(utoipa::ToSchema)]
        pub enum $name {
            $($(#[$note])* #[serde(rename = $key)] $value,)+
        }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$value),+];

            /// What rows and addresses call it.
            pub fn key(self) -> &'static str {
                match self {
                    $($name::$value => $key,)+
                }
            }

            /// What people call it.
            pub fn word(self) -> $crate::general::wording::Wording {
                match self {
                    $($name::$value => $crate::say!($zh, $en),)+
                }
            }

            pub fn from_key(key: &str) -> Option<Self> {
                <Self as $crate::general::key::Keyed>::from_key(key)
            }
        }

        impl $crate::general::key::Keyed for $name {
            const ALL: &'static [$name] = $name::ALL;

            fn key(self) -> &'static str {
                $name::key(self)
            }

            fn word(self) -> $crate::general::wording::Wording {
                $name::word(self)
            }
        }
    )+};
}
pub(crate) use keyed;
