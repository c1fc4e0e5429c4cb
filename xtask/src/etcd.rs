//! Real etcds that tests run beside ours: the one that Debian has, and 3.5, which is the one that is modelled
//! here, from Debian's next release. Both are unpacked into .tools/ and not installed, because that would start
//! a service and change the system.

use crate::{
    setup::unpack,
    step::{Outcome, root, run, succeeds},
};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A real etcd and its `etcdctl`: those that ETCD and ETCDCTL name, those on PATH, or Debian's.
pub fn debians() -> Outcome<[PathBuf; 2]> {
    let own = root().join(".tools/etcd");
    let [first, unpacked] = choices(["ETCD", "ETCDCTL"], &own);
    if starts(&first) {
        return Ok(first);
    }
    let chosen = ["ETCD", "ETCDCTL"].iter().any(|variable| env::var_os(variable).is_some());
    if !chosen && !starts(&unpacked) {
        unpack("a real etcd", &PACKAGES, &own)?;
    }
    if !chosen && starts(&unpacked) {
        return Ok(unpacked);
    }
    Err("the interoperation tests need `etcd` and `etcdctl` on PATH, or their places in ETCD and \
         ETCDCTL: https://etcd.io/docs/latest/install"
        .into())
}

/// An etcd 3.5 and its `etcdctl`: those that ETCD_3_5 and ETCDCTL_3_5 name, or those of Debian's next release.
pub fn three_five() -> Outcome<[PathBuf; 2]> {
    let own = root().join(".tools/etcd-3.5");
    let [named, unpacked] = choices(["ETCD_3_5", "ETCDCTL_3_5"], &own);
    let found = |pair: &[PathBuf; 2]| starts(pair) && is_three_five(&pair[0]);
    if found(&named) {
        return Ok(named);
    }
    if !found(&unpacked) {
        unpack_next(&own).map_err(|e| {
            format!(
                "{e}\nOr put an etcd 3.5 somewhere, and its places into ETCD_3_5 and ETCDCTL_3_5."
            )
        })?;
    }
    if found(&unpacked) { Ok(unpacked) } else { Err("what was unpacked is no etcd 3.5".into()) }
}

/// What the variables name or PATH has, and what stands in a folder of ours.
fn choices(variables: [&str; 2], own: &Path) -> [[PathBuf; 2]; 2] {
    let named = |at: usize| env::var_os(variables[at]).unwrap_or(NAMES[at].into()).into();
    [[named(0), named(1)], NAMES.map(|name| own.join("usr/bin").join(name))]
}

fn starts([etcd, ctl]: &[PathBuf; 2]) -> bool {
    succeeds(Command::new(etcd).arg("--version")) && succeeds(Command::new(ctl).arg("version"))
}

fn is_three_five(etcd: &Path) -> bool {
    let told = Command::new(etcd).arg("--version").output();
    told.is_ok_and(|out| String::from_utf8_lossy(&out.stdout).contains("etcd Version: 3.5."))
}

/// Unpacks the packages of Debian's next release from where this system gets its own. apt reads a configuration
/// and writes lists in a folder of ours, so that the system's stay as they are.
fn unpack_next(folder: &Path) -> Outcome {
    let work = folder.join("apt");
    for part in ["lists/partial", "cache/archives/partial", "etc"] {
        let part = work.join(part);
        fs::create_dir_all(&part).map_err(|e| format!("{}: {e}", part.display()))?;
    }
    let place = first_line(
        Command::new("apt-get").args([
            "indextargets",
            "--format",
            "$(REPO_URI)",
            "Created-By: Packages",
        ]),
        |line| line.trim_end_matches('/').ends_with("/debian"),
    );
    let key = first_line(Command::new("dpkg").args(["-L", "debian-archive-keyring"]), |line| {
        line.ends_with("debian-archive-keyring.gpg") || line.ends_with("debian-archive-keyring.pgp")
    });
    let (Some(place), Some(key)) = (place, key) else {
        return Err("an etcd 3.5 can be fetched only on Debian".into());
    };
    let sources =
        format!("Types: deb\nURIs: {place}\nSuites: {NEXT}\nComponents: main\nSigned-By: {key}\n");
    let own = work.display();
    let settings = format!(
        "APT::Sandbox::User \"root\";\nDir::State::lists \"{own}/lists\";\nDir::Cache \"{own}/cache\";\n\
         Dir::Etc::sourcelist \"none\";\nDir::Etc::sourceparts \"{own}/etc\";\n"
    );
    let write = |name: &str, text: &str| {
        let file = work.join(name);
        fs::write(&file, text).map_err(|e| format!("{}: {e}", file.display()))
    };
    write("etc/next.sources", &sources)?;
    write("apt.conf", &settings)?;
    let apt = |args: &[&str]| {
        let mut apt = Command::new("apt-get");
        apt.arg("-qq").args(args).env("APT_CONFIG", work.join("apt.conf")).current_dir(folder);
        apt
    };
    run("look for etcd 3.5 in Debian's next release", &mut apt(&["update"]))?;
    run("download etcd 3.5", apt(&["download"]).args(PACKAGES))?;
    let files = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let files = files.flatten().map(|entry| entry.path());
    for file in files.filter(|path| path.extension().is_some_and(|e| e == "deb")) {
        let mut dpkg = Command::new("dpkg-deb");
        run("unpack etcd 3.5 into .tools/", dpkg.arg("-x").arg(&file).arg(folder))?;
    }
    fs::remove_dir_all(&work).map_err(|e| format!("{}: {e}", work.display()))
}

/// The first line that a command prints and that fits.
fn first_line(command: &mut Command, fits: impl Fn(&str) -> bool) -> Option<String> {
    let out = command.output().ok()?;
    let text = String::from_utf8_lossy(&out.stdout);
    text.lines().find(|line| fits(line)).map(str::to_string)
}

const NAMES: [&str; 2] = ["etcd", "etcdctl"];
const PACKAGES: [&str; 2] = ["etcd-server", "etcd-client"];
/// Debian's release that has etcd 3.5.
const NEXT: &str = "trixie";
