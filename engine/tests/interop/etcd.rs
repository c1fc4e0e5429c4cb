//! One process of a real etcd, on loopback, and the folder that it works in. It ends with the test, also
//! with one that fails.

use std::{
    env, fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// A folder that goes away with the test, unless the test fails.
pub struct Folder(PathBuf);

impl Folder {
    /// A new one. `name` tells the folders of one run apart.
    pub fn new(name: &str) -> Folder {
        let parent = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let path = parent.join(format!("interop-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        Folder(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("kept: {}", self.0.display());
        } else {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}

/// A running etcd.
pub struct Etcd {
    child: Child,
    /// The port that clients use.
    pub port: u16,
    log: PathBuf,
}

impl Etcd {
    /// Starts an etcd 3.5 on `<folder>/data`, a disk of ours: an older one does not open it, since the log
    /// says that the cluster is of 3.5. `flags` come after those that every etcd here needs.
    pub fn start(folder: &Path, name: &str, flags: &[&str]) -> Etcd {
        Etcd::launch("ETCD_3_5", folder, name, flags)
    }

    /// The etcd that this variable names.
    fn launch(variable: &str, folder: &Path, name: &str, flags: &[&str]) -> Etcd {
        let (port, log) = (free_port(), folder.join("etcd.log"));
        let output = fs::File::create(&log).unwrap_or_else(|e| panic!("{}: {e}", log.display()));
        let url = format!("http://127.0.0.1:{port}");
        let program = env::var_os(variable).unwrap_or("etcd".into());
        let mut etcd = Command::new(&program);
        // Neither another etcd's settings nor a proxy may come in from outside.
        etcd.env_clear().env("PATH", env::var_os("PATH").unwrap_or_default());
        // 3.4 starts elsewhere than on amd64 only when told to.
        etcd.env("ETCD_UNSUPPORTED_ARCH", if cfg!(target_arch = "aarch64") { "arm64" } else { "" });
        etcd.args(["--name", name, "--logger", "zap", "--data-dir"]).arg(folder.join("data"));
        etcd.args(["--listen-client-urls", &url, "--advertise-client-urls", &url]).args(flags);
        etcd.stdin(Stdio::null()).stdout(Stdio::null()).stderr(output);
        let child = etcd.spawn().unwrap_or_else(|error| {
            panic!(
                "a real etcd is needed, and {} could not be started: {error}\n`cargo xtask test` \
                 fetches one; or `apt-get install etcd-server etcd-client`",
                program.to_string_lossy()
            )
        });
        Etcd { child, port, log }
    }

    /// A new cluster of one: Debian's own release, whose answers are the same.
    pub fn fresh(folder: &Path) -> Etcd {
        let peer = free_url();
        let initial = format!("n1={peer}");
        let listen = ["--listen-peer-urls", &peer, "--initial-advertise-peer-urls", &peer];
        let flags = [&listen[..], &["--initial-cluster", &initial]].concat();
        Etcd::launch("ETCD", folder, "n1", &flags)
    }

    /// Waits until `ready` says so, and fails with etcd's last words when it ends before.
    pub fn wait_until(&mut self, what: &str, mut ready: impl FnMut(u16) -> bool) {
        let start = Instant::now();
        while !ready(self.port) {
            let ended = self.child.try_wait().expect("a child of this process");
            assert!(ended.is_none(), "etcd ended before {what}:\n{}", self.last_words());
            let waited = start.elapsed();
            assert!(waited < PATIENCE, "no {what} after {waited:?}:\n{}", self.last_words());
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn last_words(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(12)..].join("\n")
    }

    /// Kills it as a power failure would.
    pub fn stop(self) {}
}

impl Drop for Etcd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Exit code, standard output, standard error.
pub type Run = (i32, String, String);

/// What `etcdctl` prints.
pub fn etcdctl(port: u16, args: &[&str]) -> String {
    let (code, out, err) = run_etcdctl(port, args);
    assert_eq!(code, 0, "etcdctl {args:?}: {err}");
    out
}

/// What `etcdctl` prints and how it ends, without what it logs about trying again.
pub fn run_etcdctl(port: u16, args: &[&str]) -> Run {
    let program = env::var_os("ETCDCTL").unwrap_or("etcdctl".into());
    let mut ctl = Command::new(&program);
    ctl.env_clear().env("PATH", env::var_os("PATH").unwrap_or_default()).env("ETCDCTL_API", "3");
    ctl.args(args).arg(format!("--endpoints=http://127.0.0.1:{port}"));
    let out = ctl.output().unwrap_or_else(|error| {
        panic!(
            "{} could not be started: {error}\n`apt-get install etcd-client` has it",
            program.to_string_lossy()
        )
    });
    let text = |bytes| String::from_utf8(bytes).expect("etcdctl prints text");
    let err = text(out.stderr);
    let said = err.lines().filter(|line| !line.starts_with("{\"level\":"));
    let said = said.map(|line| line.to_string() + "\n").collect();
    (out.status.code().unwrap_or(-1), text(out.stdout), said)
}

/// The second number of the Go version that etcd was built with: 19 of `go1.19.8`.
pub fn go_minor() -> u32 {
    let program = env::var_os("ETCD").unwrap_or("etcd".into());
    let out = Command::new(program).arg("--version").output().expect("etcd --version");
    let text = String::from_utf8_lossy(&out.stdout).to_string();
    let version = text.lines().find_map(|line| line.strip_prefix("Go Version: go1."));
    let minor = version.and_then(|version| version.split('.').next()?.parse().ok());
    minor.unwrap_or_else(|| panic!("no Go version in {text:?}"))
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    listener.local_addr().expect("it is bound").port()
}

/// A peer's address of that kind.
pub fn free_url() -> String {
    format!("http://127.0.0.1:{}", free_port())
}

/// Much longer than a start takes, even on a machine that is busy.
pub const PATIENCE: Duration = Duration::from_secs(90);
