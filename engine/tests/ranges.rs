//! `get` with everything that can be said about what is shown: what is asked for, and what comes.

use engine::{
    script::{Command, parse, run_line},
    server::{DeleteRangeRequest, PutRequest, RangeRequest, Request},
    sim::Scenario,
    timeline::Timeline,
};

fn asks(line: &str) -> Request {
    match parse(line) {
        Ok(Some(Command::Call { call, .. })) => call.request,
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn each_flag_of_get_asks_for_what_it_says() {
    let a = || RangeRequest { key: "a".into(), ..RangeRequest::default() };
    for (line, asked) in [
        ("get a", a()),
        ("get a c", RangeRequest { range_end: "c".into(), ..a() }),
        ("get a --prefix", RangeRequest { range_end: "b".into(), ..a() }),
        ("get a --from-key", RangeRequest { range_end: [0].into(), ..a() }),
        ("get \"\" --prefix", RangeRequest { key: [0].into(), range_end: [0].into(), ..a() }),
        ("get \"\" --from-key", RangeRequest { key: [0].into(), range_end: [0].into(), ..a() }),
        ("get a --limit=3", RangeRequest { limit: 3, ..a() }),
        ("get a --rev=4", RangeRequest { revision: 4, ..a() }),
        ("get a --rev=-4", a()),
        ("get a --keys-only", RangeRequest { keys_only: true, ..a() }),
        ("get a --count-only", RangeRequest { count_only: true, ..a() }),
        ("get a --consistency=s", RangeRequest { serializable: true, ..a() }),
        ("get a --consistency=l", a()),
        ("get a --sort-by=version", RangeRequest { sort_target: 1, ..a() }),
        ("get a --sort-by=CREATE", RangeRequest { sort_target: 2, ..a() }),
        ("get a --sort-by=modify", RangeRequest { sort_target: 3, ..a() }),
        ("get a --sort-by=VALUE", RangeRequest { sort_target: 4, ..a() }),
        ("get a --sort-by=key", a()),
        ("get a --order=ascend", a()),
        ("get a --order=DESCEND", RangeRequest { sort_order: 2, ..a() }),
        (
            "get a --order=ascend --sort-by=value",
            RangeRequest { sort_order: 1, sort_target: 4, ..a() },
        ),
        (
            "get a --order=descend --sort-by=key",
            RangeRequest { sort_order: 2, sort_target: 0, ..a() },
        ),
    ] {
        assert_eq!(asks(line), Request::Range(asked), "{line}");
    }
}

#[test]
fn each_flag_of_put_and_del_asks_for_what_it_says() {
    let put = || PutRequest { key: "a".into(), value: "1".into(), ..PutRequest::default() };
    let no_value = || PutRequest { value: "".into(), ..put() };
    for (line, asked) in [
        ("put a 1", put()),
        ("put a 1 --prev-kv", PutRequest { prev_kv: true, ..put() }),
        ("put a 1 --ignore-lease", PutRequest { ignore_lease: true, ..put() }),
        ("put a --ignore-value", PutRequest { ignore_value: true, ..no_value() }),
        ("put a 1 --lease=1f", PutRequest { lease: 0x1f, ..put() }),
    ] {
        assert_eq!(asks(line), Request::Put(asked), "{line}");
    }
    let del = || DeleteRangeRequest { key: "a".into(), ..DeleteRangeRequest::default() };
    for (line, asked) in [
        ("del a", del()),
        ("del a c", DeleteRangeRequest { range_end: "c".into(), ..del() }),
        ("del a --prefix", DeleteRangeRequest { range_end: "b".into(), ..del() }),
        ("del a --from-key", DeleteRangeRequest { range_end: [0].into(), ..del() }),
        ("del a --prev-kv", DeleteRangeRequest { prev_kv: true, ..del() }),
    ] {
        assert_eq!(asks(line), Request::DeleteRange(asked), "{line}");
    }
}

#[test]
fn what_contradicts_itself_is_refused() {
    for line in [
        "get",
        "get a b --prefix",
        "get a b --from-key",
        "get a --prefix --from-key",
        "get a --keys-only --count-only",
        "get a --consistency=x",
        "get a --sort-by=colour",
        "get a --order=random",
        "get a --limit=many",
        "put a",
        "put a 1 --ignore-value",
        "put a 1 --lease=xyz",
        "del",
        "del a b c",
        "del a b --prefix",
        "del a --prefix --from-key",
    ] {
        assert!(parse(line).is_err(), "{line}");
    }
}

/// Four keys: the order of their values, of their creation and of their last change is each another one.
fn filled() -> Timeline {
    let mut timeline = Timeline::new(Scenario::new(1, 1));
    assert!(run_line(&mut timeline, "run until leader").ok);
    for line in ["put b 4", "put d 2", "put a 3", "put c 1", "put a 3", "put d 2", "put d 2"] {
        assert_eq!(run_line(&mut timeline, line).text, "OK", "{line}");
    }
    timeline
}

#[test]
fn what_is_sorted_is_cut_before_or_after_as_etcd_cuts_it() {
    // revisions: b 2; d 3, 7, 8; a 4, 6; c 5
    let mut timeline = filled();
    for (flags, keys) in [
        ("", "a b c d"),
        ("--limit=2", "a b"),
        ("--limit=0", "a b c d"),
        ("--limit=9", "a b c d"),
        ("--order=ascend", "a b c d"),
        ("--order=descend", "d c b a"),
        ("--order=descend --limit=1", "d"),
        // without an order the limit comes first, in the order of keys: one key above it is read, to know
        // whether there are more; these are sorted, and then the limit cuts
        ("--sort-by=value --limit=1", "a"),
        ("--sort-by=value --limit=2", "c a"),
        ("--sort-by=value --limit=3", "c d a"),
        ("--sort-by=create --limit=1", "b"),
        ("--sort-by=create --limit=2", "b a"),
        ("--sort-by=modify --limit=1", "b"),
        ("--sort-by=modify --limit=2", "b c"),
        ("--sort-by=version --limit=1", "b"),
        ("--sort-by=version --limit=2", "b c"),
        ("--sort-by=value", "c d a b"),
        ("--sort-by=create", "b d a c"),
        ("--sort-by=modify", "b c a d"),
        // with one, all are sorted and then cut
        ("--sort-by=value --order=ascend --limit=2", "c d"),
        ("--sort-by=value --order=descend --limit=2", "b a"),
        ("--sort-by=create --order=ascend --limit=2", "b d"),
        ("--sort-by=create --order=descend --limit=2", "c a"),
        ("--sort-by=modify --order=ascend --limit=2", "b c"),
        ("--sort-by=modify --order=descend --limit=2", "d a"),
        ("--sort-by=version --order=descend --limit=2", "d a"),
        // filters come before the limit
        ("--rev=3", "b d"),
        ("--rev=5 --order=descend --limit=2", "d c"),
    ] {
        let line = format!("get \"\" --prefix --keys-only {flags}");
        let printed = run_line(&mut timeline, &line).text;
        let shown: Vec<&str> = printed.split_whitespace().collect();
        assert_eq!(shown.join(" "), keys, "{line}");
    }
}

#[test]
fn a_count_counts_all_and_more_says_that_some_are_not_shown() {
    let mut timeline = filled();
    for (flags, count, more) in [
        ("", 4, false),
        ("--limit=2", 4, true),
        ("--limit=4", 4, false),
        ("--limit=3 --order=descend", 4, true),
        ("--rev=3", 2, false),
        ("--rev=3 --limit=1", 2, true),
    ] {
        let line = format!("get \"\" --prefix {flags} -w json");
        let printed = run_line(&mut timeline, &line).text;
        assert!(printed.contains(&format!("\"count\":{count}")), "{line}: {printed}");
        assert_eq!(printed.contains("\"more\":true"), more, "{line}: {printed}");
    }
}
