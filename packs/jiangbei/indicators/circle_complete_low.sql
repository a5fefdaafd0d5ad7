/*---
indicator = "circle_complete_low"
name = { zh = "生活圈达标人口占比（下限）", en = "People with a whole circle, lower bound" }
description = { zh = "步速慢一成、另计到街道的距离时", en = "If everybody walks a tenth slower, and to and from the street" }
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
  coalesce(sum(r.people) FILTER (WHERE r.reached_low = r.kinds), 0) AS numerator,
  sum(r.people) AS denominator,
  count(*) FILTER (WHERE r.placed > 0) AS have,
  count(*) AS expected
FROM circle_reach AS r
INNER JOIN place_ancestor AS a ON a.place = r.place
WHERE r.minutes = 15 AND a.level = 'street'
GROUP BY a.ancestor, r.period, r.circle
