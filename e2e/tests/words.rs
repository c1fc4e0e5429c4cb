//! No word stands on the page that `web/src/text` does not declare. The page is built in a pseudo-language,
//! in which every declared text stands in `⟦…⟧`; whatever English is found outside of them was written
//! somewhere else, and no other language would say it.
//!
//! What is the same in every language is marked in the page: `translate="no"` for an element, and
//! `data-verbatim="title"` where only the title is, since it is the command behind a button. That is:
//!
//! - what etcdctl prints, and the commands that are typed, clicked and offered;
//! - log lines and the sources of a decision, which are etcd's;
//! - names of messages, requests, files, fields and keys, and the values of a store;
//! - until the engine says them as values: its own errors, the proofs of violations, and its help.

use e2e::lab::{READY, run};
use e2e::{Browser, Site, browser::Answer};
use serde_json::Value;
use std::collections::BTreeSet;

/// Gives every plain word that can be seen or heard, with the element that it stands in.
const PLAIN_WORDS: &str = r#"(() => {
    const outside = text => {
        let depth = 0, left = '';
        for (const sign of text) {
            if (sign === '⟦') depth++;
            else if (sign === '⟧') depth--;
            else if (depth === 0) left += sign;
        }
        return left;
    };
    // numbers with their units, members, clients, moments and terms of no language
    const bare = text => outside(text)
        .replace(/[\d.,]+\s?(µs|ms|s|B|kB|KB|MB)(?![A-Za-z])/g, ' ')
        .replace(/(?<![A-Za-z])[nc]\d+(?![A-Za-z])/g, ' ');
    const plain = text => /\p{L}{2,}/u.test(bare(text));
    const where = element => {
        const own = e => e.localName + (e.id ? '#' + e.id : '')
            + [...e.classList].map(name => '.' + name).join('');
        const parts = [];
        for (let e = element; e && e !== document.body && parts.length < 4; e = e.parentElement)
            parts.unshift(own(e));
        return parts.join(' > ');
    };
    const seen = element => element.localName === 'option' || element.checkVisibility();
    const found = [];
    const verbatim = element => element.closest('[translate="no"], script, style, noscript');
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const { parentElement, data } = texts.currentNode;
        if (plain(data) && !verbatim(parentElement) && seen(parentElement))
            found.push(`${where(parentElement)}: ${data.trim()}`);
    }
    for (const element of document.body.querySelectorAll('*')) {
        if (verbatim(element) || !seen(element)) continue;
        for (const name of ['aria-label', 'aria-valuetext', 'aria-description', 'title', 'placeholder', 'alt']) {
            const text = element.getAttribute(name);
            if (text && plain(text) && element.dataset.verbatim !== name)
                found.push(`${where(element)} [${name}]: ${text}`);
        }
    }
    return found;
})()"#;

const TABS: [&str; 7] = ["Raft", "Logs", "WAL", "Storage", "Path", "Why", "Journal"];

#[tokio::test]
#[ignore = "needs target/pseudo-dist and a browser: cargo xtask test"]
async fn every_word_of_the_page_is_declared() -> Answer {
    let site = Site::at_root(e2e::pseudo());
    let browser = Browser::start().await?;
    browser.open(&site.url).await?;
    browser.until(READY).await?;
    let mut plain = Plain { browser: &browser, found: Vec::new(), pressed: BTreeSet::new() };
    plain.look("the first screen").await?;
    browser.eval("window.lab.pause()").await?;
    let marked = "document.body.innerText.includes('⟦')";
    assert_eq!(browser.eval(marked).await?, true, "this is the pseudo-language");
    assert_eq!(browser.eval("document.documentElement.lang").await?, "en-x-pseudo");
    for (state, commands) in STATES {
        for command in commands {
            let leader = browser.eval(LEADER).await?.as_u64().unwrap_or_default();
            run(&browser, &command.replace("LEADER", &format!("n{leader}"))).await?;
        }
        plain.everywhere(state).await?;
    }
    // in the past, with the question whether to act there
    browser.eval("window.lab.seek(40)").await?;
    plain.press(".hint .try").await?;
    browser.until("!!document.querySelector('.past-bar')").await?;
    plain.look("acting in the past").await?;
    browser.eval("location.hash = '#s=ab%3D'").await?;
    browser.until("!!document.querySelector('.notice')").await?;
    plain.look("a link that cannot be opened").await?;
    assert!(plain.found.is_empty(), "not declared:\n{}", plain.found.join("\n"));
    let never: Vec<&str> =
        INSIDE.into_iter().filter(|inside| !plain.pressed.contains(*inside)).collect();
    assert!(never.is_empty(), "nothing of the page was ever behind {never:?}");
    Ok(())
}

/// The member that leads with the highest term.
const LEADER: &str = "window.lab.state().members.filter(m => m.role === 'leader')
    .sort((a, b) => b.term - a.term)[0]?.id ?? 0";

/// What is done to the cluster, one after the other; every view is looked at after each.
const STATES: [(&str, &[&str]); 5] = [
    ("a write and a read", &["cluster 5 --seed 7", "run until leader", "put a 1", "get a"]),
    ("a crash", &["crash LEADER", "run until leader", "put b 2"]),
    ("a split network", &["partition n1 n2 | n3 n4 n5", "cut n3 n4", "run 100ms"]),
    (
        "members that come and go",
        &[
            "cluster 3 --seed 1",
            "run until leader",
            "run 6s",
            "member add n4 --peer-urls=http://127.0.0.1:23804 --learner",
        ],
    ),
    (
        "a broken promise",
        &["cluster 3 --seed 54", "run until leader", "rule check-quorum off", "isolate LEADER"],
    ),
];

/// What was found so far, each thing once.
struct Plain<'a> {
    browser: &'a Browser,
    found: Vec<String>,
    /// What was pressed and was there.
    pressed: BTreeSet<String>,
}

impl Plain<'_> {
    /// Every tab and what can be opened in it, the stage and the lanes in both forms, what is selected, and
    /// every dialog.
    async fn everywhere(&mut self, state: &str) -> Answer {
        self.press(".lanes-toggle").await?;
        let open = "document.querySelectorAll('details').forEach(menu => menu.open = true)";
        self.browser.eval(open).await?;
        self.look(state).await?;
        for (at, tab) in TABS.iter().enumerate() {
            self.press(&format!("#inspect-tab-{at}")).await?;
            self.look(&format!("{state}, {tab}")).await?;
            for inside in INSIDE {
                self.press(inside).await?;
                self.look(&format!("{state}, {tab}, {inside}")).await?;
            }
        }
        for _ in 0..DECISIONS {
            self.press(".steps button:first-child").await?;
            self.look(&format!("{state}, a decision before")).await?;
        }
        self.browser.eval("window.lab.seek(window.lab.state().head)").await?;
        for chosen in [".member .halo", ".client rect", ".link.cut", ".packet[data-packet]"] {
            self.press(chosen).await?;
            self.look(&format!("{state}, {chosen}")).await?;
        }
        for toggle in [".stage .toggle", ".lanes-tools button.quiet.small"] {
            for _ in 0..2 {
                self.press(toggle).await?;
                self.press(".lanes-canvas tbody button").await?;
                self.look(&format!("{state}, {toggle}")).await?;
            }
        }
        for dialog in [".pill[title*='help']", ".checks", RULES] {
            self.press(dialog).await?;
            self.look(&format!("{state}, {dialog}")).await?;
            self.press(".dialog header button").await?;
        }
        Ok(())
    }

    /// Clicks what is there, and waits for the picture.
    async fn press(&mut self, selector: &str) -> Answer {
        let click = "?.dispatchEvent(new MouseEvent('click', { bubbles: true }))";
        let element = format!("document.querySelector({})", Value::from(selector));
        if self.browser.eval(&format!("{element}{click} ?? false")).await? != false {
            self.pressed.insert(selector.to_string());
        }
        let frames = "new Promise(f => requestAnimationFrame(() => requestAnimationFrame(f)))";
        self.browser.eval(frames).await.map(drop)
    }

    async fn look(&mut self, state: &str) -> Answer {
        let found = self.browser.eval(PLAIN_WORDS).await?;
        for line in found.as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !self.found.iter().any(|known| known.ends_with(line)) {
                self.found.push(format!("{state}: {line}"));
            }
        }
        Ok(())
    }
}

/// What opens the dialog of rules: the last that the second menu has.
const RULES: &str = "details.menu:nth-of-type(2) li:last-child button";

/// Inside of a panel: its other form and back, and the first record, field, entry and question.
const INSIDE: [&str; 7] = [
    ".journal-tools button",
    ".part-head button",
    "#inspect-panel button.link",
    "#inspect-panel button.field",
    ".part-head button",
    "#inspect-panel [id^=cell-]",
    "#inspect-panel .chip",
];

/// So many decisions are read backwards in each state.
const DECISIONS: usize = 40;
