/*---
model = "ph_year"
name = { zh = "点位年均pH", en = "Annual mean pH of a site" }
---*/
SELECT place, year(period) AS period, avg(ph) AS ph, count(ph) AS days
FROM ph_day
GROUP BY place, year(period)
