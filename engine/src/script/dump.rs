//! The entries of a write-ahead log as `etcd-dump-logs` prints them (`tools/etcd-dump-logs/main.go`), with the
//! request's id by which people find a write again. What goes through protobuf is its text format in one line.

use crate::base::quote::go;
use crate::raft::ConfChangeType;
use crate::raft::message::{Entry, EntryType};
use crate::server::{
    DeleteRangeRequest, EntryData, InternalRaftRequest, PutRequest, RangeRequest, Request, V2Put,
    V2Request,
};
use crate::sim::Machine;
use crate::wal::{Decoded, inspect};

/// All entries of a member's log on its disk, replaced ones included, as they stand there.
pub(super) fn dump(machine: &Machine) -> String {
    let segments = machine.disk.paths("").filter(|path| path.ends_with(".wal"));
    let entries = segments.flat_map(|path| {
        let records = inspect(&machine.disk.read(path));
        records.into_iter().filter_map(|record| match record.decoded {
            Ok(Decoded::Entry(entry)) => Some(line(&entry)),
            _ => None,
        })
    });
    let head = format!("{:>4}\t{:>10}\ttype\tdata\n", "term", "index");
    head + &entries.map(|line| line + "\n").collect::<String>()
}

/// One entry, without the end of its line.
pub fn line(entry: &Entry) -> String {
    let head = format!("{:>4}\t{:>10}", entry.term, entry.index);
    match EntryData::of(entry) {
        Ok(EntryData::Empty) => head + "\tnorm\t",
        Ok(EntryData::Request(request)) => head + "\tnorm\t" + &internal(&request),
        Ok(EntryData::V2(request)) => head + "\tnorm\t" + &v2(&request),
        Ok(EntryData::ConfChange(change)) => {
            let method = method(change.change_type);
            format!("{head}\tconf\tmethod={method} id={:x}", change.node_id)
        }
        // the tool asks for the older form only, and prints nothing for the newer
        Ok(EntryData::ConfChangeV2(_)) => head,
        Err(_) if entry.entry_type == EntryType::Normal => head + "\tnorm\t???",
        Err(_) => head + "\tconf\t???",
    }
}

fn method(change: ConfChangeType) -> &'static str {
    match change {
        ConfChangeType::AddNode => "ConfChangeAddNode",
        ConfChangeType::RemoveNode => "ConfChangeRemoveNode",
        ConfChangeType::UpdateNode => "ConfChangeUpdateNode",
        ConfChangeType::AddLearnerNode => "ConfChangeAddLearnerNode",
    }
}

fn v2(request: &V2Request) -> String {
    let (path, value) = match &request.put {
        V2Put::Attributes(own) => (own.path(), own.value()),
        V2Put::Version(version) => (V2Put::VERSION.to_string(), version.semver()),
    };
    format!("method=PUT path={} val={}", excerpt(&path, 64, 64), excerpt(&value, 128, 0))
}

/// A long text is cut in its middle.
fn excerpt(text: &str, first: usize, last: usize) -> String {
    let bytes = text.as_bytes();
    match first + last > bytes.len() {
        true => go(bytes),
        false => format!("{}...{}", go(&bytes[..first]), go(&bytes[bytes.len() - last..])),
    }
}

fn internal(request: &InternalRaftRequest) -> String {
    let mut header = Text::default();
    header.number("ID", i128::from(request.id));
    let mut out = Text::default();
    out.message("header", &header);
    let (name, body) = match &request.request {
        Request::Range(get) => ("range", range(get)),
        Request::Put(write) => ("put", put(write)),
        Request::DeleteRange(delete) => ("delete_range", delete_range(delete)),
        Request::Alarm(_) => ("alarm", Text::default()),
        Request::MemberAdd(_)
        | Request::MemberRemove(_)
        | Request::MemberUpdate(_)
        | Request::MemberPromote(_)
        | Request::MemberList(_)
        | Request::MoveLeader(_)
        | Request::Status(_)
        | Request::HashKv(_) => return out.0,
    };
    out.message(name, &body);
    out.0
}

fn put(put: &PutRequest) -> Text {
    let mut out = Text::default();
    out.bytes("key", &put.key);
    out.bytes("value", &put.value);
    out.number("lease", i128::from(put.lease));
    out.flag("prev_kv", put.prev_kv);
    out.flag("ignore_value", put.ignore_value);
    out.flag("ignore_lease", put.ignore_lease);
    out
}

fn delete_range(delete: &DeleteRangeRequest) -> Text {
    let mut out = Text::default();
    out.bytes("key", &delete.key);
    out.bytes("range_end", &delete.range_end);
    out.flag("prev_kv", delete.prev_kv);
    out
}

fn range(get: &RangeRequest) -> Text {
    let mut out = Text::default();
    out.bytes("key", &get.key);
    out.bytes("range_end", &get.range_end);
    out.number("limit", i128::from(get.limit));
    out.number("revision", i128::from(get.revision));
    out.one_of("sort_order", get.sort_order, &["NONE", "ASCEND", "DESCEND"]);
    out.one_of("sort_target", get.sort_target, &["KEY", "VERSION", "CREATE", "MOD", "VALUE"]);
    out.flag("serializable", get.serializable);
    out.flag("keys_only", get.keys_only);
    out.flag("count_only", get.count_only);
    out.number("min_mod_revision", i128::from(get.min_mod_revision));
    out.number("max_mod_revision", i128::from(get.max_mod_revision));
    out.number("min_create_revision", i128::from(get.min_create_revision));
    out.number("max_create_revision", i128::from(get.max_create_revision));
    out
}

/// Protobuf's text format in one line; fields that are zero or empty are left out.
#[derive(Default)]
struct Text(String);

impl Text {
    fn message(&mut self, name: &str, body: &Text) {
        self.0 += &format!("{name}:<{}> ", body.0);
    }

    fn number(&mut self, name: &str, value: i128) {
        if value != 0 {
            self.0 += &format!("{name}:{value} ");
        }
    }

    fn flag(&mut self, name: &str, on: bool) {
        if on {
            self.0 += &format!("{name}:true ");
        }
    }

    fn one_of(&mut self, name: &str, value: i32, names: &[&str]) {
        match usize::try_from(value).ok().and_then(|at| names.get(at)) {
            Some(word) if value != 0 => self.0 += &format!("{name}:{word} "),
            _ => self.number(name, i128::from(value)),
        }
    }

    fn bytes(&mut self, name: &str, value: &[u8]) {
        if value.is_empty() {
            return;
        }
        self.0 += name;
        self.0 += ":\"";
        for byte in value {
            match byte {
                b'\n' => self.0 += "\\n",
                b'\r' => self.0 += "\\r",
                b'\t' => self.0 += "\\t",
                b'"' => self.0 += "\\\"",
                b'\\' => self.0 += "\\\\",
                0x20..0x7f => self.0.push(char::from(*byte)),
                other => self.0 += &format!("\\{other:03o}"),
            }
        }
        self.0 += "\" ";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Bytes;

    fn of(request: Request) -> String {
        let data = InternalRaftRequest { id: 7, request }.encode().expect("it travels");
        line(&Entry { term: 2, index: 9, entry_type: EntryType::Normal, data })
    }

    #[test]
    fn a_line_is_what_the_tool_prints() {
        let key: Bytes = "a\n\"\u{e9}".into();
        let put = PutRequest { key: key.clone(), value: "1".into(), ..PutRequest::default() };
        let text = r#"put:<key:"a\n\"\303\251" value:"1" > "#;
        assert_eq!(of(Request::Put(put)), format!("   2\t         9\tnorm\theader:<ID:7 > {text}"));
        let get = RangeRequest { key, sort_order: 2, sort_target: 9, ..RangeRequest::default() };
        let got = of(Request::Range(get));
        assert!(got.ends_with("sort_order:DESCEND sort_target:9 > "), "{got}");
        let empty = Entry { term: 2, index: 4, ..Entry::default() };
        assert_eq!(line(&empty), "   2\t         4\tnorm\t");
        let odd = Entry { data: "\x22\0".into(), ..empty };
        assert_eq!(line(&odd), "   2\t         4\tnorm\t???");
    }
}
