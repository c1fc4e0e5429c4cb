//! The page as it is shipped, in a real browser: it starts, it is quiet, and it talks to nobody.

use e2e::{Browser, Scheme, Site, Viewport, browser::Answer};

/// The page runs when its heading has replaced the greeting of index.html.
const RUNS: &str =
    "!document.getElementById('boot') && !!document.querySelector('h1, [role=main], main')";

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn starts_without_a_word_and_asks_nobody() -> Answer {
    let (site, browser) = (Site::start(), Browser::start().await?);
    browser.open(&site.url).await?;
    browser.until(RUNS).await?;
    assert_eq!(browser.driver.title().await?, "etcdscope");
    browser.assert_quiet().await?;
    let asked = browser.assert_only_asks(&site.url).await?;
    assert!(asked.iter().any(|url| url.ends_with(".wasm")), "{asked:?}");
    Ok(())
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn works_below_any_path() -> Answer {
    let (site, browser) = (Site::below("/some/sub/path/"), Browser::start().await?);
    browser.open(&site.url).await?;
    browser.until(RUNS).await?;
    browser.assert_quiet().await?;
    browser.assert_only_asks(&site.url).await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn the_single_file_runs_from_the_disk_alone() -> Answer {
    let browser = Browser::start().await?;
    browser
        .cdp(
            "Network.emulateNetworkConditions",
            serde_json::json!({
                "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
            }),
        )
        .await?;
    browser.open(&e2e::single_file()).await?;
    browser.until(RUNS).await?;
    browser.assert_quiet().await?;
    let asked = browser.assert_only_asks(&e2e::single_file()).await?;
    assert_eq!(asked.len(), 1, "{asked:?}");
    Ok(())
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn no_serious_barrier_in_any_size_or_scheme() -> Answer {
    let (site, browser) = (Site::start(), Browser::start().await?);
    for (viewport, scheme) in [
        (Viewport::DESKTOP, Scheme::Light),
        (Viewport::DESKTOP, Scheme::Dark),
        (Viewport::PHONE, Scheme::Light),
    ] {
        browser.viewport(viewport).await?;
        browser.prefers(scheme, false).await?;
        browser.open(&site.url).await?;
        browser.until(RUNS).await?;
        let barriers = browser.barriers().await?;
        assert!(barriers.is_empty(), "{viewport:?} {scheme:?}:\n{}", barriers.join("\n"));
    }
    Ok(())
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn nothing_is_wider_than_the_window() -> Answer {
    let (site, browser) = (Site::start(), Browser::start().await?);
    browser.open(&site.url).await?;
    browser.until(RUNS).await?;
    browser.shots("first-screen").await?;
    for viewport in Viewport::ALL {
        browser.viewport(viewport).await?;
        let width = browser.eval("document.documentElement.scrollWidth").await?;
        assert!(
            width.as_u64().is_some_and(|w| w <= viewport.width.into()),
            "{viewport:?}: {width}"
        );
    }
    Ok(())
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn without_webassembly_the_page_says_what_it_needs() -> Answer {
    let (site, browser) = (Site::start(), Browser::start().await?);
    let script = serde_json::json!({ "source": "delete globalThis.WebAssembly" });
    browser.cdp("Page.addScriptToEvaluateOnNewDocument", script).await?;
    browser.open(&site.url).await?;
    browser.until("!document.getElementById('boot-failed').hidden").await?;
    let text = browser.eval("document.body.innerText").await?;
    assert!(text.as_str().is_some_and(|t| t.contains("WebAssembly")), "{text}");
    Ok(())
}
