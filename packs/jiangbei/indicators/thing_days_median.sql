/*---
indicator = "thing_days_median"
name = { zh = "“一件事”办理天数中位数", en = "Median days of a thing" }
description = { zh = "全区一年办结件的办理天数中位数", en = "Median of the days that the cases of a year took" }
unit = "day"
decimals = 1
level = "district"
period = "year"
better = "down"
---*/
SELECT
  a.ancestor AS place,
  year(c.closed_at) AS period,
  median(c.thing_days) AS value,
  count(*) AS have,
  count(*) AS expected
FROM case_closed AS c
INNER JOIN place_ancestor AS a ON a.place = c.street
WHERE a.level = 'district'
GROUP BY a.ancestor, year(c.closed_at)
