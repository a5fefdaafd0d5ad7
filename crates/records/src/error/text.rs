//! The errors of the lake in both languages, and their codes.

use super::Error;
use super::words::zh_of;
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
            Self::Locked { .. } => codes::R0330,
            Self::TypeChanged { .. } => codes::R0331,
            Self::ZoneChanged { .. } => codes::R0332,
            Self::DiskFull { .. } => codes::R0333,
            Self::SnapshotGone { .. } => codes::R0334,
            Self::NoSnapshot { .. } => codes::R0335,
            Self::NoStream { .. } => codes::R0336,
            Self::NoLake { .. } => codes::R0337,
            Self::ColumnName { .. } => codes::R0338,
            Self::Permission { .. } => codes::R0339,
            Self::StoreNewer { .. } => codes::R0340,
            Self::StoreCorrupt { .. } => codes::R0341,
            Self::DataFile { .. } => codes::R0342,
            Self::ReadOnly { .. }
            | Self::Io { .. }
            | Self::Store { .. }
            | Self::Delta { .. }
            | Self::LoadOpen { .. }
            | Self::Rows { .. }
            | Self::NotFound { .. }
            | Self::StoreValue { .. }
            | Self::Stopped { .. } => return None,
        })
    }

    fn zh(&self) -> String {
        match self {
            Self::Locked { dir, pid } => format!(
                "`{}` 正被另一个进程（{pid}）写入；等它结束，或用 --data 换一个文件夹",
                dir.display()
            ),
            Self::NoLake { dir } => {
                format!("`{}` 中没有库：应有 `hemei.db`；先导入文件，或检查 --data", dir.display())
            }
            Self::ReadOnly { dir, what } => {
                format!("`{}` 中的库以只读方式打开，而“{}”需要写入", dir.display(), zh_of(what))
            }
            Self::DiskFull { path } => format!(
                "`{}` 所在磁盘已满；没有写入任何内容：腾出空间后再运行同一命令，会从停下处继续",
                path.display()
            ),
            Self::Permission { what, path } => {
                format!("没有权限{} `{}`；检查其属主和权限", zh_of(what), path.display())
            }
            Self::Io { what, path, .. } => {
                format!("未能{} `{}`", zh_of(what), path.display())
            }
            Self::StoreNewer { path, found, known } => format!(
                "`{}` 的布局为 {found}，本版本最高可读 {known}；请用写入它的版本或更新的版本",
                path.display()
            ),
            Self::StoreCorrupt { path, found } => format!(
                "`{}` 不是完好的存储文件（{found}）；请连同 `streams` 文件夹从备份恢复，记录本身未受影响",
                path.display()
            ),
            Self::DataFile { path, expected, .. } => format!(
                "`{}` 不是存储所列的 Parquet 文件（应为 {expected}）；请从备份恢复，或把其源文件导入新的文件夹",
                path.display()
            ),
            Self::Store { what, .. } => format!("存储未能{}", zh_of(what)),
            Self::Delta { what, path, .. } => {
                format!("未能{} Delta 表 `{}`", zh_of(what), path.display())
            }
            Self::Stopped { at } => format!("按要求停在 {at}"),
            _ => self.zh_of_streams(),
        }
    }

    /// What concerns streams, snapshots and values.
    fn zh_of_streams(&self) -> String {
        match self {
            Self::TypeChanged { stream, column, was, is } => format!(
                "记录流 `{stream}` 的列 `{column}` 在库中是 {was}，在配置包中是 {is}；用新的列名声明新类型\
                 （旧列仍可读），或把该流导入新的文件夹"
            ),
            Self::ZoneChanged { stream, was, is } => format!(
                "记录流 `{stream}` 的日界按时区 {was} 划定，配置包现为 {is}；请保持 {was}，\
                 或把该流导入新的文件夹"
            ),
            Self::ColumnName { stream, column, other } => format!(
                "记录流 `{stream}` 的列 `{column}` 与 `{other}` 仅大小写不同，或与系统列同名；\
                 其他读取工具无法区分：请改名"
            ),
            Self::NoStream { stream, known } => {
                format!("库中没有记录流 `{stream}`；现有 {known}")
            }
            Self::NoSnapshot { snapshot, newest } => {
                format!("没有快照 {snapshot}，最新的是 {newest}")
            }
            Self::SnapshotGone { stream, snapshot } => format!(
                "记录流 `{stream}` 在快照 {snapshot} 的文件已被清除；只保留最新快照和指标值所依据的快照"
            ),
            Self::LoadOpen { stream } => {
                format!("记录流 `{stream}` 正在导入；请先提交或放弃那次导入")
            }
            Self::Rows { stream, expected, found } => {
                format!("记录流 `{stream}` 的行不相符：应为 {expected}，实为 {found}")
            }
            Self::NotFound { what, name } => format!("存储中没有{} `{name}`", zh_of(what)),
            Self::StoreValue { expected, found } => {
                format!("存储中应为“{}”，实为 `{found}`", zh_of(expected))
            }
            _ => self.to_string(),
        }
    }
}

#[cfg(test)]
mod tests;
