/*---
indicator = "services_time_saved_median"
name = { zh = "办事时间缩减（实际，中位数）", en = "Time saved by a thing (actual, median)" }
description = { zh = "1 − 实际用时中位数 / 逐项承诺时限之和的中位数，按“一件事”（口径四）", en = "1 − median of working days taken / median of the sums of the items' promises, by thing (definition D4)" }
unit = "%"
decimals = 1
level = "district"
period = "year"
by = ["thing"]
better = "up"
---*/
SELECT
  a.ancestor AS place,
  year(t.closed_at) AS period,
  t.thing,
  (median(t.item_days) - median(t.taken_days)) / median(t.item_days) AS value,
  count(*) AS have,
  count(*) AS expected
FROM thing_done AS t
INNER JOIN place_ancestor AS a ON a.place = t.place
WHERE a.level = 'district' AND t.kept IS NOT NULL AND t.item_days > 0
GROUP BY a.ancestor, year(t.closed_at), t.thing
