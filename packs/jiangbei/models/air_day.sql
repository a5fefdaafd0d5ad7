/*---
model = "air_day"
name = { zh = "站点日均值", en = "Daily values of a station" }
---*/
-- GB 3095 table 4: a mean counts with at least 20 hours; HJ 663-2013 6.1.2: MDA8.
SELECT
  station AS place,
  day(at) AS period,
  CASE WHEN count(pm25) >= param('day_hours_min') THEN avg(pm25) END AS pm25,
  CASE WHEN count(pm10) >= param('day_hours_min') THEN avg(pm10) END AS pm10,
  CASE WHEN count(so2) >= param('day_hours_min') THEN avg(so2) END AS so2,
  CASE WHEN count(no2) >= param('day_hours_min') THEN avg(no2) END AS no2,
  CASE WHEN count(co) >= param('day_hours_min') THEN avg(co) END AS co,
  CASE WHEN count(o3) >= param('day_hours_min') THEN max(o3) END AS o3_1h,
  mda8(hour_of_day(at), o3) AS o3_8h
FROM air_hour
GROUP BY station, day(at)
