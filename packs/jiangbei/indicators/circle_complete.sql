/*---
indicator = "circle_complete"
name = { zh = "生活圈达标人口占比", en = "People with a whole circle" }
description = { zh = "15分钟内各类设施齐全的人口占比，按生活圈", en = "Share of people who have every kind of a circle within 15 minutes" }
unit = "%"
decimals = 1
level = "street"
period = "year"
by = ["circle"]
better = "up"
roll_up = { places = ["district"] }
bounds = ["circle_complete_low", "circle_complete_high"]
---*/
-- A circle counts for a home only if every one of its kinds is within its limit; levels do not
-- stand in for one another.
SELECT
  a.ancestor AS place,
  r.period AS period,
  r.circle AS circle,
  coalesce(sum(r.people) FILTER (WHERE r.reached = r.kinds), 0) AS numerator,
  sum(r.people) AS denominator,
  count(*) FILTER (WHERE r.placed > 0) AS have,
  count(*) AS expected
FROM circle_reach AS r
INNER JOIN place_ancestor AS a ON a.place = r.place
WHERE r.minutes = 15 AND a.level = 'street'
GROUP BY a.ancestor, r.period, r.circle
