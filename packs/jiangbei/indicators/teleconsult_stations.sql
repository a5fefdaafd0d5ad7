/*---
indicator = "teleconsult_stations"
name = { zh = "开展远程会诊的社区卫生服务站占比", en = "Health stations with tele-consultation" }
description = { zh = "年末开展远程会诊的社区卫生服务站占比", en = "Community health stations that offer tele-consultation on the last day of the year" }
unit = "%"
decimals = 1
level = "district"
period = "year"
better = "up"
---*/
-- A row of the register holds from its first day up to, and without, its last. The district
-- counts the stations whose row holds on 31 December.
SELECT
  a.ancestor AS place,
  year(d.last_day) AS period,
  count(*) FILTER (WHERE c.teleconsult) / count(*) AS value,
  count(*) AS have,
  count(*) AS expected
FROM clinic_service AS c
INNER JOIN reporting_day AS d ON d.register = c.register
INNER JOIN place_ancestor AS a ON a.place = c.clinic
WHERE a.level = 'district'
  AND c.from_on <= d.last_day
  AND (c.to_on IS NULL OR c.to_on > d.last_day)
GROUP BY a.ancestor, year(d.last_day)
