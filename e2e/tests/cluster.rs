//! The cluster in the page, by the commands that a visitor types and the buttons that a visitor clicks.

use e2e::lab::READY;
use e2e::{Browser, Site, browser::Answer};
use serde_json::Value;

const LEADER: &str = "window.lab.state().members.some(m => m.role === 'leader')";

async fn page() -> Answer<(Site, Browser)> {
    let (site, browser) = (Site::start(), Browser::start().await?);
    browser.open(&site.url).await?;
    browser.until(READY).await?;
    Ok((site, browser))
}

/// The page with its clock stopped, a cluster of this size and seed, and a leader.
async fn led(members: u32, seed: u32) -> Answer<(Site, Browser)> {
    let (site, browser) = page().await?;
    browser.eval("window.lab.pause()").await?;
    ok(&browser, &format!("cluster {members} --seed {seed}")).await?;
    ok(&browser, "run until leader").await?;
    Ok((site, browser))
}

async fn run(browser: &Browser, command: &str) -> Answer<(bool, String)> {
    let answer = browser.eval(&format!("window.lab.run({})", Value::from(command))).await?;
    let text = answer["text"].as_str().unwrap_or_default().to_string();
    Ok((answer["ok"] == true, text))
}

async fn ok(browser: &Browser, command: &str) -> Answer<String> {
    let (ok, text) = run(browser, command).await?;
    assert!(ok, "{command}: {text}");
    Ok(text)
}

async fn members(browser: &Browser) -> Answer<Vec<Value>> {
    let state = browser.eval("window.lab.state()").await?;
    assert_eq!(state["violations"].as_array().map(Vec::len), Some(0), "{state}");
    Ok(state["members"].as_array().cloned().unwrap_or_default())
}

async fn leader(browser: &Browser) -> Answer<u64> {
    let members = members(browser).await?;
    let leaders = members.iter().filter(|member| member["role"] == "leader");
    let newest = leaders.max_by_key(|member| member["term"].as_u64());
    Ok(newest.and_then(|member| member["id"].as_u64()).expect("there is a leader"))
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn a_leader_appears_without_a_word_from_the_visitor() -> Answer {
    let (site, browser) = page().await?;
    browser.until(LEADER).await?;
    browser.assert_quiet().await?;
    browser.assert_only_asks(&site.url).await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn put_and_get_print_what_etcdctl_prints() -> Answer {
    let (_site, browser) = led(5, 21).await?;
    assert_eq!(ok(&browser, "put a 1").await?.trim_end(), "OK");
    assert_eq!(ok(&browser, "get a").await?.trim_end(), "a\n1");
    assert_eq!(ok(&browser, "etcdctl del a").await?.trim_end(), "1");
    assert_eq!(ok(&browser, "get a").await?.trim_end(), "");
    let (found, text) = run(&browser, "pot a 1").await?;
    assert!(!found && text.contains("put"), "a mistake names what may have been meant: {text}");
    browser.assert_quiet().await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn what_is_typed_into_the_terminal_is_answered_there() -> Answer {
    let (_site, browser) = page().await?;
    browser.until(LEADER).await?;
    type_line(&browser, "put colour blue").await?;
    browser.until("document.querySelector('[role=log]').innerText.includes('OK')").await?;
    type_line(&browser, "get colour").await?;
    browser.until("/colour\\s+blue/.test(document.querySelector('[role=log]').innerText)").await?;
    browser.assert_quiet().await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn a_write_whose_leader_died_says_so_and_does_not_happen() -> Answer {
    let (_site, browser) = led(3, 7).await?;
    ok(&browser, "run 1s").await?;
    let old = leader(&browser).await?;
    let other = old % 3 + 1;
    ok(&browser, &format!("crash n{old}")).await?;
    let put = format!("put a 1 --endpoints=n{other} --command-timeout=10s");
    let (done, told) = run(&browser, &put).await?;
    assert!(!done && told.contains("possibly due to previous leader failure"), "{told}");
    assert_eq!(ok(&browser, &format!("get a --endpoints=n{other}")).await?.trim_end(), "");
    browser.assert_quiet().await
}

async fn type_line(browser: &Browser, line: &str) -> Answer {
    let input = browser.driver.find(thirtyfour::By::Css(".prompt input")).await?;
    input.send_keys(line).await?;
    input.send_keys(thirtyfour::Key::Enter + "").await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn a_leader_that_is_cut_off_steps_down_and_another_is_elected() -> Answer {
    let (_site, browser) = led(5, 22).await?;
    ok(&browser, "put a 1").await?;
    let old = leader(&browser).await?;
    let rest: Vec<String> = (1..=5).filter(|id| *id != old).map(|id| format!("n{id}")).collect();
    ok(&browser, &format!("partition n{old} | {}", rest.join(" "))).await?;
    ok(&browser, "run 4s").await?;
    let now = members(&browser).await?;
    let of = |id: u64| now.iter().find(|member| member["id"] == id).expect("it is there");
    assert_ne!(of(old)["role"], "leader", "CheckQuorum: {now:?}");
    let new = leader(&browser).await?;
    assert_ne!(new, old);
    assert!(of(new)["term"].as_u64() > of(old)["term"].as_u64(), "{now:?}");
    assert_eq!(ok(&browser, &format!("put a 2 --endpoints n{new}")).await?.trim_end(), "OK");
    ok(&browser, "heal").await?;
    ok(&browser, "run 3s").await?;
    let healed = members(&browser).await?;
    let revisions: Vec<&Value> = healed.iter().map(|member| &member["revision"]).collect();
    assert!(revisions.iter().all(|revision| **revision == 3), "{healed:?}");
    Ok(())
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn crashed_members_come_back_from_their_wal() -> Answer {
    let (_site, browser) = led(3, 23).await?;
    ok(&browser, "put a kept").await?;
    ok(&browser, "run 1s").await?;
    for id in 1..=3 {
        ok(&browser, &format!("crash n{id}")).await?;
    }
    assert!(members(&browser).await?.iter().all(|member| member["alive"] == false));
    for id in 1..=3 {
        ok(&browser, &format!("restart n{id}")).await?;
    }
    ok(&browser, "run 4s").await?;
    assert_eq!(ok(&browser, "get a").await?.trim_end(), "a\nkept");
    Ok(())
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn going_back_and_forth_gives_the_same_digest() -> Answer {
    let (_site, browser) = led(5, 24).await?;
    ok(&browser, "put a 1").await?;
    ok(&browser, "run 2s").await?;
    let digest = browser.eval("window.lab.digest()").await?;
    let moment = browser.eval("window.lab.state().moment").await?;
    browser.eval("window.lab.seek(10)").await?;
    assert_eq!(browser.eval("window.lab.state().moment").await?, 10);
    assert_ne!(browser.eval("window.lab.digest()").await?, digest);
    browser.eval(&format!("window.lab.seek({moment})")).await?;
    assert_eq!(browser.eval("window.lab.digest()").await?, digest);
    Ok(())
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn a_shared_link_brings_the_same_world_and_a_broken_one_says_where() -> Answer {
    let (site, browser) = led(3, 25).await?;
    ok(&browser, "put a 1").await?;
    ok(&browser, "run 500ms").await?;
    let (text, digest) =
        (browser.eval("window.lab.text()").await?, browser.eval("window.lab.digest()").await?);
    let text = text.as_str().expect("the scenario as text");
    open_link(&browser, &site, text).await?;
    assert_eq!(browser.eval("window.lab.digest()").await?, digest);

    for hostile in [
        "etcdscope 99\ncluster 3",
        &text[..text.len() / 2],
        "etcdscope 3\ncluster 1000000",
        "<img src=x onerror=alert(1)>",
    ] {
        open_link(&browser, &site, hostile).await?;
        browser.until("!!document.querySelector('[role=alert]')").await?;
        browser.until(LEADER).await?;
        assert_eq!(browser.eval("document.querySelectorAll('img').length").await?, 0);
    }
    browser.assert_quiet().await
}

async fn open_link(browser: &Browser, site: &Site, text: &str) -> Answer {
    browser.open("about:blank").await?;
    let code = browser.eval(&format!("btoa({})", Value::from(text))).await?;
    let code = code.as_str().unwrap_or_default().replace('+', "-").replace('/', "_");
    browser.open(&format!("{}#s={}", site.url, code.trim_end_matches('='))).await?;
    browser.until(READY).await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn a_panic_shows_what_happened_keeps_the_scenario_and_reloads() -> Answer {
    let (_site, browser) = led(3, 26).await?;
    ok(&browser, "put a kept").await?;
    // A document that takes nothing in any more: Yew gives up on it.
    browser
        .eval("void (Node.prototype.insertBefore = () => { throw new Error('on purpose') })")
        .await?;
    browser.eval("void setTimeout(() => window.lab.run('put b 2'))").await?;
    browser.until("!!document.querySelector('.panic[role=alertdialog]')").await?;
    browser.shots("panic").await?;
    let kept = browser.eval("document.querySelector('.panic textarea').value").await?;
    assert!(kept.as_str().is_some_and(|text| text.contains("put a kept")), "{kept}");
    browser.eval("void (window.before = true)").await?;
    browser
        .eval("void setTimeout(() => document.querySelector('.panic .primary').click())")
        .await?;
    browser
        .until(&format!("!window.before && {READY} && !document.querySelector('.panic')"))
        .await?;
    browser.until(LEADER).await
}
