/*---
model = "ph_day"
name = { zh = "点位日均pH", en = "Daily mean pH of a site" }
---*/
SELECT site AS place, day(sampled_on) AS period, avg(number(value)) AS ph
FROM water_result
WHERE characteristic = 'pH'
  AND media = 'Water'
  AND site_type LIKE 'River%'
  AND number(value) IS NOT NULL
GROUP BY site, day(sampled_on)
