//! Words of the gallery.

quorate_proto::phrases! {
    TITLE = "Gallery", "协议陈列";
    ABOUT = "Ready scenarios of every protocol. One press opens each, and all can be changed.",
        "每个协议的现成场景。点一下即可打开，其中一切都可以改动。";
    FRESH = "New run", "新的运行";
    FRESH_ABOUT = "Nothing prepared: see what happens.", "没有预设：看看会发生什么。";
    SIZE(nodes) = "{nodes} nodes", "{nodes} 个节点";
    BUGS(count) = "{count} ways to break it", "{count} 种出错方式";
    PROMISES(count) = "{count} promises", "{count} 项承诺";
    OPEN = "Open a link or a script", "打开链接或脚本";
    PROTOCOLS = "Protocols", "协议";
    SOURCES = "Read on", "延伸阅读";
}
