/*---
model = "machine_hour"
name = { zh = "机床小时", en = "Machine by hour" }
---*/
SELECT
  machine AS place,
  hour(observed_at) AS hour,
  avg(reading) AS mean,
  sum(reading) AS total,
  count(reading) AS n
FROM machine_state
GROUP BY machine, hour(observed_at)
