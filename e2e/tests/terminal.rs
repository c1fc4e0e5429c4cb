//! The terminal with several commands under way, in a real browser.

use e2e::{Browser, Site, browser::Answer, lab::led};
use thirtyfour::{By, Key, TypingData};

async fn type_line(browser: &Browser, line: &str) -> Answer {
    keys(browser, line).await?;
    keys(browser, Key::Enter + "").await
}

/// Keys at the prompt.
async fn keys(browser: &Browser, keys: impl Into<TypingData>) -> Answer {
    browser.driver.find(By::Css(".prompt input")).await?.send_keys(keys).await
}

/// The terminal's lines, each with what it is: `command $ put a 1`.
const LINES: &str = "[...document.querySelectorAll('.terminal .line')].map(line => \
    line.classList[1] + ' ' + line.innerText.replace(/\\s+/g, ' ').trim())";

async fn lines(browser: &Browser) -> Answer<Vec<String>> {
    let lines = browser.eval(LINES).await?;
    let lines = lines.as_array().into_iter().flatten();
    Ok(lines.filter_map(|line| line.as_str().map(str::to_string)).collect())
}

/// Three commands of which none can be answered at once, while time stands still.
async fn three_under_way() -> Answer<(Site, Browser)> {
    let (site, browser) = led(3, 7).await?;
    for line in ["pause", "run 1s", "crash n2", "crash n3"] {
        let run = match line {
            "pause" => "window.lab.pause()".to_string(),
            line => format!("window.lab.run('{line}')"),
        };
        browser.eval(&run).await?;
    }
    type_line(&browser, "put a 1 --command-timeout=900ms").await?;
    type_line(&browser, "get b --command-timeout=4s").await?;
    type_line(&browser, "get c --command-timeout=300ms").await?;
    browser.until("document.querySelectorAll('.terminal .pending').length === 3").await?;
    Ok((site, browser))
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn each_answer_stands_under_its_own_command() -> Answer {
    let (_site, browser) = three_under_way().await?;
    let waiting = lines(&browser).await?;
    let at = |lines: &[String], command: &str| {
        lines.iter().position(|line| line.contains(command)).expect("it was typed")
    };
    for command in ["$ put a", "$ get b", "$ get c"] {
        let under = &waiting[at(&waiting, command) + 1];
        assert!(under.starts_with("pending"), "{waiting:#?}");
        assert!(under.contains("gives up in") && under.contains("run to the answer"), "{under}");
    }
    // the shortest is the last; its answer comes first, and to its own command
    browser.eval("[...document.querySelectorAll('.pending .answer')].pop().click()").await?;
    browser.until("document.querySelectorAll('.terminal .pending').length === 2").await?;
    let now = lines(&browser).await?;
    assert!(now[at(&now, "$ get c") + 1].contains("context deadline exceeded"), "{now:#?}");
    assert!(now[at(&now, "$ put a") + 1].starts_with("pending"), "{now:#?}");
    assert_eq!(
        browser.eval("document.querySelector('.transport .play').innerText").await?,
        "Play",
        "time stands still again"
    );
    browser.eval("document.querySelector('.pending .answer').click()").await?;
    browser.until("document.querySelectorAll('.terminal .pending').length === 1").await?;
    let now = lines(&browser).await?;
    assert!(now[at(&now, "$ put a") + 1].contains("context deadline exceeded"), "{now:#?}");
    assert!(now[at(&now, "$ get b") + 1].starts_with("pending"), "{now:#?}");
    browser.shots("terminal-under-way").await?;
    keys(&browser, Key::Control + "c").await?;
    browser.until("document.querySelectorAll('.terminal .pending').length === 0").await?;
    let now = lines(&browser).await?;
    assert!(now[at(&now, "$ get b") + 1].contains("exit 130"), "{now:#?}");
    browser.assert_quiet().await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn the_terminal_is_widened_and_its_keys_are_a_shells() -> Answer {
    let (_site, browser) = led(3, 7).await?;
    let width = "document.querySelector('.terminal-place').clientWidth";
    let before = browser.eval(width).await?.as_f64().unwrap_or_default();
    let press = "for (let n = 0; n < 3; n++) document.querySelector('.splitter').dispatchEvent(\
                 new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}))";
    browser.eval(press).await?;
    browser.until(&format!("{width} > {}", before + 30.0)).await?;
    assert_eq!(browser.eval("document.documentElement.scrollWidth <= innerWidth").await?, true);
    browser.eval("document.querySelector('.terminal .whole').click()").await?;
    browser.until(&format!("{width} >= innerWidth - 1")).await?;
    browser.shots("terminal-whole").await?;
    browser.eval("document.querySelector('.terminal .whole').click()").await?;
    browser.until(&format!("{width} < innerWidth / 2")).await?;

    type_line(&browser, "put blue 1").await?;
    let value = "document.querySelector('.prompt input').value";
    keys(&browser, Key::Control + "r").await?;
    browser.until(&format!("{value} === 'put blue 1'")).await?;
    keys(&browser, Key::Control + "w").await?;
    browser.until(&format!("{value} === 'put blue '")).await?;
    keys(&browser, Key::Control + "u").await?;
    browser.until(&format!("{value} === ''")).await?;

    // the mark of a mistake is in the command itself
    type_line(&browser, "put a 1 --nosuch").await?;
    browser.until("!!document.querySelector('.command .mistake')").await?;
    browser.assert_quiet().await
}
