//! A real cluster of three on loopback, and a shell beside it in which `etcdctl` is its etcdctl.

use crate::with_endpoints;
use std::{
    env, fs,
    net::TcpListener,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// The cluster, which ends with the test.
pub struct Cluster {
    members: Vec<Child>,
    /// The ports of clients, then those of peers.
    ports: Vec<u16>,
    folder: PathBuf,
}

/// What a line came to.
pub struct Ran {
    pub exit: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Cluster {
    /// Starts it and waits until it serves.
    pub fn start() -> Cluster {
        let parent = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = parent.join(format!("lines-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        let ctl = env::var_os("ETCDCTL_3_5").expect("ETCDCTL_3_5 names the etcdctl of an etcd 3.5");
        symlink(ctl, folder.join("etcdctl")).expect("a link in a new folder");
        let mut cluster = Cluster { members: Vec::new(), ports: free_ports(6), folder };
        let url = |at: usize| format!("http://127.0.0.1:{}", cluster.ports[at]);
        let initial: Vec<String> =
            (0..3).map(|at| format!("n{}={}", at + 1, url(at + 3))).collect();
        let members: Vec<Child> = (0..3)
            .map(|at| cluster.member(at, &url(at), &url(at + 3), &initial.join(",")))
            .collect();
        cluster.members = members;
        let started = Instant::now();
        while cluster.run("etcdctl endpoint health --command-timeout=1s").exit != 0 {
            assert!(
                started.elapsed() < PATIENCE,
                "the cluster did not start: {:?}",
                cluster.folder
            );
            thread::sleep(Duration::from_millis(100));
        }
        // members are added only by who has been connected to all others for a while
        thread::sleep(Duration::from_secs(5));
        cluster
    }

    fn member(&self, at: usize, client: &str, peer: &str, initial: &str) -> Child {
        let program = env::var_os("ETCD_3_5").expect("ETCD_3_5 names an etcd 3.5");
        let name = format!("n{}", at + 1);
        let mut etcd = Command::new(program);
        etcd.env_clear().args(["--name", &name, "--data-dir"]).arg(self.folder.join(&name));
        etcd.args(["--listen-client-urls", client, "--advertise-client-urls", client]);
        etcd.args(["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer]);
        etcd.args(["--initial-cluster", initial, "--log-level", "error"]);
        etcd.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        etcd.spawn().expect("an etcd that starts")
    }

    /// What a shell makes of a line. One that names no program is etcdctl's.
    pub fn run(&self, line: &str) -> Ran {
        let line =
            if line.contains("etcdctl") { line.to_string() } else { format!("etcdctl {line}") };
        let endpoints: Vec<String> =
            self.ports[..3].iter().map(|p| format!("127.0.0.1:{p}")).collect();
        let line = with_endpoints(&line, &endpoints.join(","));
        let path = env::join_paths([self.folder.clone(), "/usr/bin".into(), "/bin".into()]);
        let mut bash = Command::new("bash");
        bash.env_clear().env("PATH", path.expect("no colon in a path")).args(["-c", &line]);
        let out = bash.stdin(Stdio::null()).output().expect("bash");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_string();
        Ran {
            exit: out.status.code().unwrap_or(-1),
            stdout: text(&out.stdout),
            stderr: text(&out.stderr),
        }
    }

    /// A line with this cluster's addresses.
    pub fn typed(&self, line: &str) -> String {
        let put = |line: String, (at, port): (usize, &u16)| {
            let address = format!("127.0.0.1:{port}");
            let line = line.replace(&format!("{{u{}}}", at + 1), &format!("http://{address}"));
            line.replace(&format!("{{e{}}}", at + 1), &address)
        };
        self.ports[..3].iter().enumerate().fold(line.to_string(), put)
    }

    /// What was printed, with our addresses in place of this cluster's.
    pub fn masked(&self, text: &str) -> String {
        let put = |text: String, (at, port): (usize, &u16)| {
            let ours = if at < 3 { 23791 + at } else { 23801 + at - 3 };
            text.replace(&format!("127.0.0.1:{port}"), &format!("127.0.0.1:{ours}"))
        };
        self.ports.iter().enumerate().fold(text.to_string(), put)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for member in &mut self.members {
            let _ = member.kill();
            let _ = member.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Which member answered, its term, and how far its log is: nobody repeats that.
pub fn volatile(text: &str) -> String {
    let names = [
        "\"member_id\":",
        "\"raft_term\":",
        "\"MemberID\" : ",
        "\"RaftTerm\" : ",
        "\"raftTerm\":",
        "\"raftIndex\":",
        "\"raftAppliedIndex\":",
        "\"RaftIndex\" : ",
        "\"RaftAppliedIndex\" : ",
        "\"leader\":",
        "\"Leader\" : ",
    ];
    let lines = text.split('\n').map(|line| {
        let line = names
            .iter()
            .fold(line.to_string(), |line, name| crate::printed_like::masked_after(&line, name));
        let line = between(&line, "\"ts\":\"", "\"");
        let line = between(&line, "etcd-endpoints://0x", "/");
        crate::printed_like::status_masked(&line)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What stands between two signs becomes `*`.
fn between(line: &str, from: &str, to: &str) -> String {
    match line.split_once(from).and_then(|(before, rest)| Some((before, rest.split_once(to)?.1))) {
        Some((before, behind)) => format!("{before}{from}*{to}{behind}"),
        None => line.to_string(),
    }
}

/// Ports that were free a moment ago.
fn free_ports(count: usize) -> Vec<u16> {
    let listen = |_| TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let listeners: Vec<TcpListener> = (0..count).map(listen).collect();
    listeners.iter().map(|l| l.local_addr().expect("it is bound").port()).collect()
}

/// Much longer than a start takes, even on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(90);
