/*---
model = "air_day"
name = { zh = "站点日均值", en = "Daily values of a station" }
units = { pm25 = "µg/m³", co = "mg/m³", o3_8h = "µg/m³", o3_1h = "µg/m³" }
---*/
-- Daily values by GB 3095 table 4 and HJ 663-2013 6.1.2, found to be those of the reference:
-- * a mean counts with at least 20 hourly values of the day's hours 0 … 23, local time;
-- * the greatest hour of ozone counts with at least 20 hourly values too;
-- * MDA8: the running 8-hour means that end with the hours 7 … 23, each of at least 6 values;
--   the day counts with at least 14 such means, or fewer if the greatest is over 160 µg/m³.
--   (Windows that end with hour 8 … 23 give other days; the reference's own column is from 7.)
-- The columns that end in _all are the same without the rule, to be shown as not valid.
SELECT
  station AS place,
  day(observed_at) AS period,
  count("PM2.5") AS pm25_hours,
  count("PM10") AS pm10_hours,
  count("SO2") AS so2_hours,
  count("NO2") AS no2_hours,
  count("CO") AS co_hours,
  count("O3") AS o3_hours,
  avg("PM2.5") AS pm25_all,
  avg("PM10") AS pm10_all,
  avg("SO2") AS so2_all,
  avg("NO2") AS no2_all,
  in_unit(avg("CO"), 'mg/m³') AS co_all,
  CASE WHEN count("PM2.5") >= param('day_hours_min') THEN avg("PM2.5") END AS pm25,
  CASE WHEN count("PM10") >= param('day_hours_min') THEN avg("PM10") END AS pm10,
  CASE WHEN count("SO2") >= param('day_hours_min') THEN avg("SO2") END AS so2,
  CASE WHEN count("NO2") >= param('day_hours_min') THEN avg("NO2") END AS no2,
  CASE WHEN count("CO") >= param('day_hours_min') THEN in_unit(avg("CO"), 'mg/m³') END AS co,
  CASE WHEN count("O3") >= param('day_hours_min') THEN max("O3") END AS o3_1h,
  mda8("hour", "O3") AS o3_8h
FROM air_hour
GROUP BY station, day(observed_at)
