/*---
indicator = "handling_time_cut"
name = { zh = "群众企业办事时间缩减", en = "Handling time saved" }
description = { zh = "1 − 集成办理天数 / 逐项办理天数", en = "1 − days through the thing / days item by item" }
unit = "%"
decimals = 1
level = "street"
period = "month"
better = "up"
roll_up = { places = ["district"], periods = ["year"] }
---*/
-- As sums over sums: (item by item − through the thing) / item by item.
SELECT
  street AS place,
  month(closed_at) AS period,
  sum(item_days - thing_days) / sum(item_days) AS value,
  count(*) AS have,
  count(*) AS expected
FROM case_closed
GROUP BY street, month(closed_at)
