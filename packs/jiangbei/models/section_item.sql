/*---
model = "section_item"
name = { zh = "断面月均浓度", en = "Monthly mean of an item at a section" }
units = { amount = "mg/L" }
---*/
-- A result under the detection limit is half of it; a month with several samplings is their mean.
SELECT
  section AS place,
  month(sampled_on) AS period,
  item,
  avg(coalesce(value, detection_limit / 2)) AS amount
FROM water_sample
GROUP BY section, month(sampled_on), item
