/*---
indicator = "tax_per_mu"
name = { zh = "规上工业亩均税收", en = "Tax per mu of industry" }
description = { zh = "规上工业企业实缴税收除以用地面积", en = "Tax paid by above-scale industrial enterprises over the land that they use" }
unit = "10k CNY/mu"
decimals = 1
level = "street"
period = "year"
better = "up"
roll_up = { places = ["district"] }
---*/
-- An enterprise whose tax or land is missing takes no part in either sum.
SELECT
  street AS place,
  year(observed_at) AS period,
  sum(tax) FILTER (WHERE land IS NOT NULL) / sum(land) FILTER (WHERE tax IS NOT NULL) AS value,
  count(*) FILTER (WHERE tax IS NOT NULL AND land IS NOT NULL) AS have,
  count(*) AS expected
FROM enterprise_tax
GROUP BY street, year(observed_at)
