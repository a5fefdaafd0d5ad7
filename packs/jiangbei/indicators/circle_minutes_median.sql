/*---
indicator = "circle_minutes_median"
name = { zh = "步行时间中位数", en = "Median walk" }
description = { zh = "到最近一处设施的步行时间，一半人口不超过", en = "Half of the people walk at most so long to the nearest facility, by kind" }
unit = "min"
decimals = 1
level = "district"
period = "year"
by = ["kind"]
better = "down"
---*/
-- People who reach none at all have no minutes; `have` and `expected` say how many.
SELECT
  a.ancestor AS place,
  year(t.as_of) AS period,
  t.kind AS kind,
  median_by(t.minutes, t.people) AS value,
  count(t.minutes) AS have,
  count(*) AS expected
FROM access_time AS t
INNER JOIN place_ancestor AS a ON a.place = t.place
WHERE t.walker = 'adult' AND t.people > 0 AND a.level = 'district'
GROUP BY a.ancestor, year(t.as_of), t.kind
