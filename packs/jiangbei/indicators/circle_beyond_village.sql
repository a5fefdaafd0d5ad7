/*---
indicator = "circle_beyond_village"
name = { zh = "村15分钟外人口", en = "People beyond 15 minutes, by village" }
description = { zh = "村内步行15分钟到不了最近一处设施的人口，按设施类别", en = "People of a village who are farther than 15 minutes on foot from the nearest facility, by kind" }
unit = "person"
decimals = 0
level = "village"
period = "year"
by = ["kind"]
better = "down"
---*/
-- Only places with such people have a figure; it opens to their homes.
SELECT
  a.ancestor AS place,
  year(t.as_of) AS period,
  t.kind AS kind,
  sum(t.people) AS value,
  count(*) AS have,
  count(*) AS expected
FROM access_time AS t
INNER JOIN place_ancestor AS a ON a.place = t.place
WHERE t.walker = 'adult' AND t.people > 0 AND a.level = 'village'
  AND (t.minutes IS NULL OR t.minutes > 15)
GROUP BY a.ancestor, year(t.as_of), t.kind
