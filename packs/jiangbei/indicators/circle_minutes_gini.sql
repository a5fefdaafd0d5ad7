/*---
indicator = "circle_minutes_gini"
name = { zh = "步行时间基尼系数", en = "Gini coefficient of the walk" }
description = { zh = "到最近一处设施的步行时间在人口间的不均程度，0为人人相同", en = "How unequal the walk to the nearest facility is among people; 0: the same for everybody" }
unit = "1"
decimals = 3
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
  gini(t.minutes, t.people) AS value,
  count(t.minutes) AS have,
  count(*) AS expected
FROM access_time AS t
INNER JOIN place_ancestor AS a ON a.place = t.place
WHERE t.walker = 'adult' AND t.people > 0 AND a.level = 'district'
GROUP BY a.ancestor, year(t.as_of), t.kind
