//! What experiments say of themselves.

use quorate_proto::{Axis, Scale};

/// The axis of a cumulative distribution.
pub(crate) const SHARE_AXIS: Axis =
    Axis { label: &SHARE_OF_TRIALS, unit: "", scale: Scale::Linear, bounds: Some((0.0, 1.0)) };

quorate_proto::phrases! {
    MEASURED = "measured", "实测";
    PUBLISHED = "published", "论文数据";
    FORMULA = "formula", "公式";

    DEMERS = "Rumours that die out", "会消亡的谣言";
    DEMERS_ABOUT =
        "A site passes an update on until it has called in vain often enough. Some sites never \
         hear of it: the residue. The tables of Demers et al. show what a smaller residue costs.",
        "站点不断转发更新，徒劳的呼叫足够多次后便不再转发。有些站点始终没有听到：即残留率。\
         Demers 等人的表格展示了更小的残留率要付出多少代价。";
    VARIANT = "variant", "变体";
    PUSH_FEEDBACK_COUNTER = "push, feedback, counter (Table 1)", "推送、反馈、计数器（表 1）";
    PUSH_FEEDBACK_COIN = "push, feedback, coin", "推送、反馈、抛硬币";
    PUSH_BLIND_COUNTER = "push, blind, counter", "推送、盲目、计数器";
    PUSH_BLIND_COIN = "push, blind, coin (Table 2)", "推送、盲目、抛硬币（表 2）";
    PULL_FEEDBACK_COUNTER = "pull, feedback, counter (Table 3)", "拉取、反馈、计数器（表 3）";
    PULL_BLIND_COUNTER = "pull, blind, counter", "拉取、盲目、计数器";
    PUSH_PULL_FEEDBACK_COUNTER = "push and pull, feedback, counter", "推拉结合、反馈、计数器";
    K = "k: calls in vain, or one over the probability of losing interest",
        "k：徒劳呼叫次数，或失去兴趣概率的倒数";
    SITES = "sites", "站点数";
    RUNS = "runs", "运行次数";
    CONNECTION_LIMIT = "callers that a site takes per cycle; 0 for any number",
        "站点每周期接受的呼叫数，0 表示不限";
    HUNT = "further tries after being turned away", "被拒绝后再尝试的次数";
    RESIDUE = "residue: share of sites that never hear of it", "残留率：始终未听到的站点比例";
    RESIDUE_SE = "standard error of the residue", "残留率的标准误";
    TRAFFIC = "traffic: updates sent per site", "流量：每站点发送的更新数";
    T_AVE = "average arrival, in cycles", "平均到达周期";
    T_LAST = "last arrival, in cycles", "最后到达周期";
    T_LAST_SE = "standard error of the last arrival", "最后到达周期的标准误";
    CYCLES = "cycles", "周期";
    RESIDUE_BY_TRAFFIC = "What a smaller residue costs", "更小残留率的代价";
    RESIDUE_OF_PUSH = "e to the power of -traffic", "e 的（-流量）次方";
    ARRIVAL_BY_K = "When the update arrives", "更新何时到达";

    RAFT_ELECTION = "A crashed leader is replaced", "替换崩溃的领导者";
    RAFT_ELECTION_ABOUT =
        "The leader of five servers crashes; how long until all others hear from a new one? A \
         small random part of the election timeout is enough to end split votes, and a shorter \
         timeout makes the pause shorter. Figure 16 of the Raft paper, all ten ranges.",
        "五台服务器的领导者崩溃后，其余服务器多久能收到新领导者的心跳？选举超时中少量的随机性就足以\
         避免反复分票，更短的超时则缩短停顿。重现 Raft 论文图 16 的全部十个区间。";
    RANGES = "ranges of the election timeout, in milliseconds", "选举超时的区间（毫秒）";
    TRIALS = "trials", "试验次数";
    TRIALS_OF_RANGE = "trials; a tenth of them where the timeout is not random",
        "试验次数；超时不随机时只做十分之一";
    DELAY = "time of a message, in microseconds", "消息传输时间（微秒）";
    DISK = "time of a write, in microseconds", "写盘时间（微秒）";
    GRAIN = "timeouts are whole multiples of so many microseconds; 0 for any",
        "超时取该微秒数的整数倍，0 表示任意";
    LATE = "how late a timer is noticed at most, in microseconds", "定时器最多迟多久才被察觉（微秒）";
    MIN_MS = "least election timeout (ms)", "最短选举超时（毫秒）";
    MAX_MS = "greatest election timeout (ms)", "最长选举超时（毫秒）";
    P5 = "5 % take at most (ms)", "5% 不超过（毫秒）";
    P25 = "25 % take at most (ms)", "25% 不超过（毫秒）";
    P50 = "half take at most (ms)", "中位数（毫秒）";
    P75 = "75 % take at most (ms)", "75% 不超过（毫秒）";
    P95 = "95 % take at most (ms)", "95% 不超过（毫秒）";
    P99 = "99 % take at most (ms)", "99% 不超过（毫秒）";
    P999 = "99.9 % take at most (ms)", "99.9% 不超过（毫秒）";
    MAX = "longest (ms)", "最长（毫秒）";
    MEAN = "mean (ms)", "平均（毫秒）";
    BY_BREADTH = "How random the timeout is", "超时的随机程度";
    BY_LENGTH = "How long the timeout is", "超时的长短";
    TIME_WITHOUT_LEADER = "time without leader", "无领导者的时间";
    SHARE_OF_TRIALS = "share of trials", "试验占比";
    RANGE_OF(least, most) = "{least}–{most} ms", "{least}–{most} ms";

    SPLIT_VOTE = "How often a vote is split", "分票有多常见";
    SPLIT_VOTE_ABOUT =
        "Servers that time out while the first candidate's requests are under way vote for \
         themselves; if too many do, nobody wins. Measured elections beside the closed form of \
         Ongaro's thesis.",
        "在第一个候选者的请求到达之前超时的服务器会投票给自己；若这样的服务器太多，就无人当选。\
         实测选举与 Ongaro 博士论文的公式并列。";
    NODES = "servers in the cluster", "集群服务器数";
    CANDIDATES = "servers that are up and eligible", "可参选的在线服务器数";
    LATENCY_PERCENT = "times of a message, in percent of the range of timeouts",
        "消息传输时间占超时区间宽度的百分比";
    LATENCY = "time of a message, as a share of the range of timeouts",
        "消息传输时间占超时区间宽度的比例";
    LATENCY_MAX = "greatest time of a message, as a share of the range",
        "最长消息传输时间占区间宽度的比例";
    SPLIT_SHARE = "share of split votes", "分票比例";
    SPLIT_SHARE_SE = "standard error of that share", "该比例的标准误";
    SPLIT_FORMULA = "probability by the formula", "公式给出的概率";
    SPLITS_OF(nodes) = "Split votes among {nodes} servers", "{nodes} 台服务器中的分票";
    CANDIDATES_OF(count) = "{count} candidates", "{count} 个候选者";

    AVAILABILITY = "Elections in a wide area", "广域网中的选举";
    AVAILABILITY_ABOUT =
        "Five servers across a continent: 30 to 40 ms between any two. How long does an election \
         take when none, one or two of them have failed? The thesis gives means and tails.",
        "五台服务器横跨大陆，任意两台之间单程 30 到 40 毫秒。无故障、一台或两台故障时，选举要多久？\
         博士论文给出了平均值与尾部。";
    TIMEOUT = "range of the election timeout, in milliseconds", "选举超时的区间（毫秒）";
    LOGS = "logs", "日志";
    LOGS_SAME = "all the same", "全部相同";
    LOGS_DIFFERENT = "all of different lengths", "长度各不相同";
    FAILED = "servers that have failed", "故障服务器数";
    LIVE = "servers that are up", "在线服务器数";
    FAILED_OF(count) = "{count} failed", "{count} 台故障";
    TIME_TO_ELECT = "time to elect", "选出领导者的时间";

    DELAYS = "What one command costs", "一条命令的代价";
    DELAYS_ABOUT =
        "Message delays and writes in sequence until a command is learned and answered, and how \
         many messages it takes: for every protocol that answers clients, beside what theory says.",
        "一条命令从请求到被学习、被应答要经过多少次消息传输与多少次先后写盘，共需多少消息：\
         对每个应答客户端的协议实测，并与理论值并列。";
    PROTOCOL = "protocol", "协议";
    DELAYS_TO_LEARN = "message delays until the command is learned", "到命令被学习为止的消息延迟数";
    DELAYS_TO_ANSWER = "message delays until the client has its answer",
        "到客户端收到应答为止的消息延迟数";
    WRITES = "writes in sequence until the command is learned", "到命令被学习为止的先后写盘数";
    MESSAGES = "messages between servers", "服务器间的消息数";
}
