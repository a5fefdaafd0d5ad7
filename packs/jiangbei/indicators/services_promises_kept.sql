/*---
indicator = "services_promises_kept"
name = { zh = "按承诺办结率", en = "Promises kept by things" }
description = { zh = "按承诺时限办结的办件 / 办结件", en = "Cases closed within the promise / cases closed" }
unit = "%"
decimals = 1
level = "street"
period = "month"
by = ["thing"]
better = "up"
roll_up = { places = ["district"], periods = ["year"] }
---*/
-- A case that was withdrawn or cancelled has no `kept` and counts in the coverage only.
SELECT
  a.ancestor AS place,
  month(t.closed_at) AS period,
  t.thing,
  count(*) FILTER (WHERE t.kept) / count(t.kept) AS value,
  count(t.kept) AS have,
  count(*) AS expected
FROM thing_done AS t
INNER JOIN place_ancestor AS a ON a.place = t.place
WHERE a.level = 'street'
GROUP BY a.ancestor, month(t.closed_at), t.thing
