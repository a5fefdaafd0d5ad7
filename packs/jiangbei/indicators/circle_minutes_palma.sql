/*---
indicator = "circle_minutes_palma"
name = { zh = "步行时间帕尔马比值", en = "Palma ratio of the walk" }
description = { zh = "走得最远的一成人口的平均步行时间，与走得最近的四成之比", en = "Mean walk of the tenth that walk farthest over that of the four tenths that walk least" }
unit = "1"
decimals = 2
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
  palma(t.minutes, t.people) AS value,
  count(t.minutes) AS have,
  count(*) AS expected
FROM access_time AS t
INNER JOIN place_ancestor AS a ON a.place = t.place
WHERE t.walker = 'adult' AND t.people > 0 AND a.level = 'district'
GROUP BY a.ancestor, year(t.as_of), t.kind
