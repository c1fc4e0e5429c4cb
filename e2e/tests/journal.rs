//! The journal: what an operator would have found in the logs of a cluster whose leader has a slow disk.

use e2e::lab::{led, run};
use e2e::{Browser, browser::Answer};
use serde_json::Value;

async fn click(browser: &Browser, selector: &str) -> Answer {
    let selector = Value::from(selector);
    browser.until(&format!("!!document.querySelector({selector})")).await?;
    browser.eval(&format!("document.querySelector({selector}).click()")).await.map(drop)
}

const LEADER: &str = "window.lab.state().members.find(m => m.role === 'leader').id";
/// The texts of all lines that are shown, in order.
const LINES: &str = "[...document.querySelectorAll('.journal .entry')].map(e => e.innerText)";

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn the_journal_of_a_slow_disk_tells_what_happened_in_order() -> Answer {
    let (_site, browser) = led(3, 7).await?;
    run(&browser, "run 2s").await?;
    let leader = browser.eval(LEADER).await?;
    let leader = leader.as_u64().expect("somebody leads");
    let other = leader % 3 + 1;
    run(&browser, &format!("fsync n{leader} 1100ms")).await?;
    // it gives up while the disk still writes
    browser.eval("window.lab.run('c2: put a 1 --command-timeout=100ms')").await?;
    run(&browser, &format!("get a --endpoints=n{other}")).await?;
    run(&browser, "run 2s").await?;

    click(&browser, "#inspect-tab-6").await?;
    click(&browser, ".journal-tools button").await?; // of all members
    let level = "(() => { const level = document.querySelector('#journal-level'); \
        level.value = 'warn'; \
        level.dispatchEvent(new Event('change', { bubbles: true })); })()";
    browser.eval(level).await?;
    browser.until(&format!("{LINES}.length > 0 && {LINES}.every(l => l.includes('warn'))")).await?;
    let lines = browser.eval(LINES).await?;
    let lines: Vec<&str> =
        lines.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut rest = lines.iter();
    for text in [
        "waiting for ReadIndex response took too long, retrying",
        "slow fdatasync",
        "leader failed to send out heartbeat on time",
    ] {
        assert!(rest.any(|line| line.contains(text)), "{text} is missing in order: {lines:#?}");
    }
    browser.shots("journal").await?;

    // a line goes to its moment
    let before = browser.eval("window.lab.state().moment").await?;
    click(&browser, ".journal .entry").await?;
    browser.until(&format!("window.lab.state().moment < {before}")).await?;
    browser.until("!!document.querySelector('.journal .entry[aria-current]')").await
}
