/*---
indicator = "services_measures_done"
name = { zh = "帮扶措施按期完成率", en = "Measures done in time" }
description = { zh = "按期完成的帮扶措施 / 到期的帮扶措施，按服务等级", en = "Measures done in time / measures due, by tier" }
unit = "%"
decimals = 1
level = "street"
period = "month"
by = ["tier"]
better = "up"
roll_up = { places = ["district"], periods = ["year"] }
---*/
SELECT
  a.ancestor AS place,
  month(m.done_at) AS period,
  m.tier,
  count(*) FILTER (WHERE m.done AND m.done_at <= m.due_at) / count(*) AS value,
  count(m.due_at) AS have,
  count(*) AS expected
FROM measure_done AS m
INNER JOIN place_ancestor AS a ON a.place = m.place
WHERE a.level = 'street'
GROUP BY a.ancestor, month(m.done_at), m.tier
