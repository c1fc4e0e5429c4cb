//! The Storage panel: the revision lattice, the store as it was at one revision, and the tree that finds a
//! key's revisions.

use super::{heading, lattice, tree, window};
use crate::{
    present::{
        inspect::Options,
        storage::{REVISIONS, StorageView},
    },
    text::Words,
    ui::table::scrolling,
};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct StorageProps {
    pub words: Words,
    pub view: Rc<StorageView>,
    pub options: Options,
    pub go: Callback<Options>,
}

#[component]
pub(super) fn StoragePanel(props: &StorageProps) -> Html {
    let StorageProps { words, view, options, go } = props;
    let words = *words;
    let text = &words.storage;
    if view.keys_total == 0 {
        return html! { <p class="empty">{ text.empty }</p> };
    }
    html! {
        <>
            { heading(words, text.lattice, options, go) }
            if options.tables {
                { table(words, view) }
            } else {
                <lattice::Lattice {words} view={view.clone()} options={options.clone()}
                    go={go.clone()} />
            }
            { windows(words, view, options, go) }
            { found(words, view) }
            if let Some(root) = &view.tree {
                <h3>{ text.tree }</h3>
                { tree::draw(words, root, options.tables) }
                <p class="remark">{ text.tree_remark }</p>
            }
        </>
    }
}

fn windows(words: Words, view: &StorageView, options: &Options, go: &Callback<Options>) -> Html {
    let text = &words.storage;
    let label = text.revisions(view.from, view.to, view.current);
    let older = (view.from > 1)
        .then(|| Options { revision_to: Some((view.from - 1).max(REVISIONS)), ..options.clone() });
    let newer = (view.to < view.current).then(|| {
        let next = view.to + REVISIONS;
        Options { revision_to: (next < view.current).then_some(next), ..options.clone() }
    });
    let shown = view.keys.len();
    let all = view.keys_listed == view.keys_total;
    let (from, to) = (view.keys_before + 1, view.keys_before + shown);
    let keys = match all {
        true => text.keys(from, to, view.keys_total),
        false => text.keys_changed(from, to, view.keys_listed, view.keys_total),
    };
    let back = (view.keys_before > 0).then(|| Options {
        keys_before: view.keys_before.saturating_sub(crate::present::storage::KEYS),
        ..options.clone()
    });
    let on = (view.keys_before + shown < view.keys_listed)
        .then(|| Options { keys_before: view.keys_before + shown, ..options.clone() });
    html! {
        <div class="pagers">
            { window(words, label, older, newer, go) }
            { window(words, keys.clone(), back, on, go) }
            if !all && view.keys_listed <= shown { <span class="pager">{ keys }</span> }
        </div>
    }
}

fn found(words: Words, view: &StorageView) -> Html {
    let text = &words.storage;
    let now = view.at == view.current;
    let title = if now { text.read_now(view.at) } else { text.read_at(view.at) };
    if view.at < view.compacted {
        return html! {
            <>
                <h3>{ title }</h3>
                <p class="remark at-risk" translate="no">
                    { "etcdserver: mvcc: required revision has been compacted" }
                </p>
            </>
        };
    }
    let rows = view.found.iter().map(|kv| {
        html! {
            <tr>
                <th scope="row"><code translate="no">{ kv.key.clone() }</code></th>
                <td><code translate="no">{ kv.value.clone() }</code></td>
                <td class="number">{ kv.create }</td>
                <td class="number">{ kv.modified }</td>
                <td class="number">{ kv.version }</td>
            </tr>
        }
    });
    let more = view.found_total - view.found.len().min(view.found_total);
    let unread = view.keys_total > view.found_among;
    let columns = [
        text.key.into(),
        text.value.into(),
        (text.create, text.create_hint).into(),
        (text.modified, text.mod_hint).into(),
        (text.version, text.version_hint).into(),
    ];
    html! {
        <>
            <h3 aria-live="polite">{ title.clone() }</h3>
            if view.found.is_empty() {
                <p class="remark">{ text.nothing_then }</p>
            } else {
                { scrolling(&title, "figures", &columns, rows) }
                if more > 0 {
                    <p class="remark">{ text.more_keys(more) }</p>
                }
            }
            if unread {
                <p class="remark">{ text.not_all_keys(view.found_among) }</p>
            }
        </>
    }
}

fn table(words: Words, view: &StorageView) -> Html {
    let text = &words.storage;
    let writes = view.keys.iter().flat_map(|row| {
        let generations = row.generations.iter().enumerate();
        generations.flat_map(move |(at, generation)| {
            generation.writes.iter().map(move |write| (row, at, write))
        })
    });
    let mut writes: Vec<_> = writes.collect();
    writes.sort_by_key(|(_, _, write)| std::cmp::Reverse((write.main, write.sub)));
    let rows = writes.into_iter().map(|(row, generation, write)| {
        html! {
            <tr>
                <th scope="row" class="number">{ format!("{}.{}", write.main, write.sub) }</th>
                <td><code translate="no">{ row.key.clone() }</code></td>
                <td class="number">{ generation + 1 }</td>
                <td>
                    if write.tombstone { { format!("✕ {}", text.tombstone) } }
                    else { <code translate="no">{ write.value.clone() }</code> }
                </td>
                <td class="number">
                    if !write.tombstone { { format!("{} / {}", write.create, write.version) } }
                </td>
            </tr>
        }
    });
    let columns = [
        text.revision.into(),
        text.key.into(),
        (text.generation, text.generation_hint).into(),
        text.value.into(),
        text.create_version.into(),
    ];
    scrolling(text.lattice, "figures", &columns, rows)
}
