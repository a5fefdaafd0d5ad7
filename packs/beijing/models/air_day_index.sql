/*---
model = "air_day_index"
name = { zh = "站点日AQI分指数", en = "Daily sub-indices of a station" }
---*/
-- HJ 633: concentrations are rounded by GB/T 8170 to integers (CO to one decimal), then the
-- sub-index is computed and rounded up. In 2012 the daily report has a 1-hour sub-index of ozone
-- beside the 8-hour one: the greater of the two is ozone's, and where the 8-hour value has none
-- (over 800 µg/m³) the 1-hour one stands alone. A pollutant is missing when its daily value is
-- missing; for ozone that is the 8-hour value, in both editions, as in the reference.
SELECT
  place,
  period,
  so2_i,
  no2_i,
  pm10_i,
  pm25_i,
  co_i,
  greatest(o3_8h_i, o3_1h_i) AS o3_i,
  greatest(so2_i, no2_i, pm10_i, pm25_i, co_i, o3_8h_i, o3_1h_i) AS aqi,
  have
FROM (
  SELECT
    place,
    period,
    iaqi('SO2_24h', round(so2, 0)) AS so2_i,
    iaqi('NO2_24h', round(no2, 0)) AS no2_i,
    iaqi('PM10_24h', round(pm10, 0)) AS pm10_i,
    iaqi('PM25_24h', round(pm25, 0)) AS pm25_i,
    iaqi('CO_24h', round(co, 1)) AS co_i,
    iaqi('O3_8h', round(o3_8h, 0)) AS o3_8h_i,
    CASE WHEN param('daily_o3_1h') = 1 THEN iaqi('O3_1h', round(o3_1h, 0)) END AS o3_1h_i,
    CASE WHEN so2 IS NULL THEN 0 ELSE 1 END
      + CASE WHEN no2 IS NULL THEN 0 ELSE 1 END
      + CASE WHEN pm10 IS NULL THEN 0 ELSE 1 END
      + CASE WHEN pm25 IS NULL THEN 0 ELSE 1 END
      + CASE WHEN co IS NULL THEN 0 ELSE 1 END
      + CASE WHEN o3_8h IS NULL THEN 0 ELSE 1 END AS have
  FROM air_day
) AS day_index
