/*---
model = "machine_hour"
name = { zh = "机床小时时长", en = "Seconds of a machine and hour" }
units = { active = "s", known = "s" }
---*/
-- Known is every state but UNAVAILABLE. coalesce, because a sum over no row is null, not zero.
SELECT
  machine AS place,
  period,
  coalesce(sum(seconds) FILTER (WHERE execution = 'ACTIVE'), 0) AS active,
  coalesce(sum(seconds) FILTER (WHERE execution <> 'UNAVAILABLE'), 0) AS known
FROM durations(machine_state, 'hour')
GROUP BY machine, period
