//! Rules about what a server proposes on its own account.

use crate::{
    explain::server::{PublishRule, VersionRule},
    words,
};

words! {
    /// A member tells who it is.
    pub struct PublishRules {
        rule(PublishRule): {
            NotReadyToServe => (
                "Not ready to serve",
                "A process serves clients only once it has told the cluster who it is, by an entry \
                 of the log. So nobody is answered from a store that is older than its start."
            ),
            PublishWaits => (
                "Would tell the cluster who it is",
                "At every start a process publishes its name and where clients find it. It needs a \
                 leader for that, and none is known."
            ),
            PublishProposed => (
                "Tells the cluster who it is",
                "Its name and where clients find it are an entry of the log like any other. It \
                 serves clients when it has applied that."
            ),
            PublishTimedOut => (
                "Could not tell the cluster who it is",
                "The entry was not applied in time. It tries again, and serves no clients until then."
            ),
            VersionWaits => (
                "The cluster's version waits",
                "It is to be set by an entry of the log, and no leader is known."
            ),
            VersionProposed => (
                "Proposes the cluster's version",
                "What the cluster can do is an entry of the log, so that all members know the same."
            ),
            VersionTimedOut => (
                "Could not set the cluster's version",
                "The entry was not applied in time. The leader will look at the versions again."
            ),
            Published => (
                "A member has told who it is",
                "It did start, and clients find it at its address."
            ),
            ReadyToServe => (
                "Ready to serve clients",
                "Its own entry is applied here, so everything that was acknowledged before it \
                 started is applied, too."
            ),
        };
    }
}

words! {
    /// What the cluster can do.
    pub struct VersionRules {
        rule(VersionRule): {
            Decided => (
                "Decides on the cluster's version",
                "The leader has asked all members for theirs; the eldest decides what all can do."
            ),
            DecidedWithoutAll => (
                "Begins with the least version",
                "Somebody could not be asked, so the leader takes the least that there is, and asks \
                 again every 4 s."
            ),
            Unknown => (
                "A member's version is not known",
                "The leader asks all members every 4 s; this one does not answer. The cluster's \
                 version stays as it is."
            ),
            Set => ("The cluster's version is set", "The entry is applied, here as everywhere."),
            Updated => (
                "The cluster's version is in force",
                "What this leader has proposed is applied."
            ),
        };
    }
}
