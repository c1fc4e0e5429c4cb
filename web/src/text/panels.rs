//! Words that several panels share.

use super::Words;

impl Words {
    /// Members in a row.
    pub fn members(&self, ids: &[u64]) -> String {
        let names: Vec<String> = ids.iter().map(|id| format!("n{id}")).collect();
        names.join(self.inspect.comma)
    }
}
