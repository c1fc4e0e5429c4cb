//! A page that a test may begin with, and the lines that it types.

use crate::{Browser, Site, browser::Answer};
use serde_json::Value;

/// True when the page is there and its lab can be spoken to.
pub const READY: &str = "typeof window.lab === 'object' && !!document.querySelector('main')";

/// The page with its clock stopped, a cluster of this size and seed, and a leader.
pub async fn led(members: u32, seed: u32) -> Answer<(Site, Browser)> {
    let (site, browser) = (Site::start(), Browser::start().await?);
    browser.open(&site.url).await?;
    browser.until(READY).await?;
    browser.eval("window.lab.pause()").await?;
    run(&browser, &format!("cluster {members} --seed {seed}")).await?;
    run(&browser, "run until leader").await?;
    Ok((site, browser))
}

/// Types a line, which must be carried out.
pub async fn run(browser: &Browser, command: &str) -> Answer {
    let answer = browser.eval(&format!("window.lab.run({})", Value::from(command))).await?;
    assert_eq!(answer["ok"], true, "{command}: {answer}");
    Ok(())
}
