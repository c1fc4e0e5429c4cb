//! A table with named columns, in a box that scrolls by itself and that the keyboard reaches.

use yew::prelude::*;

/// A column's head.
#[derive(Clone, Copy)]
pub struct Column<'a> {
    name: &'a str,
    /// What it means, for who points at it.
    hint: Option<&'a str>,
}

impl<'a> From<&'a str> for Column<'a> {
    fn from(name: &'a str) -> Column<'a> {
        Column { name, hint: None }
    }
}

impl<'a> From<(&'a str, &'a str)> for Column<'a> {
    fn from((name, hint): (&'a str, &'a str)) -> Column<'a> {
        Column { name, hint: Some(hint) }
    }
}

/// Columns of names alone; one without a name is for things to do.
pub fn plain<'a>(names: &[&'a str]) -> Vec<Column<'a>> {
    names.iter().map(|name| Column::from(*name)).collect()
}

/// A table of `rows`, each a `<tr>`.
pub fn table(class: &'static str, columns: &[Column], rows: impl Iterator<Item = Html>) -> Html {
    let head = columns.iter().map(|Column { name, hint }| match name.is_empty() {
        true => html! { <td></td> },
        false => {
            html! { <th scope="col" title={hint.map(str::to_string)}>{ *name }</th> }
        }
    });
    let class = (!class.is_empty()).then_some(class);
    html! {
        <table {class}>
            <thead><tr>{ for head }</tr></thead>
            <tbody>{ for rows }</tbody>
        </table>
    }
}

/// The same in a box of its own, which says what it holds.
pub fn scrolling(
    label: &str,
    class: &'static str,
    columns: &[Column],
    rows: impl Iterator<Item = Html>,
) -> Html {
    html! {
        <div class="scroll" tabindex="0" role="group" aria-label={label.to_string()}>
            { table(class, columns, rows) }
        </div>
    }
}
