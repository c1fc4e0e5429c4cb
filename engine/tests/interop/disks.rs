//! A real etcd starts from the disks of our members, serves what they held, and goes on; and what it wrote
//! we can read.

use crate::{
    cluster::{self, Export, Exports},
    etcd::{self, Etcd, Folder, PATIENCE},
    gateway, number, wal_file,
};
use engine::{
    base::MachineId,
    server::{PutRequest, RangeRequest, Request, Response, peer_url},
    wal,
};
use std::{
    net::TcpListener,
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

#[test]
#[ignore = "needs a real etcd: `cargo xtask test` fetches one"]
fn a_real_etcd_goes_on_with_the_disk_of_one_member() {
    let exports = cluster::run(number("INTEROP_SEED", 1));
    let _peers = await_peer_ports();
    for export in &exports.members {
        let folder = Folder::new(&format!("alone-{}", export.id));
        export.write(&folder.path().join("data"));
        let peer = etcd::free_url();
        let flags = ["--force-new-cluster", "--listen-peer-urls", &peer];
        let mut etcd = Etcd::start(folder.path(), &export.id.to_string(), &flags);
        etcd.wait_until("first answer", gateway::serves);
        let keys = same_store(etcd.port, export);
        goes_on(etcd.port, export.store.revision());
        etcd.stop();
        let log = wal_file::read(&folder.path().join("data"));
        let entries = continued(&log, export, export);
        println!(
            "interop: {}: {keys} keys and {} revisions equal, {} of our entries read back, then \
             {entries} of etcd's",
            export.id,
            export.store.revision() - 1,
            export.commit()
        );
    }
}

#[test]
#[ignore = "needs a real etcd: `cargo xtask test` fetches one"]
fn real_etcds_go_on_with_the_disks_of_all_members_as_one_cluster() {
    let exports = cluster::run(number("INTEROP_SEED", 1));
    let folders: Vec<Folder> =
        exports.members.iter().map(|e| Folder::new(&format!("together-{}", e.id))).collect();
    let data = |id: MachineId| folders[id.place()].path().join("data");
    let _peers = await_peer_ports();
    let mut etcds: Vec<Etcd> = Vec::new();
    for export in &exports.members {
        export.write(&data(export.id));
        let peer = peer_url(export.id);
        let folder = folders[export.id.place()].path();
        etcds.push(Etcd::start(folder, &export.id.to_string(), &["--listen-peer-urls", &peer]));
    }
    etcds.iter_mut().for_each(|etcd| etcd.wait_until("leader", gateway::serves));
    let leader = gateway::leader(etcds[0].port).expect("it serves");
    assert_ne!(leader, exports.member(exports.cut_off).member, "the longest log is not the newest");
    let newest = exports.of_majority();
    for etcd in &etcds {
        assert_eq!(gateway::leader(etcd.port), Some(leader));
        same_store(etcd.port, newest);
    }
    let revision = goes_on(etcds[exports.cut_off.place()].port, newest.store.revision());
    for etcd in &etcds {
        assert_eq!(gateway::everything(etcd.port, 0).header.revision, revision);
    }
    etcds.into_iter().for_each(Etcd::stop);
    read_all_back(&exports, data);
}

/// The three logs that etcd went on with: ours first, and the tail that nobody was promised is gone.
fn read_all_back(exports: &Exports, data: impl Fn(MachineId) -> PathBuf) {
    let newest = exports.of_majority();
    let logs = exports.members.iter().map(|export| (export, wal_file::read(&data(export.id))));
    let logs: Vec<(&Export, wal::ReadAll)> = logs.collect();
    let commit = logs.iter().map(|(_, log)| log.hard_state.commit).min().unwrap_or(0) as usize;
    for (export, log) in &logs {
        let entries = continued(log, export, newest);
        assert!(!log.entries.iter().any(cluster::never_promised), "{}", export.id);
        assert_eq!(log.entries[..commit], logs[0].1.entries[..commit], "{}", export.id);
        println!(
            "interop: {} in a cluster: {} of our entries read back, then {entries} of etcd's",
            export.id,
            newest.commit()
        );
    }
}

/// Compares now and every revision that there ever was. Returns how many keys there are now.
pub fn same_store(port: u16, export: &Export) -> usize {
    let printed = etcd::etcdctl(port, &["get", "", "--prefix", "-w", "json"]);
    let printed = serde_json::from_str(&printed).expect("etcdctl -w json prints JSON");
    let printed = gateway::range_response(&printed);
    let now = export.everything(0);
    assert_eq!(printed.kvs, now, "{}", export.id);
    assert_eq!(printed.count, now.len() as i64);
    assert_eq!(printed.header.revision, export.store.revision());
    for revision in 1..=export.store.revision() {
        let theirs = gateway::everything(port, revision).kvs;
        assert_eq!(theirs, export.everything(revision), "{} at {revision}", export.id);
    }
    now.len()
}

/// A put, and it can be read. Returns the revision that it made.
pub fn goes_on(port: u16, revision: i64) -> i64 {
    let (key, value) = (ETCDS_OWN.0.into(), ETCDS_OWN.1.into());
    let put = Request::Put(PutRequest { key, value, ..PutRequest::default() });
    let answer = gateway::ask(port, &put);
    let Ok(Ok(Response::Put(put))) = answer else { panic!("{answer:?}") };
    assert_eq!(put.header.revision, revision + 1);
    let key = ETCDS_OWN.0.into();
    let found = gateway::range(port, RangeRequest { key, ..RangeRequest::default() });
    assert_eq!(found.kvs.first().map(|kv| &*kv.value), Some(ETCDS_OWN.1.as_bytes()));
    put.header.revision
}

/// The log of `export`'s member begins with the committed entries of `ours`, and has etcd's put after
/// them. Returns how many entries etcd has added.
fn continued(log: &wal::ReadAll, export: &Export, ours: &Export) -> usize {
    assert_eq!(log.metadata, export.log.metadata, "whose log it is");
    let (first, added) = log.entries.split_at(ours.commit() as usize);
    assert_eq!(first, ours.committed(), "{}", export.id);
    let last = added.iter().rev().find_map(cluster::request_of);
    let Some(Request::Put(put)) = last else { panic!("{}: {last:?}", export.id) };
    assert_eq!((&*put.key, &*put.value), (ETCDS_OWN.0.as_bytes(), ETCDS_OWN.1.as_bytes()));
    added.len()
}

/// The members' addresses are in their logs, and whoever starts from such a log speaks to what is there, even
/// when it is told to be alone: one test at a time, and a second run on this machine waits for its turn.
pub fn await_peer_ports() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let start = Instant::now();
    let taken = || {
        let address = |id| peer_url(id).trim_start_matches("http://").to_string();
        MachineId::first(4).map(address).find(|address| TcpListener::bind(address).is_err())
    };
    while let Some(address) = taken() {
        assert!(start.elapsed() < PATIENCE, "{address} is in use: the log's member needs it");
        thread::sleep(Duration::from_millis(500));
    }
    turn
}

/// What etcd is told when it goes on.
const ETCDS_OWN: (&str, &str) = ("etcd", "went on");
