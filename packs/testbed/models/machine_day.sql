/*---
model = "machine_day"
name = { zh = "机床日时长", en = "Seconds of a machine and day" }
units = { active = "s", known = "s" }
---*/
-- An hour is known when its state is known for 45 minutes of it or more: the adapters of the test
-- bed fall silent for half a minute every hour, so that hours known throughout are rare.
SELECT
  place,
  day(period) AS period,
  sum(active) AS active,
  sum(known) AS known,
  count(*) FILTER (WHERE known >= 2700) AS known_hours
FROM machine_hour
GROUP BY place, day(period)
