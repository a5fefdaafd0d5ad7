/*---
model = "machine_hour"
name = { zh = "设备小时时长", en = "Seconds of a machine and hour" }
units = { able = "s", planned = "s", known = "s" }
---*/
-- Planned is when the machine is ACTIVE, READY or INTERRUPTED; it could run in the first two.
-- STOPPED is not planned and UNAVAILABLE is not known: neither counts.
SELECT
  machine AS place,
  period,
  coalesce(sum(seconds) FILTER (WHERE execution IN ('ACTIVE', 'READY')), 0) AS able,
  coalesce(sum(seconds) FILTER (WHERE execution IN ('ACTIVE', 'READY', 'INTERRUPTED')), 0)
    AS planned,
  coalesce(sum(seconds) FILTER (WHERE execution <> 'UNAVAILABLE'), 0) AS known
FROM durations(machine_state, 'hour')
GROUP BY machine, period
