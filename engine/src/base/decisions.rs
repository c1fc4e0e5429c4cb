//! Decisions as enums, and their names: what `run until` waits for, and what the page files a rule under.
//!
//! `decisions!` wraps the declaration of an enum and changes nothing about it. It
//! adds the names of the variants, so that no list of them is kept by hand.

/// An enum of decisions, in one of two forms.
///
/// The decisions of one subject: any enum, as it is. Added are `variant`, which names the variant, and
/// `VARIANTS`, all of them.
///
/// ```text
/// decisions! { pub enum Election { Started { id: NodeId }, VoteCast(Ballot) } }
/// ```
///
/// Several subjects in one, marked by `of`: the same two, of what is inside, and a `From` for each.
///
/// ```text
/// decisions! { pub enum Trace of { Election(Election), Read(Read) } }
/// ```
macro_rules! decisions {
    (
        $(#[$attribute:meta])*
        $visible:vis enum $name:ident {
            $(
                $(#[$of_variant:meta])*
                $variant:ident $({ $($fields:tt)* })? $(( $($values:tt)* ))?
            ),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        $visible enum $name {
            $( $(#[$of_variant])* $variant $({ $($fields)* })? $(( $($values)* ))? ),*
        }

        impl $name {
            /// The names of all variants.
            pub const VARIANTS: &'static [&'static str] = &[$(stringify!($variant)),*];

            /// The name of this variant.
            pub fn variant(&self) -> &'static str {
                match self {
                    $( $name::$variant { .. } => stringify!($variant) ),*
                }
            }
        }
    };
    (
        $(#[$attribute:meta])*
        $visible:vis enum $name:ident of {
            $( $(#[$of_variant:meta])* $variant:ident($inside:ty) ),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        $visible enum $name {
            $( $(#[$of_variant])* $variant($inside) ),*
        }

        impl $name {
            /// The names of all decisions of all subjects.
            pub const VARIANTS: &'static [&'static str] =
                &$crate::base::decisions::joined::<{ 0 $(+ <$inside>::VARIANTS.len())* }>(
                    &[$(<$inside>::VARIANTS),*],
                );

            /// The name of the decision within.
            pub fn variant(&self) -> &'static str {
                match self {
                    $( $name::$variant(inside) => inside.variant() ),*
                }
            }
        }

        $(
            impl From<$inside> for $name {
                fn from(inside: $inside) -> $name {
                    $name::$variant(inside)
                }
            }
        )*
    };
}

pub(crate) use decisions;

/// The lists one after the other, while compiling; `N` is how long they are together.
pub const fn joined<const N: usize>(lists: &[&[&'static str]]) -> [&'static str; N] {
    let mut all = [""; N];
    let (mut list, mut at) = (0, 0);
    while list < lists.len() {
        let mut i = 0;
        while i < lists[list].len() {
            all[at] = lists[list][i];
            at += 1;
            i += 1;
        }
        list += 1;
    }
    all
}

/// The public name of a variant: `BecameLeader` is `became-leader`.
pub fn kebab(variant: &str) -> impl Iterator<Item = char> {
    variant.chars().enumerate().flat_map(|(i, c)| {
        let dash = (i > 0 && c.is_ascii_uppercase()).then_some('-');
        dash.into_iter().chain([c.to_ascii_lowercase()])
    })
}

#[cfg(test)]
mod tests {
    use super::kebab;

    decisions! {
        /// Documents and derives stay.
        #[derive(Clone, PartialEq, Debug)]
        enum Small {
            /// One with fields.
            Named { to: u8, of: Vec<(u8, bool)> },
            Valued(u8, Option<u8>),
            Bare,
        }
    }

    decisions! {
        #[derive(PartialEq, Debug)]
        enum Other { SteppedDown }
    }

    decisions! {
        #[derive(PartialEq, Debug)]
        enum Both of { Small(Small), Other(Other) }
    }

    #[test]
    fn a_variant_of_any_shape_has_its_name() {
        assert_eq!(Small::VARIANTS, ["Named", "Valued", "Bare"]);
        let all =
            [Small::Named { to: 1, of: vec![(2, true)] }, Small::Valued(3, None), Small::Bare];
        assert_eq!(all.clone().map(|small| small.variant()), ["Named", "Valued", "Bare"]);
    }

    #[test]
    fn subjects_in_one_keep_their_names() {
        assert_eq!(Both::VARIANTS, ["Named", "Valued", "Bare", "SteppedDown"]);
        assert_eq!(Both::from(Small::Bare).variant(), "Bare");
        assert_eq!(Both::from(Other::SteppedDown).variant(), "SteppedDown");
    }

    #[test]
    fn a_public_name_is_in_kebab_case() {
        let name = |variant| kebab(variant).collect::<String>();
        assert_eq!(name("BecameLeader"), "became-leader");
        assert_eq!(name("ConfChangeV2Proposed"), "conf-change-v2-proposed");
        assert_eq!(name("Cut"), "cut");
    }
}
