//! Words of the frame around the stage.

quorate_proto::phrases! {
    NAME = "Quorate", "Quorate";
    TAGLINE = "A playground for distributed protocols", "分布式协议试验场";
    OPENING = "Opening …", "正在打开……";
    SKIP = "Skip to the stage", "跳到舞台";
    GALLERY = "Gallery", "协议陈列";
    EXPERIMENTS = "Experiments", "实验";
    PROTOCOL = "Protocol and scenario", "协议与场景";
    SCENARIOS_OF(protocol) = "Scenarios: {protocol}", "场景：{protocol}";
    NEW_RUN_OF = "A new run", "新的运行";
    NODE_ONE = "1 node", "1 个节点";
    CLIENT_ONE = "1 client", "1 个客户端";
    NODES(count) = "{count} nodes", "{count} 个节点";
    CLIENTS(count) = "{count} clients", "{count} 个客户端";
    SHARE = "Share", "分享";
    LANGUAGE = "Language", "语言";
    THEME = "Theme", "主题";
    THEME_AUTO = "Theme: as the system", "主题：跟随系统";
    THEME_LIGHT = "Theme: light", "主题：浅色";
    THEME_DARK = "Theme: dark", "主题：深色";
    MAIN_NAVIGATION = "Pages", "页面";
    SIDE_PANEL = "Details", "详情";
    SHEET_OPEN = "Show details", "展开详情";
    SHEET_CLOSE = "Hide details", "收起详情";
    PANEL_INSPECTOR = "Inspector", "检视";
    PANEL_MESSAGES = "Messages", "消息";
    PANEL_PROMISES = "Promises", "承诺";
    PANEL_HISTORY = "History", "历史";
    PANEL_EVENTS = "Events", "事件";
    PANEL_SETTINGS = "Settings", "设置";
    PANEL_NODE(node) = "Node {node}", "节点 {node}";
    PANEL_CLIENT(node) = "Client {node}", "客户端 {node}";
    OPEN_IN_FULL = "Open in full", "在完整页面中打开";
    CLOSE = "Close", "关闭";
    UNSAFE_VARIANT = "Unsafe variant", "不安全变体";
    UNSAFE_COUNT(count) = "Rules switched off: {count}", "被关闭的规则：{count}";
    PROMISES_HOLD(count) = "{count} promises hold", "{count} 项承诺成立";
    PROMISE_BROKEN(name) = "{name} is broken", "{name} 已被违反";
    PROMISES_SHOW = "show all promises", "查看全部承诺";
    UNKNOWN_PROTOCOL = "There is no such protocol here; the first one was opened instead.",
        "这里没有这个协议，已改为打开第一个。";
    UNKNOWN_PRESET = "There is no such scenario here; a new run was opened instead.",
        "这里没有这个场景，已改为打开一次新的运行。";
    SEED(seed) = "seed {seed}", "种子 {seed}";
}
