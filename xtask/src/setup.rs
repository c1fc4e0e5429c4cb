//! The tools that the tasks need: which are here, and how the missing ones are installed.
//!
//! Versions are pinned: Rust by rust-toolchain.toml, wasm-bindgen by Cargo.lock through the crate
//! `tools`, axe-core by e2e/package-lock.json, trunk and cargo-mutants below. The browser is the machine's own.

use crate::etcd;
use crate::step::{Outcome, cargo, root, run, succeeds};
use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The version of trunk; Trunk.toml says the same.
const TRUNK: &str = "0.21.14";
/// The version of cargo-mutants, which only `cargo xtask mutants` needs.
const MUTANTS: &str = "27.1.0";
/// What the page is compiled for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// What builds the page.
pub struct Tools {
    /// PATH with the pinned wasm-bindgen first: trunk takes the first one if its version fits.
    pub path: OsString,
    /// The trunk to call.
    pub trunk: PathBuf,
    /// The folder of wasm-bindgen and its test runner.
    pub bin: PathBuf,
}

impl Tools {
    /// Installs what is missing to build the page.
    pub fn ready() -> Outcome<Tools> {
        wasm_target()?;
        let trunk = trunk()?;
        let what = "wasm-bindgen of the locked version (some minutes, once)";
        let mut build = cargo();
        build.args(["build", "--locked", "--package", "tools", "--profile", "tools"]);
        // what a later Rust will say to their dependencies is not for those who only use them
        run(what, build.env("CARGO_FUTURE_INCOMPAT_REPORT_FREQUENCY", "never"))?;
        let bin = target_dir().join("tools");
        let old = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths([bin.clone()].into_iter().chain(env::split_paths(&old)))
            .map_err(|e| format!("PATH cannot be extended: {e}"))?;
        Ok(Tools { path, trunk, bin })
    }

    /// The trunk command, to be completed.
    pub fn trunk(&self) -> Command {
        let mut trunk = Command::new(&self.trunk);
        // trunk reads NO_COLOR as a boolean flag and refuses the usual NO_COLOR=1
        trunk.env("PATH", &self.path).env_remove("NO_COLOR").current_dir(root());
        trunk
    }
}

/// Installs all that any task or `.ci/run` needs.
pub fn everything() -> Outcome {
    components()?;
    Tools::ready()?;
    node()?;
    axe()?;
    etcd::debians()?;
    etcd::three_five()?;
    browser()
}

/// Where cargo puts what it builds.
pub fn target_dir() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |d| root().join(d))
}

fn wasm_target() -> Outcome {
    let has = || {
        let mut rustc = Command::new("rustc");
        rustc.args(["--print", "target-libdir", "--target", WASM]).current_dir(root());
        let out = rustc.stderr(Stdio::null()).output().ok();
        out.is_some_and(|o| Path::new(String::from_utf8_lossy(&o.stdout).trim()).is_dir())
    };
    if has() {
        return Ok(());
    }
    let mut add = Command::new("rustup");
    add.args(["target", "add", WASM]).current_dir(root());
    let added = run("add the WebAssembly target to Rust", &mut add);
    if has() {
        return Ok(());
    }
    let why = added.err().unwrap_or_else(|| "rustc still has no such target".into());
    Err(format!(
        "{why}\nThe page needs Rust's target {WASM}. With rustup (https://rustup.rs): `rustup target \
         add {WASM}`; otherwise install your distribution's package of that target."
    ))
}

fn components() -> Outcome {
    let has = |tool: &str| succeeds(cargo().args([tool, "--version"]));
    if has("fmt") && has("clippy") {
        return Ok(());
    }
    let mut add = Command::new("rustup");
    add.args(["component", "add", "clippy", "rustfmt"]).current_dir(root());
    run("add clippy and rustfmt to Rust", &mut add).map_err(|e| {
        format!("{e}\nInstall them with rustup: `rustup component add clippy rustfmt`.")
    })
}

fn trunk() -> Outcome<PathBuf> {
    published("trunk", TRUNK, &["--no-default-features"])
}

/// cargo-mutants, which plants bugs.
pub fn mutants() -> Outcome<PathBuf> {
    published("cargo-mutants", MUTANTS, &[])
}

/// A program from crates.io in this version: the one on PATH, or one of our own in .tools/.
fn published(name: &str, wanted: &str, flags: &[&str]) -> Outcome<PathBuf> {
    let own = root().join(".tools");
    let installed = own.join("bin").join(format!("{name}{}", env::consts::EXE_SUFFIX));
    for candidate in [PathBuf::from(name), installed.clone()] {
        if version(&candidate).as_deref() == Some(wanted) {
            return Ok(candidate);
        }
    }
    let mut install = cargo();
    install.args(["install", "--locked", "--force"]).args(flags).arg("--root").arg(&own);
    install.arg(format!("{name}@{wanted}"));
    // their own profiles, with fat link-time optimisation, take twice the time
    install.env("CARGO_PROFILE_RELEASE_LTO", "off");
    install.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    run(&format!("install {name} {wanted} into .tools/ (some minutes, once)"), &mut install)
        .map_err(|e| {
            format!(
                "{e}\nInstall it yourself and try again: `cargo install {name}@{wanted} --locked`."
            )
        })?;
    Ok(installed)
}

/// Node.js runs the WebAssembly figures and npm.
pub fn node() -> Outcome {
    let has = || ["node", "npm"].iter().all(|t| succeeds(Command::new(t).arg("--version")));
    if !has() {
        apt("Node.js and npm", &["nodejs", "npm"])?;
    }
    if has() { Ok(()) } else { Err("`node` and `npm` are needed: https://nodejs.org".into()) }
}

/// axe-core, which looks for barriers in the page, in the version that the lock file names.
pub fn axe() -> Outcome {
    let e2e = root().join("e2e");
    // npm writes a copy of the lock file into node_modules when all of it is there
    let stamp = e2e.join("node_modules/axe-core/axe.min.js");
    let (lock, copy) = (e2e.join("package-lock.json"), e2e.join("node_modules/.lock-copy"));
    let wanted = fs::read(&lock).map_err(|e| format!("e2e/package-lock.json: {e}"))?;
    if stamp.is_file() && fs::read(&copy).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    node()?;
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&e2e);
    run("fetch axe-core", &mut npm)
        .map_err(|e| format!("{e}\nThe npm registry must be reachable once."))?;
    fs::write(&copy, wanted).map_err(|e| format!("e2e/node_modules: {e}"))
}

/// A browser with its WebDriver: the one that CHROMEDRIVER names, or the one on PATH.
pub fn browser() -> Outcome {
    let driver = env::var_os("CHROMEDRIVER").unwrap_or("chromedriver".into());
    let has = || succeeds(Command::new(&driver).arg("--version"));
    if !has() && env::var_os("CHROMEDRIVER").is_none() {
        apt("Chromium and its WebDriver", &["chromium", "chromium-driver"])?;
    }
    if has() {
        return Ok(());
    }
    Err("the browser tests need Chrome or Chromium and the chromedriver of the same version: put \
         chromedriver on PATH, or name it with CHROMEDRIVER=/path/to/chromedriver"
        .into())
}

/// Installs Debian packages, or says which are missing.
fn apt(what: &str, packages: &[&str]) -> Outcome {
    let mut args = vec!["install", "--yes", "--no-install-recommends"];
    args.extend(packages);
    let remedy =
        |e| format!("{e}\nInstall {what} yourself: `apt-get install {}`.", args[3..].join(" "));
    apt_update(what, packages)?;
    run(&format!("install {what}"), &mut apt_get(&args)?).map_err(remedy)
}

/// Unpacks Debian packages into a folder, without installing them.
pub(crate) fn unpack(what: &str, packages: &[&str], folder: &Path) -> Outcome {
    fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut download = Command::new("apt-get");
    download.arg("download").args(packages).current_dir(folder);
    if !succeeds(&mut download) {
        apt_update(what, packages)?;
        run(&format!("download {what}"), &mut download)?;
    }
    let files = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let files = files.flatten().map(|entry| entry.path());
    for file in files.filter(|path| path.extension().is_some_and(|e| e == "deb")) {
        let mut dpkg = Command::new("dpkg-deb");
        run(&format!("unpack {what} into .tools/"), dpkg.arg("-x").arg(&file).arg(folder))?;
    }
    Ok(())
}

fn apt_update(what: &str, packages: &[&str]) -> Outcome {
    let list = packages.join(" ");
    if !succeeds(Command::new("apt-get").arg("--version")) {
        return Err(format!("{what} missing: install {list} with your system's package manager"));
    }
    run("refresh the list of packages", &mut apt_get(&["update"])?)
        .map_err(|e| format!("{e}\nInstall {what} yourself: `apt-get install {list}`."))
}

/// `apt-get` as root.
fn apt_get(args: &[&str]) -> Outcome<Command> {
    let user = Command::new("id").arg("-u").output().map_err(|e| format!("id: {e}"))?;
    let mut command = if user.stdout.starts_with(b"0\n") {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.arg("apt-get");
        sudo
    };
    command.env("DEBIAN_FRONTEND", "noninteractive").args(args);
    Ok(command)
}

/// The last word of what `tool --version` prints.
fn version(tool: &Path) -> Option<String> {
    let mut command = Command::new(tool);
    // a command of cargo's is called with its own name first
    let name = tool.file_stem()?.to_string_lossy();
    command.args(name.strip_prefix("cargo-"));
    let out =
        command.arg("--version").env_remove("NO_COLOR").stderr(Stdio::null()).output().ok()?;
    Some(String::from_utf8_lossy(&out.stdout).trim().rsplit(' ').next()?.to_string())
}
