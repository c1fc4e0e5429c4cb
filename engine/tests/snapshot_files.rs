//! Which files a member needs to start again, and what a real etcd says when one is missing or damaged:
//! the cases that were tried out on 3.4.23 and 3.5.16.

use engine::base::MachineId;
use engine::base::{DiskOp, Rng, Time};
use engine::server::{
    EtcdServer, Member, Output, PutRequest, ReadMode, Request, Rules, ServerConfig, cluster_id,
};
use engine::sim::{Action, Scenario, World};
use engine::snap;
use std::collections::BTreeMap;

type Files = BTreeMap<String, Vec<u8>>;

/// More moments than a few seconds have.
const MOMENTS_MAX: usize = 100_000;

/// The disk of a single member with two snapshots and some entries after the second.
fn files() -> Files {
    let files = files_after(25);
    assert_eq!(snapshots(&files), [11, 22], "{:?}", files.keys());
    files
}

/// The disk of a single member after so many puts, with a snapshot every eleven entries.
fn files_after(puts: u32) -> Files {
    let scenario = Scenario { snapshot_count: 10, catch_up_entries: 2, ..Scenario::new(1, 1) };
    let (mut world, _) = World::new(&scenario, false);
    let run = |world: &mut World, ms: u64| {
        let until = world.now() + Time::from_ms(ms);
        let moments = std::iter::from_fn(|| world.advance(until)).take(MOMENTS_MAX).count();
        assert!(moments < MOMENTS_MAX, "time stands still at {}", world.now());
    };
    run(&mut world, 5_000);
    for n in 0..puts {
        let (key, value) = (format!("{}", n % 4), format!("{n}"));
        let (key, value) = (key.as_str().into(), value.as_str().into());
        let request = Request::Put(PutRequest { key, value, ..PutRequest::default() });
        let now = world.now();
        let act =
            Action::Request { client: 1, request, endpoints: vec![MachineId(1)], timeout: None };
        world.act(now, act).expect("a put is always possible");
        run(&mut world, 100);
    }
    world.machine(MachineId(1)).expect("the member").disk.read_all("member/")
}

fn snapshots(files: &Files) -> Vec<u64> {
    let names = files.keys().filter_map(|path| path.strip_prefix(snap::DIR));
    names.filter_map(|name| Some(snap::parse_name(name)?.1)).collect()
}

/// Starts from the files. What it was that it started from, and its revision; or why it did not.
fn start(files: &Files, ops: &mut Vec<DiskOp>) -> Result<(u64, i64), String> {
    let own = Member::initial(MachineId(1));
    let config = ServerConfig {
        id: own.id,
        machine: MachineId(1),
        cluster_id: cluster_id(std::slice::from_ref(&own)),
        members: vec![own],
        join: false,
        heartbeat: Time::from_ms(100),
        election_ticks: 10,
        rules: Rules::default(),
        reads: ReadMode::default(),
        snapshot_count: 10,
        snapshot_catch_up_entries: 2,
        max_size_per_msg: 1 << 19,
        max_inflight_msgs: 512,
    };
    let rng = Rng::stream(1, "raft", 1);
    let mut out = Output::default();
    let server = EtcdServer::restart(&config, Time(0), rng, files, ops, &mut out);
    server
        .map(|server| (server.applied(), server.store().revision()))
        .map_err(|fatal| fatal.to_string())
}

fn with(change: impl FnOnce(&mut Files)) -> Result<(u64, i64), String> {
    let mut files = files();
    change(&mut files);
    start(&files, &mut Vec::new())
}

fn newest() -> String {
    snap::name(2, 22)
}

#[test]
fn everything_there() {
    assert_eq!(with(|_| {}), Ok((22, 19)), "the database is as old as the newest snapshot");
}

#[test]
fn without_a_database_a_snapshot_is_of_no_use() {
    let missing = "failed to recover v3 backend from snapshot: failed to find database snapshot \
                   file (snap: snapshot file doesn't exist)";
    assert_eq!(with(|files| drop(files.remove(snap::DB))), Err(missing.into()));
}

#[test]
fn a_database_older_than_the_snapshot_is_none() {
    let old = with(|files| {
        let mut earlier = engine::backend::Backend::default();
        engine::backend::schema::set_consistent_index(&mut earlier, 20, 2);
        files.insert(snap::DB.into(), earlier.encode().to_vec());
    });
    assert!(old.as_ref().is_err_and(|why| why.contains("snapshot file doesn't exist")), "{old:?}");
    // One that came with a leader's snapshot may still wait for its place.
    let came = with(|files| {
        let db = files.remove(snap::DB).expect("a database");
        files.insert(snap::db_name(22), db);
    });
    assert_eq!(came, Ok((22, 19)));
}

#[test]
fn without_snap_files_the_whole_log_is_read() {
    let opened = with(|files| files.retain(|path, _| !path.ends_with(".snap")));
    assert_eq!(opened, Ok((0, 19)), "entries that the database has are skipped");
}

#[test]
fn a_damaged_snap_file_is_put_aside_for_the_one_before() {
    let damages: [fn(&mut Vec<u8>); 3] = [
        |bytes| *bytes.last_mut().expect("bytes") ^= 1,
        |bytes| bytes.truncate(bytes.len() / 2),
        |bytes| bytes.clear(),
    ];
    for damage in damages {
        let (mut files, mut ops) = (files(), Vec::new());
        damage(files.get_mut(&newest()).expect("the newest"));
        assert_eq!(start(&files, &mut ops), Ok((11, 19)));
        let to = format!("{}.broken", newest());
        assert_eq!(ops, [DiskOp::Rename { from: newest(), to }]);
    }
}

#[test]
fn one_meta_page_of_the_database_is_enough() {
    let damage = |files: &mut Files, at: usize| {
        files.get_mut(snap::DB).expect("a database")[at] ^= 1;
    };
    for page in [0, 4096] {
        assert_eq!(with(|files| damage(files, page + 60)), Ok((22, 19)));
    }
    let both = with(|files| [60, 4096 + 60].into_iter().for_each(|at| damage(files, at)));
    assert_eq!(both, Err("failed to open database: checksum error".into()));
    let cut = with(|files| files.get_mut(snap::DB).expect("a database").truncate(8192));
    assert!(cut.as_ref().is_err_and(|why| why.contains("should have")), "{cut:?}");
}

#[test]
fn what_was_half_written_is_deleted() {
    let (mut files, mut ops) = (files(), Vec::new());
    let half = [format!("{}.tmp", snap::DB), format!("{}tmp7", snap::DIR)];
    half.iter().for_each(|path| drop(files.insert(path.clone(), vec![1])));
    assert_eq!(start(&files, &mut ops), Ok((22, 19)));
    assert_eq!(ops, half.map(|path| DiskOp::Remove { path }));
}

#[test]
fn five_snapshots_are_kept_and_older_ones_deleted() {
    assert_eq!(snapshots(&files_after(60)), [11, 22, 33, 44, 55]);
    assert_eq!(snapshots(&files_after(83)), [33, 44, 55, 66, 77]);
}
