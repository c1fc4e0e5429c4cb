//! How much the page asks of a machine: figures, not judgements. `cargo xtask bench` prints them.

use e2e::{Browser, Site, Viewport, browser::Answer};
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
    crowded(&browser).await
}

/// Nine members over a network so slow that 200 messages are on their way at any time.
async fn crowded(browser: &Browser) -> Answer {
    browser.eval(&format!("window.lab.run('{CROWD}')")).await?;
    let ran = browser.eval("window.lab.run('run until leader --limit=300s').text").await?;
    browser.eval("window.lab.run('run 5s'); window.lab.play()").await?;
    let packets = format!("document.querySelectorAll('{PACKET}').length");
    browser.until(&format!("{packets} >= 200")).await?;
    let leads = browser.eval("window.lab.state().members.some(m => m.role === 'leader')").await?;
    assert_eq!(leads, true, "a leader sends heartbeats to eight: {ran}");
    let load = browser.main_thread_load(SPAN).await?;
    println!("crowd_main_thread: {load:.3} s/s");
    let frames = browser.frames_a_second(SPAN).await?;
    println!("crowd_frames: {frames:.1} /s");
    browser.slow_down(4).await?;
    let frames = browser.frames_a_second(SPAN).await?;
    println!("crowd_frames_slowed_4x: {frames:.1} /s");
    browser.slow_down(1).await?;
    let left = browser.eval(&packets).await?.as_u64().unwrap_or_default();
    println!("crowd_packets: {left}");
    recalcs(browser).await?;
    assert!(left >= 200, "{left} messages were on their way at the end");
    assert!(browser.eval("window.lab.state().playing").await? == true, "it was running meanwhile");
    Ok(())
}

/// How often styles are computed: at first, after the stage has got another size, after a seek back.
async fn recalcs(browser: &Browser) -> Answer {
    let fresh = browser.recalcs_a_second(SPAN).await?;
    println!("crowd_recalcs: {fresh:.1} /s");
    let Viewport { width, height, .. } = Viewport::DESKTOP;
    let smaller = Viewport { width: width - 200, height: height - 100, mobile: false };
    for viewport in [smaller, Viewport::DESKTOP] {
        browser.viewport(viewport).await?;
    }
    let resized = browser.recalcs_a_second(SPAN).await?;
    println!("crowd_recalcs_resized: {resized:.1} /s");
    browser.eval("window.lab.seek(window.lab.state().moment - 300); window.lab.play()").await?;
    let sought = browser.recalcs_a_second(SPAN).await?;
    println!("crowd_recalcs_sought: {sought:.1} /s");
    Ok(())
}

const CROWD: &str = "cluster 9 --latency=1400ms..1600ms --election-ticks=100";

/// One message on the stage.
const PACKET: &str = ".packet";
