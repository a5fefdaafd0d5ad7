//! What can stop a use case: each with what was expected, what was found and what to do next,
//! in both languages, and with the exit status that it leads to.
//!
//! Knows nothing of arguments and of how an error is printed.

use diag::codes::records as codes;
use diag::{Code, Language, Text};
use std::fmt;
use std::path::Path;

/// What a process says with its exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done (0).
    Done,
    /// There are findings, or something was refused (1).
    Findings,
    /// It was called in a way that cannot be meant (2).
    WrongUse,
    /// The machine did not let it: disk, permission, lock (3).
    CouldNot,
}

impl Exit {
    /// The number that the shell sees.
    pub fn status(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::WrongUse => 2,
            Self::CouldNot => 3,
        }
    }
}

/// Why a use case did not come to its end.
#[derive(Debug)]
pub struct Error {
    /// What the process says with its exit status.
    pub exit: Exit,
    /// The code of what is refused, where `hemei explain` knows more of it.
    pub code: Option<Code>,
    /// One line, lower case, no full stop.
    pub message: Text,
    /// An imperative that would fix it, where one is known.
    pub help: Option<Box<Text>>,
    /// What lies under it.
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message.en)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

impl Error {
    /// Something that was asked for is refused (1).
    pub fn refused(zh: impl Into<String>, en: impl Into<String>) -> Self {
        let message = Text::new(zh, en);
        Self { exit: Exit::Findings, code: None, message, help: None, source: None }
    }

    /// A call that cannot be meant (2).
    pub fn wrong_use(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { exit: Exit::WrongUse, ..Self::refused(zh, en) }
    }

    /// Something outside did not let it (3).
    pub fn could_not(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { exit: Exit::CouldNot, ..Self::refused(zh, en) }
    }

    /// Sets what the process says with its exit status.
    #[must_use]
    pub fn exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// Names the page that explains it.
    #[must_use]
    pub fn code(mut self, code: Option<Code>) -> Self {
        self.code = code.or(self.code);
        self
    }

    /// Adds what would fix it.
    #[must_use]
    pub fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Box::new(Text::new(zh, en)));
        self
    }

    /// Adds a help line if there is one.
    #[must_use]
    pub fn help_text(mut self, help: Option<Text>) -> Self {
        self.help = help.map(Box::new).or(self.help);
        self
    }

    /// Adds what lies under it.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The lines for a person: the message with its causes, then the help.
    pub fn lines(&self, language: Language) -> (String, Option<&str>) {
        let mut line = self.message.get(language).to_owned();
        let mut next = std::error::Error::source(self);
        while let Some(cause) = next {
            line.push_str(": ");
            line.push_str(&cause.to_string());
            next = cause.source();
        }
        (line, self.help.as_ref().map(|help| help.get(language)))
    }
}

/// A file or folder that could not be used, said so that each case has its next step.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds all read alike")]
pub(crate) fn file(path: &Path, error: std::io::Error) -> Error {
    let shown = path.display();
    match error.kind() {
        std::io::ErrorKind::NotFound => Error::could_not(
            format!("没有文件或文件夹 `{shown}`"),
            format!("there is no file or folder `{shown}`"),
        )
        .help("检查路径的拼写", "check how the path is spelled"),
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            Error::could_not(
                format!("没有使用 `{shown}` 的权限"),
                format!("there is no permission to use `{shown}`"),
            )
            .code(Some(codes::R0339))
            .help("换一个有权限的用户或文件夹", "use a folder or a user that has it")
            .because(error)
        }
        std::io::ErrorKind::StorageFull => Error::could_not(
            format!("磁盘已满，`{shown}` 没有写完"),
            format!("the disk is full, `{shown}` was not finished"),
        )
        .code(Some(codes::R0333))
        .help("腾出空间后重新运行同一命令", "make room and run the same command again")
        .because(error),
        std::io::ErrorKind::AlreadyExists | std::io::ErrorKind::NotADirectory => Error::could_not(
            format!("`{shown}` 是文件，这里需要文件夹"),
            format!("`{shown}` is a file where a folder is expected"),
        )
        .help("用 --data 换一个文件夹", "choose another folder with --data"),
        _ => Error::could_not(format!("无法使用 `{shown}`"), format!("could not use `{shown}`"))
            .because(error),
    }
}

/// A folder was given where a file was expected.
pub(crate) fn not_a_file(path: &Path) -> Error {
    let shown = path.display();
    Error::could_not(
        format!("`{shown}` 是文件夹，这里需要文件"),
        format!("`{shown}` is a folder where a file is expected"),
    )
    .help(
        format!("列出其中的文件，例如 {shown}/*.csv"),
        format!("name the files in it, such as {shown}/*.csv"),
    )
}

/// No pack was named.
pub(crate) fn no_pack() -> Error {
    Error::wrong_use("没有指明配置包", "no pack is named").help(
        "加上 --pack 文件夹，或在 hemei.toml 中写 pack = \"…\"",
        "add --pack FOLDER, or write pack = \"…\" in hemei.toml",
    )
}

/// No data folder was named.
pub(crate) fn no_data() -> Error {
    Error::wrong_use("没有指明数据文件夹", "no data folder is named").help(
        "加上 --data 文件夹，或在 hemei.toml 中写 data = \"…\"",
        "add --data FOLDER, or write data = \"…\" in hemei.toml",
    )
}

/// A name that the pack does not declare, with the nearest one that it does.
pub(crate) fn not_declared<'a>(
    kind: (&str, &str),
    found: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Error {
    let mut known: Vec<&str> = candidates.into_iter().collect();
    known.sort_unstable();
    let error = Error::refused(
        format!("配置包没有名为 `{found}` 的{}", kind.0),
        format!("the pack has no {} `{found}`", kind.1),
    );
    if let Some(near) = district::did_you_mean(found, known.iter().copied()) {
        return error.help(format!("是不是 `{near}`？"), format!("did you mean `{near}`?"));
    }
    if known.is_empty() || known.len() > 24 {
        return error;
    }
    let list = known.join(", ");
    error.help(format!("现有：{list}"), format!("there are: {list}"))
}

/// The folder of a pack whose findings make it unusable.
pub(crate) fn pack_refused(dir: &Path, errors: usize) -> Error {
    let shown = dir.display();
    Error::refused(
        format!("配置包 `{shown}` 有 {errors} 处错误，未能使用"),
        format!("the pack `{shown}` has {errors} errors and cannot be used"),
    )
    .help(
        format!("运行 hemei check {shown} 查看全部"),
        format!("run hemei check {shown} to see them all"),
    )
}

/// A path as messages show it.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}
