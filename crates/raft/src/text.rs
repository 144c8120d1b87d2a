//! What this crate says to people, in every language side by side.

use quorate_proto::{phrases, rules};

rules! {
    STARTS(node, term) from "Raft Figure 2, Persistent state" =
        "{node} starts as a follower in term {term}, from what its disk kept",
        "{node} 以磁盘上保留的内容启动，在任期 {term} 中作跟随者";
    SEES_HIGHER_TERM(node, term) from "Raft §5.1" =
        "{node} sees term {term}, higher than its own, and adopts it with a fresh vote",
        "{node} 看到更高的任期 {term}，于是采用该任期，手中的票重新可投";
    STEPS_DOWN(node) from "Raft §5.1" =
        "{node} is no longer leader and follows",
        "{node} 不再是领导者，转为跟随者";
    STARTS_ELECTION(node, term) from "Raft §5.2" =
        "{node} has heard no leader for its election timeout: it campaigns in term {term} and \
         votes for itself",
        "{node} 在选举超时时间内没有收到领导者的消息：它在任期 {term} 中参选，并先投自己一票";
    GRANTS_VOTE(node, candidate, term) from "Raft §5.2, §5.4.1" =
        "{node} gives its one vote of term {term} to {candidate}",
        "{node} 把任期 {term} 中唯一的一票投给 {candidate}";
    REFUSES_OLD_TERM(node, term, current) from "Raft §5.1" =
        "{node} refuses a candidate of term {term}: it is in term {current} already",
        "{node} 拒绝任期 {term} 的候选人：它已处于任期 {current}";
    REFUSES_SECOND_VOTE(node, candidate, other, term) from "Raft §5.2" =
        "{node} refuses {candidate}: its vote of term {term} belongs to {other}",
        "{node} 拒绝 {candidate}：任期 {term} 的票已投给 {other}";
    REFUSES_STALE_LOG(node, candidate) from "Raft §5.4.1" =
        "{node} refuses {candidate}: its own log is more up-to-date",
        "{node} 拒绝 {candidate}：它的日志不如自己的新";
    WINS_ELECTION(node, term, votes) from "Raft §5.2" marks Election =
        "{node} has a majority of the votes ({votes}) and leads term {term}",
        "{node} 获得 {votes} 票，达到多数，成为任期 {term} 的领导者";
    YIELDS(node, leader) from "Raft §5.2" =
        "{node} hears {leader} lead its own term and gives up its candidacy",
        "{node} 得知 {leader} 已在同一任期中当选，于是放弃参选";
    APPENDS_NO_OP(node, index) from "Raft §8" =
        "{node} opens its term with a no-op at index {index}",
        "{node} 在索引 {index} 处写入一条空操作，开始自己的任期";
    APPENDS_FOR_CLIENT(node, operation, index) from "Raft §5.3" =
        "{node} appends {operation} at index {index} and replicates it at once",
        "{node} 把 {operation} 追加到索引 {index} 处，并立即复制给其他服务器";
    REDIRECTS(node) from "Raft §8" =
        "{node} does not lead and sends the client to whom it takes for the leader",
        "{node} 不是领导者，让客户端去找它所知道的领导者";
    REFUSES_OLD_LEADER(node, leader, term) from "Raft Figure 2, AppendEntries 1" =
        "{node} refuses {leader}: its term {term} is over",
        "{node} 拒绝 {leader}：它的任期 {term} 已经结束";
    REFUSES_ENTRIES(node, index, term) from "Raft Figure 2, AppendEntries 2" =
        "{node} has no entry {index} of term {term} and refuses what should follow it",
        "{node} 在索引 {index} 处没有任期为 {term} 的日志项，因此拒绝其后的内容";
    CUTS_LOG(node, index) from "Raft Figure 2, AppendEntries 3" =
        "{node} deletes what conflicts with the leader: all entries after {index}",
        "{node} 删除与领导者冲突的内容：索引 {index} 之后的所有日志项";
    TAKES_ENTRIES(node, index) from "Raft Figure 2, AppendEntries 4" =
        "{node} appends what it lacks and now ends at index {index}",
        "{node} 追加所缺的日志项，日志现在到索引 {index} 为止";
    LEARNS_COMMIT(node, index) from "Raft Figure 2, AppendEntries 5" =
        "{node} learns that all up to index {index} is committed",
        "{node} 得知索引 {index} 及之前的日志项均已提交";
    GOES_BACK(node, peer, index) from "Raft §5.3" =
        "{node} goes back and tries {peer} from index {index} on",
        "{node} 回退，改从索引 {index} 起向 {peer} 复制";
    COMMITS(node, index, term) from "Raft §5.3, §5.4.2" marks Commit =
        "{node} commits up to index {index}: a majority holds this entry of term {term}",
        "{node} 提交到索引 {index}：多数服务器都有这条任期 {term} 的日志项";
    WAITS_FOR_OWN_TERM(node, index, term) from "Raft §5.4.2" =
        "{node} does not commit index {index}: a majority holds it, but it is older than term \
         {term}",
        "{node} 不提交索引 {index}：虽然多数服务器已有它，但它早于任期 {term}";
    ANSWERS_AGAIN(node, operation) from "Thesis §6.3" =
        "{node} has done {operation} before and repeats its answer",
        "{node} 早已执行过 {operation}，只把当时的结果再答复一次";
    IGNORES_REPEATED(node, operation) from "Thesis §6.3" =
        "{node} finds {operation} in the log a second time and does not perform it again",
        "{node} 在日志中第二次遇到 {operation}，不再重复执行";
}

phrases! {
    TITLE = "Raft", "Raft";

    // Messages.
    REQUEST_VOTE = "request vote", "请求投票";
    VOTE = "vote", "投票";
    APPEND_ENTRIES = "append entries", "追加日志";
    HEARTBEAT = "heartbeat", "心跳";
    APPENDED = "appended", "已追加";
    REJECTED = "rejected", "已拒绝";
    STORED = "stored", "已落盘";
    LABEL_REQUEST_VOTE(term) = "vote? t{term}", "求票 t{term}";
    LABEL_VOTE_YES(term) = "vote t{term}", "投票 t{term}";
    LABEL_VOTE_NO(term) = "no t{term}", "不投 t{term}";
    LABEL_APPEND(first, last) = "#{first}–{last}", "#{first}–{last}";
    LABEL_APPEND_ONE(index) = "#{index}", "#{index}";
    LABEL_HEARTBEAT(term) = "beat t{term}", "心跳 t{term}";
    LABEL_APPENDED(index) = "ok #{index}", "确认 #{index}";
    LABEL_REJECTED(index) = "not #{index}", "拒绝 #{index}";
    LABEL_STORED(index) = "disk #{index}", "落盘 #{index}";

    // Timers and roles.
    TIMER_ELECTION = "election timeout", "选举超时";
    TIMER_HEARTBEAT = "heartbeat", "心跳";
    FOLLOWER = "follower", "跟随者";
    CANDIDATE = "candidate", "候选人";
    LEADER = "leader", "领导者";

    // The view of a node.
    HEADLINE(term) = "term {term}", "任期 {term}";
    BADGE_VOTES(votes, needed) = "{votes} of {needed}", "{votes}/{needed}";
    VOTED_FOR_RELATION(node) = "voted for {node}", "投给 {node}";
    FOLLOWS(node) = "follows {node}", "跟随 {node}";
    NO_OP = "no-op", "空操作";

    // Rules that a server checks itself.
    TWO_LEADERS =
        "Another server claims to lead the very term that this one leads.",
        "另一台服务器声称自己在领导本服务器正在领导的任期。";
    COMMITTED_CUT =
        "A leader wants this server to delete entries that are committed.",
        "领导者要求本服务器删除已经提交的日志项。";
    ACK_BEYOND_LOG =
        "A follower acknowledges entries that this leader does not have.",
        "跟随者确认了本领导者没有的日志项。";

    // How properties break.
    TWO_WINNERS(term, first, second) =
        "term {term} has two leaders: {first} and {second}",
        "任期 {term} 出现两位领导者：{first} 与 {second}";
    TWO_VOTES(node, term, first, second) =
        "{node} voted twice in term {term}: for {first} and for {second}",
        "{node} 在任期 {term} 中投了两票：先投 {first}，又投 {second}";
    LEADER_CUT(node, term, index) =
        "{node} leads term {term} and lost its own entry {index}",
        "{node} 在领导任期 {term} 时丢掉了自己的日志项 {index}";
    LOGS_DIFFER(node, index, term) =
        "entry {index} of term {term} in the log of {node} is not what it is elsewhere",
        "{node} 日志中索引 {index}、任期 {term} 的日志项与别处不同";
    LEADER_LACKS(node, term, index) =
        "{node} leads term {term} without the committed entry {index}",
        "{node} 当选任期 {term} 的领导者，却缺少已提交的日志项 {index}";
    APPLIED_DIFFERENTLY(node, index) =
        "{node} applied another entry at index {index} than a server before it",
        "{node} 在索引 {index} 处应用的日志项与先前服务器的不同";
    NO_QUORUM(node, index, count, needed) =
        "{node} committed entry {index}, but only {count} disks hold it, not {needed}",
        "{node} 提交了日志项 {index}，但只有 {count} 个磁盘上有它，而需要 {needed} 个";
    QUORUM_LOST(index, count) =
        "the committed entry {index} is left on {count} disks: a majority can forget it",
        "已提交的日志项 {index} 只剩在 {count} 个磁盘上：某个多数派可能把它忘掉";
    OUT_OF_ORDER(node, applied, commit, last) =
        "{node} has applied {applied}, committed {commit}, last index {last}",
        "{node} 已应用 {applied}，已提交 {commit}，最后索引 {last}";
    WENT_BACK(node, before, after) =
        "{node} went back from {before} to {after}",
        "{node} 从 {before} 退回到 {after}";
    VOTE_NOT_STORED(node, term) =
        "a vote of {node} in term {term} left before it was on disk",
        "{node} 在任期 {term} 的选票尚未落盘就已发出";
    ACK_NOT_STORED(node, index) =
        "{node} acknowledged entry {index} before it was on disk",
        "{node} 在日志项 {index} 落盘之前就确认了它";
    DONE_TWICE(client, sequence) =
        "request {sequence} of {client} took effect twice",
        "{client} 的第 {sequence} 个请求生效了两次";
    ANSWERED_DIFFERENTLY(client, sequence) =
        "request {sequence} of {client} was given two different answers",
        "{client} 的第 {sequence} 个请求得到了两个不同的答复";
}
