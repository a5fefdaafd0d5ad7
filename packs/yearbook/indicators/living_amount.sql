/*---
indicator = "living_amount"
name = { zh = "居民收支", en = "Income and expenditure of residents" }
description = { zh = "住户抽样调查的人均收支", en = "Income and expenditure per person by the household survey" }
unit = "CNY/person"
decimals = 0
level = "city"
period = "year"
by = ["item"]
---*/
SELECT 'city' AS place, year(observed_at) AS period, item, max(amount) AS value,
  count(amount) AS have, 1 AS expected
FROM living_standard
GROUP BY year(observed_at), item
