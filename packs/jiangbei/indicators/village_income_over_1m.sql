/*---
indicator = "village_income_over_1m"
name = { zh = "村集体经济总收入100万元以上行政村", en = "Villages with a collective income of 1 million and more" }
description = { zh = "集体经济总收入达到100万元的行政村数", en = "Villages whose collective income reaches 1 million CNY" }
unit = "village"
decimals = 0
level = "street"
period = "year"
better = "up"
roll_up = { places = ["district"] }
---*/
-- 1 million CNY is 100 of the column's unit (10k CNY). A village that reported no figure counts
-- in the coverage only.
SELECT
  a.ancestor AS place,
  year(v.observed_at) AS period,
  count(*) FILTER (WHERE v.income >= 100) AS value,
  count(v.income) AS have,
  count(*) AS expected
FROM village_income AS v
INNER JOIN place_ancestor AS a ON a.place = v.village
WHERE a.level = 'street'
GROUP BY a.ancestor, year(v.observed_at)
