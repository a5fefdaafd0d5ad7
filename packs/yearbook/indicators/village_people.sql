/*---
indicator = "village_people"
name = { zh = "村人口", en = "People of the villages" }
description = { zh = "报告期末人口", en = "People at the end of the period" }
unit = "person"
decimals = 0
level = "village"
period = "quarter"
roll_up = { places = ["town"] }
---*/
SELECT village AS place, quarter(reported_on) AS period, sum(people) AS value,
  count(people) AS have, 1 AS expected
FROM village_report
GROUP BY village, quarter(reported_on)
