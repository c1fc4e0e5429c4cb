//! A real etcd starts from disks whose log changed the cluster: a learner that was added and promoted, a member
//! that was removed. Who is in, it must find there: in the entries, or in the snapshot before them.

use crate::{
    cluster::{self, Export},
    disks::{await_peer_ports, goes_on, same_store},
    etcd::{self, Etcd, Folder},
    gateway, number,
};
use engine::{
    base::{MachineId, NodeId},
    server::peer_url,
    sim::Scenario,
};
use serde_json::Value;

#[test]
#[ignore = "needs a real etcd: `cargo xtask test` fetches one"]
fn real_etcds_go_on_with_the_members_of_a_changed_cluster() {
    let scenario = Scenario::new(3, number("INTEROP_SEED", 1));
    serve("changed", &cluster::run_lines(scenario.clone(), CHANGES, LEFT));
    let few = Scenario { snapshot_count: 4, catch_up_entries: 1, ..scenario };
    let members = cluster::run_lines(few, CHANGES, LEFT);
    assert!(members.iter().all(|export| export.start.index > 0), "from snapshots");
    serve("changed-snapshot", &members);
}

/// The members that are left serve what they held, and say who is in.
fn serve(name: &str, members: &[Export]) {
    let folders: Vec<Folder> =
        members.iter().map(|e| Folder::new(&format!("{name}-{}", e.id))).collect();
    let _peers = await_peer_ports();
    let mut etcds: Vec<Etcd> = Vec::new();
    for (export, folder) in members.iter().zip(&folders) {
        export.write(&folder.path().join("data"));
        let (name, peer) = (export.id.to_string(), peer_url(export.id));
        etcds.push(Etcd::start(folder.path(), &name, &["--listen-peer-urls", &peer]));
    }
    etcds.iter_mut().for_each(|etcd| etcd.wait_until("leader", gateway::serves));
    for (etcd, export) in etcds.iter().zip(members) {
        same_store(etcd.port, export);
        assert_eq!(listed(etcd.port), wanted(members), "{}", export.id);
    }
    let revision = goes_on(etcds[0].port, members[0].store.revision());
    for etcd in &etcds {
        assert_eq!(gateway::everything(etcd.port, 0).header.revision, revision);
    }
    let gone = etcd::run_etcdctl(etcds[0].port, &["member", "remove", "1"]);
    assert!(format!("{gone:?}").contains("member not found"), "{gone:?}");
    etcds.into_iter().for_each(Etcd::stop);
    println!("interop: {name}: {} members of a changed cluster go on", members.len());
}

/// Id, peer address, learner.
type Listed = (NodeId, String, bool);

fn wanted(members: &[Export]) -> Vec<Listed> {
    let listed = |export: &Export| (export.member, peer_url(export.id), false);
    let mut members: Vec<_> = members.iter().map(listed).collect();
    members.sort();
    members
}

fn listed(port: u16) -> Vec<Listed> {
    let printed = etcd::etcdctl(port, &["member", "list", "-w", "json"]);
    let printed: Value = serde_json::from_str(&printed).expect("etcdctl -w json prints JSON");
    let members = printed["members"].as_array().expect("members").iter().map(|member| {
        let id = member["ID"].as_u64().expect("an id");
        let url = member["peerURLs"][0].as_str().expect("an address").to_string();
        (id, url, member["isLearner"].as_bool().unwrap_or(false))
    });
    let mut members: Vec<_> = members.collect();
    members.sort();
    members
}

/// Who is left after the changes.
const LEFT: &[MachineId] = &[MachineId(2), MachineId(3), MachineId(4)];

/// A learner comes and is promoted, and a member goes.
const CHANGES: &[&str] = &[
    "run until leader",
    "put a 1",
    "put b 2",
    "run 6s",
    "member add n4 --learner --peer-urls=http://127.0.0.1:23804",
    "put c 3",
    "start n4",
    "run until published n4",
    "run 1s",
    "member promote <n4>",
    "put d 4",
    "run 6s",
    "member remove <n1> --endpoints=n2",
    "put e 5 --endpoints=n2",
    "del b --endpoints=n4",
    "run 3s",
];
