//! How much the page asks of a machine: figures, not judgements. `cargo xtask bench` prints them.

use e2e::{Browser, Site, browser::Answer};
use std::time::Duration;

const SPAN: Duration = Duration::from_secs(8);

#[tokio::test]
#[ignore = "measures for some seconds: cargo xtask bench"]
async fn figures_of_the_page() -> Answer {
    let (site, browser) = (Site::start(), Browser::start().await?);
    browser.open(&site.url).await?;
    browser.until("typeof window.lab === 'object'").await?;
    browser.until("window.lab.state().members.some(m => m.role === 'leader')").await?;
    let load = browser.main_thread_load(SPAN).await?;
    println!("page_main_thread: {load:.3} s/s");
    browser.slow_down(4).await?;
    let frames = browser.frames_a_second(SPAN).await?;
    println!("page_frames_slowed_4x: {frames:.1} /s");
    let load = browser.main_thread_load(SPAN).await?;
    println!("page_main_thread_slowed_4x: {load:.3} s/s");
    browser.slow_down(1).await?;
    assert!(browser.eval("window.lab.state().playing").await? == true, "it was running meanwhile");
    Ok(())
}
