//! The buckets of etcd's file, after `server/storage/schema/bucket.go`.

use std::fmt;

/// One bucket. All of them are there from the first start on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Bucket {
    /// Every version of every key, by revision.
    Key,
    /// How far the file has come: consistent index, term, compaction.
    Meta,
    Lease,
    Alarm,
    Cluster,
    Members,
    MembersRemoved,
    Auth,
    AuthUsers,
    AuthRoles,
}

impl Bucket {
    /// Every bucket.
    pub const ALL: [Bucket; 10] = [
        Bucket::Key,
        Bucket::Meta,
        Bucket::Lease,
        Bucket::Alarm,
        Bucket::Cluster,
        Bucket::Members,
        Bucket::MembersRemoved,
        Bucket::Auth,
        Bucket::AuthUsers,
        Bucket::AuthRoles,
    ];

    /// The name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Bucket::Key => "key",
            Bucket::Meta => "meta",
            Bucket::Lease => "lease",
            Bucket::Alarm => "alarm",
            Bucket::Cluster => "cluster",
            Bucket::Members => "members",
            Bucket::MembersRemoved => "members_removed",
            Bucket::Auth => "auth",
            Bucket::AuthUsers => "authUsers",
            Bucket::AuthRoles => "authRoles",
        }
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
