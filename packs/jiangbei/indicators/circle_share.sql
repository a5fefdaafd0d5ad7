/*---
indicator = "circle_share"
name = { zh = "15分钟步行可达率", en = "Within 15 minutes on foot" }
description = { zh = "年末15分钟步行可达最近一处设施的人口占比，按设施类别", en = "Share of people within 15 minutes on foot of the nearest facility, by kind" }
unit = "%"
decimals = 1
level = "street"
period = "year"
by = ["kind"]
better = "up"
roll_up = { places = ["district"] }
bounds = ["circle_share_low", "circle_share_high"]
---*/
-- Minutes are along streets at the walker's speed, from the street in front of the home to that in
-- front of the facility. The bounds: everybody a tenth faster; a tenth slower, with the way to
-- and from the street. A home farther than 200 m from every street counts, and reaches nothing.
SELECT
  a.ancestor AS place,
  year(t.as_of) AS period,
  t.kind AS kind,
  coalesce(sum(t.people) FILTER (WHERE t.minutes <= 15), 0) AS numerator,
  sum(t.people) AS denominator,
  count(t.home_snap_m) AS have,
  count(*) AS expected
FROM access_time AS t
INNER JOIN place_ancestor AS a ON a.place = t.place
WHERE t.walker = 'adult' AND t.people > 0 AND a.level = 'street'
GROUP BY a.ancestor, year(t.as_of), t.kind
