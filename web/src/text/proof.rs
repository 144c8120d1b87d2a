//! Words of searches and of verdicts.

quorate_proto::phrases! {
    HUNT = "Find a schedule that breaks it", "寻找会打破承诺的调度";
    HUNT_ABOUT =
        "Random runs with drawn faults until a promise breaks; then the shortest that breaks it.",
        "带随机故障反复运行，直到承诺被打破；再找出仍会打破它的最短运行。";
    HUNT_WHAT = "What is hunted for", "目标";
    HUNT_AS_IT_IS = "the protocol with all its rules", "规则完整的协议";
    HUNT_BUG(bug, breaks) = "without rule {bug} (breaks {breaks})", "去掉规则 {bug}（打破 {breaks}）";
    STRENGTH = "Faults", "故障";
    STRENGTH_NONE = "none: only chance", "无：仅随机";
    STRENGTH_LIGHT = "light", "轻";
    STRENGTH_HEAVY = "heavy", "重";
    SEEDS_MOST = "Seeds, at most", "最多种子数";
    HUNT_DO = "Hunt", "开始寻找";
    SEARCHING = "Searching …", "正在搜索……";
    SHRINKING = "Found. Making it shorter …", "已找到，正在缩短……";
    FOUND(property, time, seed) = "{property} breaks at {time} (seed {seed}).",
        "{property} 在 {time} 被打破（种子 {seed}）。";
    NOTHING_FOUND(seeds) = "Nothing broke in {seeds} runs. That is no proof: others may break it.",
        "{seeds} 次运行均未出错。这并非证明：其他运行仍可能出错。";
    SEEDS = "runs", "运行次数";
    EVENTS = "events", "事件";
    EVENTS_PER_SECOND = "events per second", "每秒事件";
    FACTS = "different facts seen", "见到的不同情形";
    ACTIONS = "actions in the shortest run", "最短运行中的操作";
    SHOW = "Watch it break", "看它出错";
    HISTORY_YES = "Linearizable", "可线性化";
    HISTORY_NO = "Not linearizable", "不可线性化";
    HISTORY_UNKNOWN = "Not decided within the bound", "在限定内未能判定";
    HISTORY_YES_ABOUT = "One order explains every answer: the numbers are its places.",
        "存在一个能解释所有应答的顺序：数字是其中的位置。";
    HISTORY_LATER = "Every answer can be explained. The order is drawn when time stands still.",
        "所有应答均可解释。暂停后会画出顺序。";
    HISTORY_NO_ABOUT(operation, client, time) =
        "No order explains the answer that {client} got to {operation} at {time}.",
        "没有任何顺序能解释 {client} 在 {time} 得到的 {operation} 的应答。";
    HISTORY_MINIMAL = "The operations marked red contradict each other, and no fewer do.",
        "标红的操作互相矛盾，且不能再少。";
    HISTORY_NOT_MINIMAL = "The operations marked red contradict each other; perhaps fewer do.",
        "标红的操作互相矛盾；也许还能更少。";
    HISTORY_LONGEST =
        "The numbers are the longest order that makes sense; a question mark fits nowhere in it.",
        "数字是仍说得通的最长顺序；带问号的操作在其后无处可放。";
    HISTORY_COUNTS(asked, answered) =
        "{asked} asked, {answered} answered", "{asked} 个请求，{answered} 个已应答";
    HISTORY_WAYS(count) = "ways to explain it: {count}", "有 {count} 种解释";
    HISTORY_NONE = "No client has asked anything yet.", "还没有客户端发出请求。";
    HISTORY_HIDDEN(count) = "{count} operations are not drawn.", "有 {count} 个操作未画出。";
    HISTORY_FUTURE = "The line is the present; what is below is the known future.",
        "横线是当前时刻，其下是已知的未来。";
    HISTORY_HELP = "Arrow keys go from operation to operation, Enter goes to its moment.",
        "方向键在操作之间移动，回车跳到该时刻。";
    CAUSAL = "Causal consistency", "因果一致性";
    CONVERGENT = "Causal convergence", "因果收敛";
    READ_YOUR_WRITES = "Read your writes", "读己之写";
    MONOTONIC_READS = "Monotonic reads", "单调读";
    WEAKER_TOO = "Weaker promises hold with it: sequential and causal consistency, sessions.",
        "更弱的承诺随之成立：顺序一致性、因果一致性、会话保证。";
    SEQUENTIAL = "Sequential consistency", "顺序一致性";
    ANSWER_YES = "yes", "是";
    ANSWER_NO = "no", "否";
    ANSWER_UNKNOWN = "not decided", "未判定";
    PAUSE_TO_JUDGE = "judged when time stands still", "暂停后判定";
    EXPLORE = "Every schedule from here", "从此刻起的所有调度";
    EXPLORE_ABOUT(time) =
        "From the moment at {time} on, in every order: what may happen, up to these bounds.",
        "从 {time} 这一刻起，在以下限度内尝试一切可能的顺序。";
    ORDER = "Order", "次序";
    ORDER_BREADTH = "nearest states first", "由近及远";
    ORDER_DEPTH = "deepest states first", "由深及浅";
    ORDER_WALKS = "random walks", "随机游走";
    EXPLORE_DO = "Explore", "开始探索";
    CRASHES = "Crashes", "崩溃";
    LOSSES = "Lost messages", "丢失的消息";
    DUPLICATES = "Repeated messages", "重复的消息";
    TIMERS = "Timers that fire", "触发的定时器";
    REQUESTS = "New requests", "新的请求";
    DEPTH = "Steps deep", "步数";
    STATES = "States", "状态数";
    EXPLORING = "Exploring …", "正在探索……";
    DISTINCT = "different states", "不同的状态";
    GENERATED = "states generated", "生成的状态";
    DEPTH_NOW = "steps deep", "深度";
    FRONTIER = "states that wait", "待展开的状态";
    MEGABYTES = "megabytes", "兆字节";
    STATES_PER_SECOND = "states per second", "每秒状态";
    COMPLETE = "Every schedule within these budgets was tried, and no promise broke.",
        "限度内的所有调度均已尝试，没有承诺被打破。";
    BOUND_DEPTH = "Every schedule so many steps deep was tried, and no promise broke.",
        "该深度内的所有调度均已尝试，没有承诺被打破。";
    BOUND_DEPTH_DEEPEST =
        "No path went deeper, and no promise broke. Depth first may have left out states there.",
        "没有更深的路径，也没有承诺被打破。深度优先可能漏掉该深度处的状态。";
    BOUND_WALKS = "So many steps were walked by lot, and no promise broke. That is no proof.",
        "已随机走完这么多步，没有承诺被打破。这并非证明。";
    BOUND_STATES = "Stopped at the most states; up to there no promise broke.",
        "已达到状态数上限；到此为止没有承诺被打破。";
    BOUND_BYTES = "Stopped at the most memory; up to there no promise broke.",
        "已达到内存上限；到此为止没有承诺被打破。";
    BOUND_CHOICES =
        "Not every choice of a node was tried; of those that were, none broke a promise.",
        "节点的选择未能全部尝试；已尝试的没有打破承诺。";
    BROKEN_AFTER(property, steps) =
        "{property} breaks after {steps} steps.", "{property} 在 {steps} 步后被打破。";
    NO_RUN = "No run of the timed world shows it, so there is nothing to play.",
        "有时间的世界中没有哪次运行能重现它，因此无法播放。";
}
