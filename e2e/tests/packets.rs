//! What moves on the stage: a packet that goes takes its animation with it, and one that stays is kept.

use e2e::lab::READY;
use e2e::{Browser, Site, Viewport, browser::Answer};
use serde_json::json;

/// Remembers every animation that the page makes; `document.getAnimations` forgets those whose element is
/// gone, which are the ones looked for.
const REMEMBER: &str = "window.flights = [];
    window.Animation = class extends window.Animation {
        constructor(...given) { super(...given); window.flights.push(this); }
    };";

/// Animations that run for nobody.
const ORPHANS: &str = "window.flights.filter(flight =>
    flight.playState !== 'idle' && !flight.effect.target.isConnected).length";

const PACKETS: &str = "document.querySelectorAll('.packet[data-packet]').length";

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn no_animation_outlives_its_packet() -> Answer {
    let (_site, browser) = flying().await?;
    // some have arrived by now
    browser.until(&format!("window.flights.length > {PACKETS} + 20")).await?;
    assert_eq!(browser.eval(ORPHANS).await?, 0, "after packets have arrived");
    let click = "document.querySelector('.lanes-hide')?.click()";
    browser.eval(click).await?;
    browser.viewport(Viewport::TABLET).await?;
    two_frames(&browser).await?;
    assert_eq!(browser.eval(ORPHANS).await?, 0, "after the stage has got another size");
    let back = "window.lab.seek(Math.floor(window.lab.state().moment / 2)); window.lab.play()";
    browser.eval(back).await?;
    two_frames(&browser).await?;
    assert_eq!(browser.eval(ORPHANS).await?, 0, "after a seek back");
    let table = "document.querySelector('.stage .toggle').click()";
    browser.eval(table).await?;
    two_frames(&browser).await?;
    assert_eq!(browser.eval(ORPHANS).await?, 0, "after the picture has become a table");
    assert_eq!(browser.eval(PACKETS).await?, 0, "a table has no packets that fly");
    Ok(())
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn a_stage_of_another_size_keeps_its_packets() -> Answer {
    let (_site, browser) = flying().await?;
    browser.eval("window.lab.pause()").await?;
    two_frames(&browser).await?;
    let ways = "JSON.stringify(window.before.map(packet =>
        packet.getAnimations()[0].effect.getKeyframes().map(frame => frame.transform)))";
    browser
        .eval("window.before = [...document.querySelectorAll('.packet[data-packet]')]; 0")
        .await?;
    let before = browser.eval(ways).await?;
    browser.viewport(Viewport::TABLET).await?;
    browser.until(&format!("{ways} !== {before}")).await?;
    let kept = "window.before.length > 0 && window.before.every(packet => packet.isConnected)";
    assert_eq!(browser.eval(kept).await?, true);
    assert_eq!(browser.eval(&format!("window.before.length === {PACKETS}")).await?, true);
    Ok(())
}

/// A cluster whose packets fly, with every animation remembered.
async fn flying() -> Answer<(Site, Browser)> {
    let (site, browser) = (Site::start(), Browser::start().await?);
    let script = json!({ "source": REMEMBER });
    browser.cdp("Page.addScriptToEvaluateOnNewDocument", script).await?;
    browser.open(&site.url).await?;
    browser.until(READY).await?;
    browser.until("window.lab.state().members.some(m => m.role === 'leader')").await?;
    browser.until(&format!("{PACKETS} > 0 && window.flights.length > 0")).await?;
    Ok((site, browser))
}

async fn two_frames(browser: &Browser) -> Answer {
    let frames = "new Promise(f => requestAnimationFrame(() => requestAnimationFrame(f)))";
    browser.eval(frames).await.map(drop)
}
