//! Raft's state in the page: the logs of all members side by side, and the configuration while it changes.

use e2e::lab::{led, run};
use e2e::{Browser, Scheme, Site, Viewport, browser::Answer};
use serde_json::{Value, json};

/// The matrix as text: a line a member, its terms one after the other.
const TERMS: &str = "[...document.querySelectorAll('.matrix tbody tr')].map(row =>
    [...row.querySelectorAll('.cell')].map(cell => cell.innerText).join(' '))";

/// A cluster half a second after its election, when all have what the leader began with.
async fn settled(members: u32, seed: u32) -> Answer<(Site, Browser)> {
    let (site, browser) = led(members, seed).await?;
    run(&browser, "run 500ms").await?;
    Ok((site, browser))
}

async fn leader(browser: &Browser) -> Answer<u64> {
    let leader = "window.lab.state().members.find(m => m.role === 'leader').id";
    Ok(browser.eval(leader).await?.as_u64().expect("a leader"))
}

async fn click(browser: &Browser, selector: &str) -> Answer {
    let selector = Value::from(selector);
    browser.until(&format!("!!document.querySelector({selector})")).await?;
    let click = "dispatchEvent(new MouseEvent('click', { bubbles: true }))";
    browser.eval(&format!("document.querySelector({selector}).{click}")).await.map(drop)
}

async fn text(browser: &Browser, selector: &str) -> Answer<String> {
    let expression = format!("document.querySelector({})?.innerText ?? ''", Value::from(selector));
    Ok(browser.eval(&expression).await?.as_str().unwrap_or_default().to_string())
}

async fn key(browser: &Browser, key: &str, code: u32) -> Answer {
    for kind in ["keyDown", "keyUp"] {
        let event = json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code });
        browser.cdp("Input.dispatchKeyEvent", event).await?;
    }
    Ok(())
}

/// axe on a desk and in a hand, light and dark.
async fn no_barriers(browser: &Browser, state: &str) -> Answer {
    for viewport in [Viewport::DESKTOP, Viewport::PHONE] {
        for scheme in Scheme::ALL {
            browser.viewport(viewport).await?;
            browser.prefers(scheme, false).await?;
            browser.eval("document.querySelector('.panes button:last-child').click()").await?;
            let found = browser.barriers().await?.join("\n");
            assert!(found.is_empty(), "{state}, {viewport:?} {scheme:?}:\n{found}");
        }
    }
    shots(browser, state).await
}

/// Pictures; on a phone, of the inspector.
async fn shots(browser: &Browser, name: &str) -> Answer {
    browser.eval("document.querySelector('.panes button:last-child').click()").await?;
    browser.shots(name).await?;
    browser.viewport(Viewport::DESKTOP).await?;
    browser.eval("document.querySelector('.panes button').click()").await.map(drop)
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn the_log_matrix_shows_the_entries_of_all_members() -> Answer {
    let (_site, browser) = settled(3, 41).await?;
    click(&browser, "#inspect-tab-1").await?;
    browser.until("document.querySelectorAll('.matrix tbody tr').length === 3").await?;
    let before = browser.eval("document.querySelectorAll('.cell.committed').length").await?;
    for line in ["put colour blue", "put colour red", "del colour", "run 500ms"] {
        run(&browser, line).await?;
    }
    let count = before.as_u64().expect("a number") + 3 * 3;
    // one more of each kind stands in the legend
    browser
        .until(&format!("document.querySelectorAll('.cell.committed').length === {count}"))
        .await?;
    let terms = browser.eval(TERMS).await?;
    assert_eq!(terms[0], terms[1]);
    assert_eq!(terms[1], terms[2]);
    assert!(terms[0].as_str().is_some_and(|row| row.starts_with("1 ")), "{terms}");
    let last = "document.querySelector('.matrix tbody tr').querySelectorAll('.cell').length";
    let last = browser.eval(last).await?.as_u64().expect("a number");
    click(&browser, &format!("#cell-n2-{}", last - 1)).await?;
    browser.until("!!document.querySelector('.picked')").await?;
    let picked = text(&browser, ".picked").await?;
    assert!(picked.contains("put colour red") && picked.contains("EntryNormal"), "{picked}");
    assert_eq!(picked.matches("applied").count(), 3, "{picked}");
    no_barriers(&browser, "logs").await?;
    browser.assert_quiet().await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn arrow_keys_go_from_cell_to_cell_and_time_stands_still() -> Answer {
    let (_site, browser) = settled(3, 42).await?;
    click(&browser, "#inspect-tab-1").await?;
    let moment = browser.eval("window.lab.state().moment").await?;
    browser.until("document.querySelectorAll('.matrix [tabindex=\"0\"]').length === 1").await?;
    browser.eval("document.querySelector('.matrix [tabindex=\"0\"]').focus()").await?;
    let start = browser.eval("document.activeElement.id").await?;
    let start = start.as_str().expect("an id").to_string();
    let (member, index) = start.trim_start_matches("cell-").split_once('-').expect("member-index");
    let index: u64 = index.parse().expect("a number");
    key(&browser, "ArrowLeft", 37).await?;
    let left = format!("cell-{member}-{}", index - 1);
    browser.until(&format!("document.activeElement.id === '{left}'")).await?;
    let pressed = "document.querySelector('.matrix [aria-pressed=true]')?.id";
    browser.until(&format!("{pressed} === '{left}'")).await?;
    key(&browser, "ArrowDown", 40).await?;
    browser.until(&format!("{pressed} === 'cell-n2-{}'", index - 1)).await?;
    // past the end there is nothing to go to
    key(&browser, "ArrowRight", 39).await?;
    key(&browser, "ArrowRight", 39).await?;
    browser.until(&format!("{pressed} === 'cell-n2-{index}'")).await?;
    assert_eq!(browser.eval("window.lab.state().moment").await?, moment);
    Ok(())
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn logs_that_differ_are_seen_and_a_long_log_follows_its_end() -> Answer {
    let (_site, browser) = settled(5, 43).await?;
    let leader = leader(&browser).await?;
    let others: Vec<u64> = (1..=5).filter(|id| *id != leader).collect();
    let [near, a, b, c] = others[..] else { unreachable!() };
    run(&browser, &format!("partition n{leader} n{near} | n{a} n{b} n{c}")).await?;
    // no quorum hears of it: it times out, and stays in two logs
    browser.eval(&format!("window.lab.run('put side small --endpoints=n{leader}')")).await?;
    run(&browser, "run 4s").await?;
    run(&browser, &format!("put side large --endpoints=n{a}")).await?;
    run(&browser, "run 500ms").await?;
    click(&browser, "#inspect-tab-1").await?;
    browser.until("document.querySelectorAll('.matrix tbody tr').length === 5").await?;
    let terms = browser.eval(TERMS).await?;
    let row = |id: u64| terms[id as usize - 1].as_str().unwrap_or_default().to_string();
    assert_eq!(row(leader), row(near));
    assert_ne!(row(leader), row(a), "the last entries differ");
    run(&browser, &format!("crash n{c}")).await?;
    browser.until("!!document.querySelector('.matrix .role.down')").await?;
    shots(&browser, "logs-apart").await?;
    run(&browser, "heal").await?;
    for n in 0..60 {
        run(&browser, &format!("put k{n} v --endpoints=n{a}")).await?;
        run(&browser, "run 60ms").await?;
    }
    let to_the_right = "(p => p.scrollWidth - p.clientWidth - p.scrollLeft)(\
                        document.querySelector('.matrix-scroll'))";
    browser.until(&format!("{to_the_right} < 8")).await?;
    assert!(
        browser.eval("document.querySelectorAll('.matrix thead th').length").await?.as_u64()
            < Some(50)
    );
    let wide = "document.documentElement.scrollWidth <= innerWidth";
    assert_eq!(browser.eval(wide).await?, true, "only the matrix scrolls sideways");
    click(&browser, ".pager button:first-child").await?;
    browser.until(&format!("!!document.querySelector('#cell-n{leader}-1')")).await?;
    shots(&browser, "logs-long").await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn a_cut_off_leader_shows_who_is_silent_and_then_asks_for_pre_votes() -> Answer {
    let (_site, browser) = settled(5, 44).await?;
    let leader = leader(&browser).await?;
    run(&browser, "put colour blue").await?;
    click(&browser, "#inspect-tab-0").await?;
    browser.until("document.querySelectorAll('.progress .chip.replicate').length === 4").await?;
    shots(&browser, "raft-leader").await?;
    run(&browser, &format!("isolate n{leader}")).await?;
    click(&browser, &format!(".member [role=button][aria-label^='n{leader},']")).await?;
    let mut asks = false;
    for _ in 0..40 {
        run(&browser, "run 100ms").await?;
        asks = text(&browser, ".inspector").await?.contains("Pre-votes");
        if asks {
            break;
        }
    }
    assert!(asks, "CheckQuorum makes it step down, and then it asks");
    let votes = text(&browser, ".inspector").await?;
    assert!(votes.contains("1 granted, 3 needed"), "{votes}");
    assert_eq!(browser.eval("document.querySelectorAll('.votes .open').length").await?, 4);
    shots(&browser, "raft-campaign").await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn a_joint_configuration_is_seen_while_it_lasts() -> Answer {
    let (_site, browser) = settled(5, 45).await?;
    let leader = leader(&browser).await?;
    let others: Vec<u64> = (1..=5).filter(|id| *id != leader).collect();
    let (learns, goes) = (others[0], others[1]);
    run(&browser, "run 6s").await?;
    let change = format!("propose-conf-change n{leader} l{learns} r{goes} --transition=explicit");
    run(&browser, &change).await?;
    run(&browser, "run 1s").await?;
    click(&browser, "#inspect-tab-0").await?;
    browser.until("document.querySelectorAll('.group.joint .halves .half').length === 2").await?;
    let [incoming, outgoing] =
        [text(&browser, ".half:first-child").await?, text(&browser, ".half:last-child").await?];
    assert!(incoming.contains("incoming") && incoming.contains("quorum 2 of 3"), "{incoming}");
    assert!(outgoing.contains("outgoing") && outgoing.contains("quorum 3 of 5"), "{outgoing}");
    assert!(outgoing.contains(&format!("− n{goes}")), "{outgoing}");
    let group = text(&browser, ".group").await?;
    assert!(group.contains("learners next"), "{group}");
    no_barriers(&browser, "raft-joint").await?;
    run(&browser, "run 3s").await?;
    assert!(text(&browser, ".group").await?.contains("joint"), "nobody told it to leave");

    run(&browser, &format!("propose-conf-change n{leader}")).await?;
    run(&browser, "run 3s").await?;
    browser.until("!document.querySelector('.group.joint')").await?;
    let group = text(&browser, ".group").await?;
    assert!(group.contains("quorum 2 of 3") && group.contains(&format!("◦ n{learns}")), "{group}");
    assert!(!group.contains(&format!("n{goes}")), "{group}");
    Ok(())
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn a_learner_catches_up_and_is_promoted() -> Answer {
    let (_site, browser) = settled(3, 46).await?;
    for line in [
        "run 6s",
        "put colour blue",
        "put colour red",
        "member add n4 --peer-urls=http://127.0.0.1:23804 --learner",
    ] {
        run(&browser, line).await?;
    }
    click(&browser, "#inspect-tab-0").await?;
    let row = ".progress tbody tr:nth-child(4)";
    browser.until("document.querySelectorAll('.progress tbody tr').length === 4").await?;
    let waits = text(&browser, row).await?;
    assert!(waits.contains("n4 learner") && waits.contains("Probe"), "{waits}");
    let member = "window.lab.state().members.find(member => member.id === 4).member";
    let promote = format!("member promote {}", browser.eval(member).await?.as_str().unwrap_or("?"));
    let refused = browser.eval(&format!("window.lab.run('{promote}')")).await?;
    assert_eq!(refused["ok"], false, "it has nothing yet: {refused}");
    run(&browser, "start n4").await?;
    run(&browser, "run 3s").await?;
    browser.until(&format!("!!document.querySelector('{row} .chip.replicate')")).await?;
    shots(&browser, "raft-learner").await?;
    click(&browser, "#inspect-tab-1").await?;
    browser.until("document.querySelectorAll('.matrix tbody tr').length === 4").await?;
    let terms = browser.eval(TERMS).await?;
    assert_eq!(terms[3], terms[0], "it has caught up");
    run(&browser, &promote).await?;
    run(&browser, "run 1s").await?;
    click(&browser, "#inspect-tab-0").await?;
    browser.until("document.querySelector('.group')?.innerText.includes('quorum 3 of 4')").await?;
    assert!(!text(&browser, row).await?.contains("learner"));
    browser.assert_quiet().await
}
