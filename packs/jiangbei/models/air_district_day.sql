/*---
model = "air_district_day"
name = { zh = "全区日均值", en = "Daily values of the district" }
---*/
-- First the mean over the stations, then the index. A value counts with 75 % of the stations.
SELECT
  a.ancestor AS place,
  d.period AS period,
  CASE WHEN count(d.pm25) >= param('city_sites_share_min') * count(*) THEN avg(d.pm25) END AS pm25,
  CASE WHEN count(d.pm10) >= param('city_sites_share_min') * count(*) THEN avg(d.pm10) END AS pm10,
  CASE WHEN count(d.so2) >= param('city_sites_share_min') * count(*) THEN avg(d.so2) END AS so2,
  CASE WHEN count(d.no2) >= param('city_sites_share_min') * count(*) THEN avg(d.no2) END AS no2,
  CASE WHEN count(d.co) >= param('city_sites_share_min') * count(*) THEN avg(d.co) END AS co,
  CASE WHEN count(d.o3_8h) >= param('city_sites_share_min') * count(*) THEN avg(d.o3_8h) END AS o3_8h,
  CASE WHEN count(d.o3_1h) >= param('city_sites_share_min') * count(*) THEN avg(d.o3_1h) END AS o3_1h
FROM air_day AS d
INNER JOIN place_ancestor AS a ON a.place = d.place
WHERE a.level = 'district'
GROUP BY a.ancestor, d.period
