//! The errors of the journal in both languages.

use super::Error;
use diag::Text;

impl Error {
    /// The error in both languages, without what lies under it.
    pub fn text(&self) -> Text {
        Text::new(self.zh(), self.to_string())
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

const PHRASES: &[(&str, &str)] =
    &[("open", "打开"), ("migrate", "升级布局"), ("commit events", "提交事件")];
