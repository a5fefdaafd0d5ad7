//! The commands as a tool of its own: files in, answers out, no pack.

use super::town::{ASK, BUILD, built, text_of, tool};
use crate::session::Session;
use expect_test::expect;

/// Commands on the whole town, one a line, with what they ask of it left out of the text.
fn asked(session: &Session, lines: &str) -> String {
    let lines: Vec<String> = lines
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| format!("access {line} {ASK}"))
        .collect();
    session.run(&lines.join("\n")).replace(&format!(" {ASK}"), "")
}

#[test]
fn a_map_is_built_from_the_towns_own_streets() {
    let session = tool();
    expect![[r#"
        $ hemei access build streets.geojson --estates estates.geojson --gates gates.csv --out town.map --json
        {"map":"town.map","walk":{"vertices":39,"edges":56,"components":1,"vertices_of_all":39,"metres":8748.21487018282,"junctions":33,"chains":50,"walls":4,"heights_missing":0},"drive":{"vertices":29,"edges":44,"components":1,"vertices_of_all":29,"metres":8303.434549248434,"junctions":21,"chains":36,"walls":0,"heights_missing":0},"facilities":0,"buildings":0,"bytes":5906,"took_ms":[TIME]}
        $ hemei access build streets.geojson --estates estates.geojson --gates gates.csv --out town.map --quiet
        network  vertices  edges     km  junctions  pieces
        ───────  ────────  ─────  ─────  ─────────  ──────
        walking        39     56  8.748         33       1
        driving        29     44  8.303         21       1
        $ hemei access build streets.geojson --estates estates.geojson --gates gates.csv --out town.map --quiet --lang zh
        网络  节点  边   千米  路口  块
        ────  ────  ──  ─────  ────  ──
        步行    39  56  8.748    33   1
        车行    29  44  8.303    21   1
    "#]].assert_eq(&session.run(&format!(
        "{BUILD} --json
         {BUILD} --quiet
         {BUILD} --quiet --lang zh"
    )));
}

#[test]
fn minutes_to_the_nearest() {
    expect![[r#"
        $ hemei access nearest --csv
        id,grocery,grocery_facility,pharmacy,pharmacy_facility,school,school_facility
        h01,3.6036,g1,8.4082,p2,8.6740,s1
        h02,6.6275,g1,1.2009,p1,1.2901,s1
        h03,10.6319,g2,6.1829,p1,8.6740,s1
        h04,3.9147,g1,8.7192,p2,9.2520,s1
        h05,4.1815,g1,8.9861,p2,9.5189,s1
        h06,4.6267,g2,2.4910,p1,4.9820,s1
        h07,3.6036,g1,1.2009,p2,8.6740,s1
        h08,6.3606,g2,3.7812,p2,3.8696,s2
        h09,6.5832,g2,6.4056,p1,3.9146,s1
        h10,6.8501,g2,6.6725,p1,4.1815,s1
        h11,3.6919,g2,10.8096,p1,3.8696,s2
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access nearest --lang zh
        住处  grocery  pharmacy  school
        ────  ───────  ────────  ──────
        h01       3.6       8.4     8.7
        h02       6.6       1.2     1.3
        h03      10.6       6.2     8.7
        h04       3.9       8.7     9.3
        h05       4.2       9.0     9.5
        h06       4.6       2.5     5.0
        h07       3.6       1.2     8.7
        h08       6.4       3.8     3.9
        h09       6.6       6.4     3.9
        h10       6.9       6.7     4.2
        h11       3.7      10.8     3.9
        ! 注意: 1 个住处、0 处设施离路网超过 200 米：这些住处的人什么也走不到
        $ hemei access nearest --csv --profile elder --kinds pharmacy
        id,pharmacy,pharmacy_facility
        h01,11.6780,p2
        h02,1.6679,p1
        h03,8.5874,p1
        h04,12.1100,p2
        h05,12.4807,p2
        h06,3.4597,p1
        h07,1.6679,p2
        h08,5.2517,p2
        h09,8.8967,p1
        h10,9.2673,p1
        h11,15.0133,p1
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
    "#]]
    .assert_eq(&asked(
        &built(),
        "nearest --csv
         nearest --lang zh
         nearest --csv --profile elder --kinds pharmacy",
    ));
}

#[test]
fn counts_and_the_whole_matrix() {
    expect![[r#"
        $ hemei access counts --csv --minutes 10
        id,grocery,pharmacy,school
        h01,1,2,1
        h02,2,2,2
        h03,0,1,1
        h04,1,2,1
        h05,1,2,1
        h06,1,1,2
        h07,2,1,2
        h08,2,1,2
        h09,2,2,2
        h10,2,2,2
        h11,1,0,1
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access counts
        home  grocery  pharmacy  school
        ────  ───────  ────────  ──────
        h01         1         2       1
        h02         2         2       2
        h03         2         1       2
        h04         1         2       1
        h05         1         2       1
        h06         2         2       2
        h07         2         2       2
        h08         2         2       2
        h09         2         2       2
        h10         2         2       2
        h11         1         2       2
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access matrix
        id,grocery/g1,grocery/g2,pharmacy/p1,pharmacy/p2,school/s1,school/s2
        h01,3.6036,15.9693,8.8516,8.4082,8.6740,15.7918
        h02,6.6275,8.3186,1.2009,8.7632,1.2901,8.4079
        h03,14.0114,10.6319,6.1829,16.1469,8.6740,13.1229
        h04,3.9147,16.5473,9.4296,8.7192,9.2520,16.3698
        h05,4.1815,16.8142,9.6965,8.9861,9.5189,16.6367
        h06,10.3194,4.6267,2.4910,10.1417,4.9820,7.1177
        h07,3.6036,9.0293,11.1650,1.2009,8.6740,8.8516
        h08,8.5857,6.3606,10.8097,3.7812,8.3187,3.8696
        h09,9.2520,6.5832,6.4056,6.7609,3.9146,6.4056
        h10,9.5189,6.8501,6.6725,7.0278,4.1815,6.6725
        h11,16.3247,3.6919,10.8096,11.5203,10.9873,3.8696
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
    "#]]
    .assert_eq(&asked(
        &built(),
        "counts --csv --minutes 10
         counts
         matrix",
    ));
}

#[test]
fn coverage_and_those_beyond_it() {
    expect![[r#"
        $ hemei access coverage --minutes 5,10
        kind          minutes  people  covered     %  within the error  walker
        ────────────  ───────  ──────  ───────  ────  ────────────────  ──────
        grocery             5     390      200  51.3  47.4–51.3         adult
        grocery            10     390      355  91.0  91.0–98.7         adult
        pharmacy            5     390       95  24.4  24.4–24.4         adult
        pharmacy           10     390      325  83.3  70.5–98.7         adult
        school              5     390      230  59.0  55.1–59.0         adult
        school             10     390      385  98.7  75.6–98.7         adult
        all kinds           5     390       15   3.8  0.0–3.8           adult
        all kinds          10     390      295  75.6  52.6–98.7         adult
        day (circle)        5     390       40  10.3  6.4–10.3          adult
        day (circle)       10     390      295  75.6  62.8–98.7         adult
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access coverage --csv --by-place --minutes 5 --kinds pharmacy
        kind,place,walker,minutes,people,covered,share,share_low,share_high
        pharmacy,,adult,5,390,95,0.24359,0.24359,0.24359
        pharmacy,east,adult,5,225,60,0.26667,0.26667,0.26667
        pharmacy,west,adult,5,165,35,0.21212,0.21212,0.21212
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access beyond --kind pharmacy --minutes 4
        home  place  people  minutes
        ────  ─────  ──────  ───────
        h11   east       60     10.8
        h10   east       55      6.7
        h05   west       50      9.0
        h09   east       45      6.4
        h04   west       40      8.7
        h03   west       30      6.2
        h01   west       10      8.4
        h12   east        5        –
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access beyond --kind pharmacy --minutes 4 --csv
        id,place,people,minutes,lon,lat
        h11,east,60,10.8096,121.5079,29.9079
        h10,east,55,6.6725,121.505,29.9054
        h05,west,50,8.9861,121.501,29.9014
        h09,east,45,6.4056,121.505,29.9052
        h04,west,40,8.7192,121.501,29.9012
        h03,west,30,6.1829,121.5001,29.9079
        h01,west,10,8.4082,121.5001,29.9001
        h12,east,5,,121.489,29.9
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
    "#]]
    .assert_eq(&asked(
        &built(),
        "coverage --minutes 5,10
         coverage --csv --by-place --minutes 5 --kinds pharmacy
         beyond --kind pharmacy --minutes 4
         beyond --kind pharmacy --minutes 4 --csv",
    ));
}

#[test]
fn how_walks_are_spread_and_supply_is_shared() {
    expect![[r#"
        $ hemei access spread --kind pharmacy
        pharmacy
        ────────────────────────  ─────
        people                      385
        people who reach none         5
        mean minutes               6.74
        median minutes             6.67
        90th percentile, minutes  10.81
        Palma ratio               2.798
        Gini coefficient          0.245
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access spread --kind pharmacy --csv
        kind,people,unreached,mean,median,p90,palma,gini
        pharmacy,385,5,6.74079545060194,6.672486520880363,10.809585882045615,2.797782255283655,0.24534411001801892
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access spread --kind pharmacy --json
        {"kind":"pharmacy","people":385.0,"unreached":5.0,"mean":6.74079545060194,"median":6.672486520880363,"p90":10.809585882045615,"palma":2.797782255283655,"gini":0.24534411001801892}
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access catchment --kind school --minutes 6
        home  supply per 1000
        ────  ───────────────
        h01             0.000
        h02           740.741
        h03             0.000
        h04             0.000
        h05             0.000
        h06           740.741
        h07             0.000
        h08           526.316
        h09           740.741
        h10           740.741
        h11           526.316
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access catchment --kind school --minutes 6 --decay gaussian --csv
        id,access
        h01,0
        h02,1.3330442300974161
        h03,0
        h04,0
        h05,0
        h06,0.3664424044285163
        h07,0
        h08,0.5263157894729354
        h09,0.7256948625605772
        h10,0.6397492821163266
        h11,0.526315789474121
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
    "#]].assert_eq(&asked(
        &built(),
        "spread --kind pharmacy
         spread --kind pharmacy --csv
         spread --kind pharmacy --json
         catchment --kind school --minutes 6
         catchment --kind school --minutes 6 --decay gaussian --csv",
    ));
}

#[test]
fn where_one_more_would_help() {
    expect![[r#"
        $ hemei access site --kind pharmacy --minutes 3
           candidate  place        lon       lat  people gained  alone
        ─  ─────────  ─────  ─────────  ────────  ─────────────  ─────
        1  h04        west   121.50100  29.90120            100    100
        60 → 160 people (15.4 % → 41.0 %)
        proved to be the best (0 branches)
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access site --kind pharmacy --minutes 3 --add 2
           candidate  place        lon       lat  people gained  alone
        ─  ─────────  ─────  ─────────  ────────  ─────────────  ─────
        1  h04        west   121.50100  29.90120            100    100
        2  h09        east   121.50500  29.90520            100    100
        60 → 260 people (15.4 % → 66.7 %)
        proved to be the best (0 branches)
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access site --kind pharmacy --minutes 3 --add 2 --exact
           candidate  place        lon       lat  people gained  alone
        ─  ─────────  ─────  ─────────  ────────  ─────────────  ─────
        1  h04        west   121.50100  29.90120            100    100
        2  h09        east   121.50500  29.90520            100    100
        60 → 260 people (15.4 % → 66.7 %)
        proved to be the best (1 branches)
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access site --kind pharmacy --minutes 3 --add 2 --milp --json
        {"kind":"pharmacy","minutes":3.0,"picks":[{"id":"h04","place":"west","lon":121.501,"lat":29.9012,"gain":100.0,"alone":100.0},{"id":"h09","place":"east","lon":121.505,"lat":29.9052,"gain":100.0,"alone":100.0}],"gain":200.0,"bound":200.0,"proved":true,"nodes":0,"before":60.0,"after":260.0,"people":390.0}
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access site --kind pharmacy --by mean-walk --lang zh
           候选点  地点       经度      纬度  节省人·分钟  单独增益
        ─  ──────  ────  ─────────  ────────  ───────────  ────────
        1  h04     west  121.50100  29.90120        839.9     839.9
        平均步行 6.74 → 4.56 分钟
        已证明最优（0 个分支）
        ! 注意: 1 个住处、0 处设施离路网超过 200 米：这些住处的人什么也走不到
        $ hemei access site --kind school --minutes 6 --by capacity --capacity 100
           candidate  place        lon       lat  people served  alone
        ─  ─────────  ─────  ─────────  ────────  ─────────────  ─────
        1  h01        west   121.50010  29.90010            100    100
        150 → 250 people (38.5 % → 64.1 %)
        proved to be the best (0 branches)
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
    "#]].assert_eq(&asked(
        &built(),
        "site --kind pharmacy --minutes 3
         site --kind pharmacy --minutes 3 --add 2
         site --kind pharmacy --minutes 3 --add 2 --exact
         site --kind pharmacy --minutes 3 --add 2 --milp --json
         site --kind pharmacy --by mean-walk --lang zh
         site --kind school --minutes 6 --by capacity --capacity 100",
    ));
}

#[test]
fn what_changes_would_do() {
    expect![[r#"
        $ hemei access what-if --minutes 3 --add pharmacy@121.5001,29.9079
        kind      minutes  before  after     %  gain  lose  places that gain most
        ────────  ───────  ──────  ─────  ────  ────  ────  ─────────────────────
        pharmacy        3      60     90  23.1    30     0  west +30
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access what-if --minutes 5 --close pharmacy/p1 --circle day
        kind      minutes  before  after     %  gain  lose
        ────────  ───────  ──────  ─────  ────  ────  ────
        pharmacy        5      95     60  15.4     0    35
        day             5      40     25   6.4     0    15
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access what-if --minutes 5 --move pharmacy/p1@121.5079,29.9079 --lang zh
        类别      分钟  现覆盖  将覆盖     %  增加  减少  受益最多的地点
        ────────  ────  ──────  ──────  ────  ────  ────  ──────────────
        pharmacy     5      95     120  30.8    60    35  east +60
        ! 注意: 1 个住处、0 处设施离路网超过 200 米：这些住处的人什么也走不到
        $ hemei access what-if --minutes 5 --open-gate a-north --csv
        kind,minutes,people,before,after,gain,lose,minutes_saved
        pharmacy,5,390,95,95,0,0,250.9700
        school,5,390,230,230,0,0,314.9100
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access what-if --minutes 5 --open-gate a-south
        no home's walk changes
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        $ hemei access what-if --minutes 5 --close-gate b-south --json
        {"kind":"grocery","minutes":5.0,"people":390.0,"before":200.0,"after":200.0,"gain":{},"lose":{},"gain_homes":[],"lose_homes":[],"minutes_saved":0.0}
        {"kind":"pharmacy","minutes":5.0,"people":390.0,"before":95.0,"after":95.0,"gain":{},"lose":{},"gain_homes":[],"lose_homes":[],"minutes_saved":0.0}
        {"kind":"school","minutes":5.0,"people":390.0,"before":230.0,"after":130.0,"gain":{},"lose":{"east":100.0},"gain_homes":[],"lose_homes":["h09","h10"],"minutes_saved":0.0}
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
    "#]].assert_eq(&asked(
        &built(),
        "what-if --minutes 3 --add pharmacy@121.5001,29.9079
         what-if --minutes 5 --close pharmacy/p1 --circle day
         what-if --minutes 5 --move pharmacy/p1@121.5079,29.9079 --lang zh
         what-if --minutes 5 --open-gate a-north --csv
         what-if --minutes 5 --open-gate a-south
         what-if --minutes 5 --close-gate b-south --json",
    ));
}

#[test]
fn routes_streets_within_reach_and_driving() {
    let session = built();
    expect![[r#"
        $ hemei access route --sites sites.csv --start 121.5001,29.9001 --budget 90
        route     site        project      %  prize  arrive, min  leave, min
        ─────  ─  ──────────  ─────────  ───  ─────  ───────────  ──────────
            1  1  Mill        planned      0      4          9.5        24.5
               2  Garden      under way   40      5         39.6        59.6
               3  Old bridge  done       100      3         66.9        76.9
        route 1: prize 12, 84.9 minutes, 3.32 km
        prize 12 in all, proved to be the best; 0 sites are left out
        $ hemei access route --sites sites.csv --start 121.5001,29.9001 --budget 60 --csv
        route,stop,site,state,progress,prize,arrive,leave
        1,1,mill,planned,0,4,9.5208,24.5208
        1,2,bridge,done,100,3,41.7801,51.7801
        $ hemei access route --sites sites.csv --start h01 --budget 40 --routes 2 --one-way --json
        {"route":1,"prize":5,"minutes":35.0345,"metres":1252.877,"stops":[{"site":"garden","name":{"zh":"花园","en":"Garden"},"state":"under_way","progress":40.0,"prize":5,"arrive":15.0345,"leave":35.0345}]}
        {"route":2,"prize":4,"minutes":24.5208,"metres":793.3962,"stops":[{"site":"mill","name":{"zh":"磨坊","en":"Mill"},"state":"planned","progress":0.0,"prize":4,"arrive":9.5208,"leave":24.5208}]}
        {"prize":9,"bound":9,"proved":true,"left_out":[{"site":"bridge","reason":{"zh":"时间不够，其他点更值得去","en":"other sites give more for the time"}}]}
        $ hemei access isochrone --from h01 --minutes 2,5 --out reached.geojson --polygon
        minutes  km of streets
        ───────  ─────────────
              2          0.392
              5          1.515
        $ hemei access isochrone --from h01 --minutes 1
        {"type":"FeatureCollection","network":"7642e8efdd115769","features":[{"type":"Feature","geometry":{"type":"MultiLineString","coordinates":[[[121.5007491,29.9],[121.5,29.9],[121.5,29.9008494]]]},"properties":{"minutes":1.0,"metres":166.67,"what":"streets"}}]}
        $ hemei access drive --from h01 --to 121.5079,29.9079
        3.9 minutes by car over 1.64 km (25 km/h on average; waiting and turn restrictions are not counted)
        $ hemei access drive --from h01 --to 121.5079,29.9079 --csv
        minutes,metres
        3.9322,1638.4
    "#]].assert_eq(&asked(
        &session,
        "route --sites sites.csv --start 121.5001,29.9001 --budget 90
         route --sites sites.csv --start 121.5001,29.9001 --budget 60 --csv
         route --sites sites.csv --start h01 --budget 40 --routes 2 --one-way --json
         isochrone --from h01 --minutes 2,5 --out reached.geojson --polygon
         isochrone --from h01 --minutes 1
         drive --from h01 --to 121.5079,29.9079
         drive --from h01 --to 121.5079,29.9079 --csv",
    ));
    let reached = text_of(&session, "reached.geojson");
    assert!(reached.contains("a picture only"), "a polygon says what it is not: {reached}");
}
