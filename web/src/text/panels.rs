//! Words that several panels share.

use super::Words;
use engine::base::Name;

impl Words {
    /// Members in a row.
    pub fn members(&self, all: &[Name]) -> String {
        let names: Vec<String> = all.iter().map(Name::to_string).collect();
        names.join(self.inspect.comma)
    }
}
