-- Which letter each declared column has in the sheet that a workbook's records came from, as a
-- JSON object; null for files without cells.
ALTER TABLE file ADD COLUMN letters TEXT;
