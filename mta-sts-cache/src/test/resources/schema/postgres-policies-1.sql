CREATE TABLE mta_sts_schema (component VARCHAR(64) PRIMARY KEY, version INTEGER NOT NULL);
CREATE TABLE mta_sts_policy (domain VARCHAR(253) COLLATE "C" PRIMARY KEY, id VARCHAR(32) NOT NULL, source BYTEA NOT NULL, fetched_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, refresh_at BIGINT NOT NULL, used_at BIGINT NOT NULL, changed_at BIGINT NOT NULL);
CREATE INDEX mta_sts_policy_refresh ON mta_sts_policy (refresh_at);
CREATE INDEX mta_sts_policy_changed ON mta_sts_policy (changed_at, domain);
CREATE INDEX mta_sts_policy_expires ON mta_sts_policy (expires_at);
INSERT INTO mta_sts_schema (component, version) VALUES ('policies', 1);
INSERT INTO mta_sts_policy VALUES ('old.example', 'id1', '\x76657273696f6e3a2053545376310a6d6f64653a20656e666f7263650a6d783a206d78312e6578616d706c652e636f6d0a6d61785f6167653a203836343030300a', 1767139200000, 1768003200000, 1767182400000, 1767139200000, 1767139200000);
