/*---
indicator = "circle_minutes_p90"
name = { zh = "步行时间第90百分位", en = "Nine of ten walk at most" }
description = { zh = "到最近一处设施的步行时间，九成人口不超过", en = "Nine of ten people walk at most so long to the nearest facility, by kind" }
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
  percentile_by(t.minutes, 0.9, t.people) AS value,
  count(t.minutes) AS have,
  count(*) AS expected
FROM access_time AS t
INNER JOIN place_ancestor AS a ON a.place = t.place
WHERE t.walker = 'adult' AND t.people > 0 AND a.level = 'district'
GROUP BY a.ancestor, year(t.as_of), t.kind
