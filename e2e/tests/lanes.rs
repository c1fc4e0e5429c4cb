//! The space-time diagram in the page: what it shows, how it is reached, and the file it is saved as.

use e2e::lab::READY;
use e2e::{Browser, Scheme, Site, Viewport, browser::Answer};
use serde_json::{Value, json};

const TWO_FRAMES: &str =
    "new Promise(f => requestAnimationFrame(() => requestAnimationFrame(() => f(true))))";

/// The page with its clock stopped, a cluster of this size and seed, a leader, and a put.
async fn asked(members: u32, seed: u32) -> Answer<(Site, Browser)> {
    let (site, browser) = (Site::start(), Browser::start().await?);
    browser.open(&site.url).await?;
    browser.until(READY).await?;
    browser.eval("window.lab.pause()").await?;
    for line in
        [format!("cluster {members} --seed {seed}").as_str(), "run until leader", "put color blue"]
    {
        run(&browser, line).await?;
    }
    browser.until("!!document.querySelector('.chart svg .line')").await?;
    Ok((site, browser))
}

async fn run(browser: &Browser, command: &str) -> Answer {
    let answer = browser.eval(&format!("window.lab.run({})", Value::from(command))).await?;
    assert_eq!(answer["ok"], true, "{command}: {answer}");
    browser.eval(TWO_FRAMES).await.map(drop)
}

async fn click(browser: &Browser, selector: &str) -> Answer {
    let selector = Value::from(selector);
    browser.until(&format!("!!document.querySelector({selector})")).await?;
    browser.eval(&format!("document.querySelector({selector}).click()")).await?;
    browser.eval(TWO_FRAMES).await.map(drop)
}

async fn number(browser: &Browser, expression: &str) -> Answer<f64> {
    let value = browser.eval(expression).await?;
    Ok(value.as_f64().unwrap_or_else(|| panic!("{expression} is {value}")))
}

async fn texts(browser: &Browser, selector: &str) -> Answer<Vec<String>> {
    let all = format!(
        "[...document.querySelectorAll({})].map(e => e.textContent)",
        Value::from(selector)
    );
    let found = browser.eval(&all).await?;
    let found = found.as_array().cloned().unwrap_or_default();
    Ok(found.iter().map(|text| text.as_str().unwrap_or_default().to_string()).collect())
}

/// A key that reaches whatever has the focus.
async fn key(browser: &Browser, key: &str, code: u32) -> Answer {
    for kind in ["keyDown", "keyUp"] {
        let event = json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code });
        browser.cdp("Input.dispatchKeyEvent", event).await?;
    }
    browser.eval(TWO_FRAMES).await.map(drop)
}

/// The mouse at a place of the window.
async fn mouse(browser: &Browser, kind: &str, (x, y): (f64, f64)) -> Answer {
    let down = i32::from(kind != "mouseReleased");
    let event = json!({
        "type": kind, "x": x, "y": y, "button": "left", "buttons": down, "clickCount": 1,
    });
    browser.cdp("Input.dispatchMouseEvent", event).await?;
    browser.eval(TWO_FRAMES).await.map(drop)
}

/// A place half way along the first append that is drawn, in the window's pixels.
async fn on_a_line(browser: &Browser) -> Answer<(f64, f64)> {
    let place = browser
        .eval(
            "(() => {
               const path = document.querySelector('.chart .line.append:not(.lost)');
               const [, x1, y1, x2, y2] = path.getAttribute('d')
                 .match(/M([\\d.]+) ([\\d.]+)L([\\d.]+) ([\\d.]+)/).map(Number);
               const box = document.querySelector('.chart').getBoundingClientRect();
               return [box.left + x1 + (x2 - x1) * 0.45, box.top + y1 + (y2 - y1) * 0.45];
             })()",
        )
        .await?;
    Ok((place[0].as_f64().expect("a place"), place[1].as_f64().expect("a place")))
}

/// Where the playhead is, in the window's pixels.
async fn playhead(browser: &Browser) -> Answer<(f64, f64)> {
    let place = browser
        .eval(
            "(() => {
               const d = document.querySelector('.chart .playhead').getAttribute('d');
               const box = document.querySelector('.chart').getBoundingClientRect();
               return [box.left + Number(d.match(/M([\\d.]+)/)[1]), box.top + 6];
             })()",
        )
        .await?;
    Ok((place[0].as_f64().expect("a place"), place[1].as_f64().expect("a place")))
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn an_election_and_a_put_are_drawn_and_a_click_tells_of_a_message() -> Answer {
    let (_site, browser) = asked(3, 41).await?;
    for _ in 0..2 {
        click(&browser, ".lanes-tools [aria-label='Zoom out']").await?;
    }
    let names = texts(&browser, ".chart .lane-name").await?;
    assert_eq!(names, ["c1", "n1", "n2", "n3"]);
    for look in [".band.leader", ".band.candidate", ".line.vote", ".line.append", ".request.ok"] {
        browser.until(&format!("!!document.querySelector('.chart {look}')")).await?;
    }
    let asked = texts(&browser, ".chart .asked").await?;
    assert!(asked.iter().any(|text| text == "put color blue"), "{asked:?}");
    for _ in 0..3 {
        click(&browser, ".lanes-tools [aria-label='Zoom in']").await?;
    }
    let place = on_a_line(&browser).await?;
    mouse(&browser, "mousePressed", place).await?;
    mouse(&browser, "mouseReleased", place).await?;
    browser.until("!!document.querySelector('.lanes-card')").await?;
    let card = texts(&browser, ".lanes-card").await?.concat();
    for word in ["MsgApp", "Sent", "arrived at", "Because", "What its receiver decided"] {
        assert!(card.contains(word), "{word}: {card}");
    }
    browser.shots("lanes-message").await?;
    let head = number(&browser, "window.lab.state().moment").await?;
    click(&browser, ".lanes-card dl button").await?;
    browser.until(&format!("window.lab.state().moment < {head}")).await?;
    browser.assert_quiet().await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn the_playhead_is_dragged_and_the_wheel_zooms_at_the_pointer() -> Answer {
    let (_site, browser) = asked(3, 42).await?;
    let now = number(&browser, "window.lab.state().time_us").await?;
    let (x, y) = playhead(&browser).await?;
    mouse(&browser, "mousePressed", (x, y)).await?;
    mouse(&browser, "mouseMoved", (x - 60.0, y)).await?;
    mouse(&browser, "mouseMoved", (x - 120.0, y + 30.0)).await?;
    browser.until(&format!("window.lab.state().time_us < {now}")).await?;
    let there = playhead(&browser).await?.0;
    assert!((there - (x - 120.0)).abs() < 8.0, "{there}, not {}", x - 120.0);
    mouse(&browser, "mouseMoved", (x, y)).await?;
    mouse(&browser, "mouseReleased", (x, y)).await?;
    let moved = number(&browser, "window.lab.state().time_us").await?;
    browser.until(&format!("window.lab.state().time_us > {}", now - 20_000.0)).await?;
    assert!(moved <= now, "nothing lies after the last moment");

    let span = "document.querySelector('.lanes-tools .mono').textContent";
    let before = browser.eval(span).await?;
    let wheel = json!({
        "type": "mouseWheel", "x": x - 200.0, "y": y + 60.0, "deltaX": 0, "deltaY": -400,
    });
    browser.cdp("Input.dispatchMouseEvent", wheel).await?;
    browser.until(&format!("{span} !== {before}")).await?;
    assert_eq!(browser.eval("document.scrollingElement.scrollLeft").await?, 0);
    browser.assert_quiet().await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn the_keyboard_chooses_messages_goes_to_them_and_zooms() -> Answer {
    let (_site, browser) = asked(3, 43).await?;
    let head = number(&browser, "window.lab.state().moment").await?;
    browser.eval("document.querySelector('.chart').focus()").await?;
    key(&browser, "ArrowLeft", 37).await?;
    browser.until("!!document.querySelector('.lanes-card')").await?;
    let sent = "document.querySelector('.lanes-card dd').textContent";
    let first = browser.eval(sent).await?;
    // several may have left in one moment
    let mut steps = 0;
    while browser.eval(sent).await? == first {
        steps += 1;
        assert!(steps < 20, "the arrows choose one message after the other");
        key(&browser, "ArrowLeft", 37).await?;
    }
    assert_eq!(number(&browser, "window.lab.state().moment").await?, head, "arrows choose here");
    key(&browser, "ArrowUp", 38).await?;
    let span = "document.querySelector('.lanes-tools .mono').textContent";
    let before = browser.eval(span).await?;
    key(&browser, "+", 187).await?;
    browser.until(&format!("{span} !== {before}")).await?;
    // what was chosen may have arrived just now: the one before it did not
    for _ in 0..3 {
        key(&browser, "ArrowLeft", 37).await?;
    }
    key(&browser, "Enter", 13).await?;
    browser.until(&format!("window.lab.state().moment < {head}")).await?;
    key(&browser, "Escape", 27).await?;
    browser.until("!document.querySelector('.lanes-card')").await?;
    browser.assert_quiet().await
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn the_saved_file_is_an_svg_of_its_own() -> Answer {
    let (_site, browser) = asked(5, 44).await?;
    run(&browser, "put '<b>&' x").await?;
    run(&browser, "partition n1 n2 | n3 n4 n5").await?;
    run(&browser, "run 400ms").await?;
    browser
        .eval(
            "void (window.made = [], URL.createObjectURL = (create => blob => {
               window.made.push(blob); return create.call(URL, blob); })(URL.createObjectURL))",
        )
        .await?;
    click(&browser, "#lanes-save").await?;
    browser.until("window.made.length === 1").await?;
    assert_eq!(browser.eval("window.made[0].type").await?, "image/svg+xml");
    browser.assert_quiet().await?;
    // the page's policy forbids the styles of what is parsed in it, and the console says so
    let found = browser
        .eval(
            "window.made[0].text().then(text => {
               const svg = new DOMParser().parseFromString(text, 'image/svg+xml');
               const all = what => [...svg.querySelectorAll(what)];
               return {
                 errors: all('parsererror').length, root: svg.documentElement.nodeName,
                 lanes: all('.lane-name').map(e => e.textContent), lines: all('.line').length,
                 title: all('svg > title').length, desc: all('svg > desc').length,
                 asked: all('.request title').map(e => e.textContent), faults: all('.fault').length,
                 scripts: all('script, image, use, [href]').length,
               };
             })",
        )
        .await?;
    assert_eq!(found["errors"], 0, "{found}");
    assert_eq!(found["root"], "svg");
    assert_eq!(found["lanes"], json!(["c1", "n1", "n2", "n3", "n4", "n5"]));
    assert!(found["lines"].as_u64() > Some(4) && found["faults"].as_u64() > Some(0), "{found}");
    assert_eq!((&found["title"], &found["desc"]), (&json!(1), &json!(1)));
    assert_eq!(found["scripts"], 0);
    let asked = found["asked"].as_array().cloned().unwrap_or_default();
    assert!(asked.iter().any(|text| text.as_str().is_some_and(|t| t.contains("<b>&"))), "{found}");
    Ok(())
}

#[tokio::test]
#[ignore = "needs dist/ and a browser: cargo xtask test"]
async fn lanes_fit_every_size_and_follow_the_playhead() -> Answer {
    let (_site, browser) = asked(5, 45).await?;
    for line in [
        "partition n1 n2 | n3 n4 n5",
        "run 300ms",
        "crash n1",
        "run 3s",
        "put size 7 --endpoints n4",
    ] {
        run(&browser, line).await?;
    }
    let aside = "document.scrollingElement.scrollWidth <= innerWidth
        && [...document.querySelectorAll('.lanes, .lanes-tools')]
             .every(e => e.scrollWidth <= e.clientWidth)";
    for viewport in Viewport::ALL {
        browser.viewport(viewport).await?;
        browser.eval(TWO_FRAMES).await?;
        if viewport == Viewport::TABLET {
            click(&browser, ".lanes-toggle").await?;
        }
        if viewport == Viewport::PHONE {
            click(&browser, ".panes button:nth-child(3)").await?;
        }
        browser.until("!!document.querySelector('.chart svg .line')").await?;
        for scheme in Scheme::ALL {
            browser.prefers(scheme, false).await?;
            browser.eval(TWO_FRAMES).await?;
            let name = format!("lanes-{}x{}-{}", viewport.width, viewport.height, scheme.name());
            browser.shot(&name).await?;
            let found = browser.barriers().await?.join("\n");
            assert!(found.is_empty(), "{viewport:?} {scheme:?}:\n{found}");
            assert_eq!(browser.eval(aside).await?, true, "{viewport:?} scrolls sideways");
        }
        click(&browser, ".lanes-tools button.small.quiet").await?;
        browser.until("document.querySelectorAll('.lanes .as-table tbody tr').length > 10").await?;
        browser.shot(&format!("lanes-table-{}", viewport.width)).await?;
        let found = browser.barriers().await?.join("\n");
        assert!(found.is_empty(), "{viewport:?}, as a table:\n{found}");
        click(&browser, ".lanes-tools button.small.quiet").await?;
    }
    browser.viewport(Viewport::DESKTOP).await?;
    browser.prefers(Scheme::Light, true).await?;
    let now = number(&browser, "window.lab.state().time_us").await?;
    // in real time it leaves what is shown within a second
    browser
        .eval(
            "(() => { const speed = document.querySelector('.choices select'); speed.value = '5';
               speed.dispatchEvent(new Event('change', { bubbles: true })); })()",
        )
        .await?;
    browser.eval("window.lab.play()").await?;
    browser.until(&format!("window.lab.state().time_us > {}", now + 1_500_000.0)).await?;
    browser.eval("window.lab.pause()").await?;
    browser.until("!!document.querySelector('.chart .playhead')").await?;
    click(&browser, ".lanes-hide").await?;
    browser.until("!document.querySelector('.chart')").await?;
    browser.assert_quiet().await
}
