//! What a visitor sees and reaches: stage, inspector, timeline, keyboard. Pictures of every state go to
//! `target/shots`.

use e2e::lab::{led, run};
use e2e::{Browser, Scheme, Viewport, browser::Answer};
use serde_json::{Value, json};

const TABS: [&str; 7] = ["raft", "logs", "wal", "storage", "path", "why", "journal"];

async fn click(browser: &Browser, selector: &str) -> Answer {
    let selector = Value::from(selector);
    let click = "dispatchEvent(new MouseEvent('click', { bubbles: true }))";
    browser.until(&format!("!!document.querySelector({selector})")).await?;
    browser.eval(&format!("document.querySelector({selector}).{click}")).await.map(drop)
}

async fn tab(browser: &Browser, name: &str) -> Answer {
    let at = TABS.iter().position(|tab| *tab == name).expect("a tab's name");
    click(browser, &format!("#inspect-tab-{at}")).await
}

/// The text of the first element that the selector finds.
async fn text(browser: &Browser, selector: &str) -> Answer<String> {
    let expression = format!("document.querySelector({})?.innerText ?? ''", Value::from(selector));
    let text = browser.eval(&expression).await?;
    Ok(text.as_str().unwrap_or_default().to_string())
}

async fn moment(browser: &Browser) -> Answer<u64> {
    let moment = browser.eval("window.lab.state().moment").await?;
    Ok(moment.as_u64().expect("a number"))
}

/// A key that reaches whatever has the focus.
async fn key(browser: &Browser, key: &str, code: u32) -> Answer {
    for kind in ["keyDown", "keyUp"] {
        let event = json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code });
        browser.cdp("Input.dispatchKeyEvent", event).await?;
    }
    Ok(())
}

/// From decision to decision, back until an expression is true.
async fn go_back_until(browser: &Browser, what: &str) -> Answer {
    for _ in 0..60 {
        if browser.eval(what).await? == true {
            return Ok(());
        }
        let before = moment(browser).await?;
        click(browser, ".steps button:first-child").await?;
        browser.until(&format!("window.lab.state().moment < {before}")).await?;
        browser
            .eval("new Promise(f => requestAnimationFrame(() => requestAnimationFrame(f)))")
            .await?;
    }
    panic!("at no decision: {what}")
}

/// A button of the member, by the start of its name.
fn member(id: u64) -> String {
    format!(".member [role=button][aria-label^='n{id},']")
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn a_click_selects_a_member_and_each_deed_is_a_command() -> Answer {
    let (_site, browser) = led(3, 31).await?;
    click(&browser, &member(2)).await?;
    browser
        .until(&format!(
            "document.querySelector({})?.getAttribute('aria-pressed') === 'true'",
            Value::from(member(2))
        ))
        .await?;
    assert!(text(&browser, ".member-head h2").await?.contains("n2"));
    browser.shots("member-selected").await?;
    click(&browser, ".actions button[title='crash n2']").await?;
    browser.until("document.querySelector('.line.echo .said')?.innerText === 'crash n2'").await?;
    let alive = browser.eval("window.lab.state().members.find(m => m.id === 2).alive").await?;
    assert_eq!(alive, false);
    browser.assert_quiet().await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn why_names_rule_log_line_and_a_cause_that_the_visitor_knows() -> Answer {
    let (_site, browser) = led(3, 32).await?;
    // before, its member knows no leader, and the put waits for that instead
    run(&browser, "run 500ms").await?;
    run(&browser, "put greeting hello").await?;
    tab(&browser, "why").await?;
    // one of the last decisions follows from the visitor's deed, and etcd wrote a line about one
    let (deed, line) = (
        "document.querySelector('.causes .origin')?.innerText.includes('put greeting hello')",
        "!!document.querySelector('.decision .log-line pre')",
    );
    go_back_until(&browser, deed).await?;
    browser.shots("why-put").await?;
    go_back_until(&browser, line).await?;
    assert!(!text(&browser, ".decision .rule").await?.is_empty());
    assert!(!text(&browser, ".decision .log-line pre").await?.is_empty());
    browser.shots("why").await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn wal_shows_records_and_the_bytes_of_one() -> Answer {
    let (_site, browser) = led(3, 33).await?;
    run(&browser, "put greeting hello").await?;
    tab(&browser, "wal").await?;
    browser.until("document.querySelectorAll('.ribbon button').length > 4").await?;
    let last = "[...document.querySelectorAll('.ribbon button')].filter(b => b.innerText.startsWith('e')).at(-1)";
    browser.eval(&format!("{last}.click()")).await?;
    let shown = "document.querySelector('.inspector').innerText";
    browser.until(&format!("/\\b68 65 6c 6c 6f\\b/.test({shown}.replace(/\\s+/g, ' '))")).await?;
    browser.shots("wal").await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn storage_shows_a_key_with_its_revisions() -> Answer {
    let (_site, browser) = led(3, 34).await?;
    for line in ["put colour blue", "put size 7", "put colour red", "del size", "run 300ms"] {
        run(&browser, line).await?;
    }
    tab(&browser, "storage").await?;
    browser.until("document.querySelectorAll('.mark.put').length === 3").await?;
    assert_eq!(browser.eval("document.querySelectorAll('.mark.tombstone').length").await?, 1);
    let shown = text(&browser, ".inspector").await?;
    assert!(shown.contains("colour") && shown.contains("red"), "{shown}");
    assert!(!shown.contains("blue"), "overwritten at revision 4: {shown}");
    browser.shots("storage").await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn arrows_go_from_moment_to_moment_but_not_while_typing() -> Answer {
    let (_site, browser) = led(3, 35).await?;
    let start = moment(&browser).await?;
    browser.eval("document.activeElement?.blur()").await?;
    key(&browser, "ArrowLeft", 37).await?;
    browser.until(&format!("window.lab.state().moment === {}", start - 1)).await?;
    key(&browser, "ArrowRight", 39).await?;
    browser.until(&format!("window.lab.state().moment === {start}")).await?;
    browser.eval("document.querySelector('.scrubber input').focus()").await?;
    key(&browser, "ArrowLeft", 37).await?;
    browser.until(&format!("window.lab.state().moment === {}", start - 1)).await?;
    browser.eval("document.querySelector('.prompt input').focus()").await?;
    key(&browser, "ArrowLeft", 37).await?;
    key(&browser, " ", 32).await?;
    assert_eq!(moment(&browser).await?, start - 1);
    assert_eq!(browser.eval("window.lab.state().playing").await?, false);
    Ok(())
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn members_are_reached_and_chosen_by_the_keyboard() -> Answer {
    let (_site, browser) = led(3, 36).await?;
    browser.eval("document.activeElement?.blur()").await?;
    let at = "(document.activeElement.getAttribute('aria-label') ?? '')";
    let mut reached = false;
    for _ in 0..60 {
        browser.driver.action_chain().send_keys(thirtyfour::Key::Tab + "").perform().await?;
        reached = browser.eval(&format!("{at}.startsWith('n1,')")).await? == true;
        if reached {
            break;
        }
    }
    assert!(reached, "n1 is not on the way of the Tab key");
    browser.driver.action_chain().send_keys(thirtyfour::Key::Enter + "").perform().await?;
    browser.until("!!document.querySelector('.actions')").await?;
    browser.driver.action_chain().send_keys(thirtyfour::Key::Escape + "").perform().await?;
    browser.until("!document.querySelector('.actions')").await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn acting_in_the_past_asks_before_it_drops_what_came_later() -> Answer {
    let (_site, browser) = led(3, 37).await?;
    run(&browser, "run 500ms").await?;
    let head = moment(&browser).await?;
    browser.eval(&format!("window.lab.seek({})", head - 20)).await?;
    click(&browser, &member(1)).await?;
    click(&browser, ".actions button[title='crash n1']").await?;
    browser.until("!!document.querySelector('[role=alertdialog]')").await?;
    assert!(text(&browser, "[role=alertdialog]").await?.contains("20"));
    assert_eq!(browser.eval("window.lab.state().head").await?, head, "nothing is dropped yet");
    browser.shots("past").await?;
    click(&browser, "#act-in-past").await?;
    browser.until(&format!("window.lab.state().head < {head}")).await?;
    let alive = browser.eval("window.lab.state().members.find(m => m.id === 1).alive").await?;
    assert_eq!(alive, false);
    Ok(())
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn without_motion_packets_stand_and_the_table_lists_them() -> Answer {
    let (_site, browser) = led(3, 38).await?;
    browser.prefers(Scheme::Light, true).await?;
    run(&browser, "cut n1 n2").await?;
    browser.eval("window.lab.play()").await?;
    browser.until("document.querySelectorAll('.packet').length > 0").await?;
    let moving = "document.getAnimations().filter(a => a.effect.target.matches('.packet')).length";
    browser.until(&format!("{moving} === 0")).await?;
    browser.until("document.querySelectorAll('.packet').length > 0").await?;
    assert_eq!(browser.eval(moving).await?, 0);
    browser.eval("window.lab.pause()").await?;
    click(&browser, ".stage .toggle").await?;
    browser.until("!!document.querySelector('.as-table table')").await?;
    let listed = text(&browser, ".as-table").await?;
    assert!(listed.contains("Msg") && listed.contains("cut"), "{listed}");
    browser.shots("as-table").await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn no_serious_barrier_in_any_state() -> Answer {
    let (_site, browser) = led(5, 39).await?;
    run(&browser, "put greeting hello").await?;
    barriers(&browser, "after a put").await?;
    run(&browser, "partition n1 n2 | n3 n4 n5").await?;
    run(&browser, "run 2s").await?;
    barriers(&browser, "after a partition").await?;
    browser.shots("partition").await?;
    click(&browser, &member(1)).await?;
    run(&browser, "crash n1").await?;
    barriers(&browser, "after a crash").await
}

/// axe in every tab of the inspector, light and dark, on a desk and in a hand.
async fn barriers(browser: &Browser, state: &str) -> Answer {
    for name in TABS {
        tab(browser, name).await?;
        for (viewport, scheme) in [
            (Viewport::DESKTOP, Scheme::Light),
            (Viewport::DESKTOP, Scheme::Dark),
            (Viewport::PHONE, Scheme::Light),
            (Viewport::PHONE, Scheme::Dark),
        ] {
            browser.viewport(viewport).await?;
            browser.prefers(scheme, false).await?;
            // on a phone the inspector is a pane of its own
            browser.eval("document.querySelector('.panes button:last-child').click()").await?;
            let found = browser.barriers().await?;
            let found = found.join("\n");
            assert!(found.is_empty(), "{state}, {name}, {viewport:?} {scheme:?}:\n{found}");
        }
        browser.viewport(Viewport::DESKTOP).await?;
        browser.eval("document.querySelector('.panes button').click()").await?;
    }
    Ok(())
}
