/*---
indicator = "air_city_aqi"
name = { zh = "城市空气质量指数（AQI）", en = "Air quality index of the city" }
description = { zh = "先求各站浓度均值，再算城市日AQI", en = "Daily AQI of the city: station concentrations are averaged first" }
unit = "1"
decimals = 0
level = "city"
period = "day"
better = "down"
standard = "hj633"
editions = ["2012", "2026"]
---*/
-- The note names the primary pollutants: those with the greatest sub-index, if that is over 50;
-- ties are all primary, in order of name, joined by "|".
-- HJ 633-2026 5.3.1: with a pollutant missing the index is published only if it is over 100.
-- The value is shown in any case; where it must not be published the reason says so.
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
FROM air_city_index
WHERE aqi IS NOT NULL
