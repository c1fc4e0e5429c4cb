//! The macro `words!`: English declares what a group of words consists of.
//!
//! How to use it. A group is a file `text/en/<group>.rs` with
//!
//! ```
//! # use web::words;
//! # #[derive(Clone, Copy)] pub enum Tab { Raft, Why }
//! words! {
//!     /// What the words are for.
//!     pub struct DemoWords {
//!         play: "Play";                                       // words.demo.play: &'static str
//!         moment(n: u32, at: &str): "moment {n}, {at}";       // words.demo.moment(7, "1 ms"): String
//!         members(n: usize): { 1 => "{n} member", _ => "{n} members" };   // by the first argument
//!         tab(Tab): { Raft => "Raft", Why => "Why" };         // words.demo.tab(tab): &'static str
//!         step(Tab): { Raft => ("It asks", "a member."), Why => ("It waits", "for an answer.") };
//!         try_these: ["put a 1", "get a"];                    // &'static [&'static str]
//!         keys: [("Space", "play"), ("Esc", "close")];        // &'static [(&'static str, &'static str)]
//!     }
//! }
//! assert_eq!(DemoWords::EN.members(1), web::text::words::said("1 member".to_string()));
//! ```
//!
//! - A missing word, an unknown gap, a gap that is given and not used, and a wrong type do not compile. Words for an
//!   enum are a `match` over it, so that none is left out and none can stand in another's place.
//! - A time goes into a gap as [`Span`](super::Span). A gap may hold a name or a phrase that stands by itself, a role
//!   for instance, never half a sentence.
//! - `DemoWords::EN` goes into `text/en/mod.rs`. The group in another language is a `const ZH: DemoWords` of the same
//!   struct in `text/zh/<group>.rs`, its templates closures: `moment: |n, at| format!("时刻 {n}, {at}")`.
//! - With the feature `pseudo` every English text stands in `⟦…⟧`: what is without them on the page was not declared.
//!
//! A gap that is not there, and one that is not used:
//!
//! ```compile_fail
//! web::words! { pub struct TimeWords { moment(n: u32): "moment {number}"; } }
//! ```
//! ```compile_fail
//! web::words! { pub struct TimeWords { moment(n: u32): "moment"; } }
//! ```

/// Whether every English text is marked, to find those that are not declared.
pub const PSEUDO: bool = cfg!(feature = "pseudo");

/// A text without gaps, as it is or marked.
pub const fn plain(text: &'static str, marked: &'static str) -> &'static str {
    if PSEUDO { marked } else { text }
}

/// A text whose gaps are filled, as it is or marked.
pub fn said(text: String) -> String {
    if PSEUDO { format!("⟦{text}⟧") } else { text }
}

/// Declares a group of words by its English texts; how, is said at the head of its file.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $vis:vis struct $Words:ident {
        $( $(#[$about:meta])* $name:ident $(($($gap:tt)*))? : $said:tt ; )*
    }) => {
        $(#[$doc])*
        $vis struct $Words {
            $( $(#[$about])* pub $name: $crate::words!(@type $(($($gap)*))? $said), )*
        }

        impl $Words {
            pub const EN: $Words = $Words {
                $( $name: $crate::words!(@value $(($($gap)*))? $said), )*
            };
            $( $crate::words!(@method [$(#[$about])*] $name $(($($gap)*))? $said); )*
        }
    };

    // the types of the fields
    (@type $text:literal) => { &'static str };
    (@type [$($text:literal),* $(,)?]) => { &'static [&'static str] };
    (@type [$($pair:tt),* $(,)?]) => { &'static [(&'static str, &'static str)] };
    (@type ($Of:ident) { $($Variant:ident => $text:literal),* $(,)? }) => {
        fn($Of) -> &'static str
    };
    (@type ($Of:ident) { $($Variant:ident => ($a:literal, $b:literal)),* $(,)? }) => {
        fn($Of) -> (&'static str, &'static str)
    };
    (@type ($($gap:ident : $type:ty),+ $(,)?) $said:tt) => { fn($($type),+) -> String };

    // the English of each
    (@value $text:literal) => { $crate::words!(@plain $text) };
    (@value [$($text:literal),* $(,)?]) => { &[$($crate::words!(@plain $text)),*] };
    (@value [$(($a:literal, $b:literal)),* $(,)?]) => {
        &[$(($crate::words!(@plain $a), $crate::words!(@plain $b))),*]
    };
    (@value ($Of:ident) { $($Variant:ident => $text:literal),* $(,)? }) => {
        |it| match it { $($Of::$Variant => const { $crate::words!(@plain $text) }),* }
    };
    (@value ($Of:ident) { $($Variant:ident => ($a:literal, $b:literal)),* $(,)? }) => {
        |it| match it {
            $($Of::$Variant => const { ($crate::words!(@plain $a), $crate::words!(@plain $b)) }),*
        }
    };
    (@value ($first:ident : $of:ty $(, $gap:ident : $type:ty)* $(,)?) {
        $($case:pat => $text:literal),* $(,)?
    }) => {{
        #[deny(unused_variables)]
        fn text($first: $of $(, $gap: $type)*) -> String {
            match $first { $($case => $crate::text::words::said(format!($text))),* }
        }
        text
    }};
    (@value ($($gap:ident : $type:ty),+ $(,)?) $text:literal) => {
        |$($gap),+| $crate::text::words::said(format!($text, $($gap = $gap),+))
    };
    (@plain $text:literal) => { $crate::text::words::plain($text, concat!("⟦", $text, "⟧")) };

    // a method for whatever takes something
    (@method [$($about:tt)*] $name:ident ($Of:ident) { $($Variant:ident => $text:literal),* $(,)? }) => {
        $($about)*
        pub fn $name(&self, it: $Of) -> &'static str {
            (self.$name)(it)
        }
    };
    (@method [$($about:tt)*] $name:ident ($Of:ident) $said:tt) => {
        $($about)*
        pub fn $name(&self, it: $Of) -> (&'static str, &'static str) {
            (self.$name)(it)
        }
    };
    (@method [$($about:tt)*] $name:ident ($($gap:ident : $type:ty),+ $(,)?) $said:tt) => {
        $($about)*
        pub fn $name(&self, $($gap: $type),+) -> String {
            (self.$name)($($gap),+)
        }
    };
    (@method [$($about:tt)*] $name:ident $said:tt) => {};
}

#[cfg(test)]
mod tests {
    use super::said;
    use crate::text::Span;
    use engine::base::Time;

    #[derive(Clone, Copy)]
    enum Role {
        Leader,
        Follower,
    }

    words! {
        /// One of each form.
        struct DemoWords {
            play: "Play";
            /// Of a moment.
            moment(n: u32, at: Span): "moment {n}, {at}";
            members(n: usize): { 1 => "{n} member", _ => "{n} members" };
            role(Role): { Leader => "leader", Follower => "follower" };
            step(Role): { Leader => ("It asks", "everybody."), Follower => ("It waits", "for it.") };
            examples: ["put a 1", "get a"];
            keys: [("Space", "play or pause")];
        }
    }

    /// Another language is another value of the same struct; it compiles when nothing is missing.
    const DE: DemoWords = DemoWords {
        play: "Los",
        moment: |n, at| format!("Augenblick {n}, {at}"),
        members: |n| format!("{n} Mitglied{}", if n == 1 { "" } else { "er" }),
        role: |role| match role {
            Role::Leader => "führt",
            Role::Follower => "folgt",
        },
        step: |role| match role {
            Role::Leader => ("Er fragt", "alle."),
            Role::Follower => ("Er wartet", "darauf."),
        },
        examples: &["put a 1"],
        keys: &[("Leertaste", "los oder halt")],
    };

    fn all(words: &DemoWords) -> Vec<String> {
        let mut all = vec![
            words.play.to_string(),
            words.moment(7, Span(Time::from_ms(12))),
            words.members(1),
            words.members(5),
            words.role(Role::Leader).to_string(),
            words.role(Role::Follower).to_string(),
            words.step(Role::Leader).0.to_string(),
            words.step(Role::Follower).1.to_string(),
        ];
        all.extend(words.examples.iter().map(|text| text.to_string()));
        all.extend(words.keys.iter().flat_map(|(key, text)| [key.to_string(), text.to_string()]));
        all
    }

    #[test]
    fn one_declaration_gives_every_form_of_word() {
        let texts = [
            "Play",
            "moment 7, 12.0 ms",
            "1 member",
            "5 members",
            "leader",
            "follower",
            "It asks",
            "for it.",
            "put a 1",
            "get a",
            "Space",
            "play or pause",
        ];
        assert_eq!(all(&DemoWords::EN), texts.map(|text| said(text.to_string())));
    }

    #[test]
    fn another_language_is_another_value() {
        let texts = [
            "Los",
            "Augenblick 7, 12.0 ms",
            "1 Mitglied",
            "5 Mitglieder",
            "führt",
            "folgt",
            "Er fragt",
            "darauf.",
            "put a 1",
            "Leertaste",
            "los oder halt",
        ];
        assert_eq!(all(&DE), texts);
    }

    #[test]
    fn the_pseudo_language_marks_what_is_declared() {
        let open = if super::PSEUDO { "⟦" } else { "" };
        assert!(all(&DemoWords::EN).iter().all(|text| text.starts_with(open)));
        assert_eq!(all(&DemoWords::EN)[0].contains('⟧'), super::PSEUDO);
    }
}
