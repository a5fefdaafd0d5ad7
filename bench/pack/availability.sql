/*---
indicator = "availability"
name = { zh = "设备可动率", en = "Availability" }
description = { zh = "ACTIVE 状态的秒数除以有状态记录的秒数。", en = "Seconds ACTIVE over seconds in any recorded state." }
unit = "%"
decimals = 1
level = "machine"
period = "day"
better = "up"
---*/
SELECT
  machine AS place,
  period,
  coalesce(sum(seconds) FILTER (WHERE state = 'ACTIVE'), 0) AS numerator,
  sum(seconds) AS denominator
FROM durations(machine_state, 'day')
GROUP BY machine, period
