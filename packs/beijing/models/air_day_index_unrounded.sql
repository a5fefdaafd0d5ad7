/*---
model = "air_day_index_unrounded"
name = { zh = "站点日AQI分指数（浓度不修约）", en = "Daily sub-indices of a station, concentrations not rounded" }
---*/
-- As air_day_index, but from concentrations that are not rounded first: to show what the
-- rounding changes (good station-days of 2015 under 2012: 2098 unrounded, 2104 rounded).
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
    iaqi('SO2_24h', so2) AS so2_i,
    iaqi('NO2_24h', no2) AS no2_i,
    iaqi('PM10_24h', pm10) AS pm10_i,
    iaqi('PM25_24h', pm25) AS pm25_i,
    iaqi('CO_24h', co) AS co_i,
    iaqi('O3_8h', o3_8h) AS o3_8h_i,
    CASE WHEN param('daily_o3_1h') = 1 THEN iaqi('O3_1h', o3_1h) END AS o3_1h_i,
    CASE WHEN so2 IS NULL THEN 0 ELSE 1 END
      + CASE WHEN no2 IS NULL THEN 0 ELSE 1 END
      + CASE WHEN pm10 IS NULL THEN 0 ELSE 1 END
      + CASE WHEN pm25 IS NULL THEN 0 ELSE 1 END
      + CASE WHEN co IS NULL THEN 0 ELSE 1 END
      + CASE WHEN o3_8h IS NULL THEN 0 ELSE 1 END AS have
  FROM air_day
) AS day_index
