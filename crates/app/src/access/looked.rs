//! The scene of a question, with what is odd about its layers.

use super::ground::{Ground, need_facilities, need_homes};
use crate::error::Error;
use access::scene::Scene;
use diag::Text;
use std::borrow::Borrow;

/// The scene of a request that needs homes and facilities, with what is odd about them; refused
/// where none of them is on the network.
pub fn scene(ground: &Ground, walker: Option<&str>) -> Result<(Scene, Vec<Text>), Error> {
    scene_of(ground, walker, || ground.scene(walker))
}

/// The same of a scene that somebody may hold already.
pub fn scene_of<S: Borrow<Scene>>(
    ground: &Ground,
    walker: Option<&str>,
    held: impl FnOnce() -> Result<S, Error>,
) -> Result<(S, Vec<Text>), Error> {
    let (scene, said) = looked_of(ground, walker, held)?;
    let limit = ground.snap_m;
    let none = if scene.borrow().homes().homes.is_empty() {
        Some(("住处", "home"))
    } else if scene.borrow().facilities().kinds.is_empty() {
        Some(("设施", "facility"))
    } else {
        None
    };
    let Some((zh, en)) = none else { return Ok((scene, said)) };
    Err(Error::refused(
        format!("没有一处{zh}离街道在 {limit} 米之内"),
        format!("no {en} is within {limit} m of a street"),
    )
    .help(
        "确认经度在前、地图是同一地方的、--datum 无误；hemei access check 逐层查看",
        "see that the longitude comes first, that the map is of the same place and --datum is \
         right; hemei access check looks at each layer",
    ))
}

/// At most so many gates are told one by one.
const TOLD: usize = 5;

/// The scene with what is odd about its layers, wherever they lie.
pub fn looked(ground: &Ground, walker: Option<&str>) -> Result<(Scene, Vec<Text>), Error> {
    looked_of(ground, walker, || ground.scene(walker))
}

fn looked_of<S: Borrow<Scene>>(
    ground: &Ground,
    walker: Option<&str>,
    held: impl FnOnce() -> Result<S, Error>,
) -> Result<(S, Vec<Text>), Error> {
    need_homes(ground)?;
    need_facilities(ground)?;
    let made = held()?;
    let scene = made.borrow();
    let mut said = ground.look_at_layers(walker, false)?;
    let (far, gone) = (scene.homes().far.len(), scene.facilities().far.len());
    if far + gone > 0 {
        let limit = ground.snap_m;
        said.push(Text::new(
            format!("{far} 个住处、{gone} 处设施离路网超过 {limit} 米：这些住处的人什么也走不到"),
            format!("homes farther than {limit} m from every street: {far} (nothing reaches their people); facilities: {gone}"),
        ));
    }
    let lost = scene.times().doors().lost();
    for gate in lost.iter().take(TOLD) {
        said.push(Text::new(
            format!("门 `{gate}` 附近没有穿墙的路"),
            format!("no way crosses a wall near gate `{gate}`"),
        ));
    }
    if let Some(more) = lost.len().checked_sub(TOLD).filter(|more| *more > 0) {
        said.push(Text::new(
            format!("另有 {more} 个门附近没有穿墙的路"),
            format!("no way crosses a wall near {more} more gates"),
        ));
    }
    Ok((made, said))
}
