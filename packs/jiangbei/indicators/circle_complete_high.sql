/*---
indicator = "circle_complete_high"
name = { zh = "生活圈达标人口占比（上限）", en = "People with a whole circle, upper bound" }
description = { zh = "步速快一成时", en = "If everybody walks a tenth faster" }
unit = "%"
decimals = 1
level = "street"
period = "year"
by = ["circle"]
better = "up"
roll_up = { places = ["district"] }
---*/
SELECT
  a.ancestor AS place,
  r.period AS period,
  r.circle AS circle,
  coalesce(sum(r.people) FILTER (WHERE r.reached_high = r.kinds), 0) AS numerator,
  sum(r.people) AS denominator,
  count(*) FILTER (WHERE r.placed > 0) AS have,
  count(*) AS expected
FROM circle_reach AS r
INNER JOIN place_ancestor AS a ON a.place = r.place
WHERE r.minutes = 15 AND a.level = 'street'
GROUP BY a.ancestor, r.period, r.circle
