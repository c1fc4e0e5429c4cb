//! From the words of `put`, `get` and `del` to a request, after
//! `etcdctl/ctlv3/command/{put,get,del}_command.go`.

use super::exit::{EXIT_BAD_ARGS, EXIT_BAD_FEATURE};
use super::flags::{ArgError, ORDERS, TARGETS, Words};
use super::go_int::parse_int;
use crate::base::{Bytes, quote};
use crate::server::{DeleteRangeRequest, PutRequest, RangeRequest};

pub(super) fn put(words: &Words) -> Result<PutRequest, ArgError> {
    let ignore_value = words.on("ignore-value");
    let key = words.words.first().map(|(_, key)| key.as_slice());
    let value = words.words.get(1).map(|(_, value)| value.as_slice());
    let (key, value) = match (key, value) {
        (Some(_), Some(_)) if ignore_value => {
            let message = "put command needs only 1 argument when 'ignore-value' is set";
            return Err(ArgError::new(words.words[1].0, EXIT_BAD_ARGS, message));
        }
        (Some(key), Some(value)) => (key, value),
        (Some(key), None) if ignore_value => (key, &[][..]),
        _ => {
            let message = "put command needs 1 argument and input from stdin or 2 arguments";
            let error = ArgError::new(words.len, EXIT_BAD_ARGS, message);
            return Err(error.remedy("write put KEY VALUE; here nothing comes from stdin"));
        }
    };
    let lease = match words.text("lease") {
        None => 0,
        Some((text, at)) => parse_int(&text, 16).map_err(|error| {
            let quoted = quote::go(text.as_bytes());
            let message = format!(
                "bad lease ID (strconv.ParseInt: parsing {quoted}: {}), expecting ID in Hex",
                error.text()
            );
            ArgError::new(at, EXIT_BAD_ARGS, message)
        })?,
    };
    Ok(PutRequest {
        key: key.into(),
        value: value.into(),
        lease,
        prev_kv: words.on("prev-kv"),
        ignore_value,
        ignore_lease: words.on("ignore-lease"),
    })
}

pub(super) fn get(words: &Words) -> Result<RangeRequest, ArgError> {
    if words.words.is_empty() {
        let message = "get command needs one argument as key and an optional argument as range_end";
        return Err(ArgError::new(words.len, EXIT_BAD_ARGS, message));
    }
    let (keys_only, count_only) = (words.on("keys-only"), words.on("count-only"));
    if keys_only && count_only {
        return Err(both(words, "keys-only", "count-only"));
    }
    let serializable = match words.text("consistency") {
        Some((text, at)) if text != "l" && text != "s" => {
            let message = format!("unknown consistency flag {}", quote::go(text.as_bytes()));
            let error = ArgError::new(at, EXIT_BAD_FEATURE, message);
            return Err(error.remedy("l is linearizable, s is serializable"));
        }
        Some((text, _)) => text == "s",
        None => false,
    };
    let (key, range_end) = range(words)?;
    let (sort_target, sort_order) = sort(words)?;
    let positive = |name| words.int(name).unwrap_or(0).max(0);
    Ok(RangeRequest {
        key,
        range_end,
        limit: words.int("limit").unwrap_or(0),
        revision: positive("rev"),
        sort_order,
        sort_target,
        serializable,
        keys_only,
        count_only,
        ..RangeRequest::default()
    })
}

pub(super) fn del(words: &Words) -> Result<DeleteRangeRequest, ArgError> {
    if words.words.is_empty() || words.words.len() > 2 {
        let message = "del command needs one argument as key and an optional argument as range_end";
        let at = words.words.get(2).map_or(words.len, |(at, _)| *at);
        return Err(ArgError::new(at, EXIT_BAD_ARGS, message));
    }
    let (key, range_end) = range(words)?;
    Ok(DeleteRangeRequest { key, range_end, prev_kv: words.on("prev-kv") })
}

/// Whether no flag says where this range ends.
pub(super) fn is_named_by_its_end(key: &Bytes, end: &Bytes) -> bool {
    let all = **key == FROM_KEY && **end == FROM_KEY;
    let flagged = all || (!key.is_empty() && (*end == prefix_end(key) || **end == FROM_KEY));
    !end.is_empty() && !flagged
}

/// A linearizable read of one key.
pub(super) fn one(key: &str) -> RangeRequest {
    RangeRequest { key: key.into(), ..RangeRequest::default() }
}

/// The range that the words and `--prefix`, `--from-key` ask for.
fn range(words: &Words) -> Result<(Bytes, Bytes), ArgError> {
    let (prefix, from_key) = (words.on("prefix"), words.on("from-key"));
    if prefix && from_key {
        return Err(both(words, "prefix", "from-key"));
    }
    let key = Bytes::from(words.words[0].1.as_slice());
    match words.words.get(1) {
        Some((at, _)) if prefix || from_key => {
            let message = "too many arguments, only accept one argument when `--prefix` or \
                           `--from-key` is set";
            Err(ArgError::new(*at, EXIT_BAD_ARGS, message))
        }
        Some((_, end)) => Ok((key, end.as_slice().into())),
        None if (prefix || from_key) && key.is_empty() => Ok((FROM_KEY.into(), FROM_KEY.into())),
        None if prefix => Ok((key.clone(), prefix_end(&key))),
        None if from_key => Ok((key, FROM_KEY.into())),
        None => Ok((key, Bytes::new())),
    }
}

fn both(words: &Words, one: &str, other: &str) -> ArgError {
    let at = words.value(one).max(words.value(other)).map_or(words.len, |(_, at)| at);
    let message = format!("`--{one}` and `--{other}` cannot be set at the same time, choose one");
    ArgError::new(at, EXIT_BAD_ARGS, message)
}

fn sort(words: &Words) -> Result<(i32, i32), ArgError> {
    let place = |flag: &str, among: &[&str], what: &str| -> Result<Option<i32>, ArgError> {
        let Some((text, at)) = words.text(flag) else { return Ok(None) };
        if text.is_empty() {
            return Ok(None);
        }
        match among.iter().position(|name| *name == text.to_lowercase()) {
            Some(i) => Ok(Some(i as i32)),
            None => Err(ArgError::new(at, EXIT_BAD_FEATURE, format!("bad sort {what} {text}"))
                .remedy(format!("there are {}", among.join(", ")))),
        }
    };
    let order = place("order", ORDERS, "order")?.map_or(0, |i| i + 1);
    let target = place("sort-by", TARGETS, "target")?.unwrap_or(0);
    // the client drops "ascending by key" since that is how the server answers anyway, and sooner
    // (clientv3 WithSort)
    Ok((target, if target == 0 && order == 1 { 0 } else { order }))
}

/// The key that stands for "from the first key", and the end that stands for "to the last".
pub(super) const FROM_KEY: [u8; 1] = [0];

/// The end of the range of all keys that begin with `prefix` (clientv3 `GetPrefixRangeEnd`).
pub fn prefix_end(prefix: &[u8]) -> Bytes {
    match prefix.iter().rposition(|&byte| byte != 0xff) {
        Some(last) => {
            let mut end = prefix[..=last].to_vec();
            end[last] += 1;
            end.into()
        }
        // only 0xff: no key is greater, so to the end
        None => FROM_KEY.into(),
    }
}
