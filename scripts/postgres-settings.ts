/**
 * Settings of the PostgreSQL server that is started here. Everything that a commit promises stays on: fsync, synchronous_commit
 * and full_page_writes are PostgreSQL's own defaults. What differs saves work: less write-ahead log, fewer checkpoints, no
 * compiling of statements that take a millisecond, and pages written in the background before a call needs their room.
 */
export const postgresSettings = [
  'max_connections=200', 'shared_buffers=192MB', 'wal_buffers=16MB', 'max_wal_size=2GB', 'checkpoint_timeout=15min', 'jit=off',
  'bgwriter_delay=50ms', 'bgwriter_lru_maxpages=1000', 'bgwriter_lru_multiplier=4', 'autovacuum_naptime=15s', 'track_functions=none', 'track_activities=on',
];
