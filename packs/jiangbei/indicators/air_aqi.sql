/*---
indicator = "air_aqi"
name = { zh = "空气质量指数（AQI）", en = "Air quality index (AQI)" }
description = { zh = "全区日AQI，附首要污染物", en = "Daily AQI of the district, with the primary pollutants" }
unit = "1"
decimals = 0
level = "district"
period = "day"
better = "down"
standard = "hj633"
editions = ["2012", "2026"]
---*/
-- HJ 633-2026 5.3.1: with a pollutant missing the index is published only if it is over 100.
SELECT
  place,
  period,
  aqi AS value,
  have,
  6 AS expected,
  CASE WHEN have < 6 AND aqi <= param('good_aqi_max')
    THEN concat('pollutants(', CAST(have AS text), '/6)') END AS reason,
  primary_of('CO', co_i, 'NO2', no2_i, 'O3', o3_i, 'PM10', pm10_i, 'PM25', pm25_i, 'SO2', so2_i)
    AS note
FROM air_district_index
WHERE aqi IS NOT NULL
