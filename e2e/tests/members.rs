//! Who is in the cluster, what a read waits for, and which rules hold: by the buttons that a visitor clicks.

use e2e::lab::{led, run};
use e2e::{Browser, Scheme, Viewport, browser::Answer};
use serde_json::Value;

async fn click(browser: &Browser, selector: &str) -> Answer {
    let selector = Value::from(selector);
    browser.until(&format!("!!document.querySelector({selector})")).await?;
    let click = "dispatchEvent(new MouseEvent('click', { bubbles: true }))";
    browser.eval(&format!("document.querySelector({selector}).{click}")).await.map(drop)
}

/// A line of one of the menus in the header, by what is in it.
async fn menu(browser: &Browser, what: &str) -> Answer {
    let what = Value::from(what);
    let found = format!(
        "[...document.querySelectorAll('.menu li button')].find(b => b.textContent.includes({what}))"
    );
    browser.until(&format!("!!{found}")).await?;
    browser.eval(&format!("{found}.click()")).await.map(drop)
}

/// The id of the member on a machine.
async fn id(browser: &Browser, machine: u64) -> Answer<String> {
    Ok(member(browser, machine).await?["member"].as_str().expect("an id").to_string())
}

/// Something that can be done with a member, by its command.
async fn deed(browser: &Browser, member: u64, command: &str) -> Answer {
    click(browser, &format!(".member [role=button][aria-label^='n{member},']")).await?;
    click(browser, &format!(".actions button[title='{command}']")).await?;
    let said = "[...document.querySelectorAll('.line.echo .said')].map(line => line.innerText)";
    browser.until(&format!("{said}.includes('{command}')")).await
}

/// A line at the prompt: unlike `window.lab.run`, it does not wait for the answer.
async fn type_line(browser: &Browser, line: &str) -> Answer {
    let input = browser.driver.find(thirtyfour::By::Css(".prompt input")).await?;
    input.send_keys(line).await?;
    input.send_keys(thirtyfour::Key::Enter + "").await?;
    browser.until("!!document.querySelector('.terminal .pending')").await
}

async fn text(browser: &Browser, selector: &str) -> Answer<String> {
    let expression = format!("document.querySelector({})?.innerText ?? ''", Value::from(selector));
    Ok(browser.eval(&expression).await?.as_str().unwrap_or_default().to_string())
}

async fn member(browser: &Browser, id: u64) -> Answer<Value> {
    let state = browser.eval("window.lab.state()").await?;
    let members = state["members"].as_array().cloned().unwrap_or_default();
    Ok(members.into_iter().find(|member| member["id"] == id).unwrap_or_default())
}

async fn leader(browser: &Browser) -> Answer<u64> {
    let leader = "window.lab.state().members.find(m => m.role === 'leader')?.id ?? 0";
    Ok(browser.eval(leader).await?.as_u64().unwrap_or_default())
}

/// axe on a desk and in a hand, light and dark; `pane` is what a narrow screen shows, by its button.
async fn no_barriers(browser: &Browser, state: &str, pane: &str) -> Answer {
    for viewport in [Viewport::DESKTOP, Viewport::PHONE] {
        for scheme in Scheme::ALL {
            browser.viewport(viewport).await?;
            browser.prefers(scheme, false).await?;
            click(browser, &format!(".panes button:{pane}")).await?;
            let found = browser.barriers().await?.join("\n");
            assert!(found.is_empty(), "{state}, {viewport:?} {scheme:?}:\n{found}");
        }
    }
    browser.shots(state).await?;
    browser.viewport(Viewport::DESKTOP).await?;
    click(browser, ".panes button:first-child").await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn a_learner_is_added_catches_up_and_is_promoted() -> Answer {
    let (_site, browser) = led(3, 51).await?;
    run(&browser, "put greeting hello").await?;
    // etcd adds nobody to a cluster whose members have not been connected for five seconds
    run(&browser, "run 6s").await?;
    menu(&browser, "member add n4 --peer-urls=http://127.0.0.1:23804 --learner").await?;
    run(&browser, "run 500ms").await?;
    browser.until("!!document.querySelector('.member.awaited.learner')").await?;
    assert_eq!(member(&browser, 4).await?["standing"], "awaited");
    no_barriers(&browser, "learner-awaited", "first-child").await?;
    deed(&browser, 4, "start n4").await?;
    run(&browser, "run 3s").await?;
    browser.until("!!document.querySelector('.member.learner:not(.awaited)')").await?;
    let (four, one) = (member(&browser, 4).await?, member(&browser, 1).await?);
    assert_eq!((&four["learner"], &four["revision"]), (&Value::from(true), &one["revision"]));
    browser.shots("learner").await?;
    deed(&browser, 4, &format!("member promote {}", id(&browser, 4).await?)).await?;
    run(&browser, "run 1s").await?;
    browser.until("!document.querySelector('.member.learner')").await?;
    assert_eq!(member(&browser, 4).await?["learner"], false);
    browser.assert_quiet().await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn the_leader_is_moved_and_a_member_removed() -> Answer {
    let (_site, browser) = led(5, 52).await?;
    run(&browser, "run 6s").await?;
    let old = leader(&browser).await?;
    let next = old % 5 + 1;
    deed(&browser, next, &format!("move-leader {}", id(&browser, next).await?)).await?;
    // etcdctl first asks each endpoint whether it leads
    for _ in 0..12 {
        run(&browser, "run 100ms").await?;
    }
    assert_eq!(leader(&browser).await?, next);
    deed(&browser, old, &format!("member remove {}", id(&browser, old).await?)).await?;
    run(&browser, "run 4s").await?;
    assert_eq!(member(&browser, old).await?["standing"], "removed");
    browser.until("document.querySelectorAll('.member').length === 4").await?;
    browser.shots("removed").await?;
    browser.assert_quiet().await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn a_read_at_a_leader_that_is_cut_off_waits_and_says_why() -> Answer {
    let (_site, browser) = led(5, 53).await?;
    run(&browser, "run 1s").await?;
    run(&browser, "put greeting hello").await?;
    let leader = leader(&browser).await?;
    run(&browser, &format!("isolate n{leader}")).await?;
    type_line(&browser, &format!("get greeting --endpoints=n{leader}")).await?;
    run(&browser, "run 60ms").await?;
    click(&browser, "#inspect-tab-5").await?;
    browser.until("!!document.querySelector('.ask .answer')").await?;
    let answer = text(&browser, ".ask").await?;
    for reason in ["Why does “get greeting", "1 of 5; 3 are needed", "cannot reach a quorum"] {
        assert!(answer.contains(reason), "{reason}: {answer}");
    }
    assert_eq!(answer.matches("cut off").count(), 4, "{answer}");
    no_barriers(&browser, "read-waits", "last-child").await?;
    click(&browser, "#inspect-tab-4").await?;
    browser.until("document.querySelectorAll('.path li').length >= 3").await?;
    let steps = text(&browser, ".path").await?;
    assert!(steps.contains("do I still lead?") && steps.contains("is lost"), "{steps}");
    // each step leads to its moment, where its messages are marked
    let noted =
        "[...document.querySelectorAll('.path button')].find(b => b.innerText.includes('lead?'))";
    browser.eval(&format!("{noted}.click()")).await?;
    browser.until("document.querySelectorAll('.packet.followed').length === 4").await?;
    no_barriers(&browser, "read-path", "last-child").await?;
    browser.assert_quiet().await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn a_rule_that_is_off_is_named_and_what_it_breaks_is_proven() -> Answer {
    let (site, browser) = led(3, 54).await?;
    run(&browser, "run 1s").await?;
    menu(&browser, "Safety rules").await?;
    click(&browser, ".rule-list [title='rule check-quorum off']").await?;
    browser.until("!!document.querySelector('.rule-list [aria-checked=false]')").await?;
    no_barriers(&browser, "rules", "first-child").await?;
    click(&browser, ".dialog header button").await?;
    assert!(text(&browser, ".rules-off").await?.contains("CheckQuorum"));
    let leader = leader(&browser).await?;
    run(&browser, &format!("isolate n{leader}")).await?;
    // it stops where the promise is broken
    browser.eval("window.lab.run('run 10s')").await?;
    browser.until("!!document.querySelector('.rules-off.bad')").await?;
    click(&browser, ".rules-off.bad button").await?;
    browser.until("!!document.querySelector('.check-list .bad pre')").await?;
    let proof = text(&browser, ".check-list .bad").await?;
    assert!(proof.contains(&format!("n{leader}")), "{proof}");
    no_barriers(&browser, "violation", "first-child").await?;
    click(&browser, ".dialog header button").await?;
    // who opens a link is told too
    click(&browser, ".share").await?;
    browser.until("location.hash.startsWith('#s=')").await?;
    let link = browser.eval("location.href").await?;
    let link = link.as_str().unwrap_or_default().to_string();
    let other = Browser::start().await?;
    other.open(&link).await?;
    other.until("document.querySelector('.rules-off')?.innerText.includes('CheckQuorum')").await?;
    other.until("!!document.querySelector('.rules-off.bad')").await?;
    drop(site);
    browser.assert_quiet().await
}

/// Each golden in which a rule is off, typed line by line: the page stops, names the rule, and shows the same
/// proof as the golden.
#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn every_rule_that_is_off_shows_the_proof_of_what_it_breaks() -> Answer {
    let (_site, browser) = led(3, 55).await?;
    let mut stories = 0;
    for entry in std::fs::read_dir(e2e::root().join("engine/tests/goldens"))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with("without_") {
            continue;
        }
        stories += 1;
        let story = std::fs::read_to_string(&path)?;
        for line in commands(&story) {
            browser.eval(&format!("window.lab.run({})", Value::from(line))).await?;
        }
        let broken = browser.eval("window.lab.state().violations[0]?.proof ?? ''").await?;
        let broken = broken.as_str().unwrap_or_default().to_string();
        assert!(!broken.is_empty() && story.contains(&broken), "{name}: {broken:?}");
        browser.until("document.querySelectorAll('.rules-off').length === 2").await?;
        click(&browser, ".rules-off.bad button").await?;
        browser.until("!!document.querySelector('.check-list .bad pre')").await?;
        let shown = "[...document.querySelectorAll('.check-list pre')].map(p => p.textContent)";
        let shown = browser.eval(&format!("{shown}.join('\\n')")).await?;
        assert!(shown.as_str().unwrap_or_default().contains(&broken), "{name}: {shown}");
        click(&browser, ".dialog header button").await?;
    }
    assert!(stories >= 6, "a story for each of the six rules, and there are {stories}");
    Ok(())
}

/// The lines of a golden that are typed; its output stands behind `----`, until an empty line.
fn commands(story: &str) -> Vec<&str> {
    let (mut found, mut lines) = (Vec::new(), story.lines());
    while let Some(line) = lines.next() {
        if line != "----" {
            found.extend(Some(line).filter(|line| !line.is_empty() && !line.starts_with('#')));
        } else if lines.next() == Some("----") {
            lines.by_ref().find(|line| *line == "----");
        } else {
            lines.by_ref().find(|line| line.is_empty());
        }
    }
    found
}
