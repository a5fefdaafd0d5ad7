/*---
indicator = "air_aqi_unrounded"
name = { zh = "空气质量指数（浓度不修约）", en = "Air quality index, concentrations not rounded" }
description = { zh = "同AQI，但浓度不先修约，用以显示修约的影响", en = "As the AQI, from concentrations that are not rounded first: to show what the rounding changes" }
unit = "1"
decimals = 0
level = "station"
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
FROM air_day_index_unrounded
WHERE aqi IS NOT NULL
