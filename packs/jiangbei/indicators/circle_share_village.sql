/*---
indicator = "circle_share_village"
name = { zh = "村15分钟步行可达率", en = "Within 15 minutes on foot, by village" }
description = { zh = "村内15分钟步行可达最近一处设施的人口占比，按设施类别", en = "Share of a village within 15 minutes on foot of the nearest facility, by kind" }
unit = "%"
decimals = 1
level = "village"
period = "year"
by = ["kind"]
better = "up"
---*/
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
WHERE t.walker = 'adult' AND t.people > 0 AND a.level = 'village'
GROUP BY a.ancestor, year(t.as_of), t.kind
