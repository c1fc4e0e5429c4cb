//! A real etcd starts from our snapshots: database, `.snap` file, and a log that is read from there. One of
//! the members has its snapshot from the leader. And we read the database that etcd went on with.

use crate::{
    cluster::{self, Export},
    disks::{await_peer_ports, goes_on, same_store},
    etcd::{self, Etcd, Folder},
    gateway, number,
};
use engine::{
    backend::{Backend, Bucket, schema},
    mvcc::{Revision, Store},
    server::peer_url,
    sim::Scenario,
    snap, wal,
};
use std::{fs, thread, time::Duration};

#[test]
#[ignore = "needs a real etcd: `cargo xtask test` fetches one"]
fn a_real_etcd_goes_on_from_the_snapshot_of_one_member() {
    let _peers = await_peer_ports();
    for export in members() {
        let folder = Folder::new(&format!("snapshot-{}", export.id));
        let data = folder.path().join("data");
        export.write(&data);
        let peer = etcd::free_url();
        let flags = ["--force-new-cluster", "--listen-peer-urls", &peer];
        let mut etcd = Etcd::start(folder.path(), &export.id.to_string(), &flags);
        etcd.wait_until("first answer", gateway::serves);
        let keys = same_store(etcd.port, &export);
        let revision = goes_on(etcd.port, export.store.revision());
        // Etcd commits its database every 100 ms.
        thread::sleep(Duration::from_millis(500));
        etcd.stop();
        let rows = same_rows(&fs::read(data.join(snap::DB)).expect("its database"), &export);
        println!(
            "interop: {} from its snapshot at {}: {keys} keys and {} revisions equal, {rows} rows \
             of etcd's database read back",
            export.id,
            export.start.index,
            revision - 2
        );
    }
}

#[test]
#[ignore = "needs a real etcd: `cargo xtask test` fetches one"]
fn real_etcds_go_on_from_the_snapshots_of_all_members() {
    let members = members();
    let folders: Vec<Folder> =
        members.iter().map(|e| Folder::new(&format!("snapshots-{}", e.id))).collect();
    let _peers = await_peer_ports();
    let mut etcds: Vec<Etcd> = Vec::new();
    for (export, folder) in members.iter().zip(&folders) {
        export.write(&folder.path().join("data"));
        let (name, peer) = (export.id.to_string(), peer_url(export.id));
        etcds.push(Etcd::start(folder.path(), &name, &["--listen-peer-urls", &peer]));
    }
    etcds.iter_mut().for_each(|etcd| etcd.wait_until("leader", gateway::serves));
    for etcd in &etcds {
        same_store(etcd.port, &members[0]);
    }
    let revision = goes_on(etcds[0].port, members[0].store.revision());
    for etcd in &etcds {
        assert_eq!(gateway::everything(etcd.port, 0).header.revision, revision);
    }
}

/// Three members at rest whose logs begin behind a snapshot.
fn members() -> Vec<Export> {
    let seed = number("INTEROP_SEED", 1);
    let scenario = Scenario { snapshot_count: 20, catch_up_entries: 3, ..Scenario::new(3, seed) };
    let (members, away) = cluster::run_with_one_away(scenario);
    for export in &members {
        assert!(export.start.index > 20, "{}: {:?}", export.id, export.start);
        assert!(export.files.contains_key(snap::DB), "{}", export.id);
    }
    let files = &members[away.place()].files;
    let whole = wal::open(files, &wal::Snapshot::default(), &mut Vec::new());
    assert!(whole.is_err(), "{away} never had the entries before its snapshot");
    members
}

/// What our reader finds in etcd's file. Returns how many rows of the `key` bucket there are.
fn same_rows(db: &[u8], export: &Export) -> usize {
    let theirs = Backend::decode(db).unwrap_or_else(|error| panic!("etcd's database: {error}"));
    assert!(schema::consistent_index(&theirs).0 >= export.commit());
    let store = Store::restore(theirs).expect("etcd's rows");
    let ours = |store: &Store| -> Vec<(Revision, engine::mvcc::KeyValue)> {
        let old = store.rows().filter(|row| row.revision.main <= export.store.revision());
        old.map(|row| (row.revision, row.kv)).collect()
    };
    assert_eq!(ours(&store), ours(&export.store), "{}", export.id);
    store.backend().count(Bucket::Key)
}
