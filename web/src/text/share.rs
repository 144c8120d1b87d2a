//! Words of sharing, saving and opening.

quorate_proto::phrases! {
    SHARE = "Share", "分享";
    TITLE = "Share this moment", "分享这一刻";
    ABOUT(time, actions) = "Opens at {time}; replays this run, {actions} actions, bit for bit.",
        "打开时停在 {time}，并逐位重放本次运行及其 {actions} 个操作。";
    NAME = "Title", "标题";
    LINK = "Link", "链接";
    LINK_LENGTH(count) = "{count} characters", "{count} 个字符";
    LINK_TOO_LONG(most) = "Longer than the {most} characters of a link. Save it as a file.",
        "超过链接允许的 {most} 个字符，请改为保存成文件。";
    COPY_LINK = "Copy link", "复制链接";
    COPY_WECHAT = "Copy for WeChat", "复制（微信适用）";
    WECHAT_ABOUT = "Some chat programs cut off what follows #; this form has none.",
        "某些聊天软件会截断 # 之后的内容；此形式不含 #。";
    COPY_EMBED = "Copy embed code", "复制嵌入代码";
    COPIED = "Copied.", "已复制。";
    COPY_BY_HAND = "The browser does not let us copy. It is selected: press Ctrl+C.",
        "浏览器不允许自动复制。内容已选中，请按 Ctrl+C。";
    EMBED = "Embed", "嵌入";
    EMBED_ABOUT = "For a course page: the stage and its controls in a frame.",
        "用于课程页面：在框架中显示舞台和控制。";
    QR = "QR code", "二维码";
    QR_NAME = "QR code of the link", "链接的二维码";
    QR_WITHOUT_TITLE = "Without the title, to keep it small.", "为缩短内容，未包含标题。";
    QR_TOO_LONG(most) = "Beyond {most} characters no phone reads a code well.",
        "链接超过 {most} 个字符，手机难以识别这样的二维码。";
    FILES = "Files", "文件";
    SAVE_SCRIPT = "Script", "脚本";
    SAVE_MERMAID = "Mermaid sequence", "Mermaid 时序图";
    SAVE_STAGE = "Stage as SVG", "舞台 SVG";
    SAVE_DIAGRAM = "Diagram as SVG", "时空图 SVG";
    SAVE_TRACE = "Trace as NDJSON", "轨迹 NDJSON";
    FILES_ABOUT = "Made in this browser; nothing is sent anywhere.", "在浏览器中生成，不会发送到任何地方。";
    TRACE_SHORT(count) = "The trace holds the first {count} events.", "轨迹仅含前 {count} 个事件。";
    OPEN = "Open a link or a script", "打开链接或脚本";
    OPEN_ABOUT = "Paste either here, drop a file anywhere on the page, or choose one.",
        "在此粘贴，或将文件拖到页面任意位置，或选择文件。";
    OPEN_TEXT = "Link or script", "链接或脚本";
    OPEN_DO = "Open", "打开";
    OPEN_FILE = "Choose a file", "选择文件";
    FILE_TOO_LONG(most) = "The file is larger than {most} bytes: no scenario is.",
        "文件大于 {most} 字节，不可能是场景。";
    FILE_NOT_TEXT = "The file is not text in UTF-8.", "文件不是 UTF-8 文本。";
    FILE_UNREADABLE = "The browser could not read the file.", "浏览器无法读取该文件。";
    DROP_HERE = "Drop the file to open it", "松开即可打开文件";
    CLOSE = "Close", "关闭";
    HELP = "Keys", "快捷键";
    HELP_ABOUT = "Single keys work while the stage has the focus.", "焦点在舞台上时，单键有效。";
    KEY_SPACE = "play and pause", "播放和暂停";
    KEY_STEP = "step on and back by one event", "前进、后退一个事件";
    KEY_MARK = "to the next and the previous marked event", "到下一个、上一个标记事件";
    KEY_ARROWS = "go from node to node, and on to messages", "在节点和消息之间移动";
    KEY_ENTER = "open the actions of what is chosen", "打开所选对象的操作";
    KEY_ESCAPE = "leave, close, let go", "离开、关闭、取消选择";
    KEY_SPEED = "slower and faster", "放慢、加快";
    KEYS_ON = "Single keys are commands", "单键作为快捷键";
    CALM = "Nothing glides: messages are drawn as arrows", "减少动画：消息画成箭头";
    PREFERENCES = "Preferences", "偏好";
    KEY_HELP = "this help", "本帮助";
    GLOSSARY = "Words", "术语";
    TERM_TERM = "term, ballot, epoch: a numbered period with at most one leader",
        "任期 / 编号 / 纪元：编号的时期，其中至多一个领导者";
    TERM_QUORUM = "quorum: so many nodes that any two such groups overlap", "法定人数：任意两组必有交集的节点数";
    TERM_COMMIT = "commit: final; no later leader may change it", "提交：已成定局，后来的领导者也不能更改";
    TERM_DURABLE = "durable: on disk, and so still there after a crash", "持久：已写入磁盘，崩溃后仍在";
}
