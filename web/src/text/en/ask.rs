//! Why something has not happened yet, in English.

use crate::words;
use engine::base::Name;

words! {
    /// What can be asked, and what the reasons are.
    pub struct AskWords {
        title: "Why not yet?";
        nothing: "Nothing is overdue: there is a leader, every entry is committed, no read waits.";
        no_leader: "Why is there no leader?";
        entry(index: u64): "Why is entry {index} not committed?";
        read(command: &str): "Why does “{command}” wait?";
        // how many of those that are needed are there; while joint, of each half
        tally(have: &str, needed: usize): "{have}; {needed} are needed.";
        tally_joint(have: &str): "{have}; a majority of each is needed.";
        half(have: usize, of: usize): "{have} of {of}";
        halves(one: &str, other: &str): "{one} + {other}";
        // a member, and what stands in its way
        of_member(member: Name, why: &str): "{member}: {why}.";
        older_term(index: u64, term: u64, now: u64):
            "A quorum has entry {index}, and still it is not committed: it is of term {term}. Until an entry of \
             term {now} has a quorum too, a later leader could replace it (the paper's figure 8).";
        lonely(leader: Name, ms: u64): "{leader} cannot reach a quorum. It finds out in {ms} ms, and steps down.";
        lonely_for_ever(leader: Name):
            "{leader} cannot reach a quorum, and nothing makes it step down: CheckQuorum is off.";
        too_few: "Too few voters run: nobody can win an election.";
        parted(best: &str):
            "No members that can talk to each other are a quorum. The largest group is {best}.";
        campaigns(member: Name, term: u64): "{member} asks for votes in term {term}.";
        campaigns_pre(member: Name, term: u64):
            "{member} of term {term} asks whether it would win the next.";
        timer(member: Name, ms: u64): "{member}: its election timer runs out in {ms} ms.";
        behind(member: Name, last: &str, ahead: &str):
            "{member} cannot win: its log ends at {last}, before that of {ahead}.";
        member_down(member: Name): "{member} does not run.";
        not_connected(client: u64): "No endpoint has answered c{client} yet: a new etcdctl waits for a connection.";
        request_on_the_way(member: Name, ms: u64): "The request reaches {member} in {ms} ms.";
        reply_on_the_way(member: Name, ms: u64): "The answer of {member} arrives in {ms} ms.";
        queued(member: Name):
            "{member} asks for several reads at once, and a round is under way. This read came after it had \
             begun and takes the next.";
        in_the_log(index: u64):
            "It goes through the log, as entry {index}, and is answered where that is applied.";
        nobody_to_ask(member: Name, term: u64): "{member} knows no leader in term {term} to ask.";
        asking(member: Name, leader: Name, why: &str): "{member} asks {leader}: {why}.";
        no_longer_leads(member: Name, leader: Name):
            "{member} takes {leader} for the leader, which it is not any more.";
        held(leader: Name, term: u64, committed: u64, of: u64):
            "{leader} leads term {term} and has committed nothing in it yet. Its commit index {committed}, of \
             term {of}, may be behind; it answers after its own first commit.";
        round(leader: Name, index: u64):
            "{leader} may not answer index {index} alone: another could lead by now. A quorum must answer its \
             heartbeat first.";
        apply(member: Name, index: u64, applied: u64):
            "{member} may answer at index {index}, and has applied {applied}.";
        apply_commit(member: Name, index: u64, applied: u64, commit: u64):
            "{member} may answer at index {index}, has applied {applied}, and knows of commits up to {commit} \
             only.";
        // why a member is missing, after its name
        down: "does not run";
        cut_to: "cut off, nothing gets there";
        cut_from: "cut off, its answers do not get through";
        link_held: "messages are held on the link";
        on_the_way(ms: u64): "on its way, {ms} ms more";
        answer_on_the_way(ms: u64): "its answer is on its way, {ms} ms more";
        fsync: "its disk is still writing";
        probing: "probed, one message at a time, until it is known where the logs agree";
        snapshot: "needs a snapshot first";
        window: "too many messages to it are unanswered";
        not_yet: "is told with the next heartbeat";
        // why a voter did not vote for a candidate, after its name
        log_behind(theirs: &str, ours: &str):
            "its log is better: it ends at {theirs}, the candidate's at {ours}";
        voted_for(other: Name): "voted for {other} in this term";
        lease(leader: Name, ms: u64): "trusts {leader} for {ms} ms more (vote lease)";
        refused: "said no";
    }
}
