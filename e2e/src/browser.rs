//! One Chromium with an empty profile, and what the tests ask of it.

use crate::chromedriver::Chromedriver;
use serde_json::{Value, json};
use std::{
    env, fs,
    path::PathBuf,
    time::{Duration, Instant},
};
use thirtyfour::prelude::*;

impl Drop for Browser {
    /// Ends the session, also in the middle of a panic. thirtyfour's own way sends its last request
    /// through a client whose runtime may be gone, and waits two minutes for the answer.
    fn drop(&mut self) {
        let _ = self.driver.clone().leak();
        self.process.end_session(&self.driver.session_id().to_string());
    }
}

/// A result whose error is the WebDriver's.
pub type Answer<T = ()> = WebDriverResult<T>;

/// A browser of this test's own. Dropping it ends it.
pub struct Browser {
    /// The session: `find`, `execute` and all else that WebDriver has. It ends before its process.
    pub driver: WebDriver,
    process: Chromedriver,
}

/// A window, in CSS pixels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Viewport {
    pub width: u32,
    pub height: u32,
    /// Touch, and the page's viewport tag counts.
    pub mobile: bool,
}

impl Viewport {
    pub const DESKTOP: Viewport = Viewport { width: 1440, height: 900, mobile: false };
    pub const TABLET: Viewport = Viewport { width: 1024, height: 768, mobile: false };
    pub const PHONE: Viewport = Viewport { width: 390, height: 844, mobile: true };
    /// The three sizes that every screen is looked at.
    pub const ALL: [Viewport; 3] = [Viewport::DESKTOP, Viewport::TABLET, Viewport::PHONE];
}

/// What the system says about colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    pub const ALL: [Scheme; 2] = [Scheme::Light, Scheme::Dark];

    /// As in the media query.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        }
    }
}

impl Browser {
    /// Starts a browser with a desktop window.
    pub async fn start() -> Answer<Browser> {
        let process = Chromedriver::start();
        let mut capabilities = DesiredCapabilities::chrome();
        for flag in FLAGS {
            capabilities.add_arg(flag)?;
        }
        if let Some(chrome) = env::var_os("CHROME") {
            capabilities.set_binary(&chrome.to_string_lossy())?;
        }
        // console and requests, from the first byte on
        capabilities.set("goog:loggingPrefs", json!({ "browser": "ALL", "performance": "ALL" }))?;
        let driver = WebDriver::new(&process.url, capabilities).await?;
        let browser = Browser { driver, process };
        browser.driver.set_script_timeout(Duration::from_secs(60)).await?;
        browser.viewport(Viewport::DESKTOP).await?;
        Ok(browser)
    }

    /// Opens an address.
    pub async fn open(&self, url: &str) -> Answer {
        self.driver.goto(url).await
    }

    /// Waits until a JavaScript expression is true. Panics with the expression and the page's text.
    pub async fn until(&self, what: &str) -> Answer {
        self.until_within(what, Duration::from_secs(20)).await
    }

    /// [`Browser::until`] with a time of the caller's.
    pub async fn until_within(&self, what: &str, time: Duration) -> Answer {
        let start = Instant::now();
        while self.eval(what).await? != Value::Bool(true) {
            if start.elapsed() > time {
                let text = self.eval("document.body.innerText").await?;
                let log = self.console().await?;
                panic!("not true after {time:?}: {what}\nconsole: {log:?}\nthe page says: {text}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// The value of a JavaScript expression; a promise is awaited. It runs through the debugger, so the
    /// page's own policy does not forbid it. An exception is an error with its text.
    pub async fn eval(&self, expression: &str) -> Answer<Value> {
        let answer = self.cdp(
            "Runtime.evaluate",
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true }),
        );
        let mut answer = answer.await?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            let text = thrown["exception"]["description"].as_str().unwrap_or("an exception");
            return Err(WebDriverError::FatalError(format!("{expression}: {text}")));
        }
        Ok(answer["result"]["value"].take())
    }

    /// A command of the DevTools protocol.
    pub async fn cdp(&self, method: &str, parameters: Value) -> Answer<Value> {
        self.driver.cdp().send_raw(method, parameters).await
    }

    /// Sets the size of the window's inside.
    pub async fn viewport(&self, viewport: Viewport) -> Answer {
        let Viewport { width, height, mobile } = viewport;
        let metrics = json!({
            "width": width, "height": height, "mobile": mobile,
            "deviceScaleFactor": if mobile { 3 } else { 1 },
        });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics).await?;
        self.cdp("Emulation.setTouchEmulationEnabled", json!({ "enabled": mobile })).await?;
        Ok(())
    }

    /// Says what the system prefers: light or dark, and whether things may move.
    pub async fn prefers(&self, scheme: Scheme, reduced_motion: bool) -> Answer {
        let motion = if reduced_motion { "reduce" } else { "no-preference" };
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme.name() },
            { "name": "prefers-reduced-motion", "value": motion },
        ]});
        self.cdp("Emulation.setEmulatedMedia", features).await.map(drop)
    }

    /// Makes the processor this many times slower for the page; 1 is as it is.
    pub async fn slow_down(&self, times: u32) -> Answer {
        self.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": times })).await.map(drop)
    }

    /// What the main thread did during `time`: seconds of work per second (`TaskDuration`).
    pub async fn main_thread_load(&self, time: Duration) -> Answer<f64> {
        self.cdp("Performance.enable", json!({})).await?;
        let before = self.metrics().await?;
        tokio::time::sleep(time).await;
        let after = self.metrics().await?;
        let passed = |name: &str| metric(&after, name) - metric(&before, name);
        Ok(passed("TaskDuration") / passed("Timestamp"))
    }

    /// How often a second the browser computed styles during `time` (`RecalcStyleCount`).
    pub async fn recalcs_a_second(&self, time: Duration) -> Answer<f64> {
        self.cdp("Performance.enable", json!({})).await?;
        let before = self.metrics().await?;
        tokio::time::sleep(time).await;
        let after = self.metrics().await?;
        let passed = |name: &str| metric(&after, name) - metric(&before, name);
        Ok(passed("RecalcStyleCount") / passed("Timestamp"))
    }

    /// Frames a second that the page could draw during `time`, by `requestAnimationFrame`.
    pub async fn frames_a_second(&self, time: Duration) -> Answer<f64> {
        let count = format!(
            "new Promise(done => {{ let n = 0, start; const frame = now => {{
                start ??= now;
                if (now - start >= {}) return done(1000 * n / (now - start));
                n++; requestAnimationFrame(frame); }}; requestAnimationFrame(frame); }})",
            time.as_millis()
        );
        Ok(self.eval(&count).await?.as_f64().unwrap_or(0.0))
    }

    /// `Performance.getMetrics` as name and value.
    pub async fn metrics(&self) -> Answer<Vec<(String, f64)>> {
        let answer = self.cdp("Performance.getMetrics", json!({})).await?;
        let list = answer["metrics"].as_array().cloned().unwrap_or_default();
        let pair = |m: &Value| Some((m["name"].as_str()?.to_string(), m["value"].as_f64()?));
        Ok(list.iter().filter_map(pair).collect())
    }

    /// Writes what the window shows to `target/shots/<name>.png`.
    pub async fn shot(&self, name: &str) -> Answer<PathBuf> {
        let folder = crate::root().join("target/shots");
        fs::create_dir_all(&folder)?;
        let file = folder.join(format!("{name}.png"));
        fs::write(&file, self.driver.screenshot_as_png().await?)?;
        Ok(file)
    }

    /// One picture for each size and scheme: `<name>-1440x900-light.png` and so on.
    pub async fn shots(&self, name: &str) -> Answer {
        for viewport in Viewport::ALL {
            for scheme in Scheme::ALL {
                self.viewport(viewport).await?;
                self.prefers(scheme, false).await?;
                // two frames: one to lay out, one to paint
                self.eval(
                    "new Promise(f => requestAnimationFrame(() => requestAnimationFrame(f)))",
                )
                .await?;
                let Viewport { width, height, .. } = viewport;
                self.shot(&format!("{name}-{width}x{height}-{}", scheme.name())).await?;
            }
        }
        self.viewport(Viewport::DESKTOP).await
    }

    /// What the console got since the last call: level and text. Refused loads and violations of the
    /// policy are in it.
    pub async fn console(&self) -> Answer<Vec<(String, String)>> {
        let entries = self.driver.browser_log().await?;
        Ok(entries.into_iter().map(|e| (e.level, e.message)).collect())
    }

    /// Panics if the console got an error or a warning since the last call.
    pub async fn assert_quiet(&self) -> Answer {
        let mut log = self.console().await?;
        log.retain(|(level, _)| level == "SEVERE" || level == "WARNING");
        assert!(log.is_empty(), "the console says: {log:#?}");
        Ok(())
    }

    /// The address of every request since the last call, `data:` and `blob:` left out.
    pub async fn requests(&self) -> Answer<Vec<String>> {
        let mut urls = vec![];
        for entry in self.driver.get_log("performance").await? {
            let event: Value = serde_json::from_str(&entry.message)?;
            let (method, parameters) = (&event["message"]["method"], &event["message"]["params"]);
            let url = match method.as_str() {
                Some("Network.requestWillBeSent") => &parameters["request"]["url"],
                Some("Network.webSocketCreated") => &parameters["url"],
                _ => continue,
            };
            let url = url.as_str().unwrap_or_default();
            if !url.starts_with("data:") && !url.starts_with("blob:") {
                urls.push(url.to_string());
            }
        }
        Ok(urls)
    }

    /// Panics if the page asked for anything that does not start with `home`, or for nothing at all.
    pub async fn assert_only_asks(&self, home: &str) -> Answer<Vec<String>> {
        let urls = self.requests().await?;
        assert!(!urls.is_empty(), "no request was recorded, so nothing was checked");
        let away: Vec<_> = urls.iter().filter(|url| !url.starts_with(home)).collect();
        assert!(away.is_empty(), "requests outside of {home}: {away:?}");
        Ok(urls)
    }

    /// What axe-core finds serious or critical in the page as it is now: one line a finding.
    pub async fn barriers(&self) -> Answer<Vec<String>> {
        let script = crate::root().join("e2e/node_modules/axe-core/axe.min.js");
        let axe = fs::read_to_string(&script).unwrap_or_else(|e| {
            panic!("{}: {e}; `cargo xtask setup` fetches axe-core", script.display())
        });
        self.eval(&format!("{axe};0")).await?;
        let found = self
            .eval(
                "axe.run(document, { resultTypes: ['violations'] }).then(r => r.violations
                  .filter(v => v.impact === 'serious' || v.impact === 'critical')
                  .flatMap(v => v.nodes.map(n => `${v.id} (${v.impact}): ${n.target} ${n.failureSummary}`)))",
            )
            .await?;
        let lines = found.as_array().cloned().unwrap_or_default();
        Ok(lines.iter().map(|l| l.as_str().unwrap_or_default().to_string()).collect())
    }
}

/// The value of one metric; 0 if the browser does not know it.
pub fn metric(metrics: &[(String, f64)], name: &str) -> f64 {
    metrics.iter().find(|(n, _)| n == name).map_or(0.0, |(_, value)| *value)
}

/// A browser that shows nothing, asks nobody, and runs as root in a container.
const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
];
