-- A reader has two to five sources. Told so, the planner reaches into the rollups by their keys instead of reading all of a workspace's days.
ALTER FUNCTION usage_sources(text, timestamptz, timestamptz, boolean) ROWS 4;
