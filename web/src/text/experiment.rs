//! Words of experiments.

quorate_proto::phrases! {
    TITLE = "Experiments", "实验";
    ABOUT = "Measurements from the literature, made again here: measured beside published.",
        "在这里重做文献中的测量：实测与发表结果并列。";
    UNKNOWN = "There is no such experiment here. These there are:", "这里没有这个实验。现有的实验：";
    SETTINGS = "What is measured", "测量设置";
    PROGRESS = "Trials performed", "已完成的试验";
    TRIALS(done, total) = "{done} of {total} trials.", "已完成 {done} / {total} 次试验。";
    GIVEN_UP(count) = "{count} took too long and were given up.", "{count} 次耗时过长，已放弃。";
    FULL = "No more fit into memory; what was measured stands.", "内存已满，已有测量结果有效。";
    EXPECTED = "Expected:", "应为：";
    MEASURED = "measured", "实测";
    PUBLISHED = "published", "已发表";
    FORMULA = "formula", "公式";
    TABLE = "Table", "表格";
    NOT_YET = "Nothing is measured yet: press Start.", "还没有测量结果：请按“开始”。";
    SAVE_CSV = "Table as CSV", "表格 CSV";
    SAVE_CHART = "Chart as SVG", "图表 SVG";
    SERIES = "Shown", "显示";
    READ_HELP = "Arrow keys go from point to point.", "方向键逐点查看数值。";
    POINT(series) = "{series}:", "{series}：";
    SOURCE = "Source", "出处";
}
