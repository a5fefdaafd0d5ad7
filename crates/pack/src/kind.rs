//! The kinds of declarations, and how one of them is named in a message.

use crate::findings::short;
use diag::Text;

/// What is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Pack,
    Place,
    Stream,
    Register,
    Column,
    Source,
    Table,
    Standard,
    Edition,
    Target,
    Calendar,
    Report,
    Model,
    Indicator,
    Test,
    Services,
    Office,
    Material,
    Field,
    Item,
    Thing,
    Role,
    Decision,
    Programme,
    Access,
    Walk,
    Drive,
    Facility,
    Walker,
    Circle,
}

impl Kind {
    fn zh(self) -> &'static str {
        match self {
            Self::Pack => "配置包",
            Self::Place => "地点",
            Self::Stream => "记录流",
            Self::Register => "登记册",
            Self::Column => "列",
            Self::Source => "数据源",
            Self::Table => "数据表",
            Self::Standard => "标准",
            Self::Edition => "版本",
            Self::Target => "目标",
            Self::Calendar => "工作日历",
            Self::Report => "报告",
            Self::Model => "中间表",
            Self::Indicator => "指标",
            Self::Test => "测试",
            Self::Services => "服务",
            Self::Office => "部门",
            Self::Material => "材料",
            Self::Field => "字段",
            Self::Item => "事项",
            Self::Thing => "一件事",
            Self::Role => "角色",
            Self::Decision => "决策表",
            Self::Programme => "帮扶机制",
            Self::Access => "可达性",
            Self::Walk => "步行规则",
            Self::Drive => "驾车规则",
            Self::Facility => "设施类别",
            Self::Walker => "步行者",
            Self::Circle => "生活圈",
        }
    }

    fn en(self) -> &'static str {
        match self {
            Self::Pack => "pack",
            Self::Place => "place",
            Self::Stream => "stream",
            Self::Register => "register",
            Self::Column => "column",
            Self::Source => "source",
            Self::Table => "table",
            Self::Standard => "standard",
            Self::Edition => "edition",
            Self::Target => "target",
            Self::Calendar => "calendar",
            Self::Report => "report",
            Self::Model => "model",
            Self::Indicator => "indicator",
            Self::Test => "test",
            Self::Services => "services",
            Self::Office => "office",
            Self::Material => "material",
            Self::Field => "field",
            Self::Item => "item",
            Self::Thing => "thing",
            Self::Role => "role",
            Self::Decision => "decision table",
            Self::Programme => "programme",
            Self::Access => "access",
            Self::Walk => "walk",
            Self::Drive => "drive",
            Self::Facility => "facility kind",
            Self::Walker => "walker",
            Self::Circle => "circle",
        }
    }

    /// The bare word.
    pub(crate) fn word(self) -> Text {
        Text::new(self.zh(), self.en())
    }

    /// The kind with a name: stream `air_hour`.
    pub(crate) fn named(self, id: &str) -> Text {
        let id = short(id);
        Text::new(format!("{} `{id}`", self.zh()), format!("{} `{id}`", self.en()))
    }

    /// One of the kind whose name is not to be had.
    pub(crate) fn nameless(self) -> Text {
        let article = match self {
            Self::Edition | Self::Indicator | Self::Office | Self::Item => "an",
            Self::Services | Self::Access | Self::Walk | Self::Drive => "the section",
            Self::Pack
            | Self::Place
            | Self::Stream
            | Self::Register
            | Self::Column
            | Self::Source
            | Self::Table
            | Self::Standard
            | Self::Target
            | Self::Calendar
            | Self::Report
            | Self::Model
            | Self::Test
            | Self::Material
            | Self::Field
            | Self::Thing
            | Self::Role
            | Self::Decision
            | Self::Programme
            | Self::Facility
            | Self::Walker
            | Self::Circle => "a",
        };
        Text::new(format!("一个{}", self.zh()), format!("{article} {}", self.en()))
    }

    /// Whether ids of the kind may have hyphens: no SQL names them.
    pub(crate) fn hyphenated(self) -> bool {
        match self {
            Self::Services
            | Self::Office
            | Self::Material
            | Self::Field
            | Self::Item
            | Self::Thing
            | Self::Role
            | Self::Decision
            | Self::Programme
            | Self::Access
            | Self::Walk
            | Self::Drive
            | Self::Facility
            | Self::Walker
            | Self::Circle => true,
            Self::Pack
            | Self::Place
            | Self::Stream
            | Self::Register
            | Self::Column
            | Self::Source
            | Self::Table
            | Self::Standard
            | Self::Edition
            | Self::Target
            | Self::Calendar
            | Self::Report
            | Self::Model
            | Self::Indicator
            | Self::Test => false,
        }
    }
}
