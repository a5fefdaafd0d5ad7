/*---
model = "water_year"
name = { zh = "点位年均浓度", en = "Annual means of a site" }
units = { amount = "mg/L" }
---*/
SELECT place, year(period) AS period, item, avg(amount) AS amount, count(amount) AS days
FROM water_day
GROUP BY place, year(period), item
