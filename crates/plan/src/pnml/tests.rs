//! The nets of small things.

use super::{nets, whole};
use crate::testing::catalogue;

#[test]
fn a_thing_has_a_net_for_each_way_in_which_its_conditions_come_out() {
    let services = catalogue(
        "item entry police 5/1 : id-card -> entry
         item card social 5/1 : entry -> card
         thing newborn 5 : entry, card if insured",
    );
    let nets = nets(&services, &services.things["newborn"]).unwrap();
    assert_eq!(nets.len(), 2);
    // Without the card: begun, taken, wanted and given; the answers, the item and the end.
    assert_eq!(nets[0][0].size(), (4, 3));
    let all = whole(&nets).unwrap();
    assert_eq!(all.size().1, nets[0][0].size().1 + nets[1][0].size().1);
    let pnml = all.to_pnml("newborn");
    assert_eq!(pnml.matches("<initialMarking>").count(), 1);
    assert_eq!(pnml.matches("$invisible$").count(), 4);
    assert_eq!(pnml, all.to_pnml("newborn"));
}

#[test]
fn a_choice_between_items_has_a_net_for_each() {
    let services = catalogue(
        "item a x 5/1 : -> one
         item b x 5/1 : -> two
         item c x 5/1 : one | two -> three
         thing t 5 : three",
    );
    let nets = nets(&services, &services.things["t"]).unwrap();
    assert_eq!(nets.iter().map(Vec::len).collect::<Vec<_>>(), [2]);
    assert!(whole(&nets).is_none());
}
