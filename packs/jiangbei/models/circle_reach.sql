/*---
model = "circle_reach"
name = { zh = "各生活圈逐户达标情况", en = "Whether each home has every kind of a circle in time" }
---*/
-- One row for each home, circle and limit: how many kinds the circle has, and how many of them
-- the home reaches in time; also a tenth faster, and a tenth slower with the way to the street.
SELECT
  t.home AS home,
  t.place AS place,
  c.circle AS circle,
  c.minutes AS minutes,
  year(t.as_of) AS period,
  max(t.people) AS people,
  count(t.home_snap_m) AS placed,
  count(*) AS kinds,
  count(*) FILTER (WHERE t.minutes <= c.minutes) AS reached,
  count(*) FILTER (WHERE t.minutes_low <= c.minutes) AS reached_high,
  count(*) FILTER (WHERE t.minutes_high <= c.minutes) AS reached_low
FROM access_time AS t
INNER JOIN circle_kind AS c ON c.kind = t.kind AND c.walker = t.walker
WHERE t.people > 0
GROUP BY t.home, t.place, c.circle, c.minutes, year(t.as_of)
