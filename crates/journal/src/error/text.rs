//! The errors of the journal in both languages.

use super::Error;
use diag::codes::records as codes;
use diag::{Code, Text};

impl Error {
    /// The error in both languages, without what lies under it.
    pub fn text(&self) -> Text {
        Text::new(self.zh(), self.to_string())
    }

    /// The code of a refusal that a user can act on; none for what only a developer can.
    pub fn code(&self) -> Option<Code> {
        Some(match self {
            Self::DiskFull { source: _ } => codes::R0333,
            Self::Permission { source: _ } => codes::R0339,
            Self::Checkpoint { seq: _ } => codes::R0346,
            Self::Address { found: _ } => codes::R0348,
            Self::NoJournal { path: _ } => codes::R0349,
            Self::Newer { found: _, known: _ } => codes::R0350,
            Self::Unreachable { source: _ } => codes::R0351,
            Self::Corrupt { source: _ } => codes::R0352,
            Self::ReadOnly { what: _ }
            | Self::Statement { what: _, source: _ }
            | Self::Value { expected: _, found: _ }
            | Self::Traces
            | Self::Stopped { at: _ }
            | Self::Backup { path: _, found: _ } => return None,
        })
    }

    fn zh(&self) -> String {
        match self {
            Self::Address { found } => format!(
                "`{found}` 不是业务日志的地址；应为 `sqlite:路径` 或 `postgres://用户@主机/数据库`"
            ),
            Self::NoJournal { path } => {
                format!("`{}` 中还没有业务日志；先启动一次服务，或检查 --data", path.display())
            }
            Self::ReadOnly { what } => {
                format!("业务日志以只读方式打开，而“{}”需要写入", zh_of(what))
            }
            Self::Newer { found, known } => format!(
                "业务日志的布局为 {found}，本版本最多读到 {known}；请用写入它的版本或更新的版本"
            ),
            Self::DiskFull { source: _ } => {
                "业务日志所在磁盘已满；没有写入任何内容：腾出空间后再发送同一命令".to_owned()
            }
            Self::Permission { source: _ } => {
                "没有权限打开或写入业务日志；检查其属主、权限或数据库角色".to_owned()
            }
            Self::Corrupt { source: _ } => {
                "业务日志的文件不完好；保留它以便检查，并恢复最近的备份".to_owned()
            }
            Self::Unreachable { source: _ } => {
                "连不上业务日志的数据库服务器；检查它是否在运行及其地址".to_owned()
            }
            Self::Statement { what, source: _ } => {
                format!("未能在业务日志中完成“{}”", zh_of(what))
            }
            Self::Value { expected, found } => {
                format!("业务日志中应为 {expected}，却是 `{found}`")
            }
            Self::Checkpoint { seq } => {
                format!("检查点 {seq} 的哈希与业务日志中该序号事件的哈希不同")
            }
            Self::Traces => {
                "密钥已删除，但有人正在读取业务日志，其旧副本仍在预写日志中；请再删除一次"
                    .to_owned()
            }
            Self::Stopped { at } => format!("按要求停在 {at}"),
            Self::Backup { path, found } => {
                format!("未能备份到 `{}`：{}", path.display(), zh_of(found))
            }
        }
    }
}

/// The Chinese of a phrase; the phrase itself where nobody wrote one.
fn zh_of(what: &str) -> &str {
    PHRASES.iter().find(|(en, _)| *en == what).map_or(what, |(_, zh)| zh)
}

const PHRASES: &[(&str, &str)] = &[
    ("open", "打开"),
    ("migrate", "升级布局"),
    ("read the layout", "读取布局"),
    ("commit events", "提交事件"),
    ("read the events of a case", "读取办件的事件"),
    ("read events", "读取事件"),
    ("read the tip", "读取末尾"),
    ("find a command", "查找命令"),
    ("find a case", "查找办件"),
    ("list cases", "列出办件"),
    ("read the inbox", "读取待办"),
    ("list desks", "列出工作台"),
    ("count tasks", "统计待办"),
    ("find a task", "查找待办"),
    ("read due timers", "读取到期的定时"),
    ("read the next timer", "读取下一个定时"),
    ("put off a timer", "推迟定时"),
    ("list destinations", "列出接收方"),
    ("read due messages", "读取待发消息"),
    ("mark messages delivered", "标记消息已送达"),
    ("mark a message as not delivered", "标记消息未送达"),
    ("list dead messages", "列出死信"),
    ("replay a dead message", "重发死信"),
    ("find a message", "查找消息"),
    ("list the results of a holder", "列出持有的结果"),
    ("find a result", "查找结果"),
    ("make a person's key", "生成个人密钥"),
    ("find a person's key", "查找个人密钥"),
    ("erase a person's key", "删除个人密钥"),
    ("clear the traces of a key", "清除密钥的痕迹"),
    ("put a subscription", "登记订阅"),
    ("list subscriptions", "列出订阅"),
    ("find a subscription", "查找订阅"),
    ("read a position", "读取发布位置"),
    ("advance a position", "推进发布位置"),
    ("put a checkpoint", "登记检查点"),
    ("list checkpoints", "列出检查点"),
    ("walk the events", "核对事件"),
    ("walk the cases", "核对办件"),
    ("walk the checkpoints", "核对检查点"),
    ("check the file", "检查文件"),
    ("tidy the log", "整理预写日志"),
    ("back up", "备份"),
    ("a PostgreSQL journal is backed up with pg_dump", "PostgreSQL 的业务日志用 pg_dump 备份"),
    ("there is a file of that name", "已有同名文件"),
    ("its name is not UTF-8", "文件名不是 UTF-8"),
];
