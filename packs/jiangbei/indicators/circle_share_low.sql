/*---
indicator = "circle_share_low"
name = { zh = "15分钟步行可达率（下限）", en = "Within 15 minutes on foot, lower bound" }
description = { zh = "步速慢一成、另计到街道的距离时的15分钟步行可达率", en = "The share if everybody walks a tenth slower, and to and from the street" }
unit = "%"
decimals = 1
level = "street"
period = "year"
by = ["kind"]
better = "up"
roll_up = { places = ["district"] }
---*/
SELECT
  a.ancestor AS place,
  year(t.as_of) AS period,
  t.kind AS kind,
  coalesce(sum(t.people) FILTER (WHERE t.minutes_high <= 15), 0) AS numerator,
  sum(t.people) AS denominator,
  count(t.home_snap_m) AS have,
  count(*) AS expected
FROM access_time AS t
INNER JOIN place_ancestor AS a ON a.place = t.place
WHERE t.walker = 'adult' AND t.people > 0 AND a.level = 'street'
GROUP BY a.ancestor, year(t.as_of), t.kind
