/*---
indicator = "living_growth"
name = { zh = "居民收支增长（复算）", en = "Growth of income and expenditure, computed" }
description = { zh = "由两年数值复算的增长率，备注为公布值", en = "Growth computed from the two years' amounts; the note is the published one" }
unit = "%"
decimals = 1
level = "city"
period = "year"
by = ["item"]
---*/
-- A published rate that its own table does not give is a finding; this one gives all of them but
-- those whose amounts are withheld.
SELECT 'city' AS place, year(observed_at) AS period, item,
  sum(amount - before) / sum(before) AS value,
  CAST(max(growth) AS text) AS note
FROM living_standard
WHERE amount IS NOT NULL AND before IS NOT NULL
GROUP BY year(observed_at), item
