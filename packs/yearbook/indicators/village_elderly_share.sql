/*---
indicator = "village_elderly_share"
name = { zh = "60岁以上人口比例", en = "Share of people of 60 and more" }
description = { zh = "60岁以上人口除以总人口", en = "People of 60 and more over all people" }
unit = "%"
decimals = 1
level = "village"
period = "quarter"
roll_up = { places = ["town"] }
---*/
SELECT village AS place, quarter(reported_on) AS period, sum(elderly) / sum(people) AS value,
  count(elderly) AS have, 1 AS expected
FROM village_report
GROUP BY village, quarter(reported_on)
