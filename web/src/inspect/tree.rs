//! treeIndex drawn as the B-tree that it is: nodes in rows, a node's children below it.

use crate::{present::storage::TreeNode, text::Words};
use yew::prelude::*;

/// Draws the tree; as nested lists (`plain`) it reads the same without sight.
pub(super) fn draw(words: Words, root: &TreeNode, plain: bool) -> Html {
    html! {
        <div class="scroll" tabindex="0" role="group" aria-label={words.storage.tree}>
            <ul class={if plain { "tree plain" } else { "tree" }}>{ node(words, root) }</ul>
        </div>
    }
}

fn node(words: Words, tree: &TreeNode) -> Html {
    let keys = tree.keys.iter().map(|key| html! { <code translate="no">{ key.clone() }</code> });
    html! {
        <li>
            <span class="tree-node">
                { for keys }
                if tree.keys_hidden > 0 { <code>{ format!("+{}", tree.keys_hidden) }</code> }
            </span>
            if !tree.children.is_empty() || tree.hidden > 0 {
                <ul>
                    { for tree.children.iter().map(|child| node(words, child)) }
                    if tree.hidden > 0 {
                        <li class="aside">{ words.storage.more_nodes(tree.hidden) }</li>
                    }
                </ul>
            }
        </li>
    }
}
