//! What `quorate help` says.

use quorate_experiment::{Domain, EXPERIMENTS, Experiment};
use quorate_proto::Language;

/// All of it, in one language.
pub(crate) fn help(language: Language) -> String {
    let experiments = EXPERIMENTS.iter().map(|experiment| say(experiment, language));
    let experiments = experiments.collect::<Vec<_>>().join("\n");
    format!("{}\n{}\n\n{experiments}", HELP.words(language), EXPERIMENTS_HEAD.words(language))
}

/// Where labels begin.
const LABELS_AT: usize = 34;

/// An experiment and its settings, as they are unless somebody chooses.
fn say(experiment: &Experiment, language: Language) -> String {
    let mut text = format!("  {}: {}\n", experiment.id, experiment.title.words(language));
    for (setting, value) in experiment.defaults().iter() {
        let label = setting.label.words(language);
        let choices = match &setting.domain {
            Domain::Choice(..) => format!(" ({})", setting.domain.say(language)),
            _ => String::new(),
        };
        let option = format!("      --{} {}", setting.id, value.write());
        let option = if option.len() < LABELS_AT { option } else { option + "\n" };
        let blanks = if option.ends_with('\n') { LABELS_AT } else { LABELS_AT - option.len() };
        text += &format!("{option}{}{label}{choices}\n", " ".repeat(blanks));
    }
    text
}

quorate_proto::phrases! {
    HELP =
"quorate: runs, sweeps and exports scenarios of distributed protocols

  list                      protocols, their parameters, bugs, properties and presets
  run SCENARIO              runs to the end and says which promises hold
      --until T             stops there: 400 (milliseconds) or 1500u (microseconds)
      --bug ID              switches a bug on; may come several times
      --format F            ndjson, mermaid or svg instead of lines for people
  link SCENARIO             the one-line form
  script SCENARIO           the script form
  sweep PROTOCOL            many random runs, each with its own faults
      --nodes N             how many nodes
      --set PARAM=VALUE     a parameter; may come several times
      --seeds A..B          which seeds, B not among them (0..1000)
      --faults F            none, light or heavy (heavy)
      --bug ID              switches a bug on; may come several times
      --jobs J              threads
      --shard I/N           only the I-th of N parts, from 1
      --format ndjson       a report on each hundred seeds, as soon as they are done
  merge FILE...             one report from those of all shards, in any order; what is
                            known twice counts once
  explore SCENARIO|model:NAME  every schedule from the scenario's end on, or of a model
      --set PARAM=VALUE     a parameter, such as rms=5; may come several times
      --from T              begins at this time instead
      --depth D             goes no further than D states from the first (dfs, random: 100)
      --max-states S        stops after S different states
      --crashes K --losses K --duplicates K   so many on one path (0)
      --timers K --requests K                 so many on one path (any; 1)
      --search S            bfs (shortest counterexample), dfs or random (--seed X)
      --symmetry            nodes that may change places count as one
      --liveness            looks for ways on which progress never comes
      --bug ID              switches a bug on; may come several times
  hunt PROTOCOL             random runs until a promise breaks, made as short as it goes:
                            status 1 if one broke, 3 if none did under these seeds
      --bug ID              what is hunted for: only what breaks because of it counts
      --seeds A..B          which seeds, B not among them (0..100000)
      --nodes N --set PARAM=VALUE --faults F --jobs J   as above; without --nodes
                            and --set a hunt for a bug varies sizes and settings
      --guided              half of the runs are changes of such as reached something new
  zoo [PROTOCOL...]         a table of all bugs: how many seeds find each, and in how few
                            actions it shows; status 3 if one is only shown by its script
      --seeds A..B          which seeds for each, B not among them (0..20000)
      --max-states S        how far the explorer looks for a shortest path (30000)
      --page ADDRESS        where the links lead; --jobs J threads
  check FILE                whether a history is linearizable; FILE may be -
      --model M             register, cas-register, kv, queue, set or decision
      --format F            quorate (an operation per line), jepsen or porcupine-kv
      --max-steps S         gives up after so many (20000000)
  experiment NAME           a measurement from the literature (see below)
      --csv                 comma-separated values instead of a table
      --jobs J              threads
      --seconds S           stops after so long, with what was measured
  export SCENARIO           --format mermaid, svg, ndjson, history or jepsen
      --picture P           of an svg: stage (the end) or diagram (the last 3 s)

  SCENARIO is a file, - for standard input, a link with any address in front, a scenario's
  text on one line, or a preset such as PROTOCOL/PRESET from the list. One without an end
  runs for 10 s, and at least 2 s beyond its last action.

  --json                    one JSON object on standard output
  --language en|zh-CN       the language of sentences

  Exit status: 0 all promises hold, 1 one broke, 2 bad input, 3 unknown (a bound was
  reached first), 130 interrupted.
",
"quorate：运行、批量测试并导出分布式协议的场景

  list                      列出协议及其参数、缺陷、性质与预设
  run SCENARIO              运行到终点，报告哪些承诺成立
      --until T             运行到此为止：400（毫秒）或 1500u（微秒）
      --bug ID              打开一个缺陷，可多次使用
      --format F            输出 ndjson、mermaid 或 svg，而非供人阅读的文本
  link SCENARIO             单行形式
  script SCENARIO           脚本形式
  sweep PROTOCOL            大量随机运行，每次注入各自的故障
      --nodes N             节点数
      --set PARAM=VALUE     设置参数，可多次使用
      --seeds A..B          种子区间，不含 B（0..1000）
      --faults F            none、light 或 heavy（heavy）
      --bug ID              打开一个缺陷，可多次使用
      --jobs J              线程数
      --shard I/N           只做 N 份中的第 I 份，从 1 数起
      --format ndjson       每完成一百个种子即输出一行报告
  merge FILE...             把各分片的报告合为一份，次序不限，重复的只计一次
  explore SCENARIO|model:NAME  从场景终点起穷举所有调度，或穷举一个模型
      --set PARAM=VALUE     设置参数，例如 rms=5，可多次使用
      --from T              改从此时刻开始
      --depth D             最多走到第 D 个状态（dfs、random：默认 100）
      --max-states S        看过 S 个不同状态后停止
      --crashes K --losses K --duplicates K   一条路径上最多 K 次（0）
      --timers K --requests K                 一条路径上最多 K 次（不限；1）
      --search S            bfs（最短反例）、dfs 或 random（--seed X）
      --symmetry            可互换的节点视为相同
      --liveness            寻找永远没有进展的路径
      --bug ID              打开一个缺陷，可多次使用
  hunt PROTOCOL             随机运行直到有承诺被打破，再尽量精简：
                            打破则退出状态为 1，这些种子下未发现则为 3
      --bug ID              要找的缺陷：只有因它而起的才算数
      --seeds A..B          种子区间，不含 B（0..100000）
      --nodes N --set PARAM=VALUE --faults F --jobs J   同上；未给出 --nodes
                            与 --set 时，查找缺陷会改变节点数与参数
      --guided              一半的运行由到达过新状态的运行改动而来
  zoo [PROTOCOL...]         全部缺陷一览：各需多少种子找到，最少几个动作可重现；
                            若有缺陷只能由其脚本展示，退出状态为 3
      --seeds A..B          每个缺陷的种子区间，不含 B（0..20000）
      --max-states S        搜索最短路径时至多查看的状态数（30000）
      --page ADDRESS        链接指向的页面地址；--jobs J 线程数
  check FILE                历史是否可线性化；FILE 可以是 -
      --model M             register、cas-register、kv、queue、set 或 decision
      --format F            quorate（每行一个操作）、jepsen 或 porcupine-kv
      --max-steps S         至多搜索的步数（20000000）
  experiment NAME           重做文献中的测量（见下文）
      --csv                 输出 CSV，而非供人阅读的表格
      --jobs J              线程数
      --seconds S           到时即停，保留已测得的结果
  export SCENARIO           --format mermaid、svg、ndjson、history 或 jepsen
      --picture P           svg 的内容：stage（终点时的集群）或 diagram（最后 3 秒的时空图）

  SCENARIO 可以是文件、-（标准输入）、任意网址中的链接、单行场景文本，
  或 list 所列的预设（PROTOCOL/PRESET）。未写明终点的场景运行 10 秒，
  且至少到最后一个动作之后 2 秒。

  --json                    在标准输出上给出一个 JSON 对象
  --language en|zh-CN       语句所用的语言

  退出状态：0 承诺全部成立，1 有承诺被打破，2 输入有误，3 未知（先触及上限），130 被中断。
";

    EXPERIMENTS_HEAD =
        "Experiments, with their settings as they are unless you choose. Ranges hold both ends.",
        "各实验及其设置的默认值（区间含两端）：";
}
