/*---
indicator = "cases_closed"
name = { zh = "办结件数", en = "Cases closed" }
description = { zh = "按“一件事”统计的办结件数", en = "Cases closed, by thing" }
unit = "case"
decimals = 0
level = "street"
period = "month"
by = ["thing"]
better = "up"
roll_up = { places = ["district"], periods = ["year"] }
---*/
SELECT street AS place, month(closed_at) AS period, thing, count(*) AS value
FROM case_closed
GROUP BY street, month(closed_at), thing
