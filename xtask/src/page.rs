//! The page: built by trunk, served by trunk, completed by a hook after a release build.

use crate::{
    policy,
    setup::Tools,
    single, size,
    step::{Outcome, root, run},
};
use std::{
    env, fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    thread,
    time::Duration,
};

/// `trunk serve`, with the address printed once the page is there.
pub fn serve(tools: &Tools, fixed: &[&str], flags: &[String]) -> Outcome {
    let host = flag(flags, &["--address", "-a"]).unwrap_or("127.0.0.1").to_string();
    let port = match flag(flags, &["--port", "-p"]) {
        Some(text) => text.parse().map_err(|_| format!("--port {text}: no port number"))?,
        None => 8080,
    };
    if let Err(e) = TcpListener::bind((host.as_str(), port)) {
        let other = port.checked_add(1).unwrap_or(8080);
        return Err(format!(
            "{host}:{port} cannot be used ({e}); try `cargo xtask serve --port {other}`"
        ));
    }
    // this thread ends with the program
    thread::spawn(move || announce(&host, port));
    run("trunk serve (Ctrl-C ends it)", tools.trunk().arg("serve").args(fixed).args(flags))
}

/// `trunk build`, with the visitor's own flags.
pub fn build(tools: &Tools, flags: &[String]) -> Outcome {
    run("trunk build", tools.trunk().arg("build").args(flags))
}

/// Everything that is shipped.
pub fn dist(tools: &Tools, flags: &[String]) -> Outcome {
    run("build the page", tools.trunk().args(["build", "--release"]).args(flags))?;
    let dist = root().join("dist");
    if dist.join(single::NAME).is_file() {
        eprintln!("    dist/                the page, for any folder of any web server");
        eprintln!("    dist/{}  the same in one file; open it from a disk", single::NAME);
    }
    size::print(&size::measure(&dist)?);
    Ok(())
}

/// The page in the pseudo-language, in which every declared text is marked; for the test that finds others.
pub fn pseudo(tools: &Tools) -> Outcome {
    let mut trunk = tools.trunk();
    trunk.args(["build", "--features", "pseudo", "--dist"]).arg(root().join("target/pseudo-dist"));
    run("build the page in the pseudo-language", &mut trunk)
}

/// What trunk calls after every build: a release gets its policy and the single file.
pub fn after_build() -> Outcome {
    let profile = env::var("TRUNK_PROFILE").unwrap_or_default();
    let staging = env::var_os("TRUNK_STAGING_DIR").ok_or("`hook` is for trunk to call")?;
    if profile != "release" {
        return Ok(());
    }
    let staging = Path::new(&staging);
    single::write(staging)?;
    let index = staging.join("index.html");
    let html = fs::read_to_string(&index).map_err(|e| format!("index.html: {e}"))?;
    let html = policy::insert(&html, &policy::served()).ok_or("index.html has no <head>")?;
    fs::write(&index, html).map_err(|e| format!("index.html: {e}"))
}

/// The value of a flag, written `--flag value` or `--flag=value`.
fn flag<'a>(flags: &'a [String], names: &[&str]) -> Option<&'a str> {
    flags.iter().enumerate().find_map(|(i, flag)| match flag.split_once('=') {
        Some((name, value)) => names.contains(&name).then_some(value),
        None => names.contains(&flag.as_str()).then(|| flags.get(i + 1).map(String::as_str))?,
    })
}

fn announce(host: &str, port: u16) {
    while !answers(host, port).unwrap_or(false) {
        thread::sleep(Duration::from_millis(300));
    }
    let host = if host == "0.0.0.0" { "127.0.0.1" } else { host };
    eprintln!("\n    etcdscope is at http://{host}:{port}/\n");
}

fn answers(host: &str, port: u16) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect((host, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut start = [0; 12];
    stream.read_exact(&mut start)?;
    Ok(start.ends_with(b" 200"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_read_in_both_spellings() {
        let flags = |text: &str| text.split(' ').map(String::from).collect::<Vec<_>>();
        assert_eq!(flag(&flags("--open --port 81"), &["--port", "-p"]), Some("81"));
        assert_eq!(flag(&flags("--port=82 --open"), &["--port", "-p"]), Some("82"));
        assert_eq!(flag(&flags("-p"), &["--port", "-p"]), None);
        assert_eq!(flag(&flags("--open"), &["--port", "-p"]), None);
    }
}
