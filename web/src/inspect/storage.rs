//! The Storage panel: the revision lattice, the store as it was at one revision, and the tree that finds a
//! key's revisions.

use super::{heading, lattice, pager, tree};
use crate::{
    present::{
        inspect::Options,
        storage::{REVISIONS, StorageView},
    },
    text::Words,
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
    let label = words.fill(
        text.revisions,
        &[("from", &view.from), ("to", &view.to), ("current", &view.current)],
    );
    let older = (view.from > 1)
        .then(|| Options { revision_to: Some((view.from - 1).max(REVISIONS)), ..options.clone() });
    let newer = (view.to < view.current).then(|| {
        let next = view.to + REVISIONS;
        Options { revision_to: (next < view.current).then_some(next), ..options.clone() }
    });
    let shown = view.keys.len();
    let all = view.keys_listed == view.keys_total;
    let keys = words.fill(
        if all { text.keys } else { text.keys_changed },
        &[
            ("from", &(view.keys_before + 1)),
            ("to", &(view.keys_before + shown)),
            ("listed", &view.keys_listed),
            ("total", &view.keys_total),
        ],
    );
    let back = (view.keys_before > 0).then(|| Options {
        keys_before: view.keys_before.saturating_sub(crate::present::storage::KEYS),
        ..options.clone()
    });
    let on = (view.keys_before + shown < view.keys_listed)
        .then(|| Options { keys_before: view.keys_before + shown, ..options.clone() });
    html! {
        <div class="pagers">
            { pager(words, label, older, newer, go) }
            { pager(words, keys.clone(), back, on, go) }
            if !all && view.keys_listed <= shown { <span class="pager">{ keys }</span> }
        </div>
    }
}

fn found(words: Words, view: &StorageView) -> Html {
    let text = &words.storage;
    let now = view.at == view.current;
    let title =
        words.fill(if now { text.read_now } else { text.read_at }, &[("revision", &view.at)]);
    if view.at < view.compacted {
        return html! {
            <>
                <h3>{ title }</h3>
                <p class="remark at-risk">
                    { "etcdserver: mvcc: required revision has been compacted" }
                </p>
            </>
        };
    }
    let rows = view.found.iter().map(|kv| {
        html! {
            <tr>
                <th scope="row"><code>{ kv.key.clone() }</code></th>
                <td><code>{ kv.value.clone() }</code></td>
                <td class="number">{ kv.create }</td>
                <td class="number">{ kv.modified }</td>
                <td class="number">{ kv.version }</td>
            </tr>
        }
    });
    let more = view.found_total - view.found.len().min(view.found_total);
    html! {
        <>
            <h3 aria-live="polite">{ title.clone() }</h3>
            if view.found.is_empty() {
                <p class="remark">{ text.nothing_then }</p>
            } else {
                <div class="scroll" tabindex="0" role="group" aria-label={title}>
                    <table class="figures">
                        <thead><tr>
                            <th scope="col">{ text.key }</th><th scope="col">{ text.value }</th>
                            <th scope="col" title={text.create_hint}>{ "create" }</th>
                            <th scope="col" title={text.mod_hint}>{ "mod" }</th>
                            <th scope="col" title={text.version_hint}>{ "version" }</th>
                        </tr></thead>
                        <tbody>{ for rows }</tbody>
                    </table>
                </div>
                if more > 0 {
                    <p class="remark">{ words.fill(text.more_keys, &[("more", &more)]) }</p>
                }
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
                <td><code>{ row.key.clone() }</code></td>
                <td class="number">{ generation + 1 }</td>
                <td>
                    if write.tombstone { { format!("✕ {}", text.tombstone) } }
                    else { <code>{ write.value.clone() }</code> }
                </td>
                <td class="number">
                    if !write.tombstone { { format!("{} / {}", write.create, write.version) } }
                </td>
            </tr>
        }
    });
    html! {
        <div class="scroll" tabindex="0" role="group" aria-label={text.lattice}>
            <table class="figures">
                <thead><tr>
                    <th scope="col">{ text.revision }</th><th scope="col">{ text.key }</th>
                    <th scope="col" title={text.generation_hint}>{ text.generation }</th>
                    <th scope="col">{ text.value }</th>
                    <th scope="col">{ text.create_version }</th>
                </tr></thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}
