/*---
model = "machine_day"
name = { zh = "机床日时长", en = "Seconds of a machine and day" }
units = { active = "s", known = "s" }
---*/
-- An hour is known when its state was known throughout: 3,600 seconds of it.
SELECT
  place,
  day(period) AS period,
  sum(active) AS active,
  sum(known) AS known,
  count(*) FILTER (WHERE known >= 3600) AS known_hours
FROM machine_hour
GROUP BY place, day(period)
