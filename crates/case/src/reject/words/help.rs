//! What to do next, after a refusal.

use super::{Reject, two};
use diag::Text;

pub(crate) fn help(reject: &Reject) -> Text {
    let (zh, en) = match reject {
        Reject::NotOpened => ("先登记办件", "open the case first"),
        Reject::OpenedBefore => ("另用一个编号", "open another case under another id"),
        Reject::Closed { .. } => ("如需再办，另行申请", "apply anew if something is to be done"),
        Reject::Status { .. } => ("查看办件状态后再办", "look at the case, then do what it is at"),
        Reject::NoItem { .. } => ("核对事项编号", "name an item of the plan"),
        Reject::ItemState { .. } => {
            ("查看事项状态后再办", "look at the item, then do what it is at")
        }
        Reject::Role { .. } => ("由相应身份的人办理", "have it done by one of these roles"),
        Reject::Desk { .. } => ("由所列窗口办理，或先转办", "let that desk do it, or transfer it"),
        Reject::Claim { .. } => ("先认领，或请认领人退回", "claim it, or have it given back"),
        Reject::Plan(_) => ("重新生成办理方案后提交", "plan again and hand in that plan"),
        Reject::Material { .. } => ("补上该材料后再提交", "add the material and hand in again"),
        Reject::Once { .. } => ("按现有记录继续办理", "go on with what is there"),
        Reject::TooLate { .. } => ("期限已过，按现状办理", "go on without it"),
        Reject::StopGround { .. } => ("选用申明的依据，否则时限照计", "choose a declared ground"),
        Reject::TextMissing { .. } => ("写明内容", "write it"),
        Reject::OverLimit { .. } => ("在限度内延期", "extend it within that"),
        Reject::Approval => ("写明批准的负责人", "name the head who approved it"),
        Reject::Call { .. } => {
            ("按申明选择并重新生成追加方案", "choose one and plan its extension")
        }
        Reject::Dated { .. } => ("核对决定日期", "correct the date"),
        Reject::NotGiven { .. } => ("选用所列结果", "name one of these results"),
        Reject::NoDesk { .. } => {
            ("选择该部门有窗口的地点", "choose a place with a desk of the office")
        }
        Reject::SameDesk { .. } => ("选择其他窗口", "choose another desk"),
        Reject::Top { .. } => ("由该层级办理", "have it done at this level"),
        Reject::NotEarlier { .. } => ("退回所列事项之一", "send it back to one of these"),
        Reject::SentBackTooOften { .. } => ("作出决定", "decide it"),
        Reject::NoAppeal { .. } => ("无需答复", "there is nothing to answer"),
        Reject::Rating { .. } => ("选择一至五星", "choose one to five stars"),
        Reject::NotDue { .. } => ("无需处理", "there is nothing to do"),
        Reject::Migration(_) => ("保留在原版本办结", "leave the case at its version"),
        Reject::Kind { .. } => ("核对办件编号", "check the id of the case"),
        Reject::NoMeasure { .. } => ("核对措施编号", "name a measure of the case"),
        Reject::NotDeclared { .. } => {
            ("核对编号，或在配置包中申明", "correct the id, or declare it")
        }
        Reject::PlaceNotServed { .. } => ("在受理地点申请", "apply where it is served"),
        Reject::OwnDecision { .. } => ("由他人或上级答复", "let somebody else answer it"),
        Reject::NotApplicant => ("由申请人本人或代办人办理", "have it done by the applicant"),
        Reject::Delivery { .. } => ("核对送达编号", "name one of the deliveries"),
        Reject::Unchanged => ("无需处理", "there is nothing to do"),
        Reject::Unfinished { .. } => ("先办结其余事项", "decide what is open first"),
    };
    two(zh, en)
}
