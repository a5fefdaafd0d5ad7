/*---
indicator = "village_income"
name = { zh = "村集体经济收入", en = "Village collective income" }
description = { zh = "行政村集体经济总收入", en = "Collective income of the villages" }
unit = "10k CNY"
decimals = 2
level = "village"
period = "year"
better = "up"
roll_up = { places = ["street", "district"] }
---*/
SELECT
  village AS place,
  year(observed_at) AS period,
  sum(income) AS value,
  count(income) AS have,
  1 AS expected
FROM village_income
GROUP BY village, year(observed_at)
