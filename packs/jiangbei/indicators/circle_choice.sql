/*---
indicator = "circle_choice"
name = { zh = "15分钟内平均可选设施数", en = "Facilities to choose from" }
description = { zh = "15分钟步行内的设施数，按人口平均，按设施类别", en = "Facilities within 15 minutes on foot, on average over people, by kind" }
unit = "1"
decimals = 1
level = "district"
period = "year"
by = ["kind"]
better = "up"
---*/
SELECT
  a.ancestor AS place,
  year(c.as_of) AS period,
  c.kind AS kind,
  sum(c.facilities * c.people) AS numerator,
  sum(c.people) AS denominator,
  count(*) AS have,
  count(*) AS expected
FROM access_count AS c
INNER JOIN place_ancestor AS a ON a.place = c.place
WHERE c.walker = 'adult' AND c.minutes = 15 AND c.people > 0 AND a.level = 'district'
GROUP BY a.ancestor, year(c.as_of), c.kind
