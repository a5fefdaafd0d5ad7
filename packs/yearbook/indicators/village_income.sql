/*---
indicator = "village_income"
name = { zh = "村集体经济收入", en = "Village collective income" }
description = { zh = "报告期集体经济收入；未报的村只计入覆盖", en = "Collective income of the period; a village that reported none counts in the coverage only" }
unit = "10k CNY"
decimals = 2
level = "village"
period = "quarter"
better = "up"
roll_up = { places = ["town"] }
---*/
SELECT village AS place, quarter(reported_on) AS period, sum(income) AS value,
  count(income) AS have, 1 AS expected
FROM village_report
GROUP BY village, quarter(reported_on)
