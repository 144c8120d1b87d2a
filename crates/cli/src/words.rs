//! What the command says, beside what protocols say.

quorate_proto::phrases! {
    COLON = ": ", "：";
    EXPECTED = "expected ", "此处应为";
    FOUND = "; found: ", "；实际是：";
    FOUND_NOTHING = "; found nothing", "；实际什么也没有";
    ARGUMENT = "argument", "参数";
    OPTION = "option", "选项";
    A_VALUE = "a value", "一个值";
    A_NUMBER = "a number in", "范围内的数：";
    A_RANGE = "a range A..B (B is not part of it)", "区间 A..B（不含 B）";
    A_TIME =
        "a time as scenarios write it: 400 (milliseconds) or 1500u (microseconds)",
        "场景所用的时刻写法：400（毫秒）或 1500u（微秒）";
    A_COMMAND = "a command", "命令";
    A_PROTOCOL = "the name of a protocol", "协议名";
    A_BUG = "a bug of this protocol", "该协议的缺陷编号";
    A_PARAMETER = "param=value with a parameter of this protocol", "参数=取值（该协议的参数）";
    A_VALUE_IN = "a value of this parameter:", "该参数的取值：";
    A_SCENARIO =
        "a file, - (standard input), a link, a scenario's text or a preset such as",
        "文件、-（标准输入）、链接、场景文本，或如下预设：";
    A_SHARD = "i/n with i from 1 to n", "i/n（i 从 1 到 n）";
    FAULTS_LIST = "none, light or heavy", "none、light 或 heavy";
    AN_EXPERIMENT = "an experiment", "实验名";
    REPORTS = "reports of one sweep's shards", "同一次扫描各分片的报告";
    SHARDS_COUNT =
        "as many seeds as it says, and violations under these alone",
        "与所述数目相符的种子，且违例只出自这些种子";
    SHARDS_APART =
        "seeds of which the other reports know all or none",
        "其他报告全部覆盖或完全未覆盖的种子";
    SHARDS_AGREE =
        "what another report says about the same seeds",
        "与另一份报告对相同种子的说法一致";
    ONE_SCENARIO = "one scenario", "一个场景";
    ONE_OF_JSON_AND_FORMAT = "either --json or --format", "--json 与 --format 二者之一";
    UTF_8 = "text in UTF-8", "UTF-8 编码的文本";
    STANDARD_INPUT = "standard input", "标准输入";
    OTHER_ENGINE =
        "this scenario was recorded with another engine: its trace digest differs",
        "此场景由另一版本的引擎录制：轨迹摘要不一致";
    BOUND = "stopped before the end: too many events", "未到终点即停止：事件过多";
    INTERRUPTED = "interrupted", "已中断";
    TRIALS(done, total) = "{done}/{total} trials", "{done}/{total} 次试验";
    TRIALS_DONE(done, total) =
        "stopped at the bound: {done} of {total} trials",
        "达到上限即停止：共 {total} 次试验，完成 {done} 次";
    TRIALS_GIVEN_UP(count) =
        "trials given up because they took too long: {count}",
        "因耗时过长而放弃的试验数：{count}";
    PUBLISHED = "  published", "  论文数据";
    ONE_OF_JSON_AND_CSV = "either --json or --csv", "--json 与 --csv 二者之一";

    ONE_HISTORY = "one file with a history, or -", "一个历史文件，或 -";
    A_FILE = "a file that can be read", "可读的文件";
    AT_MOST_BYTES(count) = "at most {count} bytes", "至多 {count} 字节";
    LINEARIZABLE = "linearizable", "可线性化";
    NOT_LINEARIZABLE = "not linearizable", "不可线性化";
    LINEARIZABLE_UNKNOWN = "unknown: a bound was reached first", "未知：先触及上限";
    OPERATIONS(count) = "{count} operations", "{count} 个操作";
    STEPS(count) = "{count} steps", "{count} 步";
    HISTORY_KEY = "key", "键";
    IMPOSSIBLE = "nothing explains this answer any more", "此应答已无从解释";
    CONTRADICTING =
        "these contradict each other, whatever became of all others",
        "无论其余操作如何，以下操作相互矛盾";
    STUCK(count) =
        "after the {count} operations that still make sense, these fit nowhere",
        "在仍说得通的 {count} 个操作之后，以下操作无处可放";

    SCENARIO_OR_MODEL = "one scenario or model:NAME", "一个场景或 model:名称";
    A_MODEL = "a model", "模型";
    NO_MOMENT = "no moment: a model begins at its beginning", "不带时刻：模型总是从头开始";
    SEARCHES_LIST = "bfs, dfs or random", "bfs、dfs 或 random";
    BOUND_REACHED(bound) =
        "stopped before everything was seen: {bound}", "未看完所有状态即停止：{bound}";
    BOUND_DEPTH = "the bound on depth", "深度上限";
    BOUND_STATES = "the most states (--max-states)", "状态数上限（--max-states）";
    BOUND_BYTES = "the most memory", "内存上限";
    BOUND_CHOICES = "a node has too many possibilities to choose from", "某节点可选的分支过多";
    BOUND_WALKS = "random walks see no end", "随机游走没有尽头";
    GENERATED(count) = "{count} generated", "生成 {count}";
    STATES(count) = "{count} states", "{count} 个状态";
    DEPTH(count) = "depth {count}", "深度 {count}";
    WAITING(count) = "{count} waiting", "待展开 {count}";
    COMPLETE = "every reachable state was seen", "已看遍所有可达状态";
    INCOMPLETE = "not every reachable state was seen", "尚未看遍所有可达状态";
    MISSED = "probability that one was missed: ", "漏掉某个状态的概率：";
    DELIVERS = "arrives: ", "送达：";
    LOSES_IT = "is lost: ", "丢失：";
    REPEATS = "will arrive twice: ", "将重复送达：";
    AGAIN = "again: ", "再次请求：";
    CRASHES = "goes down", "停机";
    FOR_EVER = "and from here on, for ever:", "自此永远循环：";

    NODES(count) = "{count} nodes", "{count} 个节点";
    CLIENTS(count) = "{count} clients", "{count} 个客户端";
    SEED(seed) = "seed {seed}", "种子 {seed}";
    EVENTS(count) = "{count} events", "{count} 个事件";
    SEEDS(count) = "{count} seeds", "{count} 个种子";
    DIGEST = "digest", "摘要";
    HOLDS = "holds", "成立";
    BROKEN = "broken", "被打破";
    UNREACHED = "unreached", "未达到";
    NOTHING_BROKE = "no promise broke", "没有承诺被打破";
    REPLAY = "replay", "重放";
    ACTIONS(count) = "{count} actions", "{count} 个动作";
    SHRINKS = "making it shorter", "正在精简";
    NOT_ALL_FOUND =
        "the hunt did not find every bug under these seeds; the rest is shown by its script",
        "这些种子下未能找到全部缺陷；其余由各自的脚本展示";
    NO_FIND =
        "nothing was found under these seeds; that does not mean that there is nothing",
        "这些种子下没有发现问题；这并不表示没有问题";

    BOOTS = "starts", "启动";
    RECEIVES(from) = "from {from}: ", "来自 {from}：";
    LOSES(to) = "to {to}: ", "发往 {to}：";
    LOST_NETWORK = "lost by the network: ", "被网络丢失：";
    LOST_CUT = "lost at the cut: ", "因链路切断而丢失：";
    LOST_DOWN = "finds nobody: ", "接收方已停机：";
    LOST_DROPPED = "dropped: ", "被丢弃：";
    TIMER = "timer: ", "定时器：";
    WRITTEN = "write is durable", "写入已落盘";
    ASKS = "asks", "发起请求";
    ASKS_AGAIN = "asks again", "再次请求";
    DISCONNECTED(peer) = "stream to {peer} broke", "与 {peer} 的连接断开";
    ACTS = "action: ", "动作：";
    ANSWERED = "answer: ", "应答：";
    PROTOCOLS = "Protocols", "协议";
    PARAMETERS = "parameters", "参数";
    BUGS = "bugs", "缺陷";
    PROPERTIES = "properties", "性质";
    PRESETS = "presets", "预设";
}
